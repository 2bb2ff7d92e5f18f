"""`moved`: each line carries one entry's number from one address to another, and no two lines disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reconciler.manifests.documents import MovedEntry
from reconciler.manifests.sources import Document, Path, Problem
from reconciler.model.address import is_unmanaged, team_of
from reconciler.model.phrase import phrase
from reconciler.validate.gather import Gathered


class _Ends(NamedTuple):
    """The addresses that some line leaves, those that one reaches, and those that a Cancellation names."""

    origins: frozenset[str]
    addresses: frozenset[str]
    cancelled: frozenset[str]


_STALE = phrase("remove this line, or correct it")


def moves(gathered: Gathered) -> Iterator[Problem]:
    """What is wrong with the lines of `moved`: contradictory, stale, or about another team's entry."""
    yield from _contradictions(gathered)
    ends = _Ends(
        frozenset(moved.origin for _, _, moved in gathered.moves),
        frozenset(moved.address for _, _, moved in gathered.moves),
        frozenset(model.spec.target for _, model in gathered.cancellations),
    )
    for document, index, moved in gathered.moves:
        path: Path = ("spec", "moved", index)
        if is_unmanaged(moved.origin) or is_unmanaged(moved.address):
            text = phrase("only entries move: `-/NUMBER` is what nobody manages")
            hint = phrase("to take a number over, name it: `number:` on the entry")
            yield Problem("VN211", document.file, path, text, hint)
        elif moved.origin == moved.address:
            yield Problem(
                "VN211", document.file, path, phrase("{origin} is where it was", origin=moved.origin), _STALE
            )
        else:
            yield from _receiver(gathered, document, moved, (*path, "to"), ends)
            yield from _giver(gathered, document, moved, (*path, "from"), ends)


def _contradictions(gathered: Gathered) -> Iterator[Problem]:
    """An address that two lines leave, or two lines reach."""
    for key in ("from", "to"):
        earlier: dict[str, str] = {}
        for document, index, moved in gathered.moves:
            end = moved.origin if key == "from" else moved.address
            where = phrase("{file} (line {index} of `moved`)", file=document.file, index=index + 1)
            if earlier.setdefault(end, where) != where:
                text = phrase("{end} is moved twice, first in {earlier}", end=end, earlier=earlier[end])
                hint = phrase("one address, one move: remove one of the two")
                yield Problem("VN211", document.file, ("spec", "moved", index, key), text, hint)


def _receiver(
    gathered: Gathered, document: Document, moved: MovedEntry, path: Path, ends: _Ends
) -> Iterator[Problem]:
    """The line stands with the team that receives, and something is declared where it leads, or was once."""
    address, team = moved.address, str(document.data["metadata"]["name"])
    if team_of(address) != team:
        text = phrase("this document speaks for team {team}", team=team)
        hint = phrase(
            "the team that receives says so: write the line in a document of team {team_of}",
            team_of=team_of(address),
        )
        yield Problem("VN309", document.file, path, text, hint)
    if gathered.source(address) is None and address not in ends.origins and address not in ends.cancelled:
        yield Problem(
            "VN211", document.file, path, phrase("nothing is declared at {address}", address=address), _STALE
        )


def _giver(
    gathered: Gathered, document: Document, moved: MovedEntry, path: Path, ends: _Ends
) -> Iterator[Problem]:
    """What moves away is declared there no more, unless it names a number of its own or another entry arrives."""
    still = gathered.numbers.get(moved.origin)
    if still is not None and still.number is None and moved.origin not in ends.addresses:
        text = phrase(
            "{origin} is still declared in {file}:{line}",
            origin=moved.origin,
            file=still.source.file,
            line=still.source.line,
        )
        hint = phrase("remove that entry, or this line: a number cannot both stay and move")
        yield Problem("VN211", document.file, path, text, hint)

"""Who gets what: `--team TEAM [--match GLOB]`, the first that matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from reconciler.importing.candidate import ImportCandidate
from reconciler.noun import noun


@noun
class TeamShare:
    """One team's part of an account."""

    team: str
    glob: str | None = None
    """Matches the number, its region, its enterprise, its instance's name or code, or what it plays; None: the rest."""


def shared(
    candidates: Sequence[ImportCandidate],
    shares: Sequence[TeamShare],
    names: Mapping[str, str],
    owners: Mapping[str, str] | None = None,
) -> dict[str, list[ImportCandidate]]:
    """Team to its numbers, in the order of the shares; what nobody's share matches is in none.

    `names`: instance code to name. `owners`: number to the team that an inventory gives it to, where that team has a
    share.
    """
    parts: dict[str, list[ImportCandidate]] = {share.team: [] for share in shares}
    for one in candidates:
        team = (owners or {}).get(one.number)
        share = _share_of(one, shares, names)
        if team in parts:
            parts[team].append(one)
        elif share is not None:
            parts[share.team].append(one)
    return parts


def idle(
    candidates: Sequence[ImportCandidate], shares: Sequence[TeamShare], names: Mapping[str, str]
) -> tuple[TeamShare, ...]:
    """The shares whose glob takes no number: it matches none, or only what an earlier share takes."""
    taking = {_share_of(one, shares, names) for one in candidates}
    return tuple(share for share in shares if share.glob is not None and share not in taking)


def _share_of(
    one: ImportCandidate, shares: Sequence[TeamShare], names: Mapping[str, str]
) -> TeamShare | None:
    words = list(_words(one, names))
    for share in shares:
        if share.glob is None or any(fnmatchcase(word, share.glob.lower()) for word in words):
            return share
    return None


def _words(one: ImportCandidate, names: Mapping[str, str]) -> Iterator[str]:
    code = (one.instance or {}).get("code", "")
    playback = (one.ivr or {}).get("playback", {})
    words = (
        one.number,
        code,
        names.get(code, ""),
        one.name,
        *(str(one.fields.get(name, "")) for name in ("region", "enterprise", "carrier", "script")),
        playback.get("description", ""),
        playback.get("audio", ""),
    )
    yield from (word.lower() for word in words if word)

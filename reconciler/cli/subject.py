"""What `reconciler new` is asked to write about: an address, or for a cancellation the number it stands for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reconciler.errors import ReconcilerError, UsageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.memory.memory import Memory
    from reconciler.pipeline import Session


class Subject(NamedTuple):
    """Where something stands, or is to stand."""

    address: str
    team: str
    """Whose path its file goes to."""
    key: str


def entry(session: Session, address: str) -> Subject:
    """A place for a new entry. Raises UsageError for what is no address of a team, or is declared."""
    from reconciler.model import phone

    if phone.is_number(address):
        hint = phrase(
            "write TEAM/KEY; `reconciler import` writes the entries of numbers that the account has"
        )
        raise UsageError(phrase("{address} is a number, not an address", address=address), hint=hint)
    subject = _split(session, address)
    declared = session.desired.numbers.get(address)
    if declared is not None:
        raise UsageError(
            phrase("{address} is declared already", address=address),
            hint=f"{declared.source.file}:{declared.source.line}",
        )
    return subject


def number_to_end(session: Session, name: str, team: str | None) -> Subject:
    """What a cancellation is about: an address, a number that one stands for, or a number that nobody manages."""
    from reconciler.model import address as addresses
    from reconciler.model import phone

    number = name.removeprefix("-/")
    if not phone.is_number(number):
        if phone.is_number(digits := phone.normalise(number)):
            raise UsageError(
                phrase("{named!r} is no number as it is written here", named=name),
                hint=phrase("write {digits}", digits=digits),
            )
        subject = _split(session, name)
        _refuse_misspelt(session, name)
        return subject
    for address, at in _numbers(session).items():
        if at == number:
            return _split(session, address)
    return Subject(addresses.unmanaged(number), _only_team(session, team), number)


def folder(session: Session, team: str) -> str:
    """The first of the team's own paths, else where its entries are."""
    paths = session.desired.teams[team].paths
    if paths:
        return paths[0].rstrip("/")
    files = [entry.source.file for entry in session.desired.numbers.values() if entry.team == team]
    return str(Path(files[0]).parent) if files else shared(session)


def shared(session: Session) -> str:
    """The folder of manifests that some team lies in."""
    files = [path for team in session.desired.teams.values() for path in team.paths]
    files += [entry.source.file for entry in session.desired.numbers.values()]
    return Path(files[0]).parts[0] if files else "teams"


def _split(session: Session, address: str) -> Subject:
    from reconciler.manifests.scalars import ADDRESS
    from reconciler.validate.suggestions import suggest

    team, _, key = address.partition("/")
    if re.search(ADDRESS, address) is None or team not in session.desired.teams:
        teams = ", ".join(session.desired.teams) or "none"
        near = suggest(address, _numbers(session))
        hint = (
            phrase("{near} or write TEAM/KEY", near=near)
            if near.startswith("did")
            else phrase("write TEAM/KEY")
        )
        raise UsageError(
            phrase("{address!r} is no address of a team", address=address),
            hint=phrase("{hint}; teams: {teams}", hint=hint, teams=teams),
        )
    return Subject(address, team, key)


def _refuse_misspelt(session: Session, address: str) -> None:
    """Where something alike is known and this is not, it is a slip of the pen."""
    from reconciler.validate.suggestions import suggest

    known = _numbers(session)
    near = suggest(address, known)
    if address not in known and near.startswith("did"):
        raise UsageError(phrase("neither Git nor the ledger knows {address}", address=address), hint=near)


def _numbers(session: Session) -> dict[str, str | None]:
    """Every address that Git, a tombstone or the ledger knows, with its number."""
    numbers = {address: owned.number for address, owned in _memory(session).owned.items()}
    numbers |= {tombstone.target: tombstone.number for tombstone in session.desired.tombstones}
    declared = session.desired.numbers.items()
    return numbers | {address: entry.number or numbers.get(address) for address, entry in declared}


def _memory(session: Session) -> Memory:
    """What the ledger says; nothing where it says nothing: a draft needs no ledger."""
    from reconciler import pipeline
    from reconciler.memory.memory import Memory

    try:
        return pipeline.remember(session)
    except ReconcilerError:
        return Memory()


def _only_team(session: Session, team: str | None) -> str:
    """Who gives up a number that nobody manages."""
    mine = [
        name
        for name, rules in session.desired.teams.items()
        if not rules.accounts or session.account.name in rules.accounts
    ]
    if team in mine or (team is None and len(mine) == 1):
        return team or mine[0]
    hint = phrase("add --team, one of: {mine}", mine=", ".join(mine) or "none")
    text = (
        phrase("nobody manages this number: say which team gives it up")
        if team is None
        else phrase("no team {team!r}", team=team)
    )
    raise UsageError(text, hint=hint)

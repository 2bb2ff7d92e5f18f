"""`reconciler new`: a document as a file to fill."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.pipeline import Session


@click.group()
@options.workspace
def command() -> None:
    """Write a cancellation, hotline, number or acknowledgement as a file to fill."""


@command.command()
@options.workspace
@click.argument("address")
@options.account
def cancellation(address: str, account: str | None) -> int:
    """Write the tombstone for ADDRESS: what must be decided, and the number, stay empty.

    The number is typed again on purpose. `validate` names what is still to be filled.
    """
    from reconciler.cli import drafts

    session = _open(account)
    team, key = _split(session, address)
    day = _today(session)
    file = f"{_folder(session, team)}/cancellations/{day:%Y-%m}-{key}.yaml"
    declared = session.desired.numbers.get(address)
    text = drafts.cancellation(
        name=f"{day:%Y-%m}-{key}",
        target=address,
        day=day,
        source="" if declared is None else f"{declared.source.file}:{declared.source.line}",
        account=session.account.name if len(session.desired.accounts) > 1 else "",
    )
    return _write(session, file, "cancellation", text)


@command.command()
@options.workspace
@click.argument("address")
@options.account
def hotline(address: str, account: str | None) -> int:
    """Write a 400 number's entry for ADDRESS, in a Team document of its own."""
    return _entry(address, account, "hotlines")


@command.command()
@options.workspace
@click.argument("address")
@options.account
def number(address: str, account: str | None) -> int:
    """Write a regular number's entry for ADDRESS, in a Team document of its own."""
    return _entry(address, account, "numbers")


@command.command()
@options.workspace
@options.account
def acknowledgement(account: str | None) -> int:
    """Write the acknowledgement of the current inbound playback notice: the statement is typed by who agrees."""
    from reconciler.catalogue.notice import INBOUND_PLAYBACK, NOTICES
    from reconciler.cli import drafts

    session = _open(account)
    day, notice = _today(session), NOTICES[INBOUND_PLAYBACK]
    known = [document.source.file for document in session.desired.acknowledgements]
    folder = str(Path(known[0]).parent) if known else _shared(session)
    text = drafts.acknowledgement(
        f"inbound-{notice.version}", notice.version, day, session.account.name, notice.text
    )
    return _write(
        session, f"{folder}/inbound-{notice.version}-{session.account.name}.yaml", "acknowledgement", text
    )


def _entry(address: str, account: str | None, section: str) -> int:
    from reconciler.cli import drafts

    session = _open(account)
    team, key = _split(session, address)
    if address in session.desired.numbers:
        source = session.desired.numbers[address].source
        raise UsageError(f"{address} is declared already", hint=f"{source.file}:{source.line}")
    like = next((entry for entry in session.desired.numbers.values() if entry.team == team), None)
    text = drafts.entry(
        section=section,
        team=team,
        key=key,
        account=session.account.name,
        enterprise="" if like is None else like.enterprise or "",
        script="" if like is None else like.script or "",
    )
    return _write(session, f"{_folder(session, team)}/{key}.yaml", "team", text)


def _open(account: str | None) -> Session:
    from reconciler import pipeline

    return pipeline.open_session(Path(), account, strict=False)


def _split(session: Session, address: str) -> tuple[str, str]:
    from reconciler.manifests.scalars import ADDRESS

    team, _, key = address.partition("/")
    if re.search(ADDRESS, address) is None or team not in session.desired.teams:
        teams = ", ".join(session.desired.teams) or "none"
        raise UsageError(f"{address!r} is no address of a team", hint=f"write TEAM/KEY; teams: {teams}")
    return team, key


def _folder(session: Session, team: str) -> str:
    """The first of the team's own paths, else where its entries are."""
    paths = session.desired.teams[team].paths
    if paths:
        return paths[0].rstrip("/")
    files = [entry.source.file for entry in session.desired.numbers.values() if entry.team == team]
    return str(Path(files[0]).parent) if files else _shared(session)


def _shared(session: Session) -> str:
    """The folder of manifests that some team lies in."""
    files = [path for team in session.desired.teams.values() for path in team.paths]
    files += [entry.source.file for entry in session.desired.numbers.values()]
    return Path(files[0]).parts[0] if files else "teams"


def _today(session: Session) -> date:
    from reconciler.model.calendar import day_of

    return day_of(session.provider.now() or session.clock.now())


def _write(session: Session, file: str, schema: str, text: str) -> int:
    """Never over a file that is there; with the workspace's own schema for editors, where it keeps one."""
    from reconciler.files import create

    path = session.root / file
    if (session.root / "schemas").is_dir():
        up = "../" * file.count("/")
        text = f"# yaml-language-server: $schema={up}schemas/{schema}.schema.json\n{text}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, text)
    except FileExistsError as error:
        raise UsageError(f"{file} is there already", hint="fill it, or move it away first") from error
    out.say(file)
    out.say("fill what is empty, then run `reconciler validate`", err=True)
    return 0

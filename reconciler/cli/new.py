"""`reconciler new`: a document as a file to fill."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import complete, options, out
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.pipeline import Session


@click.group()
@options.workspace
def command() -> None:
    """Write a cancellation, hotline, number or acknowledgement as a file to fill.

    FILE is where to write it, instead of where it belongs; `-` prints it.
    """


_STDOUT = "-"
_FILE = click.argument("file", required=False)


@command.command(context_settings={"ignore_unknown_options": True})
@options.workspace
@click.argument("subject", shell_complete=complete.addresses)
@_FILE
@options.account
@click.option("--team", help="Who gives up a number that nobody manages.")
def cancellation(subject: str, file: str | None, account: str | None, team: str | None) -> int:
    """Write the tombstone for SUBJECT, an address or a number: what must be decided, and the number, stay empty.

    The number is typed again on purpose. `validate` names what is still to be filled.
    """
    from reconciler.cli import drafts
    from reconciler.cli.subject import folder, number_to_end

    for word in (subject, file or _STDOUT):
        if word.startswith("-") and word != _STDOUT and not word.startswith("-/"):
            raise click.NoSuchOption(word, ctx=click.get_current_context())
    session = _open(account)
    address, owner, key = number_to_end(session, subject, team)
    day = _today(session)
    declared = session.desired.numbers.get(address)
    text = drafts.cancellation(
        name=f"{day:%Y-%m}-{key}",
        target=address,
        day=day,
        source="" if declared is None else f"{declared.source.file}:{declared.source.line}",
        account=session.account.name if len(session.desired.accounts) > 1 else "",
    )
    home = f"{folder(session, owner)}/cancellations/{day:%Y-%m}-{key}.yaml"
    return _write(session, file or home, "cancellation", text)


@command.command()
@options.workspace
@click.argument("address")
@_FILE
@options.account
def hotline(address: str, file: str | None, account: str | None) -> int:
    """Write a 400 number's entry for ADDRESS, in a Team document of its own."""
    return _entry(address, file, account, "hotlines")


@command.command()
@options.workspace
@click.argument("address")
@_FILE
@options.account
def number(address: str, file: str | None, account: str | None) -> int:
    """Write a regular number's entry for ADDRESS, in a Team document of its own."""
    return _entry(address, file, account, "numbers")


@command.command()
@options.workspace
@_FILE
@click.option(
    "--notice",
    "about",
    type=click.Choice(["inbound-audio-playback", "account-wide-playback"]),
    default="inbound-audio-playback",
    help="What is agreed to; by default the notice about inbound playback.",
)
@options.account
def acknowledgement(file: str | None, about: str, account: str | None) -> int:
    """Write the acknowledgement of a current notice: the statement is typed by who agrees."""
    from reconciler.catalogue.notice import NOTICES
    from reconciler.cli import drafts
    from reconciler.cli.subject import shared

    session = _open(account)
    day, notice = _today(session), NOTICES[about]
    name = f"{about.removesuffix('-playback').removesuffix('-audio')}-{notice.version}"
    files = [document.source.file for document in session.desired.acknowledgements]
    folder = str(Path(files[0]).parent) if files else shared(session)
    text = drafts.acknowledgement(name, notice, day, session.account.name)
    home = f"{folder}/{name}-{session.account.name}.yaml"
    return _write(session, file or home, "acknowledgement", text)


def _entry(address: str, file: str | None, account: str | None, section: str) -> int:
    from reconciler.cli import drafts
    from reconciler.cli.subject import entry, folder

    session = _open(account)
    _, team, key = entry(session, address)
    like = next((entry for entry in session.desired.numbers.values() if entry.team == team), None)
    text = drafts.entry(
        section=section,
        team=team,
        key=key,
        account=session.account.name,
        enterprise="" if like is None else like.enterprise or "",
        script="" if like is None else like.script or "",
    )
    return _write(session, file or f"{folder(session, team)}/{key}.yaml", "team", text)


def _open(account: str | None) -> Session:
    from reconciler import pipeline

    return pipeline.open_session(Path(), account, strict=False)


def _today(session: Session) -> date:
    from reconciler.model.calendar import day_of

    return day_of(session.provider.now() or session.clock.now())


def _write(session: Session, file: str, schema: str, text: str) -> int:
    """Never over a file that is there; with the workspace's own schema for editors, where it keeps one."""
    from reconciler.files import create

    if file == _STDOUT:
        options.emit(text, None)
        return 0
    path = session.root / file
    if (session.root / "schemas").is_dir() and path.resolve().is_relative_to(session.root.resolve()):
        up = "../" * file.count("/")
        text = f"# yaml-language-server: $schema={up}schemas/{schema}.schema.json\n{text}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, text)
    except FileExistsError as error:
        raise UsageError(
            phrase("{file} is there already", file=file), hint=phrase("fill it, or move it away first")
        ) from error
    out.say(file)
    out.say(phrase("fill what is empty, then run `reconciler validate`"), err=True)
    return 0

"""`reconciler ledger`: what was intended and what became of it, and how to mend the record of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.ledger.store import Ledger


@click.group()
@options.workspace
def command() -> None:
    """Show, verify, unlock, rebuild or export the ledger."""


@command.command()
@options.workspace
@options.account
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the newest N records.")
@options.show_numbers
@options.output(["text", "json"])
def show(
    account: str | None, last: int | None, show_numbers: bool, form: str, output_file: str | None
) -> int:
    """List the records of one account, newest last, after verifying every link."""
    from reconciler.report.ledger import records as report

    ledger, name = _opened(account)
    entries = report.entries(ledger.entries(name))
    selection = entries if last is None else entries[-last:]
    if form == "json":
        text = report.json(selection, name, ledger.identity())
    else:
        title = phrase(
            "Ledger {label}, account {name}: {count:,} records",
            label=ledger.location.label,
            name=name,
            count=len(entries),
        )
        text = report.text(selection, title, show_numbers=show_numbers)
    options.emit(text, output_file)
    return 0


@command.command()
@options.workspace
@options.account
@click.option(
    "--bundle",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Check an audit bundle instead; no ledger is needed.",
)
@options.output(["text", "json"])
def verify(account: str | None, bundle: str | None, form: str, output_file: str | None) -> int:
    """Check every link of one account's chain, and say what still needs a person.

    With --bundle the file of `history export` is checked, with nothing but itself; its texts also with their commits,
    where Git knows these.

    Exits 0, 1 (altered, lost, newer, unreadable) or 3 (calls of unknown outcome, or a rebuilt ledger that nobody
    acknowledged).
    """
    from reconciler.ledger.condition import examine
    from reconciler.report.ledger import condition as report

    if bundle is not None:
        return _verify_bundle(bundle, form, output_file)
    condition = examine(*_opened(account))
    options.emit(report.json(condition) if form == "json" else report.text(condition), output_file)
    return 3 if condition.open or condition.rebuilding else 0


@command.command()
@options.workspace
@options.account
def unlock(account: str | None) -> int:
    """Take the lock from whoever holds it; a run that still lives can write nothing any more. Does not prompt."""
    from reconciler.report.sink.encode import terminal

    ledger, name = _opened(account)
    held = ledger.unlock(name)
    out.say(
        terminal(
            phrase("account {name} was locked by {held}", name=name, held=held)
            if held
            else phrase("account {name} was not locked", name=name)
        )
    )
    return 0


@command.command()
@options.workspace
def upgrade() -> int:
    """Bring an older ledger to this version's format; a SQLite file is copied first."""
    from reconciler import pipeline

    out.say(phrase("the ledger has format {upgrade}", upgrade=pipeline.find_ledger(Path()).upgrade()))
    return 0


@command.command()
@options.workspace
@options.account
@click.option("--output-file", type=click.Path(dir_okay=False, writable=True), help="Write the output here.")
def export(account: str | None, output_file: str | None) -> int:
    """Write one account's records as JSON lines, each with the hashes that tie it to the one before."""
    from reconciler.report.ledger import records as report

    ledger, name = _opened(account)
    options.emit(report.lines(report.entries(ledger.entries(name)), name), output_file)
    return 0


@command.command()
@options.workspace
@options.account
@click.option(
    "--acknowledge", is_flag=True, help="Say that the rebuilt ledger was compared with the console."
)
@click.option("--by", help="With --acknowledge: who compared it.")
@click.option("--reason", help="With --acknowledge: how; kept in the ledger.")
def rebuild(account: str | None, acknowledge: bool, by: str | None, reason: str | None) -> int:
    """Start a lost or altered ledger again from what the provider shows.

    The old one is kept, and numbers that are declared are adopted. Purchases and cancellations stay blocked until
    `--acknowledge`.
    """
    if not acknowledge:
        return _rebuild(account)
    if not by or not reason:
        raise UsageError(phrase("an acknowledgement needs --by and --reason"))
    return _acknowledge(account, by, reason)


def _verify_bundle(file: str, form: str, output_file: str | None) -> int:
    from reconciler.load.commit import text_at
    from reconciler.report.ledger import bundle as story
    from reconciler.report.sink import json_lines
    from reconciler.wire import bundle

    whole = options.read(file, bundle.read)
    story.check(whole)
    bundle.compare(whole, lambda commit, name: text_at(Path(), commit, name))
    if form == "json":
        last = whole.links[-1]
        text = json_lines.write(
            {
                "format_version": "1.0",
                "account": whole.account,
                "ledger_id": whole.ledger_id,
                "subject": whole.subject,
                "head": {"seq": last.seq, "hash": last.hash},
                "records": bundle.records(whole),
            }
        )
    else:
        text = story.text(whole)
    options.emit(text, output_file)
    return 0


def _opened(account: str | None) -> tuple[Ledger, str]:
    from reconciler import pipeline

    return pipeline.find_ledger(Path()), pipeline.find_account(Path(), account).name


def _rebuild(account: str | None) -> int:
    from reconciler import pipeline
    from reconciler.cli.apply import owner
    from reconciler.ledger.rebuild import rebuild as start_again
    from reconciler.model.action import Verb

    session = pipeline.open_session(Path(), account, strict=False)
    ledger, name = _opened(session.account.name)
    finished = start_again(ledger, name, owner=owner(), now=session.provider.now() or session.clock.now())
    apply_options = pipeline.ApplyOptions(only=lambda action: action.verb is Verb.ADOPT)
    _, result = pipeline.apply(session, owner(), apply_options)
    if finished:
        out.say(phrase("kept     {kept}", kept=finished))
    out.say(phrase("adopted  {count} numbers", count=len(result.results)))
    out.say(phrase("blocked  purchases and cancellations, until `reconciler ledger rebuild --acknowledge`"))
    return 0


def _acknowledge(account: str | None, by: str, reason: str) -> int:
    from reconciler import pipeline
    from reconciler.cli.apply import owner
    from reconciler.ledger.rebuild import acknowledge

    session = pipeline.open_session(Path(), account, strict=False)
    now = session.provider.now() or session.clock.now()
    ledger, name = _opened(session.account.name)
    acknowledge(ledger, name, by=by, reason=reason, owner=owner(), now=now)
    out.say(phrase("account {name}: the rebuilt ledger is acknowledged", name=name))
    return 0

"""`reconciler resolve`: a person says what became of a call whose outcome is unknown."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import complete, options, out
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase


@click.command()
@options.workspace
@click.argument("address", shell_complete=complete.addresses)
@click.option("--done/--not-done", "done", default=None, help="Whether the provider did it.")
@click.option("--reason", required=True, help="How you know; kept in the ledger.")
@click.option("--number", help="With --done: the number the provider allotted.")
@click.option("--application", help="With --done: the provider's reference, while no number is allotted.")
@click.option(
    "--although",
    multiple=True,
    metavar="ID",
    help="A number or reference that the account shows and that has nothing to do with it; kept in the ledger.",
)
@click.option("--by", help="Who says so; by default the user who runs this.")
@options.account
def command(
    address: str,
    done: bool | None,
    reason: str,
    number: str | None,
    application: str | None,
    although: tuple[str, ...],
    by: str | None,
    account: str | None,
) -> int:
    """Say what became of a call whose outcome is unknown, or of a human task, when no observation can tell.

    The account is looked at first: a word that contradicts what it shows is refused, with what it shows.

    ADDRESS is the held slot, e.g. care/brand, or the id of a task, e.g. care/brand:set-transfer.
    """
    from reconciler import pipeline
    from reconciler.cli.apply import owner

    if done is None:
        raise UsageError(phrase("say --done or --not-done"))
    session = pipeline.open_session(Path(), account, strict=False)
    resolution = pipeline.Resolution(done, reason, number, application, by, although)
    answer = pipeline.answer if ":" in address else pipeline.resolve
    out.say(answer(session, owner(), address, resolution))
    return 0

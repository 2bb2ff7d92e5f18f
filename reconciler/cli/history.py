"""`reconciler history`: what was done, to what, when, by whom; and an audit bundle of one address."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import complete, options
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase

EXPORT = "export"


@click.command()
@options.workspace
@click.argument("subject", required=False, shell_complete=complete.addresses)
@click.argument("exported", required=False, metavar="")
@click.option("--trail", is_flag=True, help="Ask the provider's records too: who changed SUBJECT, and when.")
@options.account
@options.show_numbers
@options.output(["text", "json"])
def command(
    subject: str | None,
    exported: str | None,
    trail: bool,
    account: str | None,
    show_numbers: bool,
    form: str,
    output_file: str | None,
) -> int:
    """Show what was done to SUBJECT, and when, newest last; every run and action without one.

    SUBJECT is an address such as care/brand, or a phone number. `history export SUBJECT` writes an audit bundle: who
    approved, what was asked, what the provider answered, the tombstone's text at the commit, and the links that prove
    it; `ledger verify --bundle FILE` checks it without the ledger.
    """
    from reconciler import pipeline
    from reconciler.report.ledger import records as report

    name = pipeline.find_account(Path(), account).name
    ledger = pipeline.find_ledger(Path())
    if subject == EXPORT:
        if exported is None:
            raise UsageError(
                phrase("say what to export"),
                hint=phrase("history export care/brand --output-file bundle.json"),
            )
        from reconciler.cli.audit_bundle import bundle

        options.emit(bundle(ledger, name, exported), output_file)
        return 0
    if exported is not None:
        raise UsageError(
            phrase("{exported!r} is one word too many", exported=exported),
            hint=phrase("history SUBJECT, or history export SUBJECT"),
        )
    if trail and subject is None:
        raise UsageError(phrase("--trail is about one SUBJECT"))
    entries = report.entries(ledger.entries(name))
    concerned = entries if subject is None else report.concerning(entries, subject)
    provider_trail = None
    if trail and subject is not None:
        session = pipeline.open_session(Path(), account, strict=False)
        provider_trail = pipeline.trail(session, report.numbers(concerned, subject))
    if form == "json":
        text = report.json(concerned, name, ledger.identity(), provider_trail)
    else:
        whose = "" if subject is None else phrase(" of {subject}", subject=subject)
        text = report.text(
            concerned,
            phrase("History{whose}, account {name}", whose=whose, name=name),
            show_numbers=show_numbers,
        )
        text += "" if provider_trail is None else report.trail(provider_trail, show_numbers=show_numbers)
    options.emit(text, output_file)
    return 0

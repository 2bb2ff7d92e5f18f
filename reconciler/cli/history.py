"""`reconciler history`: what was done to an address or a number, and when."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options


@click.command()
@options.workspace
@click.argument("subject")
@options.account
@options.show_numbers
@options.output(["text", "json"])
def command(subject: str, account: str | None, show_numbers: bool, form: str, output_file: str | None) -> int:
    """Show what was done to SUBJECT, and when, newest last.

    SUBJECT is an address such as care/brand, or a phone number.
    """
    from reconciler import pipeline
    from reconciler.report.ledger import records as report

    name = pipeline.find_account(Path(), account).name
    ledger = pipeline.find_ledger(Path())
    found = report.concerning(report.entries(ledger.entries(name)), subject)
    if form == "json":
        text = report.json(found, name, ledger.identity())
    else:
        text = report.text(found, f"History of {subject}, account {name}", show_numbers=show_numbers)
    options.emit(text, output_file)
    return 0

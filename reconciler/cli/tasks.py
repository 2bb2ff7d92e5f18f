"""`reconciler tasks`: what people have to do, because no API does it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from reconciler.cli import options, progress
from reconciler.cli.accounts import looking
from reconciler.cli.page_forms import FORMS
from reconciler.cli.page_forms import render as page_form


@click.command()
@options.workspace
@looking
@options.team
@options.as_of
@options.show_numbers
@options.output(FORMS)
def command(
    account: str | None,
    team: str | None,
    as_of: datetime | None,
    show_numbers: bool,
    form: str,
    output_file: str | None,
) -> int:
    """List the human tasks: what, who, by when, how it is verified.

    A task is ready until `apply` issues it, and is listed until it is seen at the provider or attested, whatever
    the plan of the day says. One that is not to be done any more is listed as withdrawn, with the reason. Exits 0,
    1 (error or incomplete) or 3 (one is overdue).
    """
    from reconciler import pipeline
    from reconciler.report import pages, sheets, tasks
    from reconciler.wire.write import tasks_document

    session = pipeline.open_session(Path(), account, strict=False)
    progress.follow(session)
    account_status = pipeline.status(session, team, as_of)
    now, name, cards, ended = (
        account_status.as_of,
        account_status.account,
        account_status.tasks,
        account_status.withdrawn,
    )
    if form == "json":
        text = tasks.json(cards, as_of=now, account=name, withdrawn=ended, gaps=account_status.gaps)
    elif form == "markdown":
        text = tasks.markdown(cards, as_of=now, account=name, withdrawn=ended, show_numbers=show_numbers)
    elif form == "csv":
        text = sheets.tasks(cards, ended)
    elif form == "html":
        page = pages.tasks_page(cards, ended, as_of=now, account=name, gaps=account_status.gaps)
        text = page_form(page, form, tasks_document(now, name, cards, ended), show_numbers=show_numbers)
    else:
        text = tasks.text(cards, as_of=now, account=name, withdrawn=ended)
    options.emit(text, output_file)
    options.print_diagnostics(session.validation, session.complete)
    if not session.complete:
        return 1
    return 3 if any(card.due is not None and card.due <= now for card in cards) else 0

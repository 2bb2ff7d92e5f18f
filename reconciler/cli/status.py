"""`reconciler status`: the number list of the provider's page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, progress
from reconciler.cli.accounts import looking
from reconciler.cli.page_forms import FORMS
from reconciler.cli.page_forms import render as page_form

if TYPE_CHECKING:
    from reconciler.model.listing import StatusReport


@click.command()
@options.workspace
@looking
@options.team
@options.as_of
@click.option(
    "--save",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Save the observation, for `plan --observed`.",
)
@options.show_numbers
@options.output(FORMS)
def command(
    account: str | None,
    team: str | None,
    as_of: datetime | None,
    save: str | None,
    show_numbers: bool,
    form: str,
    output_file: str | None,
) -> int:
    """List the numbers as the console does, then the human tasks and what is due by when.

    Exits 0, or 1 when a manifest is invalid and the list is therefore incomplete.
    """
    from reconciler import pipeline
    from reconciler.wire import saved_observation

    session = pipeline.open_session(Path(), account, strict=False)
    progress.follow(session)
    account_status = pipeline.status(session, team, as_of)
    if save is not None:
        options.emit(saved_observation.to_json(account_status.observed), save)
    colour = options.colour(output_file)
    text = (
        _text(account_status, session.complete, colour)
        if form == "text"
        else _document(account_status, form, show_numbers)
    )
    options.emit(text, output_file)
    options.print_warnings(session)
    options.print_diagnostics(session.validation, session.complete)
    return 0 if session.complete else 1


def _text(account_status: StatusReport, complete: bool, colour: bool) -> str:
    """The numbers, what people have to do, and what happens by when."""
    from reconciler.report import deadlines, status, tasks

    now, name = account_status.as_of, account_status.account
    parts = (
        status.text(
            account_status.numbers,
            as_of=now,
            account=name,
            complete=complete,
            colour=colour,
            charged=account_status.charged,
        ),
        tasks.brief(account_status.tasks, as_of=now),
        deadlines.text(account_status.deadlines, as_of=now, account=name, colour=colour),
    )
    return "\n".join(parts)


def _document(account_status: StatusReport, form: str, show_numbers: bool) -> str:
    from reconciler.report import pages, sheets, status
    from reconciler.wire.write import status_document, status_row_document

    now, name, rows, gaps = (
        account_status.as_of,
        account_status.account,
        account_status.numbers,
        account_status.gaps,
    )
    if form == "json":
        return status.json(rows, as_of=now, account=name, gaps=gaps)
    if form == "csv":
        return sheets.text(sheets.STATUS, map(status_row_document, rows))
    page = pages.status_page(
        rows,
        account_status.tasks,
        account_status.deadlines,
        as_of=now,
        account=name,
        gaps=gaps,
        charged=account_status.charged,
    )
    return page_form(page, form, status_document(now, name, rows), show_numbers=show_numbers)

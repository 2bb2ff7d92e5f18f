"""`reconciler deadlines`: what must happen by when."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from reconciler.cli import options, progress
from reconciler.cli.accounts import looking
from reconciler.cli.page_forms import FORMS
from reconciler.cli.page_forms import render as page_form
from reconciler.model.phrase import phrase

LENGTH = options.Length(
    "dh", lambda value: phrase("{value!r} is no length of time; write 14d or 36h", value=value)
)


@click.command()
@options.workspace
@looking
@options.team
@options.as_of
@click.option("--within", type=LENGTH, help="Only what falls due within this time, e.g. 14d; overdue always.")
@click.option(
    "--fail-within", type=LENGTH, help="Exit 3 also when something falls due within this time, e.g. 3d."
)
@options.show_numbers
@options.output([*FORMS, "ics"])
def command(
    account: str | None,
    team: str | None,
    as_of: datetime | None,
    within: timedelta | None,
    fail_within: timedelta | None,
    show_numbers: bool,
    form: str,
    output_file: str | None,
) -> int:
    """List what must happen by when: documents, deferred cancellations, expiries, freezes.

    Exits 0, 1 (incomplete) or 3 (something is overdue, or due within --fail-within).
    """
    from reconciler import pipeline
    from reconciler.pipeline import exit_code
    from reconciler.planning.deadlines import due_within
    from reconciler.report import calendar_feed, deadlines, pages, sheets
    from reconciler.wire.write import deadline_document, deadlines_document

    session = pipeline.open_session(Path(), account, strict=False)
    progress.follow(session)
    account_status = pipeline.status(session, team, as_of)
    now, name, everything = account_status.as_of, account_status.account, account_status.deadlines
    entries = [e for e in everything if within is None or e.instant - now <= within]
    if form == "json":
        text = deadlines.json(entries, as_of=now, account=name, gaps=account_status.gaps)
    elif form == "ics":
        text = calendar_feed.ics(entries, as_of=now, account=name, show_numbers=show_numbers)
    elif form == "csv":
        text = sheets.text(sheets.DEADLINES, map(deadline_document, entries))
    elif form != "text":
        page = pages.deadlines_page(entries, as_of=now, account=name, gaps=account_status.gaps)
        text = page_form(page, form, deadlines_document(now, name, entries), show_numbers=show_numbers)
    else:
        text = deadlines.text(
            entries,
            as_of=now,
            account=name,
            complete=session.complete,
            colour=options.colour(output_file),
        )
    options.emit(text, output_file, shared=form == "ics" and not show_numbers)
    options.print_warnings(session)
    options.print_diagnostics(session.validation, session.complete)
    soon = fail_within is not None and any(due_within(entry, now, fail_within) for entry in everything)
    return 3 if soon and session.complete else exit_code.of_deadlines(entries, now, complete=session.complete)

"""`reconciler status`: the number list of the provider's page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.cli.accounts import looking
from reconciler.cli.page_forms import FORMS
from reconciler.cli.page_forms import render as page_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reconciler.contracts.facts import Facts
    from reconciler.model.listing import Deadline, StatusRow, Task
    from reconciler.planning.build import Inputs


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
    from reconciler.planning.build import view
    from reconciler.planning.listing import status_rows
    from reconciler.planning.tasks import done_by_hand
    from reconciler.wire import snapshot

    session = pipeline.open_session(Path(), account, strict=False)
    inputs = done_by_hand(pipeline.inputs(session, team, as_of))
    facts = view(inputs)
    rows = status_rows(facts, team)
    if save is not None:
        options.emit(snapshot.to_json(facts.observed), save)
    if form == "text":
        text = _text(rows, inputs, facts, session.complete)
    else:
        text = _document(rows, inputs, facts, form, show_numbers)
    options.emit(text, output_file)
    options.heed(session)
    options.complain(session.validation)
    return 0 if session.complete else 1


def _text(rows: Sequence[StatusRow], inputs: Inputs, facts: Facts, complete: bool) -> str:
    from reconciler.report import deadlines, status, tasks

    cards, entries = _agenda(inputs, facts)
    now, name, colour = facts.now, facts.account.name, options.colour()
    parts = (
        status.text(rows, as_of=now, account=name, complete=complete, colour=colour),
        tasks.brief(cards, as_of=now),
        deadlines.text(entries, as_of=now, account=name, colour=colour),
    )
    return "\n".join(parts)


def _document(rows: Sequence[StatusRow], inputs: Inputs, facts: Facts, form: str, show_numbers: bool) -> str:
    from reconciler.report import pages, sheets, status
    from reconciler.wire.write import status_document, status_row_document

    now, name = facts.now, facts.account.name
    if form == "json":
        return status.json(rows, as_of=now, account=name, gaps=facts.gaps)
    if form == "csv":
        return sheets.text(sheets.STATUS, map(status_row_document, rows))
    page = pages.status_page(rows, *_agenda(inputs, facts), as_of=now, account=name, gaps=facts.gaps)
    shown = status_document(now, name, rows)
    return page_form(page, form, shown, show_numbers=show_numbers)


def _agenda(inputs: Inputs, facts: Facts) -> tuple[Sequence[Task], Sequence[Deadline]]:
    """What people have to do, and what happens by when."""
    from reconciler.planning.build import plan_of
    from reconciler.planning.deadlines import deadlines as due
    from reconciler.planning.tasks import tasks as open_tasks

    return open_tasks(plan_of(facts, inputs), facts), due(facts, inputs.scope.team)

"""`reconciler status`: the number list of the provider's page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.cli.accounts import looking

if TYPE_CHECKING:
    from reconciler.contracts.facts import Facts
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
@options.output(["text", "json"])
def command(
    account: str | None,
    team: str | None,
    as_of: datetime | None,
    save: str | None,
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
    from reconciler.report import status
    from reconciler.wire import snapshot

    session = pipeline.open_session(Path(), account, strict=False)
    inputs = done_by_hand(pipeline.inputs(session, team, as_of))
    facts = view(inputs)
    rows = status_rows(facts, team)
    if save is not None:
        options.emit(snapshot.to_json(facts.observed), save)
    if form == "json":
        text = status.json(rows, as_of=facts.now, account=facts.account.name, gaps=facts.gaps)
    else:
        text = "\n".join(
            (
                status.text(
                    rows,
                    as_of=facts.now,
                    account=facts.account.name,
                    complete=session.complete,
                    colour=options.colour(),
                ),
                *_agenda(inputs, facts),
            )
        )
    options.emit(text, output_file)
    options.heed(session)
    options.complain(session.validation)
    return 0 if session.complete else 1


def _agenda(inputs: Inputs, facts: Facts) -> tuple[str, str]:
    """What people have to do, and what happens by when."""
    from reconciler.planning.build import plan_of
    from reconciler.planning.deadlines import deadlines as due
    from reconciler.planning.tasks import tasks as open_tasks
    from reconciler.report import deadlines, tasks

    cards = open_tasks(plan_of(facts, inputs), facts)
    entries = due(facts, inputs.scope.team)
    now, name = facts.now, facts.account.name
    return tasks.brief(cards, as_of=now), deadlines.text(
        entries, as_of=now, account=name, colour=options.colour()
    )

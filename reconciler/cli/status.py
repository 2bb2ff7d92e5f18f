"""`reconciler status`: the number list of the provider's page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from reconciler.cli import options


@click.command()
@options.workspace
@options.scope
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
    """List the numbers with running status and reason, call type, instance, deadline and cost.

    Exits 0, or 1 when a manifest is invalid and the list is therefore incomplete.
    """
    from reconciler import pipeline
    from reconciler.model import snapshot
    from reconciler.planning import listing
    from reconciler.report import status

    session = pipeline.open_session(Path(), account, strict=False)
    facts = pipeline.facts(session, team, as_of)
    rows = listing.status_rows(facts, team)
    if save is not None:
        options.emit(snapshot.to_json(facts.observed), save)
    if form == "json":
        text = status.json(rows, as_of=facts.now, account=facts.account.name)
    else:
        text = status.text(
            rows,
            as_of=facts.now,
            account=facts.account.name,
            complete=session.complete,
            colour=options.colour(),
        )
    options.emit(text, output_file)
    options.complain(session.validation)
    return 0 if session.complete else 1

"""`reconciler plan`: what an apply would do, cost and destroy."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, progress
from reconciler.cli.accounts import looking
from reconciler.cli.failed_page import told_on_a_page
from reconciler.cli.plan_forms import FORMS, Look, render, reports
from reconciler.noun import replace

if TYPE_CHECKING:
    from reconciler.model.observation import ObservedState


@click.command()
@options.workspace
@looking
@options.team
@options.as_of
@options.config_from
@click.option(
    "--out", metavar="FILE", type=click.Path(dir_okay=False), help="Save the plan, for `apply FILE`."
)
@click.option(
    "--observed",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Plan offline against this.",
)
@click.option(
    "--detailed-exitcode",
    is_flag=True,
    help="Exit 2 when an apply would change something at the provider.",
)
@click.option(
    "--report",
    metavar="FORM=FILE",
    multiple=True,
    help="Write this same plan in another form too; may be repeated.",
)
@click.option("--source-url", metavar="URL", default="", help="Links to lines begin with this.")
@click.option("--details-url", metavar="URL", default="", help="Where the whole report can be read.")
@options.show_numbers
@options.output(FORMS)
def command(
    account: str | None,
    team: str | None,
    as_of: datetime | None,
    config_from: Path | None,
    out: str | None,
    observed: str | None,
    detailed_exitcode: bool,
    report: tuple[str, ...],
    source_url: str,
    details_url: str,
    show_numbers: bool,
    form: str,
    output_file: str | None,
) -> int:
    """Show what an apply would do, cost and destroy.

    Exits 0, 1 (error) or 3 (something is blocked, held, overdue or in violation); with --detailed-exitcode also
    2 (an apply would change something at the provider; what changes the ledger alone does not count).
    """
    from reconciler import pipeline
    from reconciler.pipeline import exit_code

    also = reports(report)
    targets = [(form, output_file), *also]
    with told_on_a_page("plan", account, team, config_from, targets, show_numbers=show_numbers):
        session = pipeline.open_session(Path(), account, config_from=config_from)
        options.print_warnings(session)
        progress.follow(session)
        saved = None if observed is None else _saved(observed)
        plan = pipeline.plan(session, team, as_of, saved)
    look = Look(show_numbers, options.colour(output_file), source_url.rstrip("/"), details_url)
    if out is not None:
        options.emit(render(plan, "json"), out)
    for other, file in also:
        options.emit(render(plan, other, replace(look, colour=False)), file)
    options.emit(render(plan, form, look), output_file)
    return exit_code.of_plan(plan, detailed=detailed_exitcode)


def _saved(observed: str) -> ObservedState:
    from reconciler.wire import saved_observation

    return options.read(observed, saved_observation.from_json)

"""`reconciler drift`: what moved since the last apply, and who moved it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.cli.accounts import looking

if TYPE_CHECKING:
    from reconciler.model.drift import DriftReport
    from reconciler.wire.documents import DriftDocument


@click.command()
@options.workspace
@looking
@options.team
@options.as_of
@options.config_from
@click.option(
    "--previous",
    metavar="REPORT",
    type=click.Path(exists=True, dir_okay=False),
    help="Says since when: a JSON report.",
)
@click.option(
    "--baseline",
    metavar="REPORT",
    type=click.Path(exists=True, dir_okay=False),
    help="Its unmanaged numbers are known.",
)
@options.output(["text", "json"])
def command(
    account: str | None,
    team: str | None,
    as_of: datetime | None,
    config_from: Path | None,
    previous: str | None,
    baseline: str | None,
    form: str,
    output_file: str | None,
) -> int:
    """Report what moved since the last apply, and who moved it.

    Exits 0, 1 (error, or the report is incomplete), 2 (drift) or 3 (missing, released, restricted, cancelled
    without our tombstone, a violation, overdue).
    """
    from reconciler import pipeline
    from reconciler.planning import drift
    from reconciler.report.drift import as_json as drift_json
    from reconciler.report.drift import as_text as drift_text

    session = pipeline.open_session(Path(), account, config_from=config_from, strict=False)
    facts = pipeline.facts(session, team, as_of)
    known = session.desired.baseline | (_unmanaged(_read(baseline)) if baseline is not None else frozenset())
    report = drift.report(facts, team, _first_seen(_read(previous)) if previous is not None else {}, known)
    options.emit(
        drift_json.text(report) if form == "json" else drift_text.text(report, colour=options.colour()),
        output_file,
    )
    options.heed(session)
    options.complain(session.validation)
    return _exit_code(report, session.complete)


def _read(path: str) -> DriftDocument:
    from reconciler.wire.read import parse_drift

    return parse_drift(options.text_of(path))


def _first_seen(document: DriftDocument) -> dict[tuple[str, str], datetime]:
    """Since when each entry is known: the earlier report's word for it, or that report's own instant."""
    return {
        (entry.address, entry.category): datetime.fromisoformat(entry.first_seen or document.as_of)
        for entry in document.entries
    }


def _unmanaged(document: DriftDocument) -> frozenset[str]:
    return frozenset(e.address.removeprefix("-/") for e in document.entries if e.category == "unmanaged")


def _exit_code(report: DriftReport, complete: bool) -> int:
    if not complete:
        return 1
    if any(entry.grave for entry in report.entries):
        return 3
    return 2 if any(not entry.quiet for entry in report.entries) else 0

"""`reconciler recommend`: the provider's decision table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import UsageError
from reconciler.model.phrase import joined, phrase
from reconciler.report.sink import json_lines
from reconciler.report.sink.language import spoken, tr
from reconciler.report.sink.table import align

if TYPE_CHECKING:
    from reconciler.catalogue.recommendation import TypeAdvice


@click.command()
@options.workspace
@click.argument("purposes", nargs=-1, metavar="PURPOSE...")
@options.output(["text", "json"])
def command(purposes: tuple[str, ...], form: str, output_file: str | None) -> int:
    """Say which type of number serves all these purposes; without a purpose, print the table.

    Purposes: hotline, two-way, outbound-calls, outbound-notification, notification, verification-code.
    """
    from reconciler.catalogue.recommendation import PURPOSES, TYPES, phrases_of, purpose_of, recommend

    purposes = phrases_of(purposes)
    unknown = next((purpose for purpose in purposes if purpose_of(purpose) is None), None)
    if unknown is not None:
        raise UsageError(
            phrase("no purpose {unknown!r}", unknown=unknown),
            hint=phrase("one of: {names}", names=", ".join(PURPOSES)),
        )
    advised = recommend(purposes)
    rows = [advised] if advised is not None else list(TYPES.values())
    options.emit(_json(purposes, rows) if form == "json" else _text(purposes, rows), output_file)
    return 0


def _json(purposes: tuple[str, ...], rows: list[TypeAdvice]) -> str:
    types = [
        {
            "type": row.type,
            "section": row.section,
            "direction": row.direction,
            "application": row.application,
            "billing": row.billing,
            "why": row.why,
            "note": row.note or None,
        }
        for row in rows
    ]
    return json_lines.indented({"format_version": "1.0", "purposes": list(purposes), "types": types})


def _text(purposes: tuple[str, ...], rows: list[TypeAdvice]) -> str:
    heading = (
        tr("For {purposes}: {name}.", purposes=joined(" and ", purposes), name=rows[0].name)
        if purposes
        else ""
    )
    return "\n\n".join([*filter(None, [heading]), *map(_row, rows)])


def _row(row: TypeAdvice) -> str:
    facts = {
        tr("direction"): row.direction,
        tr("application"): row.application,
        tr("billing"): row.billing,
        tr("note"): row.note,
    }
    head = tr("{name} (declared under `{section}`): {why}", name=row.name, section=row.section, why=row.why)
    lines = align([(f"  {name}", spoken(fact)) for name, fact in facts.items() if fact])
    return "\n".join([head, *lines])

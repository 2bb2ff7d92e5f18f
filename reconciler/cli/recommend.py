"""`reconciler recommend`: the provider's decision table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import UsageError
from reconciler.report.sink import json_lines

if TYPE_CHECKING:
    from reconciler.catalogue.recommendation import NumberType


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
        raise UsageError(f"no purpose {unknown!r}", hint=f"one of: {', '.join(PURPOSES)}")
    advised = recommend(purposes)
    rows = [advised] if advised is not None else list(TYPES.values())
    options.emit(_json(purposes, rows) if form == "json" else _text(purposes, rows), output_file)
    return 0


def _json(purposes: tuple[str, ...], rows: list[NumberType]) -> str:
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


def _text(purposes: tuple[str, ...], rows: list[NumberType]) -> str:
    heading = f"For {' and '.join(purposes)}: {rows[0].name}.\n\n" if purposes else ""
    return heading + "\n\n".join(map(_row, rows))


def _row(row: NumberType) -> str:
    return "\n".join(
        [
            f"{row.name} (declared under `{row.section}`): {row.why}",
            f"  direction    {row.direction}",
            f"  application  {row.application}",
            f"  billing      {row.billing}",
            *([f"  note         {row.note}"] if row.note else []),
        ]
    )

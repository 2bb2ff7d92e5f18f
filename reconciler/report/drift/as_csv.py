"""A drift report as a spreadsheet: one row an entry, one more for each further field; nothing masked."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.model.drift import DriftEntry, DriftField, DriftReport
from reconciler.report.drift import words
from reconciler.report.sink import csv_rows, phrases
from reconciler.report.sink.language import english
from reconciler.wire.write import instant

HEADER = (
    "address", "team", "category", "moved", "grave", "message", "field", "declared", "live", "last_applied",
    "first_seen", "new", "ignored", "file", "line", "ways_out",
)  # fmt: skip


@english()
def text(report: DriftReport) -> str:
    """Every entry in the report's order, then what is gone since the report before."""
    return csv_rows.text(HEADER, _rows(report))


def _rows(report: DriftReport) -> Iterator[tuple[str, ...]]:
    for entry in report.entries:
        for field in entry.fields or (None,):
            yield _row(report, entry, field)
    for gone in report.gone:
        first_seen = instant(gone.first_seen) or ""
        yield (gone.address, gone.team, "gone", "", "", gone.message, *("",) * 4, first_seen, *("",) * 5)


def _row(report: DriftReport, entry: DriftEntry, field: DriftField | None) -> tuple[str, ...]:
    values = ("", "", "", "")
    if field is not None:
        live = "unknown" if entry.category == "unknown" else phrases.value(field.live)
        values = (field.path, phrases.value(field.declared), live, phrases.value(field.last_applied))
    source = entry.source
    return (
        entry.address,
        entry.team,
        entry.category,
        entry.moved,
        phrases.value(entry.grave),
        entry.message,
        *values,
        instant(entry.first_seen) or "",
        phrases.value(report.is_new(entry)),
        entry.ignored,
        "" if source is None else source.file,
        "" if source is None else str(source.line),
        "; ".join(way.text for way in words.ways(report, entry)),
    )

"""Rows as CSV that a spreadsheet opens as text: every cell quoted, no formula, a byte-order mark for Chinese."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from reconciler.report.sink.encode import csv_cell
from reconciler.report.sink.language import english

MARK = "\ufeff"


@english()
def text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The header and the rows."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return MARK + sheet.getvalue()

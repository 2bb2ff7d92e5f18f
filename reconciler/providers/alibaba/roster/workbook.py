"""A roster as a spreadsheet saves it: an .xlsx workbook, of which one sheet holds the table.

Read by openpyxl (extra `xlsx`), row by row, so that a sheet that claims millions of cells costs what it holds.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reconciler.distribution import install_line
from reconciler.errors import MissingExtra
from reconciler.model.phrase import phrase
from reconciler.providers.alibaba.roster.cells import CELL_FIELDS, NUMBER_COLUMN, folded
from reconciler.providers.alibaba.roster.document import Problems, RosterDocument
from reconciler.providers.alibaba.roster.spreadsheet import table

if TYPE_CHECKING:
    from openpyxl import Workbook

MAGIC = b"PK\x03\x04"
"""How a ZIP begins, which a workbook is."""
UNPACKED_LIMIT = 128 * 1024 * 1024
ROWS, COLUMNS = 100_000, 500
_CHUNK = 1 << 20

_Rows = list[tuple[int, list[str]]]


def parse_document(data: bytes, problems: Problems) -> RosterDocument:
    """The sheet with a column of numbers. Raises InvalidManifests for what is no workbook, MissingExtra."""
    sheets = _sheets(data, problems)
    candidates = [name for name, (_, rows) in sheets.items() if _names_numbers(rows)]
    if len(candidates) > 1:
        message = phrase("the sheets {found} each have a column of numbers", found=", ".join(candidates))
        problems.add(0, message, phrase("keep one of them in this file"))
        raise problems.error()
    comments, rows = sheets[candidates[0]] if candidates else next(iter(sheets.values()), ([], []))
    return table(comments, rows, problems)


def _sheets(data: bytes, problems: Problems) -> dict[str, tuple[list[str], _Rows]]:
    """Each sheet's comments and rows, by its name."""
    _check_size(data, problems)
    workbook = _opened(data, problems)
    try:
        return {sheet.title: _rows(sheet, problems) for sheet in workbook.worksheets}
    except Exception as error:  # whatever a broken part makes the reader raise while it streams
        raise _no_workbook(problems) from error
    finally:
        workbook.close()


def _opened(data: bytes, problems: Problems) -> Workbook:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtra(
            phrase(
                "{name} is an .xlsx workbook, and the package openpyxl is not installed", name=problems.name
            ),
            hint=phrase(
                "{install_line}; or save the list as CSV in UTF-8", install_line=install_line("xlsx")
            ),
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and validations, which nobody looks at here
        try:
            return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # zipfile's, expat's, its own: every one of them means this
            raise _no_workbook(problems) from error


def _no_workbook(problems: Problems) -> Exception:
    problems.add(
        0,
        phrase("no .xlsx workbook, or a broken one"),
        phrase("save the list again as .xlsx, or as CSV in UTF-8"),
    )
    return problems.error()


def _check_size(data: bytes, problems: Problems) -> None:
    """Unpacks everything once and counts: what a ZIP says of its sizes is not believed."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.infolist():
                with parts.open(part) as stream:
                    while unpacked <= UNPACKED_LIMIT and (chunk := stream.read(_CHUNK)):
                        unpacked += len(chunk)
    except Exception as error:  # a bad ZIP fails in many ways
        raise _no_workbook(problems) from error
    if unpacked > UNPACKED_LIMIT:
        problems.add(
            0, phrase("larger than {unpacked_limit} MiB once unpacked", unpacked_limit=UNPACKED_LIMIT >> 20)
        )
        raise problems.error()


def _rows(sheet: Any, problems: Problems) -> tuple[list[str], _Rows]:
    """The lines above the table as one text each, and the table without blank lines."""
    sheet.reset_dimensions()  # what the sheet claims of its size is not believed
    comments: list[str] = []
    rows: _Rows = []
    for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if line > ROWS or len(values) > COLUMNS:
            problems.add(
                line,
                phrase(
                    "the sheet {title} is larger than {rows} rows of {columns} columns",
                    title=sheet.title,
                    rows=ROWS,
                    columns=COLUMNS,
                ),
            )
            break
        cells = _trimmed([_text(value) for value in values])
        if not rows and (not cells or cells[0].startswith("#")):
            comments.append(" ".join(filter(None, cells)))
        elif cells:
            width = len(rows[0][1]) if rows else 0
            rows.append((line, cells + [""] * (width - len(cells))))
    return comments, rows


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end, which only a style makes."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: object) -> str:
    """A cell as CSV would have it. A broken number keeps its point, so that nobody takes it for a phone number."""
    if value is None:
        return ""
    return value.isoformat(" ") if isinstance(value, datetime) else str(value).strip()


def _names_numbers(rows: _Rows) -> bool:
    return any(CELL_FIELDS.get(folded(name)) == NUMBER_COLUMN for name in (rows[0][1] if rows else ()))

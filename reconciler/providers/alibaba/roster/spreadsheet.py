"""A roster as a table: comment lines on top that say when it was taken, a header, rows of texts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from reconciler.model.phrase import phrase
from reconciler.providers.alibaba.roster.cells import CELL_FIELDS, NUMBER_COLUMN, folded
from reconciler.providers.alibaba.roster.document import Cells, Problems, RosterDocument


def parse_document(text: str, problems: Problems) -> RosterDocument:
    """A CSV: comma, tab or semicolon. Raises InvalidManifests for what is none."""
    lines = text.splitlines(keepends=True)
    start = 0
    while start < len(lines) and _is_comment(lines[start]):
        start += 1
    rows = lines[start:]
    separator = max(",\t;", key=rows[0].count) if rows else ","
    reader = csv.reader(rows, delimiter=separator, strict=True)
    try:
        numbered = [(start + reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        problems.add(start + reader.line_num, phrase("no CSV: {error}", error=error))
        raise problems.error() from error
    return table(lines[:start], numbered, problems)


def table(
    comments: Sequence[str], numbered: Sequence[tuple[int, list[str]]], problems: Problems
) -> RosterDocument:
    """What stands above the table, and its rows with the line of each, of which the first is the header."""
    top = _top(comments, problems)
    (line, header), *rows = numbered or [(1, [])]
    columns = [CELL_FIELDS.get(folded(name)) for name in header]
    _check(columns, header, line, problems)
    if top.get("complete") == "true" and rows and 0 < len(rows[-1][1]) < len(header):
        problems.add(
            rows[-1][0],
            phrase(
                "the last row has {count} of {count_2} cells: the list was cut off",
                count=len(rows[-1][1]),
                count_2=len(header),
            ),
        )
    unused = tuple(
        name.strip() for name, key in zip(header, columns, strict=True) if not key and name.strip()
    )
    records = _rows(columns, rows, problems) if NUMBER_COLUMN in columns else ()
    return RosterDocument(top, tuple(records), unused)


def _top(comments: Sequence[str], problems: Problems) -> dict[str, str]:
    """What the comments say; a name that stands there twice says one thing."""
    top: dict[str, str] = {}
    for line, comment in enumerate(comments, 1):
        if comment.startswith("#"):
            name, value = _comment(comment)
            if top.setdefault(name, value) != value:
                problems.add(line, phrase("{name} is said twice, differently", name=name))
    return top


def _is_comment(line: str) -> bool:
    """What stands above the table: our comments, blank lines, and the separator a spreadsheet notes for itself."""
    return line.startswith(("#", "sep=")) or not line.strip(",;\t \r\n")


def _rows(
    columns: list[str | None], rows: list[tuple[int, list[str]]], problems: Problems
) -> Iterator[Cells]:
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns):
            problems.add(
                line, phrase("{count} cells under {count_2} columns", count=len(cells), count_2=len(columns))
            )
        pairs = zip(columns, cells, strict=False)
        yield Cells(line, "", {key: cell.strip() for key, cell in pairs if key is not None})


def _check(columns: list[str | None], header: list[str], line: int, problems: Problems) -> None:
    if NUMBER_COLUMN not in columns:
        problems.add(
            line,
            phrase("no column of numbers"),
            phrase(
                "name one column 号码 or number, and let nothing but lines with # stand above the headings"
            ),
        )
    for key in sorted({key for key in columns if key is not None and columns.count(key) > 1}):
        names = [name for name, column in zip(header, columns, strict=True) if column == key]
        problems.add(line, phrase("the columns {names} say the same", names=", ".join(names)))


def _comment(line: str) -> tuple[str, str]:
    name, _, value = line.lstrip("# ").replace("：", ":", 1).partition(":")
    return folded(name), value.strip().rstrip(",;\t ")

"""Aligned columns of plain text, counted in terminal cells: a Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

COLUMN_GAP = "  "


def width(text: str) -> int:
    """How many terminal cells a text takes. Wide and fullwidth characters count two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """The text filled up with spaces, on its left where it is to stand right-aligned."""
    if text.isascii():
        return text.rjust(cells) if right else text.ljust(cells)
    blank = " " * (cells - width(text))
    return blank + text if right else text + blank


def align(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> list[str]:
    """One line a row, all rows of the same length; columns in `right` are right-aligned.

    A column that is empty throughout is left out.
    """
    return list(aligned(rows, right=right))


def aligned(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> Iterator[str]:
    """The same, line by line."""
    if not rows:
        return
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    columns = [index for index, cells in enumerate(widths) if cells]
    for row in rows:
        yield COLUMN_GAP.join(
            pad(row[index], widths[index], right=index in right) for index in columns
        ).rstrip()


def clipped(text: str, cells: int) -> str:
    """As much of a text as so many cells hold; one that is cut ends in `…`."""
    if width(text) <= cells:
        return text
    end = next(at for at in range(len(text)) if width(text[: at + 1]) > cells - 1)
    return text[:end] + "…"

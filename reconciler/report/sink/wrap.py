"""Lines for a terminal that is narrower than they are, counted in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reconciler.report.sink.table import COLUMN_GAP, width

_STEP = 4
"""How much further a line's continuation is indented."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WIDE = (
    "\u1100-\u115f\u2e80-\u3000\u3003-\u3007\u3012-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff10-\uff19\uff21-\uff3a"
)
_CLOSING = "\u3001\u3002\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f\u2019\u201d"
"""Marks that begin no line."""
_OPENING = "\u2018\u201c\u300a\u300c\u300e\u3010\uff08"
"""Marks that end none."""
_PIECE = re.compile(
    rf"\x1b\[[0-9;]*m|\ +|[{_OPENING}]*[{_WIDE}][{_CLOSING}]*|[^\x1b {_WIDE}{_OPENING}]+|[{_OPENING}]+"
)
"""A colour, a gap, a character that a line may break after, or a word."""


def folded(text: str, columns: int) -> str:
    """The text with every line that is too long continued below, further in. A line that fits stays as it is."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line, columns))


def _parts(line: str, columns: int) -> Iterator[str]:
    if width(_COLOUR.sub("", line)) <= columns:
        yield line
        return
    indent = min(len(line) - len(line.lstrip(" ")) + _STEP, columns // 2)
    part, used, gap, first = "", 0, "", True
    for piece in _broken(line, columns - indent):
        if _COLOUR.fullmatch(piece):
            part += piece
            continue
        if not piece.strip(" "):
            gap = piece if first else piece[: len(COLUMN_GAP)]
            continue
        cells = width(piece)
        if used and used + len(gap) + cells > columns:
            yield part
            part, used, gap, first = " " * indent, indent, "", False
        part, used, gap = part + gap + piece, used + len(gap) + cells, ""
    yield part


def _broken(line: str, most: int) -> Iterator[str]:
    """The line's pieces; one that no line holds is cut."""
    for piece in _PIECE.findall(line):
        while width(piece) > most and piece.strip(" ") and not _COLOUR.fullmatch(piece):
            end = next(at for at in range(1, len(piece) + 1) if width(piece[: at + 1]) > most)
            yield piece[:end]
            piece = piece[end:]
        yield piece

"""`validate --fix`: quotes around unquoted phone numbers, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from reconciler.edit.replace import BOM, replace, text_of
from reconciler.model.diagnostic import Diagnostic

UNQUOTED = "VN101"


def quote_numbers(root: Path, diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    """Quotes every unquoted number that was found; returns the files that changed, in order."""
    spots: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
    for diagnostic in diagnostics:
        if diagnostic.code == UNQUOTED:
            spots[diagnostic.file].add((diagnostic.line, diagnostic.column, diagnostic.width))
    for file, places in spots.items():
        replace(root / file, quoted(text_of(root / file), places))
    return tuple(sorted(spots))


def quoted(text: str, places: Iterable[tuple[int, int, int]]) -> str:
    """The text with quotes around what stands at each line, column (both from 1) and width."""
    body = text.removeprefix(BOM)
    lines = body.split("\n")
    for line, column, width in sorted(places, reverse=True):
        old = lines[line - 1]
        start, end = column - 1, column - 1 + width
        lines[line - 1] = f'{old[:start]}"{old[start:end]}"{old[end:]}'
    return text[: len(text) - len(body)] + "\n".join(lines)

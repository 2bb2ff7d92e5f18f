"""What both formats have in common on the way to a roster: a top, rows with their place, problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.errors import InvalidManifests
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.phrase import phrase
from reconciler.noun import noun

CODE = "VN708"
SHOWN = 20
"""Problems of one file that are shown; the rest are counted."""


@noun
class Cells:
    """One row: text by field."""

    line: int
    """0 in JSON."""
    place: str
    """How a message begins, e.g. `numbers[3]: `; empty where the line says it."""
    values: Mapping[str, str]


@noun
class RosterDocument:
    """A roster's text, taken apart but not yet understood."""

    top: Mapping[str, Any]
    """`asof`, `complete` and the account-wide facts."""
    rows: tuple[Cells, ...]
    unused: tuple[str, ...] = ()
    """Columns, or members of an object, that nothing is read from."""


class Problems:
    """Collects every problem of one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Diagnostic] = []

    def add(self, line: int, message: str, hint: str = "") -> None:
        """Notes one; line 0 is the file as a whole."""
        self.found.append(Diagnostic(self.name, line, 0, CODE, message, hint))

    def error(self) -> InvalidManifests:
        """All of them as an error."""
        plural = "" if len(self.found) == 1 else "s"
        excerpt = self.found[:SHOWN]
        if len(self.found) > SHOWN:
            more = phrase("and {count} more problems", count=len(self.found) - SHOWN)
            excerpt.append(Diagnostic(self.name, 0, 0, CODE, more, phrase("mend these first")))
        return InvalidManifests(
            phrase(
                "{name}: {count} problem{plural} in the roster",
                name=self.name,
                count=len(self.found),
                plural=plural,
            ),
            excerpt,
        )

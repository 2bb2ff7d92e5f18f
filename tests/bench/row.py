"""One figure of the benchmark, and the table of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure beside its goal."""

    what: str
    measured: float | None
    """None: it could not be measured here."""
    goal: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        if self.measured is None:
            return False
        return self.measured >= self.goal if self.at_least else self.measured <= self.goal

    def __str__(self) -> str:
        return f"{self.what:<72}{self.shown:>10}   {self.sought:<8}{'met' if self.met else ''}"

    @property
    def shown(self) -> str:
        return "–" if self.measured is None else f"{self.measured:.2f}"

    @property
    def sought(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.goal:g}"


def table(rows: Sequence[Row], title: str) -> str:
    lines = [f"# {title}", "", "| | measured | goal | |", "|---|---:|---:|---|"]
    lines += [f"| {row.what} | {row.shown} | {row.sought} | {'met' if row.met else ''} |" for row in rows]
    return "\n".join([*lines, ""])

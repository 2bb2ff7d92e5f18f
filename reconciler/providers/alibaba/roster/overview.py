"""PURE: what a roster says, for whoever is about to merge it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from reconciler.model.calendar import iso
from reconciler.providers.alibaba.roster.rows import Roster

_SHOWN = 20
"""Numbers of one kind of difference that are shown in text."""


def document(roster: Roster, previous: Roster | None = None) -> dict[str, Any]:
    """Counts, columns, words and the difference to an earlier roster, as JSON holds them."""
    fields = Counter(name for row in roster.rows.values() for name in row.facts)
    statuses = Counter(str(row.facts.get("status", "unknown")) for row in roster.rows.values())
    return {
        "file": roster.name,
        "as_of": iso(roster.as_of),
        "complete": roster.complete,
        "numbers": len(roster.rows),
        "fields": dict(sorted(fields.items())),
        "statuses": dict(sorted(statuses.items())),
        "not_used": list(roster.unused),
        "not_understood": list(roster.puzzling),
        "remarks": list(roster.remarks),
        "difference": None if previous is None else _difference(previous, roster),
    }


def _difference(before: Roster, after: Roster) -> dict[str, list[str]]:
    both = sorted(before.rows.keys() & after.rows.keys())
    return {
        "added": sorted(after.rows.keys() - before.rows.keys()),
        "gone": sorted(before.rows.keys() - after.rows.keys()),
        "changed": [number for number in both if before.rows[number].facts != after.rows[number].facts],
    }


def lines(summary: dict[str, Any]) -> list[str]:
    """The same, for a terminal."""
    kind = "complete" if summary["complete"] else "not complete: absence from it says nothing"
    texts = [
        f"{summary['file']} as of {summary['as_of']}: {summary['numbers']} numbers, {kind}",
        f"  statuses        {_counts(summary['statuses'])}",
        f"  facts           {_counts(summary['fields'])}",
        f"  not used        {', '.join(summary['not_used']) or 'nothing'}",
        f"  not understood  {', '.join(summary['not_understood']) or 'nothing'}",
    ]
    for name, numbers in (summary["difference"] or {}).items():
        more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
        texts.append(f"  {name:<14}  {len(numbers)}: {', '.join(numbers[:_SHOWN]) or 'none'}{more}")
    return texts


def _counts(counts: dict[str, int]) -> str:
    return " · ".join(f"{name} {count}" for name, count in counts.items()) or "none"

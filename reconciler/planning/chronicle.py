"""A drift report beside the one before it: what is new, what is gone, and what a reviewed exception lets be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reconciler.contracts.facts import Facts
from reconciler.model.calendar import day_of
from reconciler.model.drift import Category, DriftEntry, DriftReport, Gone
from reconciler.model.phrase import phrase
from reconciler.noun import replace
from reconciler.planning.overview import overview

LIFTED_BY = {
    Category.UNMANAGED: "VN601",
    Category.LIFECYCLE: "VN606",
    Category.DEADLINE: "VN404",
    Category.CHANGED: "VN610",
}
"""Category to the rule whose exception lets an entry of it be. A violation is its own rule's."""


def told(
    report: DriftReport,
    facts: Facts,
    team: str | None = None,
    earlier: Sequence[Gone] = (),
    previous: datetime | None = None,
) -> DriftReport:
    """The report with its place in Git, its exceptions, its overview, and what is gone since an earlier one."""
    entries = tuple(_placed(entry, facts) for entry in report.entries)
    known = {(entry.address, entry.category) for entry in entries}
    gone = tuple(one for one in earlier if (one.address, one.category) not in known)
    mine = tuple(one for one in gone if team in {None, one.team} or one.team == "-")
    return replace(report, entries=entries, previous=previous, gone=mine, overview=overview(facts, team))


def _placed(entry: DriftEntry, facts: Facts) -> DriftEntry:
    slot = facts.slots.get(entry.address)
    ignored = _exception(entry, facts)
    return replace(
        entry,
        source=None if slot is None else slot.source,
        ignored=ignored,
        quiet=entry.quiet or bool(ignored),
        grave=entry.grave and not ignored,
    )


def _exception(entry: DriftEntry, facts: Facts) -> str:
    for exemption in facts.desired.policy.exemptions:
        lifts = exemption.rule == LIFTED_BY.get(entry.category) and exemption.address == entry.address
        if lifts and day_of(facts.now) <= exemption.until:
            return phrase("{reason}, until {until}", reason=exemption.reason, until=exemption.until)
    return ""

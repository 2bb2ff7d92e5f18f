"""VN407: in a freeze nothing is bought, changed or cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import outward
from reconciler.contracts.rule import Rule
from reconciler.model.calendar import day_of, midnight
from reconciler.model.finding import Finding, Verdict
from reconciler.model.state import Freeze

RULE = Rule(
    code="VN407",
    title="freeze window",
    verdicts=(Verdict.WARN, Verdict.HOLD),
    what=(
        "While a freeze of the workspace lasts (both days included, in Shanghai), every action that changes "
        "the provider is deferred to 00:00 of the day after it; what only changes the ledger goes on. A "
        "deadline that falls into the freeze is warned of."
    ),
    seed="all related services will be terminated",
    example='freezes: [{from: "2027-02-05", to: "2027-02-12", reason: Spring Festival}]',
    fix="Wait, or have an exception for VN407 and the address reviewed.",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Holds everything while today lies in a freeze."""
    freeze = _current(facts.desired.policy.freezes, day_of(facts.now))
    actions = outward(facts)
    if freeze is None or not actions:
        return
    until = midnight(_thaw(facts.desired.policy.freezes, freeze))
    text = f"frozen from {freeze.first} to {freeze.last}: {freeze.reason}"
    yield RULE.hold(actions, until, text, "wait, or have an exception reviewed", address=facts.account.name)
    for action in actions:
        if action.deadline is not None and action.deadline <= until:
            said = f"its deadline, {day_of(action.deadline)} 00:00, comes before the freeze ends"
            hint = f"write an exception for VN407 at {action.address}, or do it by hand"
            yield RULE.at(
                action.address, Verdict.WARN, said, hint, until=action.deadline, source=action.source
            )


def _current(freezes: Sequence[Freeze], day: date) -> Freeze | None:
    return next((freeze for freeze in freezes if freeze.first <= day <= freeze.last), None)


def _thaw(freezes: Sequence[Freeze], freeze: Freeze) -> date:
    """The first day after it that no other freeze covers; the calendar's last day if there is none."""
    current: Freeze | None = freeze
    day = freeze.last
    while current is not None and current.last < date.max:
        day = current.last + timedelta(days=1)
        current = _current(freezes, day)
    return day if current is None else date.max

"""VN407: in a freeze nothing is bought, changed or cancelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import blocked, held_until, provider_actions
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import day_of, midnight
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.model.state import Freeze

RULE = Rule(
    code="VN407",
    title="freeze window",
    verdicts=(Verdict.INFO, Verdict.HOLD, Verdict.BLOCK),
    what=(
        "While a freeze of the workspace lasts (both days included, in Shanghai), every action that changes "
        "the provider is deferred to 00:00 of the day after it; so is what another rule defers into it. What only "
        "changes the ledger goes on, and so does what has a deadline before the freeze ends: a freeze never "
        "loses a number. A cancellation whose tombstone expires before that is blocked."
    ),
    seed="all related services will be terminated",
    example='freezes: [{from: "2027-02-05", to: "2027-02-12", reason: Spring Festival}]',
    fix="Wait, or have an exception for VN407 and the address reviewed.",
    turn=1,
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Holds what would run in a freeze: everything while one lasts, and what is deferred into one."""
    frozen: dict[Freeze, list[Action]] = defaultdict(list)
    for action in provider_actions(facts):
        instant = max(held_until(facts, action) or facts.now, facts.now)
        freeze = _current(facts.desired.policy.freezes, day_of(instant))
        if freeze is None or (not blocked(facts, action) and _urgent(action, _until(facts, freeze))):
            if freeze is not None:
                yield _goes_on(action, freeze)
            continue
        frozen[freeze].append(action)
    for freeze, actions in frozen.items():
        yield from _hold(facts, freeze, actions)


def _hold(facts: Facts, freeze: Freeze, actions: Sequence[Action]) -> Iterator[Finding]:
    until = _until(facts, freeze)
    lapsing = [action for action in actions if _lapses(facts, action, until)]
    text = phrase(
        "frozen from {first} to {last}: {reason}", first=freeze.first, last=freeze.last, reason=freeze.reason
    )
    hint = phrase("wait, or have an exception reviewed")
    kept = [action for action in actions if action not in lapsing]
    if kept:
        yield RULE.hold(kept, until, text, hint, address=facts.account.name)
    for action in lapsing:
        message = phrase("{text}; its tombstone expires before that ends", text=text)
        yield RULE.block(
            (action,),
            message,
            phrase(
                'write `expires: "{until}"` or later in {consent}',
                until=day_of(until),
                consent=action.consent,
            ),
        )


def _urgent(action: Action, until: datetime) -> bool:
    """Whether waiting for the end of the freeze would miss its deadline, and lose the number."""
    return action.deadline is not None and action.deadline <= until


def _lapses(facts: Facts, action: Action, until: datetime) -> bool:
    """Whether the consent to a cancellation ends before the freeze does."""
    slot = facts.slots.get(action.address)
    if action.verb is not Verb.CANCEL or slot is None or slot.tombstone is None:
        return False
    return slot.tombstone.expires < day_of(until)


def _goes_on(action: Action, freeze: Freeze) -> Finding:
    day = "" if action.deadline is None else f"{day_of(action.deadline)} 00:00"
    text = phrase(
        "its deadline, {day}, comes before the freeze ends on {last}: it goes on all the same",
        day=day,
        last=freeze.last,
    )
    return RULE.at(action.address, Verdict.INFO, text, until=action.deadline, source=action.source)


def _until(facts: Facts, freeze: Freeze) -> datetime:
    return midnight(_thaw(facts.desired.policy.freezes, freeze))


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

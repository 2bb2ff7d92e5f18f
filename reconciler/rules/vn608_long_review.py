"""VN608: an application that is in review for longer than the provider usually takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.rule import Rule
from reconciler.model.calendar import DOCUMENT_DAYS, add_days, day_of, working_days
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE

USUAL_WORKING_DAYS = 10
"""The provider's help: an application "takes 2-10 working days"."""

RULE = Rule(
    code="VN608",
    title="long review",
    verdicts=(Verdict.WARN,),
    what=(
        "An application is usually reviewed within 2 to 10 working days. The warning comes after that and gives "
        "the age; it counts from the application, for a 400 from the day its documents were submitted, or, where "
        "nobody knows that day, from the last on which they could be. Holidays are not known: they count as "
        "working days."
    ),
    seed="After applying, you must submit the required documents for review.",
    example="care/hz-003 was applied for on 2026-11-02 and is still in review on 2026-11-17.",
    fix="Ask the provider's support what the review waits for. Nothing is lost meanwhile, and nothing ordered again.",
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at every declared number that is in review."""
    today = day_of(facts.now)
    for slot in facts.restless:
        live = slot.live
        if live is None or slot.desired is None or live.status != NumberStatus.REVIEWING:
            continue
        since = _since(facts, slot, live)
        if since is not None and working_days(since, today) > USUAL_WORKING_DAYS:
            days = (today - since).days
            text = phrase(
                "{identity} is in review since {since}, for {days} days; 2 to {usual_working_days} ",
                identity=live.identity,
                since=since,
                days=days,
                usual_working_days=USUAL_WORKING_DAYS,
            )
            text += phrase("working days are usual")
            yield RULE.at(
                slot.address, Verdict.WARN, text, phrase("ask the provider's support"), source=slot.source
            )


def _since(facts: Facts, slot: Slot, live: ObservedNumber) -> date | None:
    """The day its review began, at the latest; None where nobody knows when it was applied for."""
    if live.type != HOTLINE:
        return live.applied_on
    submitted = facts.memory.submitted.get(slot.address)
    if submitted is not None:
        return day_of(datetime.fromisoformat(submitted))
    return None if live.applied_on is None else add_days(live.applied_on, DOCUMENT_DAYS)

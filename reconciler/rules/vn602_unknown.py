"""VN602: what could not be read is said, and never taken for good news."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import (
    cancellations,
    drafted,
    provider_actions_at,
    requires_observation,
    unlisted_yet,
)
from reconciler.contracts.rule import Rule
from reconciler.kinds import FIELDS
from reconciler.model.action import Verb
from reconciler.model.calendar import day_of, local, time_left
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import NumberStatus
from reconciler.model.phrase import counted, joined, phrase
from reconciler.model.resource import REGULAR

RULE = Rule(
    code="VN602",
    title="unknown fact",
    verdicts=(Verdict.INFO, Verdict.WARN, Verdict.HOLD),
    what=(
        "Part of an account may be unreadable. The finding names what was not read; a declared number that "
        "an incomplete listing does not show is unknown, not missing. While the listing is incomplete "
        "nothing is bought, and nothing is cancelled by the program. Nothing is done to a number whose "
        "status is unknown. Such actions wait until the fact is observed or attested; an automatic purchase "
        "or cancellation needs it observed."
    ),
    seed=(
        "On the real number management page, on the Landline & mobile number or 400 numbers tab, find the "
        "number you want to manage and perform actions in the Actions column."
    ),
    example="The public API lists bound numbers only; a number that is bound to nothing does not show.",
    fix=(
        "Vouch for the fact with `reconciler attest`, or keep a roster of the console's list in Git "
        "(`settings.roster`)."
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Says what was not read, where it matters, and what waits for it."""
    name = facts.account.name
    for gap in facts.observed.gaps:
        yield RULE.at(
            name, Verdict.WARN, gap, phrase("what depends on it waits or is judged from attested facts")
        )
    for unread in facts.observed.traces.unread:
        yield RULE.at(
            name,
            Verdict.INFO,
            unread,
            phrase("nothing waits for it; `reconciler doctor` prints the permissions"),
        )
    yield from _listing(facts)
    yield from _young(facts)
    if not facts.observed.complete:
        yield from _absences(facts)
    yield from _statuses(facts)
    yield from _fields(facts)


def _listing(facts: Facts) -> Iterator[Finding]:
    """Purchases wait for a complete listing: absence is known from nothing less. So do automatic cancellations:
    a list that is short, or older than our own last change, is no ground for what cannot be undone."""
    buys = drafted(facts, Verb.ORDER)
    if not facts.observed.complete:
        why = phrase("the list of the account's numbers is not complete")
        stopped = [*buys, *(action for action in drafted(facts, Verb.CANCEL) if requires_observation(action))]
    else:
        attested = facts.observed.origins.get("numbers") == "attested"
        why = phrase(
            "the list of the account's numbers is only attested, and an automatic order needs it observed"
        )
        stopped = [action for action in buys if attested and requires_observation(action)]
    if stopped:
        hint = phrase("give a complete roster, or `reconciler attest listing complete=true` once it is")
        yield RULE.wait(
            stopped,
            phrase("{why}: what it does not show may be there", why=why),
            hint,
            address=facts.account.name,
        )


def _young(facts: Facts) -> Iterator[Finding]:
    """An order that was accepted a moment ago is no incident: lists lag behind what they list."""
    for slot in facts.restless if facts.observed.complete else ():
        if slot.desired is not None and slot.owned is not None and unlisted_yet(facts, slot):
            ordered = datetime.fromisoformat(slot.owned.since)
            what, age = slot.owned.number or slot.owned.application, time_left(ordered, facts.observed.now)
            text = phrase(
                "{what} was ordered {age} ago and is not listed yet: it is waited for", what=what, age=age
            )
            last = local(ordered + facts.capabilities.lag)
            hint = phrase("if it is not listed by {last:%Y-%m-%d %H:%M}, that is an incident", last=last)
            yield RULE.at(slot.address, Verdict.INFO, text, hint, source=slot.source)


def _absences(facts: Facts) -> Iterator[Finding]:
    for slot in facts.restless:
        if slot.live is None and slot.source is not None and slot.address not in facts.memory.held:
            number = _expected(facts, slot)
            if number:
                text = phrase(
                    "{number} does not show in an incomplete list: whether it is there is unknown",
                    number=number,
                )
                yield _about(
                    facts,
                    slot,
                    text,
                    phrase(
                        "look it up in the console, then `reconciler attest {number} status=…`", number=number
                    ),
                )


def _expected(facts: Facts, slot: Slot) -> str | None:
    """What should be there, if anything should: a tombstone that was used, or has expired, expects nothing."""
    stone = slot.tombstone
    if slot.desired is None and stone is not None:
        over = stone.name in facts.memory.consents or day_of(facts.now) > stone.expires
        if over or (slot.owned is not None and slot.owned.cancelled):
            return None
        return stone.number
    if slot.owned is not None:
        return None if slot.owned.cancelled else slot.owned.number or slot.owned.application
    if slot.desired is not None and slot.desired.type == REGULAR:
        return slot.desired.number
    return None


def _statuses(facts: Facts) -> Iterator[Finding]:
    for slot in facts.restless:
        if slot.live is not None and slot.live.status == NumberStatus.UNKNOWN:
            running = slot.live.running_status
            words = phrase(" ({more})", more=running) if running else ""
            text = phrase(
                "the status of {identity} is unknown{said}", identity=slot.live.identity, said=words
            )
            hint = phrase(
                "look it up in the console, then `reconciler attest {identity} status=…`",
                identity=slot.live.identity,
            )
            yield _about(facts, slot, text, hint)
    for action, _, live in cancellations(facts):
        if requires_observation(action) and live.attested & {"status", "number"}:
            text = phrase(
                "the status of {identity} is only attested, and an automatic cancel needs it observed",
                identity=live.identity,
            )
            yield RULE.wait((action,), text)


def _about(facts: Facts, slot: Slot, text: str, hint: str) -> Finding:
    """A wait for what is planned at the address, else a warning."""
    actions = provider_actions_at(facts, slot.address)
    if actions:
        return RULE.wait(actions, text, hint)
    return RULE.at(slot.address, Verdict.WARN, text, hint, source=slot.source)


_UNASKED = frozenset(field.fact for field in FIELDS if field.more)
"""Fields that only their kind knows: a provider without them lacks nothing that anybody asked for."""


def _fields(facts: Facts) -> Iterator[Finding]:
    """One note for the whole account on the fields that nobody can see."""
    counts: Counter[str] = Counter()
    numbers = 0
    for slot in facts.restless:
        live = slot.live
        unknown = frozenset() if live is None or live.gone(facts.now) else live.unknown - _UNASKED
        if unknown:
            numbers += 1
            counts.update(unknown)
    if numbers:
        fields = joined(
            ", ",
            (
                phrase("{field} of {count}", field=field, count=count)
                for field, count in sorted(counts.items())
            ),
        )
        text = counted(
            "not everything is known of {count} managed number: {fields}",
            "not everything is known of {count} managed numbers: {fields}",
            numbers,
            fields=fields,
        )
        hint = phrase("drift in these fields cannot be seen; `reconciler status` shows which are attested")
        yield RULE.at(facts.account.name, Verdict.INFO, text, hint)

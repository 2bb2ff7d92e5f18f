"""VN404: a 400's documents are in on time, or it is released. "Must by" takes the earliest reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from reconciler.contracts.due import Unanswered, documents_due_by, unanswered
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Mode, Verb
from reconciler.model.address import Address
from reconciler.model.calendar import day_of, time_left
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE

ALARM = timedelta(days=7)

RULE = Rule(
    code="VN404",
    title="document deadline",
    verdicts=(Verdict.WARN, Verdict.BLOCK),
    what=(
        "The documents of a 400 number are due at 00:00 in Shanghai on the application day plus 15 days. A "
        "warning comes with 7 days left and stays, counting down. Overdue means released: the finding gives "
        "the provider's reason where there is one. A number that a person was asked to order may have been "
        "ordered that day: until somebody says, the days count from there. A deadline that was recorded never "
        "moves later without being said. While the provider still lists the number as waiting for "
        "documents, submitting them is still tried. Documents that were refused may be corrected until then: "
        "write a new reference, or submit them by hand."
    ),
    seed="If the documents are not submitted within 15 days, the number will be released.",
    example=(
        "hotlines:\n"
        '  brand: {carrier: 中国联通, number: "4008100001", package: 120}   # no documents, applied 12 days '
        "ago"
    ),
    fix=(
        "Submit the documents in the console and write their reference on the entry, `documents: "
        "{reference: DOC-88}`, or let apply submit what is referenced there. A released number is gone: "
        "remove the entry, or ask for another number under a new key."
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at every declared 400 number whose documents are due, or were."""
    for address, order in unanswered(facts):
        yield from _ordered(facts, address, order)
    for slot in facts.slots.values():
        live = slot.live
        if live is None or slot.desired is None or live.type != HOTLINE:
            continue
        if live.gone(facts.now):
            if live.status == NumberStatus.RELEASED and live.documents is None:
                yield _finding(
                    slot,
                    Verdict.BLOCK,
                    phrase("{identity} was released: {reason}", identity=live.identity, reason=_reason(live)),
                    "",
                )
        elif (
            live.status == NumberStatus.DOCUMENTS_DUE
            or documents_due_by(facts.memory, slot.address, live) is not None
        ):
            yield from _due(facts, slot, live)


def _due(facts: Facts, slot: Slot, live: ObservedNumber) -> Iterator[Finding]:
    due = documents_due_by(facts.memory, slot.address, live)
    deadline = None if due is None else due.instant
    if due is not None and due.later is not None:
        text = phrase(
            "the documents of {identity} were due before {instant} 00:00 when it was recorded",
            identity=live.identity,
            instant=day_of(due.instant),
        )
        text += phrase("; now {later} is given: the earlier day counts", later=day_of(due.later))
        yield _finding(slot, Verdict.WARN, text, phrase("submit them before the earlier day"), due.instant)
    if deadline is None:
        text = phrase("{identity} waits for documents, and nobody knows until when", identity=live.identity)
        yield _finding(
            slot,
            Verdict.WARN,
            text,
            phrase(
                "`reconciler attest {identity} appliedOn=YYYY-MM-DD`, from the console",
                identity=live.identity,
            ),
        )
    elif facts.now >= deadline:
        yield _overdue(facts, slot, live, deadline)
    elif live.status == NumberStatus.REJECTED:
        why = phrase(" ({more})", more=live.reason) if live.reason else ""
        text = phrase(
            "the documents of {identity} were refused{why}; corrected ones are due before ",
            identity=live.identity,
            why=why,
        )
        text += phrase(
            "{deadline} 00:00: {time_left} left",
            deadline=day_of(deadline),
            time_left=time_left(facts.now, deadline),
        )
        yield _finding(slot, Verdict.WARN, text, _how(facts, slot), deadline)
    elif deadline - facts.now <= ALARM:
        text = phrase(
            "the documents of {identity} are due before {deadline} 00:00",
            identity=live.identity,
            deadline=day_of(deadline),
        )
        text += phrase(": {time_left} left", time_left=time_left(facts.now, deadline))
        yield _finding(slot, Verdict.WARN, text, _how(facts, slot), deadline)


def _ordered(facts: Facts, address: Address, order: Unanswered) -> Iterator[Finding]:
    """A person was asked to order it, and nobody has said since whether or when it was."""
    deadline, slot = order.due.instant, facts.slots.get(address)
    number, day = order.number or phrase("the number"), day_of(order.issued)
    text = (
        phrase(
            "nobody has said how {number} stands; if it was ordered on {asked}, its documents ",
            number=number,
            asked=day,
        )
        if order.ordered
        else phrase(
            "nobody has said whether {number} was ordered by hand; if on {asked}, its documents ",
            number=number,
            asked=day,
        )
    )
    hint = phrase(
        "look in the console: `reconciler attest {number} status=documents_due appliedOn=YYYY-MM-DD",
        number=order.number or "NUMBER",
    )
    if order.ordered:
        hint += phrase(" --by YOU --evidence TICKET`")
    else:
        hint += phrase(" --for-address {address} --by YOU --evidence TICKET`", address=address)
    source = None if slot is None else slot.source
    if facts.now >= deadline:
        text += phrase(
            "were due before {deadline} 00:00: overdue numbers are released", deadline=day_of(deadline)
        )
        yield RULE.at(address, Verdict.BLOCK, text, hint, source=source)
    elif deadline - facts.now <= ALARM:
        text += phrase(
            "are due before {deadline} 00:00: {time_left} left",
            deadline=day_of(deadline),
            time_left=time_left(facts.now, deadline),
        )
        yield RULE.at(address, Verdict.WARN, text, hint, until=deadline, source=source)


def _overdue(facts: Facts, slot: Slot, live: ObservedNumber, deadline: datetime) -> Finding:
    """Seen after its deadline and still listed, the number may be saved; foreseen, it is released by then."""
    text = phrase(
        "the documents of {identity} were due before {deadline} 00:00",
        identity=live.identity,
        deadline=day_of(deadline),
    )
    text += phrase(": overdue numbers are released")
    if facts.observed.now >= deadline:
        return _finding(slot, Verdict.BLOCK, text, phrase("it is still listed: submit them at once"))
    submits = _submits(facts, slot)
    if submits:
        return RULE.block(submits, text, phrase("submit them before that"))
    return _finding(slot, Verdict.BLOCK, text, phrase("submit them before that"))


def _submits(facts: Facts, slot: Slot) -> tuple[Action, ...]:
    return tuple(a for a in facts.by_address.get(slot.address, ()) if a.verb is Verb.SUBMIT_DOCUMENTS)


def _how(facts: Facts, slot: Slot) -> str:
    if any(action.mode is Mode.AUTOMATIC for action in _submits(facts, slot)) and slot.desired is not None:
        return phrase("apply submits {documents}", documents=slot.desired.documents)
    return phrase("submit them in the console, and write `documents: {reference: …}` on the entry")


def _reason(live: ObservedNumber) -> str:
    return live.reason or live.running_status or phrase("its documents were not submitted within 15 days")


def _finding(slot: Slot, verdict: Verdict, text: str, hint: str, until: datetime | None = None) -> Finding:
    return RULE.at(slot.address, verdict, text, hint, until=until, source=slot.source)

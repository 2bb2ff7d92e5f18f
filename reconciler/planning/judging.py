"""Whether a person's word can be true: impossible and improbable days are refused, with the reason.

Judged against what is already attested of the same subject. A fact that does not change is said once; to say it
otherwise is a correction, and names what it corrects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from reconciler.errors import ReconcilerError
from reconciler.kinds import FIELDS
from reconciler.memory.memory import Memory
from reconciler.memory.records import Attested
from reconciler.model import phone
from reconciler.model.address import Address
from reconciler.model.calendar import DOCUMENT_DAYS, add_days, day_of, midnight
from reconciler.model.observation import GONE, LIVE, PENDING, NumberStatus
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, NumberType
from reconciler.model.state import DesiredState
from reconciler.noun import noun

PROVIDER_BEGAN = date(2009, 9, 10)
"""The provider's first day: nothing was applied for before it."""
LONGEST = timedelta(days=366)
"""How long a person's word may count at most: nobody knows more than a year ahead."""
APPLIED, ACTIVATED, STATUS = "appliedOn", "activatedOn", "status"
_LASTING = frozenset({field.path for field in FIELDS if field.immutable} | {APPLIED, ACTIVATED})
"""What does not change in a number's life."""


@noun
class Ordered:
    """What a number that was ordered must be like."""

    address: Address
    type: NumberType
    number: str | None = None
    prefix: str = ""
    line: str | None = None


def ordered(desired: DesiredState, memory: Memory, address: Address) -> Ordered | None:
    """What was ordered for an address: what Git asks for, or a person was asked for if it has left Git."""
    entry = desired.numbers.get(address)
    if entry is not None:
        return Ordered(address, entry.type, entry.number, entry.prefix, entry.line)
    task = memory.order_by_hand(address)
    if task is None or "type" not in task.fields:
        return None
    return Ordered(address, NumberType(task.fields["type"]), task.number, line=task.fields.get("line"))


@noun
class Claim:
    """What somebody is about to vouch for, and what it is weighed against."""

    subject: str
    facts: Mapping[str, str | None]
    now: datetime
    expires: datetime
    memory: Memory
    corrects: int | None = None
    order: Ordered | None = None
    """What was ordered, and is said to have got this number."""


def weigh(claim: Claim) -> None:
    """Raises ReconcilerError with the first reason why it cannot be true, and what would do."""
    for message, hint in _doubts(claim):
        raise ReconcilerError(message, code="VN807", hint=hint)


def _doubts(claim: Claim) -> Iterator[tuple[str, str]]:
    yield from _correction(claim)
    if claim.expires - claim.now > LONGEST:
        yield (
            phrase("a word counts for a year at most, not until {expires}", expires=day_of(claim.expires)),
            phrase("give an earlier --expires"),
        )
    if not phone.is_number(claim.subject):
        return
    before = _before(claim)
    facts = {**before, **claim.facts}
    yield from _days(claim, facts)
    yield from _states(claim)
    yield from _changes(claim, before)
    if claim.order is not None:
        yield from _of_the_order(claim, claim.order)


def _before(claim: Claim) -> dict[str, Any]:
    """What counts of the subject already, without what is being corrected."""
    counting: dict[str, Any] = {}
    for number, word in claim.memory.words.items():
        fresh = datetime.fromisoformat(word.expires) > claim.now
        if word.subject == claim.subject and number != claim.corrects and fresh:
            counting |= word.fields
    return counting


def _correction(claim: Claim) -> Iterator[tuple[str, str]]:
    if claim.corrects is None:
        return
    word = claim.memory.words.get(claim.corrects)
    if word is None:
        known = ", ".join(map(str, claim.memory.words)) or "none"
        yield (
            phrase("there is no attestation {corrects} to correct", corrects=claim.corrects),
            phrase("standing attestations: {known}", known=known),
        )
    elif claim.order is None and word.subject != claim.subject:
        yield (
            phrase(
                "attestation {corrects} is about {subject}, not about {subject_2}",
                corrects=claim.corrects,
                subject=word.subject,
                subject_2=claim.subject,
            ),
            phrase(
                "a number that was attested for an address is corrected with --for-address too; else "
                "--retract {corrects}",
                corrects=claim.corrects,
            ),
        )


def _days(claim: Claim, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    today = day_of(claim.now)
    for path in (APPLIED, ACTIVATED):
        if claim.facts.get(path) is None:
            continue
        day = date.fromisoformat(str(claim.facts[path]))
        if day > today:
            yield (
                phrase("{path}={day} lies in the future: today is {today}", path=path, day=day, today=today),
                phrase("give the day that the console shows"),
            )
        if day < PROVIDER_BEGAN:
            yield (
                phrase(
                    "{path}={day} lies before the provider began, on {provider_began}",
                    path=path,
                    day=day,
                    provider_began=PROVIDER_BEGAN,
                ),
                phrase("give the console's day"),
            )
    applied, activated = _day(facts, APPLIED), _day(facts, ACTIVATED)
    if applied is not None and activated is not None and activated < applied:
        yield (
            phrase(
                "activated on {activated}, before it was applied for on {applied}",
                activated=activated,
                applied=applied,
            ),
            phrase("one of the two days is wrong"),
        )
    late = None if applied is None else midnight(add_days(applied, DOCUMENT_DAYS + 1))
    if claim.facts.get(STATUS) == NumberStatus.DOCUMENTS_DUE and late is not None and claim.now >= late:
        yield (
            phrase(
                "applied for on {applied}, it no longer waits for documents: the {document_days} days are over",
                applied=applied,
                document_days=DOCUMENT_DAYS,
            ),
            phrase("look again: if it was released, say status=released"),
        )


def _day(facts: Mapping[str, Any], path: str) -> date | None:
    return None if facts.get(path) is None else date.fromisoformat(str(facts[path]))


def _states(claim: Claim) -> Iterator[tuple[str, str]]:
    status = claim.facts.get(STATUS)
    if status == NumberStatus.DOCUMENTS_DUE and not phone.is_hotline(claim.subject):
        yield (
            phrase("{subject} is no 400: it has no documents to submit", subject=claim.subject),
            phrase("say status=reviewing"),
        )
    if status in PENDING and claim.facts.get(ACTIVATED) is not None:
        yield (
            phrase("a number that is {status} is not activated yet", status=status),
            phrase(
                "leave out {activated}, or say status={active}",
                activated=ACTIVATED,
                active=NumberStatus.ACTIVE.value,
            ),
        )


_RANK: Mapping[str, int] = {
    status: rank for rank, group in enumerate((PENDING, LIVE, GONE)) for status in group
}


def _changes(claim: Claim, before: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What contradicts an earlier word that still counts."""
    for path in sorted(claim.facts.keys() & before.keys()):
        now, then = claim.facts[path], before[path]
        lasting = path in _LASTING and then is not None and now != then
        backwards = path == STATUS and _RANK.get(str(now), 9) < _RANK.get(str(then), 0)
        if backwards and (then, now) == (NumberStatus.REJECTED, NumberStatus.REVIEWING):
            continue
        if lasting or backwards:
            number = max(n for n, word in claim.memory.words.items() if _says(word, claim.subject, path))
            yield (
                phrase(
                    "{path} of {subject} was attested as {then} (attestation {number}), and does not become {now}",
                    path=path,
                    subject=claim.subject,
                    then=then,
                    number=number,
                    now=now,
                ),
                phrase("if that was wrong, add --corrects {number}", number=number),
            )


def _says(word: Attested, subject: str, path: str) -> bool:
    return word.subject == subject and path in word.fields


def _of_the_order(claim: Claim, order: Ordered) -> Iterator[tuple[str, str]]:
    """Whether the number can be the one that was ordered: a mistyped one rarely can."""
    number, hotline = claim.subject, order.type == HOTLINE
    owner = claim.memory.owner.get(number)
    if phone.is_hotline(number) != hotline:
        text = (
            phrase("{number} is no 400 number, and {address} is 400", number=number, address=order.address)
            if hotline
            else phrase(
                "{number} is a 400 number, and {address} is regular", number=number, address=order.address
            )
        )
        yield text, phrase("type it again")
    elif order.number is not None and order.number != number:
        yield (
            phrase(
                "{address} asks for {number}, not for {number_2}",
                address=order.address,
                number=order.number,
                number_2=number,
            ),
            phrase("type it again, or change the entry first"),
        )
    elif not number.startswith(order.prefix):
        yield (
            phrase(
                "{address} asks for a number that begins with {prefix}",
                address=order.address,
                prefix=order.prefix,
            ),
            phrase("type it again"),
        )
    elif order.line is not None and not hotline and phone.line_of(number) != order.line:
        yield (
            phrase(
                "{number} is no {line} number, which {address} asks for",
                number=number,
                line=order.line,
                address=order.address,
            ),
            phrase("type it again"),
        )
    elif owner not in {None, order.address}:
        yield (
            phrase("{number} is the number of {owner} already", number=number, owner=owner),
            phrase("type it again"),
        )

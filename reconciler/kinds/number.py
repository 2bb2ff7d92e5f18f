"""The number itself: applied for, its documents submitted, cancelled, adopted or forgotten.

No attribute change ever becomes cancel and buy: an immutable field that differs is rule VN406's business, a number that
is gone is VN405's. Neither drafts anything here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter

from reconciler.catalogue import console, sale
from reconciler.catalogue.notice import INBOUND_PLAYBACK
from reconciler.contracts.bill import cancellation
from reconciler.contracts.due import documents_due_by
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.kind import EVERY_TYPE, ByHand, Draft, FieldSpec, VerbSpec, action_at, one_of
from reconciler.contracts.offers import Offers
from reconciler.contracts.queries import cancellable_from
from reconciler.memory.memory import Memory
from reconciler.model.action import Mode, Verb
from reconciler.model.address import Address
from reconciler.model.calendar import day_of, iso
from reconciler.model.change import Fields, Scalar
from reconciler.model.money import Cost
from reconciler.model.observation import LIVE, NEVER_ACTIVE, NumberStatus, ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, REGULAR, DesiredNumber
from reconciler.noun import replace


def _status(text: str) -> NumberStatus:
    return NumberStatus(one_of(*NumberStatus)(text))


def _day(text: str) -> date:
    if len(text) == _DAY and text[4] == text[7] == "-":
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise ValueError(phrase("a day, such as 2026-11-23"))


_DAY = len("2026-11-23")


def _amount(text: str) -> Decimal:
    with suppress(ArithmeticError):
        amount = Decimal(text)
        if amount.is_finite() and amount >= 0:
            return amount
    raise ValueError(phrase("an amount in CNY, such as 35 or 120.00"))


_HOTLINES, _REGULARS = frozenset({HOTLINE}), frozenset({REGULAR})
NUMBER_FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec(path="number", fact="number", inherent=EVERY_TYPE, immutable=True),
    FieldSpec(path="type", fact="type", inherent=EVERY_TYPE, immutable=True),
    FieldSpec(path="application", fact="application", inherent=EVERY_TYPE),
    FieldSpec(path="status", fact="status", parse=_status, always=True),
    FieldSpec(path="runningStatus", fact="running_status", parse=str),
    FieldSpec(path="reason", fact="reason", parse=str),
    FieldSpec(path="line", fact="line", types=_REGULARS, inherent=_REGULARS, immutable=True),
    FieldSpec(
        path="callType",
        fact="call_type",
        inherent=_HOTLINES,
        parse=one_of("inbound", "outbound", "both"),
        always=True,
        immutable=True,
    ),
    FieldSpec(path="ResCallTypeDesc", fact="call_type_text", parse=str),
    FieldSpec(path="region", fact="region", types=_REGULARS, parse=str, immutable=True),
    FieldSpec(path="carrier", fact="carrier", types=_HOTLINES, parse=str, immutable=True),
    FieldSpec(path="package", fact="package", types=_HOTLINES, parse=_amount, immutable=True),
    FieldSpec(path="enterprise", fact="enterprise", parse=str, immutable=True),
    FieldSpec(path="script", fact="script", parse=str),
    FieldSpec(path="appliedOn", fact="applied_on", parse=_day),
    FieldSpec(path="activatedOn", fact="activated_on", parse=_day),
    FieldSpec(path="documents.reference", fact="documents", types=_HOTLINES, parse=str),
    FieldSpec(path="monthly", fact="monthly", parse=_amount),
)
"""What an application fixes, what the provider says of its state, and what it bills."""


def _before_ordering(slot: Slot) -> Iterator[str]:
    yield phrase("it was not ordered already: look in the list first")
    if slot.desired is not None:
        yield phrase("it is on sale to this account: {note}", note=sale.NOTES[slot.desired.type])


def _before_submitting(slot: Slot) -> Iterator[str]:
    if slot.live is not None and slot.live.status == NumberStatus.REJECTED:
        why = slot.live.reason or phrase("no reason was given")
        yield phrase("they were corrected: the last ones were refused ({why})", why=why)


def _may_be_cancelled(slot: Slot) -> Iterator[str]:
    tombstone = slot.tombstone
    if tombstone is None:
        return
    yield phrase(
        "{name} permits it from {not_before} until {expires}, both included",
        name=tombstone.name,
        not_before=tombstone.not_before,
        expires=tombstone.expires,
    )
    earliest = cancellable_from(slot)
    if earliest is not None:
        yield phrase("not before {replace} (Asia/Shanghai)", replace=iso(earliest)[:16].replace("T", " "))
    yield phrase("it is bound to no instance and transfers to nobody: look once more")


def _is_cancelled(_fields: Fields, live: ObservedNumber) -> bool | None:
    return _among(
        live.status,
        {NumberStatus.CANCELLING, NumberStatus.CANCELLED},
        NEVER_ACTIVE | LIVE,
    )


def _were_submitted(fields: Fields, live: ObservedNumber) -> bool | None:
    reference = fields.get("documents.reference")
    if reference is not None and live.documents is not None:
        return bool(live.documents == reference)
    if reference is None and live.status == NumberStatus.REJECTED:
        return None  # refused before it was asked for again, or after: nothing tells
    return _among(
        live.status,
        {NumberStatus.REVIEWING, NumberStatus.REJECTED} | LIVE,
        {NumberStatus.DOCUMENTS_DUE, NumberStatus.RELEASED},
    )


def _among(status: NumberStatus, yes: Set[NumberStatus], no: Set[NumberStatus]) -> bool | None:
    return True if status in yes else False if status in no else None


class NumberKind:
    """Kind `number`."""

    name = "number"
    whole = False
    fields = NUMBER_FIELDS
    verbs: tuple[VerbSpec, ...] = (
        VerbSpec(
            verb=Verb.ORDER,
            title="Apply for a number",
            rank=60,
            types=(HOTLINE, REGULAR),
            fact="status",
            vouch="status=active activatedOn=YYYY-MM-DD",
            steps=console.ORDER_REGULAR,
            otherwise={HOTLINE: ByHand(console.ORDER_HOTLINE, "status=documents_due appliedOn=YYYY-MM-DD")},
            checks=_before_ordering,
        ),
        VerbSpec(
            verb=Verb.SUBMIT_DOCUMENTS,
            title="Submit documents",
            rank=70,
            types=(HOTLINE,),
            after=(Verb.ORDER,),
            fact="status",
            vouch="status=reviewing",
            steps=console.SUBMIT_DOCUMENTS,
            checks=_before_submitting,
            proof=_were_submitted,
        ),
        VerbSpec(
            verb=Verb.CANCEL,
            title="Cancel the number for ever",
            rank=50,
            types=(HOTLINE, REGULAR),
            after=(Verb.UNBIND, Verb.CLEAR_TRANSFER),
            fact="status",
            vouch="status=cancelled",
            steps=console.CANCEL,
            checks=_may_be_cancelled,
            proof=_is_cancelled,
        ),
        VerbSpec(verb=Verb.ADOPT, title="Adopt", rank=1, types=()),
        VerbSpec(verb=Verb.MOVE, title="Move in the ledger", rank=0, types=()),
        VerbSpec(verb=Verb.FORGET, title="Forget", rank=2, types=()),
    )

    def wanted(self, desired: DesiredNumber) -> Fields:
        """Everything that is fixed at the application, and the documents' reference."""
        fields = _fields(desired)
        if desired.documents is not None:
            fields["documents.reference"] = desired.documents
        return fields

    def live(self, observed: ObservedNumber) -> Fields:
        """The same, as the provider shows it."""
        fields = _fields(observed)
        if observed.documents is not None:
            fields["documents.reference"] = observed.documents
        return fields

    def blind(self, observed: ObservedNumber) -> frozenset[str]:
        """What the provider does not show: unreadable, or not there yet."""
        values = self.live(observed)
        return frozenset(path for path in _ALL_PATHS if path not in values)

    def propose(self, facts: Facts) -> Iterator[Draft]:
        """Move, order, submit documents, cancel, adopt, forget."""
        offers = cache(lambda: Offers(facts))
        for slot in facts.restless:
            if slot.moved_from is not None:
                yield self._move(slot, slot.moved_from)
            if slot.tombstone is not None:
                yield from self._cancel(slot, facts)
            elif slot.desired is None:
                yield from self._forget(slot, facts.now)
            elif slot.live is None:
                yield from self._apply(slot, slot.desired, facts, offers)
            elif not slot.live.gone(facts.now):
                yield from self._keep(slot, slot.desired, slot.live, facts.memory)

    def _move(self, slot: Slot, origin: Address) -> Draft:
        application = None if slot.owned is None else slot.owned.application
        action = action_at(slot, self.name, Verb.MOVE, application=application)
        return Draft(action, {"address": origin}, {"address": slot.address})

    def _apply(
        self, slot: Slot, desired: DesiredNumber, facts: Facts, offers: Callable[[], Offers]
    ) -> Iterator[Draft]:
        if not _may_be_applied_for(slot, desired, facts):
            return
        acknowledgement = _acknowledgement(facts)
        number = offers().number_for(desired) if desired.type == HOTLINE else None
        after = self.wanted(desired)
        after.pop("documents.reference", None)
        if number is not None:
            after["number"] = number  # what a reviewer sees is what is bought, or nothing
        if acknowledgement is not None:
            after["acknowledgement"] = acknowledgement
        action = replace(
            action_at(slot, self.name, Verb.ORDER),
            number=number,
            cost=_price(desired, facts),
            acknowledgement=acknowledgement,
        )
        yield Draft(action, {}, after)
        if desired.type == HOTLINE:
            yield self._submit(slot, desired, None, facts.memory)

    def _submit(
        self, slot: Slot, desired: DesiredNumber, live: ObservedNumber | None, memory: Memory
    ) -> Draft:
        """The documents Git names; a person submits what it does not name, or what was refused as it is."""
        refused = (
            live is not None
            and live.status == NumberStatus.REJECTED
            and live.documents in {None, desired.documents}
        )
        reference = None if refused else desired.documents
        action = replace(
            action_at(slot, self.name, Verb.SUBMIT_DOCUMENTS),
            mode=Mode.MANUAL if reference is None else Mode.AUTOMATIC,
            deadline=_documents_due(slot, live, memory),
        )
        after: Fields = {} if reference is None else {"documents.reference": reference}
        return Draft(action, {}, after)

    def _keep(
        self, slot: Slot, desired: DesiredNumber, live: ObservedNumber, memory: Memory
    ) -> Iterator[Draft]:
        if slot.owned is None or (slot.owned.number is None and live.number is not None):
            action = action_at(slot, self.name, Verb.ADOPT, application=live.application)
            yield Draft(action, {}, {"number": live.identity})
        if live.type == HOTLINE and live.status in {NumberStatus.DOCUMENTS_DUE, NumberStatus.REJECTED}:
            yield self._submit(slot, desired, live, memory)

    def _forget(self, slot: Slot, now: datetime) -> Iterator[Draft]:
        owned = slot.owned
        if owned is None or owned.cancelled or (slot.live is not None and slot.live.gone(now)):
            return
        action = action_at(slot, self.name, Verb.FORGET, application=owned.application)
        yield Draft(action, {"number": owned.number or owned.application}, {})

    def _cancel(self, slot: Slot, facts: Facts) -> Iterator[Draft]:
        live, tombstone = slot.live, slot.tombstone
        if tombstone is None or live is None or live.gone(facts.now):
            return
        action = replace(
            action_at(slot, self.name, Verb.CANCEL),
            application=live.application,
            cost=cancellation(slot, facts, max(facts.now, cancellable_from(slot) or facts.now)),
            consent=tombstone.name,
            consent_sha256=tombstone.sha256,
        )
        yield Draft(action, {"status": live.status}, {"status": "cancelled", "consent": tombstone.name})


def _may_be_applied_for(slot: Slot, desired: DesiredNumber, facts: Facts) -> bool:
    """A number that was ours before, or that must exist already, is an incident and never an application.

    Nothing is chosen for an address whose earlier call has an unknown outcome: the number would be kept from others.
    """
    if slot.owned is not None or slot.address in facts.memory.held:
        return False
    if desired.number is None:
        return True
    return desired.type == HOTLINE and desired.number not in facts.memory.owner


def _documents_due(slot: Slot, live: ObservedNumber | None, memory: Memory) -> datetime | None:
    due = None if live is None else documents_due_by(memory, slot.address, live)
    return None if due is None else due.instant


def _acknowledgement(facts: Facts) -> str | None:
    """The newest version of the playback notice acknowledged for this account."""
    versions = [
        document.version
        for document in facts.desired.acknowledgements
        if document.account == facts.account.name and document.notice == INBOUND_PLAYBACK
    ]
    return max(versions, default=None)


def _price(desired: DesiredNumber, facts: Facts) -> Cost:
    tariff = facts.account.tariff
    if desired.type == HOTLINE:
        return tariff.hotline(desired.package or tariff.hotline_minimum)
    return tariff.regular(day_of(facts.now))


_PATHS = ("number", "type", "line", "callType", "region", "carrier", "enterprise", "script")
_VALUES: Callable[[DesiredNumber | ObservedNumber], tuple[Scalar, ...]] = attrgetter(
    "number", "type", "line", "call_type", "region", "carrier", "enterprise", "script"
)
_ALL_PATHS = (*_PATHS, "package", "documents.reference")


def _fields(thing: DesiredNumber | ObservedNumber) -> Fields:
    values = zip(_PATHS, _VALUES(thing), strict=True)
    fields: Fields = {path: value for path, value in values if value is not None}
    if thing.package is not None:
        fields["package"] = format(thing.package.normalize(), "f")
    return fields


NUMBER_KIND = NumberKind()

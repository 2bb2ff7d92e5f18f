"""The ledger's records folded into a memory: one step for each kind of record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reconciler.errors import LedgerTooNew
from reconciler.memory.alike import Alike
from reconciler.memory.builder import MemoryBuilder
from reconciler.memory.memory import EMPTY_MEMORY, Closing, Head, Memory, Owned, Withdrawn
from reconciler.memory.records import (
    Adopted,
    Attested,
    Confirmed,
    EvidenceSource,
    Forgotten,
    Intent,
    Moved,
    Outcome,
    OutcomeResult,
    Rebuilt,
    Record,
    Retracted,
    RunEnded,
    RunStarted,
    TaskIssued,
    TaskWithdrawn,
)
from reconciler.model.action import Verb, action_id
from reconciler.model.address import Address, unmanaged
from reconciler.model.resource import HOTLINE
from reconciler.noun import replace


def fold(head: Head, records: Iterable[Record | Alike], onto: Memory = EMPTY_MEMORY) -> Memory:
    """What the records say, on top of what was remembered before; `head` is the chain's end after them.

    Pure and linear: a chain folded in pieces gives the same memory as the whole. An outcome of what is not open
    says nothing. Raises LedgerTooNew for what this program does not write: a day or an amount that is none.
    """
    draft = MemoryBuilder(onto)
    _take(draft, records, onto.last)
    return draft.finish(head)


class Growing:
    """A memory that grows with a run's own records, each at its own price, however much is remembered already.

    The memories it returns share what they hold: look at the latest only. The one it began with stays as it was.
    """

    def __init__(self, start: Memory) -> None:
        self.memory = start
        self._draft = MemoryBuilder(start)

    def add(self, head: Head, records: Iterable[Record | Alike]) -> Memory:
        """The memory after these records, the same as `fold` makes of it."""
        _take(self._draft, records, self.memory.last)
        self.memory = self._draft.finish(head, grows=True)
        return self.memory


def _take(draft: MemoryBuilder, records: Iterable[Record | Alike], last: str) -> None:
    latest = last
    for record in records:
        try:
            _STEPS[type(record)](draft, record)
        except (ValueError, ArithmeticError, TypeError) as error:
            raise LedgerTooNew(
                f"a record of {record.at[:40]!r} in the ledger says what this version does not understand",
                hint="use the version that wrote it, or a newer one",
            ) from error
        if record.run:  # what people say is stamped by whichever clock they have
            latest = max(latest, record.at)
    if latest != last:
        draft.last = latest


_ORDER, _CANCEL = str(Verb.ORDER), str(Verb.CANCEL)
_COUNTED = frozenset({_ORDER, _CANCEL})


def _run(draft: MemoryBuilder, record: RunStarted) -> None:
    draft.run = record
    draft.fates = {}
    draft.ended = False


def _end(draft: MemoryBuilder, record: RunEnded) -> None:
    if draft.run is not None and draft.run.run == record.ended:
        draft.ended = True


def _intent(draft: MemoryBuilder, record: Intent) -> None:
    draft.open[record.id] = record
    draft.tasks.pop(record.action_id, None)
    draft.withdrawn.pop(record.action_id, None)
    _commit(draft, record)
    _count(draft, record, record.at)
    draft.fate(record.run, record.action_id, "unknown")


def _task(draft: MemoryBuilder, record: TaskIssued) -> None:
    draft.tasks[record.action_id] = record
    draft.withdrawn.pop(record.action_id, None)
    if record.action == _ORDER and record.fields.get("type") == HOTLINE:
        draft.order_requests.setdefault(record.address, record.at)
    elif record.action == Verb.SUBMIT_DOCUMENTS:
        draft.record_due(record.number, record.due)
    _commit(draft, record)
    draft.fate(record.run, record.action_id, "issued")


def _commit(draft: MemoryBuilder, record: Intent | TaskIssued) -> None:
    """From here on the number may be ours and the consent is burnt, whatever becomes of it."""
    if record.number is not None:
        draft.named.add(record.number)
    if record.consent is not None:
        draft.consents.add(record.consent)


def _count(draft: MemoryBuilder, request: Intent | TaskIssued, at: str) -> None:
    if request.action in _COUNTED:
        draft.month(at).count(request)


def _outcome(draft: MemoryBuilder, record: Outcome) -> None:
    intent = draft.open.pop(record.intent, None) or _denied(draft, record)
    if intent is None:
        _task_outcome(draft, record)
        return
    draft.fate(intent.run, intent.action_id, record.result.value)
    if record.result is OutcomeResult.DONE:
        _done(draft, intent, record)
    else:
        _not_done(draft, intent, record)


def denied_call(denied: Mapping[str, Intent], name: str) -> Intent | None:
    """The call of that id among those that were settled as not done."""
    return next((intent for intent in denied.values() if intent.id == name), None)


def _denied(draft: MemoryBuilder, record: Outcome) -> Intent | None:
    """A call that was settled as not done and of which its own run says later that it was done.

    Where its slot has got another number since, what landed stays nobody's and is an incident.
    """
    if record.result is not OutcomeResult.DONE:
        return None
    intent = denied_call(draft.denied, record.intent)
    if intent is None or (intent.action == _ORDER and intent.address in draft.owned):
        return None
    draft.doubted.discard(intent.address)
    return draft.denied.pop(intent.action_id)


def _task_outcome(draft: MemoryBuilder, record: Outcome) -> None:
    """A task that was withdrawn may have been done all the same."""
    withdrawn = draft.withdrawn.pop(record.intent, None)
    task = draft.tasks.pop(record.intent, None) or (withdrawn.task if withdrawn else None)
    if task is None:
        return
    draft.fate(task.run, record.intent, record.result.value)
    if record.result is OutcomeResult.DONE:
        before = draft.owned.get(task.address)
        _count(draft, task, record.at)
        _done(draft, task, record)
        if record.attestation is not None:
            closing = Closing(task, record.at, before, draft.owned.get(task.address))
            draft.closings[record.attestation] = (*draft.closings.get(record.attestation, ()), closing)
        return
    if task.consent is not None:
        draft.consents.discard(task.consent)
    if task.action == _ORDER:
        draft.order_requests.pop(task.address, None)


def _withdrawn(draft: MemoryBuilder, record: TaskWithdrawn) -> None:
    """Its consent counts as unused again. Whether it was done all the same, only evidence tells."""
    task = draft.tasks.pop(record.task, None)
    if task is None:
        return
    draft.withdrawn[record.task] = Withdrawn(task, record)
    if task.consent is not None:
        draft.consents.discard(task.consent)


def _done(draft: MemoryBuilder, request: Intent | TaskIssued, record: Outcome) -> None:
    number = record.number or request.number
    slot = draft.owned.get(request.address)
    if request.action == Verb.SUBMIT_DOCUMENTS:
        draft.submitted[request.address] = record.at
    if request.action == _ORDER:
        application = record.application or (request.application if isinstance(request, Intent) else None)
        draft.settle(
            Owned(request.address, number, application, draft.applied(request.fields), since=record.at)
        )
    elif request.action == _CANCEL:
        draft.doubted.discard(request.address)
        draft.order_requests.pop(request.address, None)
        draft.own(replace(slot or Owned(request.address, number), cancelled=True))
    elif request.action == Verb.ACTIVATE_PUBLIC_MODE:
        draft.activated = True
    elif slot is not None:
        applied = draft.applied(request.fields, slot.applied)
        draft.own(replace(slot, applied=applied, off_since=_off_since(draft, slot, request, record)))


def _off_since(draft: MemoryBuilder, slot: Owned, request: Intent | TaskIssued, record: Outcome) -> str:
    """Since when a rebind has been half done."""
    if request.action == Verb.UNBIND:
        run, bind = draft.run, action_id(request.address, Verb.BIND)
        return record.at if run is not None and run.run == request.run and bind in run.actions else ""
    return "" if request.action == Verb.BIND else slot.off_since


def _not_done(draft: MemoryBuilder, intent: Intent, record: Outcome) -> None:
    if intent.consent is not None:
        draft.consents.discard(intent.consent)
    if record.evidence is not EvidenceSource.ANSWER:
        draft.denied[intent.action_id] = intent
    if intent.action in _COUNTED:
        if record.evidence is EvidenceSource.OBSERVED:
            draft.doubted.add(intent.address)
        elif record.evidence is EvidenceSource.OPERATOR:
            draft.doubted.discard(intent.address)
        if intent.address not in draft.doubted:
            draft.month(intent.at).give_back(intent)
    if intent.action == _ORDER and intent.number is not None:
        _pin(draft, intent.address, intent.number, record.evidence)


def _pin(draft: MemoryBuilder, address: Address, number: str, evidence: EvidenceSource) -> None:
    """After an unknown outcome only this number is tried again; a refusal changes nothing about that."""
    if evidence is EvidenceSource.OBSERVED:
        draft.pinned[address] = number
    elif evidence is EvidenceSource.OPERATOR:
        draft.pinned.pop(address, None)


def _adopted(draft: MemoryBuilder, record: Adopted) -> None:
    _adopt(
        draft, record, Owned(record.address, record.number, record.application, draft.applied(record.fields))
    )
    draft.record_due(record.number, record.due)


def _alike(draft: MemoryBuilder, record: Alike) -> None:
    _adopt(draft, record, Owned(record.address, record.number, None, draft.alike(record.fields)))


def _adopt(draft: MemoryBuilder, record: Adopted | Alike, slot: Owned) -> None:
    if draft.tasks or draft.withdrawn:
        order = action_id(record.address, _ORDER)
        draft.withdrawn.pop(order, None)
        task = draft.tasks.pop(order, None)
        if task is not None:
            _count(draft, task, record.at)
    draft.settle(slot)
    draft.fate(record.run, action_id(record.address, Verb.ADOPT), "done")


def _moved(draft: MemoryBuilder, record: Moved) -> None:
    applied = draft.applied(record.fields)
    slot = Owned(record.address, record.number, record.application, applied, since=record.since)
    draft.move(record.origin, slot)
    draft.fate(record.run, action_id(record.address, Verb.MOVE), "done")


def _forgotten(draft: MemoryBuilder, record: Forgotten) -> None:
    owned = draft.owned.pop(record.address, None)
    identity = record.number or (owned.application if owned is not None else None)
    draft.file_away(record.address, identity or record.address)
    requested = draft.order_requests.pop(record.address, None)
    if requested is not None and owned is not None and owned.number is not None:
        draft.order_requests[unmanaged(owned.number)] = requested
    draft.forgotten.add(record.address)
    draft.drop_tasks(record.address)
    draft.fate(record.run, action_id(record.address, Verb.FORGET), "done")


def _attested(draft: MemoryBuilder, record: Attested) -> None:
    if record.corrects is not None:
        _take_back(draft, record.corrects)
    draft.attested += 1
    draft.words[draft.attested] = record
    _believe(draft, record)


OF_THE_STATUS = ("reason", "runningStatus")
"""What explains a status, and goes with it."""


def _believe(draft: MemoryBuilder, record: Attested) -> None:
    """A later word replaces an earlier one field by field; all of a subject's facts expire with the first of them."""
    before = draft.attestations.get(record.subject)
    if before is not None and before.expires > record.at:
        past = {*record.fields, *(OF_THE_STATUS if "status" in record.fields else ())}
        carried = {name: value for name, value in before.fields.items() if name not in past}
        if carried:
            expires = min(before.expires, record.expires)
            record = record.model_copy(update={"fields": carried | record.fields, "expires": expires})
    draft.attestations[record.subject] = record


def _retracted(draft: MemoryBuilder, record: Retracted) -> None:
    _take_back(draft, record.attestation)


def _take_back(draft: MemoryBuilder, number: int) -> None:
    """The attestation was never made: the others about its subject stand, and what it closed is open again."""
    word = draft.words.pop(number, None)
    if word is None:
        return
    draft.confirmed.pop(number, None)
    draft.attestations.pop(word.subject, None)
    for other in [w for w in draft.words.values() if w.subject == word.subject]:
        _believe(draft, other)
    if "appliedOn" in word.fields:
        draft.due.pop(word.subject, None)
    for closing in reversed(draft.closings.pop(number, ())):
        _reopen(draft, closing)


def _reopen(draft: MemoryBuilder, closing: Closing) -> None:
    task, before, after = closing.task, closing.before, closing.after
    draft.tasks.setdefault(task.action_id, task)
    if task.action in _COUNTED:
        draft.month(closing.at).give_back(task)
    if task.action == Verb.ACTIVATE_PUBLIC_MODE:
        draft.activated = False
    if before is not None:
        draft.owned[task.address] = before
        return
    draft.owned.pop(task.address, None)
    if after is not None and after.number is not None and draft.owner.get(after.number) == task.address:
        del draft.owner[after.number]


def _confirmed(draft: MemoryBuilder, record: Confirmed) -> None:
    if record.attestation in draft.words:
        draft.confirmed[record.attestation] = record.by


def _rebuilt(draft: MemoryBuilder, record: Rebuilt) -> None:
    draft.rebuilding = record.acknowledged_by is None
    # The acknowledgement counts too: the clock of the rebuilding may have been wrong, and nothing is bought between.
    draft.rebuilt = record.at


_STEPS: dict[type[Any], Callable[[MemoryBuilder, Any], None]] = {
    RunStarted: _run,
    RunEnded: _end,
    Intent: _intent,
    Outcome: _outcome,
    Adopted: _adopted,
    Alike: _alike,
    Forgotten: _forgotten,
    Moved: _moved,
    TaskIssued: _task,
    TaskWithdrawn: _withdrawn,
    Attested: _attested,
    Retracted: _retracted,
    Confirmed: _confirmed,
    Rebuilt: _rebuilt,
}

"""The ledger's records folded into what a plan needs to know of the past."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from reconciler.model.action import Verb
from reconciler.model.address import Address
from reconciler.model.calendar import month_of
from reconciler.model.change import Scalar
from reconciler.model.records import (
    Adopted,
    Attested,
    Forgotten,
    Intent,
    Outcome,
    Rebuilt,
    Record,
    RunEnded,
    RunStarted,
    TaskIssued,
)

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The end of an account's chain."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Owned:
    """What we know we own at an address."""

    address: Address
    number: str | None
    application: str | None = None
    applied: Mapping[str, Scalar] = field(default_factory=dict)
    """Last applied: manifest path to value; the number itself is `number`."""
    cancelled: bool = False
    """We cancelled it ourselves."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What was done in one calendar month, finished and open intents alike, one count per slot.

    An address with an open intent is in here and in the plan as a held action: a limit counts it once.
    """

    purchases: frozenset[Address] = frozenset()
    cancellations: frozenset[Address] = frozenset()
    added_monthly: Decimal = Decimal(0)
    """CNY a month that the purchases add."""
    monthly: Mapping[Address, Decimal] = field(default_factory=dict, compare=False)
    """The same by address."""


@dataclass(frozen=True, slots=True)
class Memory:
    """One account's ledger, folded."""

    head: Head = Head()
    owned: Mapping[Address, Owned] = field(default_factory=dict)
    open: Mapping[str, Intent] = field(default_factory=dict)
    """Intents without an outcome, by id."""
    held: Mapping[Address, Intent] = field(default_factory=dict)
    """The same, by address: a slot has at most one open intent."""
    owner: Mapping[str, Address] = field(default_factory=dict)
    """Every number, and every application for one, that was ever ours, to the address it was ours at."""
    named: frozenset[str] = frozenset()
    """Every number any intent ever named: chosen again only if it was refused and nothing else is on offer."""
    pinned: Mapping[Address, str] = field(default_factory=dict)
    """A slot whose purchase once ended unknown keeps its number until a person decides otherwise."""
    doubted: frozenset[Address] = frozenset()
    """Slots with a call that only a read says did not happen. The read may be older than the call, so the month's
    limits go on counting them, whatever a later call is told, until it is done or a person decides."""
    consents: frozenset[str] = frozenset()
    """Tombstones that were used."""
    spent: Mapping[str, Spent] = field(default_factory=dict)
    """By billing month."""
    tasks: Mapping[str, TaskIssued] = field(default_factory=dict)
    """Issued human tasks, by action id. An Outcome whose `intent` is that id closes one."""
    attestations: Mapping[str, Attested] = field(default_factory=dict)
    """By subject: what was last said of each of its facts."""
    run: RunStarted | None = None
    """The last apply that began."""
    fates: Mapping[str, str] = field(default_factory=dict)
    """Of that run: action id to `done`, `not-done`, `issued` (a human task) or `unknown`; an action that is
    missing was not started."""
    ended: bool = True
    """Whether that run came to its end and reported every fate."""
    forgotten: frozenset[Address] = frozenset()
    """Left Git without a tombstone; what they owned stays in `owner`."""
    rebuilding: bool = False
    """Rebuilt after a loss and not yet acknowledged: purchases are blocked."""


EMPTY = Memory()


def fold(head: Head, records: Iterable[Record], onto: Memory = EMPTY) -> Memory:
    """What the records say, on top of what was remembered before; `head` is the chain's end after them.

    Pure, total and linear: a chain folded in pieces gives the same memory as the whole. An outcome of what is
    not open says nothing.
    """
    draft = _Draft(onto)
    for record in records:
        _STEPS[type(record)](draft, record)
    return draft.finish(head)


_APPLY, _CANCEL = str(Verb.APPLY), str(Verb.CANCEL)
_COUNTED = frozenset({_APPLY, _CANCEL})


class _Month:
    """One month's spending under construction."""

    def __init__(self, spent: Spent) -> None:
        self.cancellations = set(spent.cancellations)
        self.monthly = dict(spent.monthly)

    def count(self, asked: Intent | TaskIssued) -> None:
        if asked.action == _CANCEL:
            self.cancellations.add(asked.address)
        else:
            self.monthly[asked.address] = Decimal(asked.monthly)

    def give_back(self, asked: Intent) -> None:
        if asked.action == _CANCEL:
            self.cancellations.discard(asked.address)
        else:
            self.monthly.pop(asked.address, None)

    def finish(self) -> Spent:
        added = sum(self.monthly.values(), Decimal(0))
        return Spent(frozenset(self.monthly), frozenset(self.cancellations), added, self.monthly)


class _Draft:
    """A memory under construction: each collection is copied when a record first touches it."""

    owned: dict[Address, Owned]
    open: dict[str, Intent]
    held: dict[Address, Intent]
    owner: dict[str, Address]
    named: set[str]
    pinned: dict[Address, str]
    doubted: set[Address]
    consents: set[str]
    spent: dict[str, Spent]
    tasks: dict[str, TaskIssued]
    attestations: dict[str, Attested]
    run: RunStarted | None
    fates: dict[str, str]
    ended: bool
    forgotten: set[Address]
    rebuilding: bool

    def __init__(self, start: Memory) -> None:
        self._start = start
        self._months: dict[str, _Month] = {}
        self._shared: dict[tuple[tuple[str, Scalar], ...], Mapping[str, Scalar]] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._start, name)
        if isinstance(value, Mapping):
            value = dict(value)
        elif isinstance(value, frozenset):
            value = set(value)
        setattr(self, name, value)
        return value

    def finish(self, head: Head) -> Memory:
        for name, month in self._months.items():
            self.spent[name] = month.finish()
        if "open" in vars(self):
            self.held = {intent.address: intent for intent in self.open.values()}
        touched: dict[str, Any] = {
            name: frozenset(value) if isinstance(value, set) else value
            for name, value in vars(self).items()
            if not name.startswith("_")
        }
        return replace(self._start, head=head, **touched)

    def applied(
        self, fields: Mapping[str, Any], before: Mapping[str, Scalar] | None = None
    ) -> Mapping[str, Scalar]:
        """Fields set over what was there; None takes a path away. JSON has no tuples, manifests have no lists.

        Numbers differ in little but their digits, which stand in `Owned.number`: equal fields are kept once.
        """
        merged = fields if not before else {**before, **fields}
        content = tuple(
            (path, tuple(value) if isinstance(value, list) else value)
            for path, value in merged.items()
            if value is not None and path != "number"
        )
        shared = self._shared.get(content)
        if shared is None:
            shared = self._shared[content] = dict(content)
        return shared

    def month(self, at: str) -> _Month:
        """The Shanghai month an ISO instant falls in; most instants are spelled in that zone already."""
        name = at[:7] if at.endswith("+08:00") else month_of(datetime.fromisoformat(at))
        if name not in self._months:
            self._months[name] = _Month(self.spent.get(name, Spent()))
        return self._months[name]

    def fate(self, run: str, action: str, fate: str) -> None:
        if self.run is not None and self.run.run == run:
            self.fates[action] = fate

    def own(self, slot: Owned) -> None:
        self.owned[slot.address] = slot
        for identity in (slot.number, slot.application):
            if identity is not None:
                self.owner[identity] = slot.address

    def settle(self, slot: Owned) -> None:
        """The slot has its number: nothing is pinned to it, and it is not forgotten."""
        self.own(slot)
        self.pinned.pop(slot.address, None)
        self.doubted.discard(slot.address)
        self.forgotten.discard(slot.address)

    def drop_tasks(self, address: Address) -> None:
        """A cancellation in a person's hands stays there: its consent is burnt."""
        for verb in Verb if self.tasks else ():
            if verb is not Verb.CANCEL:
                self.tasks.pop(_action_id(address, verb), None)


def _run(draft: _Draft, record: RunStarted) -> None:
    draft.run = record
    draft.fates = {}
    draft.ended = False


def _end(draft: _Draft, record: RunEnded) -> None:
    if draft.run is not None and draft.run.run == record.ended:
        draft.ended = True


def _intent(draft: _Draft, record: Intent) -> None:
    action = _action_id(record.address, record.action)
    draft.open[record.id] = record
    draft.tasks.pop(action, None)
    _commit(draft, record)
    _count(draft, record, record.at)
    draft.fate(record.run, action, "unknown")


def _task(draft: _Draft, record: TaskIssued) -> None:
    action = _action_id(record.address, record.action)
    draft.tasks[action] = record
    _commit(draft, record)
    draft.fate(record.run, action, "issued")


def _commit(draft: _Draft, record: Intent | TaskIssued) -> None:
    """From here on the number may be ours and the consent is burnt, whatever becomes of it."""
    if record.number is not None:
        draft.named.add(record.number)
    if record.consent is not None:
        draft.consents.add(record.consent)


def _count(draft: _Draft, asked: Intent | TaskIssued, at: str) -> None:
    if asked.action in _COUNTED:
        draft.month(at).count(asked)


def _outcome(draft: _Draft, record: Outcome) -> None:
    intent = draft.open.pop(record.intent, None)
    if intent is None:
        _task_outcome(draft, record)
        return
    draft.fate(intent.run, _action_id(intent.address, intent.action), record.result)
    if record.result == "done":
        _done(draft, intent, record)
    else:
        _not_done(draft, intent, record)


def _task_outcome(draft: _Draft, record: Outcome) -> None:
    task = draft.tasks.pop(record.intent, None)
    if task is None:
        return
    draft.fate(task.run, record.intent, record.result)
    if record.result == "done":
        _count(draft, task, record.at)
        _done(draft, task, record)
    elif task.consent is not None:
        draft.consents.discard(task.consent)


def _done(draft: _Draft, asked: Intent | TaskIssued, record: Outcome) -> None:
    number = record.number or asked.number
    slot = draft.owned.get(asked.address)
    if asked.action == _APPLY:
        application = record.application or (asked.application if isinstance(asked, Intent) else None)
        draft.settle(Owned(asked.address, number, application, draft.applied(asked.fields)))
    elif asked.action == _CANCEL:
        draft.doubted.discard(asked.address)
        draft.own(replace(slot or Owned(asked.address, number), cancelled=True))
    elif slot is not None:
        draft.own(replace(slot, applied=draft.applied(asked.fields, slot.applied)))


def _not_done(draft: _Draft, intent: Intent, record: Outcome) -> None:
    if intent.consent is not None:
        draft.consents.discard(intent.consent)
    if intent.action in _COUNTED:
        if record.evidence == "observed":
            draft.doubted.add(intent.address)
        elif record.evidence == "operator":
            draft.doubted.discard(intent.address)
        if intent.address not in draft.doubted:
            draft.month(intent.at).give_back(intent)
    if intent.action == _APPLY and intent.number is not None:
        _pin(draft, intent.address, intent.number, record.evidence)


def _pin(draft: _Draft, address: Address, number: str, evidence: str) -> None:
    """After an unknown outcome only this number is tried again; a refusal changes nothing about that."""
    if evidence == "observed":
        draft.pinned[address] = number
    elif evidence == "operator":
        draft.pinned.pop(address, None)


def _adopted(draft: _Draft, record: Adopted) -> None:
    task = draft.tasks.get(_action_id(record.address, _APPLY))
    if task is not None:
        _count(draft, task, record.at)
    draft.drop_tasks(record.address)
    draft.settle(Owned(record.address, record.number, record.application, draft.applied(record.fields)))
    draft.fate(record.run, _action_id(record.address, Verb.ADOPT), "done")


def _forgotten(draft: _Draft, record: Forgotten) -> None:
    draft.owned.pop(record.address, None)
    draft.forgotten.add(record.address)
    draft.drop_tasks(record.address)
    draft.fate(record.run, _action_id(record.address, Verb.FORGET), "done")


def _attested(draft: _Draft, record: Attested) -> None:
    """A later word replaces an earlier one field by field; all of a subject's facts expire with the first of them."""
    before = draft.attestations.get(record.subject)
    if before is not None and before.expires > record.at:
        carried = {name: said for name, said in before.fields.items() if name not in record.fields}
        if carried:
            expires = min(before.expires, record.expires)
            record = record.model_copy(update={"fields": carried | record.fields, "expires": expires})
    draft.attestations[record.subject] = record


def _rebuilt(draft: _Draft, record: Rebuilt) -> None:
    draft.rebuilding = record.acknowledged_by is None


def _action_id(address: Address, verb: str) -> str:
    return f"{address}:{verb}"


_STEPS: dict[type[Any], Callable[[_Draft, Any], None]] = {
    RunStarted: _run,
    RunEnded: _end,
    Intent: _intent,
    Outcome: _outcome,
    Adopted: _adopted,
    Forgotten: _forgotten,
    TaskIssued: _task,
    Attested: _attested,
    Rebuilt: _rebuilt,
}

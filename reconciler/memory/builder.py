"""A memory under construction: what `memory/fold.py` writes while it reads the records."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from decimal import Decimal
from typing import Any

from reconciler.memory.memory import Closing, Head, Memory, Owned, Spent, Withdrawn
from reconciler.memory.records import Attested, Intent, RunStarted, TaskIssued
from reconciler.model.action import Verb, action_id
from reconciler.model.address import Address
from reconciler.model.calendar import month_of
from reconciler.model.change import Scalar
from reconciler.noun import replace


class Month:
    """One month's spending under construction."""

    def __init__(self, spent: Spent) -> None:
        self.cancellations = set(spent.cancellations)
        self.monthly = dict(spent.monthly)

    def count(self, request: Intent | TaskIssued) -> None:
        if request.action == Verb.CANCEL:
            self.cancellations.add(request.address)
        else:
            self.monthly[request.address] = Decimal(request.monthly)

    def give_back(self, request: Intent | TaskIssued) -> None:
        if request.action == Verb.CANCEL:
            self.cancellations.discard(request.address)
        else:
            self.monthly.pop(request.address, None)

    def file_away(self, address: Address, identity: str) -> None:
        if address in self.monthly:
            self.monthly[identity] = self.monthly.pop(address)
        if address in self.cancellations:
            self.cancellations.remove(address)
            self.cancellations.add(identity)

    def finish(self) -> Spent:
        added = sum(self.monthly.values(), Decimal(0))
        return Spent(frozenset(self.monthly), frozenset(self.cancellations), added, self.monthly)


class MemoryBuilder:
    """A memory under construction: each collection is copied when a record first touches it."""

    owned: dict[Address, Owned]
    open: dict[str, Intent]
    held: dict[Address, Intent]
    owner: dict[str, Address]
    named: set[str]
    pinned: dict[Address, str]
    denied: dict[str, Intent]
    doubted: set[Address]
    activated: bool
    consents: set[str]
    spent: dict[str, Spent]
    tasks: dict[str, TaskIssued]
    withdrawn: dict[str, Withdrawn]
    order_requests: dict[Address, str]
    due: dict[str, str]
    submitted: dict[Address, str]
    attestations: dict[str, Attested]
    words: dict[int, Attested]
    attested: int
    confirmed: dict[int, str]
    closings: dict[int, tuple[Closing, ...]]
    run: RunStarted | None
    fates: dict[str, str]
    ended: bool
    moves: dict[tuple[Address, Address], str]
    last: str
    forgotten: set[Address]
    rebuilding: bool
    rebuilt: str

    def __init__(self, start: Memory) -> None:
        self._start = start
        self._months: dict[str, Month] = {}
        self._shared: dict[tuple[tuple[str, Scalar], ...], Mapping[str, Scalar]] = {}
        self._alike: dict[int, tuple[Mapping[str, Any], Mapping[str, Scalar]]] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._start, name)
        if isinstance(value, Mapping):
            value = dict(value)
        elif isinstance(value, Set):
            value = set(value)
        setattr(self, name, value)
        return value

    def finish(self, head: Head, *, grows: bool = False) -> Memory:
        """The memory as it stands. One that `grows` shares its collections with what is recorded next."""
        for name, month in self._months.items():
            self.spent[name] = month.finish()
        if "open" in vars(self):
            self.held = {intent.address: intent for intent in self.open.values()}
        touched: dict[str, Any] = {
            name: frozenset(value) if isinstance(value, set) and not grows else value
            for name, value in vars(self).items()
            if not name.startswith("_")
        }
        return replace(self._start, head=head, **touched)

    def applied(
        self, fields: Mapping[str, Any], before: Mapping[str, Scalar] | None = None
    ) -> Mapping[str, Scalar]:
        """Fields set over what was there; None takes a path away. JSON has no tuples, manifests have no lists.

        Numbers differ in little but their digits, which stand in `Owned.number`: equal fields are kept once, and
        made once, which is 4 of the 9 µs that a number took.
        """
        merged = {**before, **fields} if before else dict(fields)
        merged.pop("number", None)
        content = tuple(merged.items())
        try:
            return self._shared[content]
        except KeyError:
            pass
        except TypeError:  # a list is no key: it becomes a tuple
            content = tuple((path, tuple(v) if isinstance(v, list) else v) for path, v in content)
        values = {path: value for path, value in content if value is not None}
        return self._shared.setdefault(content, values)

    def alike(self, fields: Mapping[str, Any]) -> Mapping[str, Scalar]:
        """The same, of fields that many records share as one object."""
        known = self._alike.get(id(fields))
        if known is None:  # the fields are kept with it, so that no other object gets their id
            known = self._alike[id(fields)] = (fields, self.applied(fields))
        return known[1]

    def month(self, at: str) -> Month:
        """The Shanghai month an ISO instant falls in; most instants are spelled in that zone already."""
        return self._named(at[:7] if at.endswith("+08:00") else month_of(datetime.fromisoformat(at)))

    def _named(self, name: str) -> Month:
        if name not in self._months:
            self._months[name] = Month(self.spent.get(name, Spent()))
        return self._months[name]

    def fate(self, run: str, action: str, fate: str) -> None:
        if self.run is not None and self.run.run == run:
            self.fates[action] = fate

    def own(self, slot: Owned) -> None:
        self.owned[slot.address] = slot
        for identity in (slot.number, slot.application):
            if identity is not None:
                self.owner[identity] = slot.address

    def move(self, origin: Address, slot: Owned) -> None:
        """The number stands at another address from here on, with all that is known and asked of it.

        Moves may cross each other: an address is emptied only of the number that leaves it.
        """
        before = self.owned.get(origin)
        self.file_away(origin, slot.number or slot.application or "")
        if before is not None and (before.number, before.application) == (slot.number, slot.application):
            del self.owned[origin]
        self.settle(slot)
        self.moves[origin, slot.address] = slot.number or slot.application or ""
        if origin in self.order_requests:
            first = min(
                self.order_requests[origin],
                self.order_requests.get(slot.address, self.order_requests[origin]),
            )
            self.order_requests[slot.address] = first
            if origin not in self.owned:
                del self.order_requests[origin]
        self._move_tasks(slot, origin)

    def _move_tasks(self, slot: Owned, origin: Address) -> None:
        """What a person was asked to do to the number, also before it was known; a task of another number that is in
        the way changes places."""
        for name, task in list(self.tasks.items()) if slot.number is not None else ():
            number = task.number or (slot.number if task.address == origin else None)
            if number == slot.number and task.address != slot.address:
                place = action_id(slot.address, task.action)
                other = self.tasks.pop(place, None)
                del self.tasks[name]
                self.tasks[place] = task.model_copy(update={"address": slot.address})
                if other is not None:
                    self.tasks[name] = other.model_copy(update={"address": task.address})

    def file_away(self, address: Address, identity: str) -> None:
        """Counts a month's purchase and cancellation of a slot under the number from here on."""
        for name in [*self.spent, *self._months]:
            month = self._months.get(name)
            spent = self.spent.get(name, Spent())
            if month is not None or address in spent.purchases or address in spent.cancellations:
                self._named(name).file_away(address, identity)

    def settle(self, slot: Owned) -> None:
        """The slot has its number: nothing is pinned to it, and it is not forgotten."""
        self.own(slot)
        self.pinned.pop(slot.address, None)
        self.doubted.discard(slot.address)
        self.forgotten.discard(slot.address)

    def record_due(self, number: str | None, due: str | None) -> None:
        """A deadline never moves later by being said again. Ours are all spelled in one zone, so text compares."""
        if number is not None and due is not None:
            self.due[number] = min(due, self.due.get(number, due))

    def drop_tasks(self, address: Address) -> None:
        """A cancellation in a person's hands stays there: its consent is burnt."""
        for verb in Verb if self.tasks else ():
            if verb is not Verb.CANCEL:
                self.tasks.pop(action_id(address, verb), None)

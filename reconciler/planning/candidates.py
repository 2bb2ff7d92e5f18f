"""What nobody claims, and whose it may be: a purchase is the last resort.

An unclaimed number may be what an order of unknown outcome has got, what an entry had before it left Git, or one that
would simply do. Unknown is never different: what cannot be told apart counts as fitting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import NamedTuple

from reconciler.contracts.facts import Candidate, Claimable, Slot
from reconciler.memory.memory import Memory, young
from reconciler.memory.records import Intent, TaskIssued
from reconciler.model.action import Verb, action_id
from reconciler.model.address import Address
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.model.resource import HOTLINE, REGULAR, DesiredNumber, NumberType
from reconciler.model.state import DesiredState
from reconciler.model.wording import alike, carrier, company, region


class Profile(NamedTuple):
    """What is fixed when a number is ordered; None is unknown, or for an entry: any will do."""

    type: NumberType
    line: str | None = None
    city: str | None = None
    call_type: str | None = None
    enterprise: str | None = None
    carrier: str | None = None

    @property
    def vague(self) -> bool:
        """Whether something that tells numbers of its type apart is unknown."""
        return None in (self[1:5] if self.type == REGULAR else self[4:])


def profile(entry: DesiredNumber | ObservedNumber) -> Profile:
    """Of a declared or a live number."""
    enterprise = None if entry.enterprise is None else company(entry.enterprise)
    if entry.type == HOTLINE:
        return Profile(
            HOTLINE, enterprise=enterprise, carrier=None if entry.carrier is None else carrier(entry.carrier)
        )
    place = None if entry.region is None else _city(entry.region)
    return Profile(REGULAR, entry.line, place, entry.call_type, enterprise)


def _city(text: str) -> str:
    """One side may not name the province."""
    return region(text).rpartition("/")[2]


def recorded_profile(fields: Mapping[str, object], number: str | None = None) -> Profile:
    """Of what the ledger says was asked for, by manifest path."""

    def text(path: str, same: Callable[[str], str] = str) -> str | None:
        return None if fields.get(path) is None else same(str(fields[path]))

    hotline = text("type") == HOTLINE or (number or "").startswith("400")
    return Profile(
        HOTLINE if hotline else REGULAR,
        None if hotline else text("line"),
        None if hotline else text("region", _city),
        None if hotline else text("callType"),
        text("enterprise", company),
        text("carrier", carrier),
    )


def may_be(wanted: Profile, has: Profile) -> bool:
    """Whether what is there may be what is asked for."""
    return wanted.type == has.type and all(
        want is None or have is None or want == have for want, have in zip(wanted[1:], has[1:], strict=True)
    )


class ProfileIndex:
    """Things by profile, found without looking at each one."""

    def __init__(self, things: Iterable[tuple[Profile, Candidate]]) -> None:
        self._exact: dict[Profile, list[Candidate]] = defaultdict(list)
        self._vague: list[tuple[Profile, Candidate]] = []
        for has, thing in things:
            if has.vague:
                self._vague.append((has, thing))
            else:
                self._exact[has].append(thing)
        self._answers: dict[Profile, tuple[Candidate, ...]] = {}

    def fitting(self, wanted: Profile) -> tuple[Candidate, ...]:
        """Everything that may be what is asked for, by identity."""
        if wanted not in self._answers:
            exact = self._exact.get(wanted, []) if not wanted.vague else self._near(wanted)
            vague = [thing for has, thing in self._vague if may_be(wanted, has)]
            self._answers[wanted] = tuple(sorted([*exact, *vague], key=lambda c: (c.identity, c.was or "")))
        return self._answers[wanted]

    def _near(self, wanted: Profile) -> list[Candidate]:
        return [thing for has, things in self._exact.items() if may_be(wanted, has) for thing in things]


class Unclaimed:
    """The live numbers that no slot claims, `free`, from which `taken` are given to entries that are owed them."""

    def __init__(
        self,
        free: MutableMapping[str, ObservedNumber],
        slots: Mapping[Address, Slot],
        memory: Memory,
        observed: ObservedState,
        desired: DesiredState,
        lag: timedelta,
    ) -> None:
        self._free, self._slots, self._memory = free, slots, memory
        self._observed, self._lag = observed, lag
        self._moves, self._baseline = desired.moves, desired.baseline
        self._held_for = dict(self._awaited())

    def held_for(self) -> Mapping[str, tuple[Address, ...]]:
        """Unclaimed identity to the addresses whose order may have got it."""
        return {identity: where for identity, where in self._held_for.items() if identity in self._free}

    # --- given without asking -------------------------------------------------------------------------------

    def taken(self) -> list[tuple[Address, ObservedNumber]]:
        """What entries get without buying: their own number back, or an unclaimed 400 that a `select` matches."""
        return [*self._returned(), *self._selected()]

    def _returned(self) -> Iterator[tuple[Address, ObservedNumber]]:
        """A regular entry that left Git and came back, here or where `moved` says, gets its own number again."""
        homes = {address: address for address in self._memory.forgotten}
        homes |= {m.origin: m.address for m in self._moves if m.origin in self._memory.forgotten}
        back = {
            origin: address
            for origin, address in homes.items()
            if address in self._slots
            and self._is_open(self._slots[address])
            and _asks_for_any(self._slots[address].desired)
        }
        for number in self._free.values() if back else ():
            owner = self._owner(number)
            if owner in back:
                yield back.pop(owner), number

    def _selected(self) -> Iterator[tuple[Address, ObservedNumber]]:
        """The unclaimed 400 each open `select` takes: the first by number that agrees in everything fixed."""
        hotlines = [n for n in self._free.values() if n.type == HOTLINE and n.identity not in self._held_for]
        for address, slot in self._slots.items():
            desired = slot.desired
            if desired is None or desired.select is None or not hotlines or not self._is_open(slot):
                continue
            fitting = (n for n in hotlines if desired.suits(n.number, n.carrier) and _agrees(desired, n))
            number = next((n for n in fitting if self._may_take(address, n)), None)
            if number is not None:
                hotlines.remove(number)
                yield address, number

    def _may_take(self, address: Address, number: ObservedNumber) -> bool:
        """A slot whose purchase once ended unknown takes that number or none, and no other slot takes it."""
        pinned = self._memory.pinned.get(address)
        return (
            number.number == pinned
            if pinned is not None
            else number.number not in self._memory.pinned.values()
        )

    def _is_open(self, slot: Slot) -> bool:
        """Whether the slot has no number and no call that may have got it one."""
        return (
            slot.live is None
            and slot.owned is None
            and slot.conflict is None
            and slot.address not in self._memory.held
        )

    # --- what an order may have got -------------------------------------------------------------------------

    def _awaited(self) -> Iterator[tuple[str, tuple[Address, ...]]]:
        """Unclaimed identities that an order of unknown outcome, or one in a person's hands, may have got."""
        pending = list(self._orders())
        if not pending:
            return
        by_number = {order.number: order.address for order in pending if order.number is not None}
        by_profile: dict[Profile, list[Intent | TaskIssued]] = defaultdict(list)
        for order in pending:
            if order.number is None:
                by_profile[recorded_profile(order.fields)].append(order)
        for identity, number in self._free.items():
            where = [by_number[identity]] if identity in by_number else []
            for wanted, orders in by_profile.items():
                if may_be(wanted, profile(number)):
                    where += [order.address for order in orders if _not_before(number, order)]
            if where:
                yield identity, tuple(sorted(where))

    def _orders(self) -> Iterator[Intent | TaskIssued]:
        """One that a person was told to leave may have been made before they read that."""
        withdrawn = (item.task for item in self._memory.withdrawn.values())
        orders: tuple[Intent | TaskIssued, ...] = (
            *self._memory.held.values(),
            *self._memory.tasks.values(),
            *withdrawn,
        )
        return (order for order in orders if order.action == Verb.ORDER)

    # --- instead of a purchase ------------------------------------------------------------------------------

    def candidates(self, slots: Mapping[Address, Slot]) -> dict[Address, tuple[Candidate, ...]]:
        """What stands against buying at each address that would buy without naming a number."""
        asking = {
            address: slot.desired
            for address, slot in slots.items()
            if slot.desired is not None
            and slot.desired.number is None
            and self._is_open(slot)
            and not self._ordering(address)
        }
        if not asking:
            return {}
        index = ProfileIndex(
            (*self._live_candidates(), *self._unseen_candidates(), *self._disputed_candidates())
        )
        candidates = {a: _with_prefix(index.fitting(profile(entry)), entry) for a, entry in asking.items()}
        return {address: some for address, some in candidates.items() if some}

    def _ordering(self, address: Address) -> bool:
        """Whether a person is ordering for it, be it under the address it had before."""
        here = (address, *(m.origin for m in self._moves if m.address == address))
        return any(action_id(place, Verb.ORDER) in self._memory.tasks for place in here)

    def _live_candidates(self) -> Iterator[tuple[Profile, Candidate]]:
        """Unclaimed numbers that are not explained by an order of their own and that nobody reviewed."""
        explained = self._explained()
        for identity, number in self._free.items():
            if identity not in explained and identity not in self._baseline:
                was = self._owner(number) or None
                yield profile(number), Candidate(_kind(number.number), identity, was)

    def _explained(self) -> set[str]:
        """What orders may have got, where there are orders enough for all of it."""
        waiting: dict[tuple[Address, ...], list[str]] = defaultdict(list)
        for identity, where in self.held_for().items():
            waiting[where].append(identity)
        return {
            identity
            for where, identities in waiting.items()
            if len(identities) <= len(where)
            for identity in identities
        }

    def _unseen_candidates(self) -> Iterator[tuple[Profile, Candidate]]:
        """What left Git and may be there unseen: a call of unknown outcome, a task, even one that was withdrawn, a
        number no list denies yet."""
        for order in self._orders():
            slot = self._slots.get(order.address)
            if slot is None or slot.desired is None:
                candidate = Candidate(Claimable.ORDER, order.number or "", order.address)
                yield recorded_profile(order.fields, order.number), candidate
        for address, slot in self._slots.items():
            owned = slot.owned
            if slot.source is None and slot.live is None and owned is not None and not owned.cancelled:
                identity = owned.number or owned.application or ""
                unseen = not self._observed.complete or young(owned, self._observed.now, self._lag)
                if unseen and slot.conflict is None:
                    candidate = Candidate(_kind(owned.number), identity, address)
                    yield recorded_profile(owned.applied, owned.number), candidate

    def _disputed_candidates(self) -> Iterator[tuple[Profile, Candidate]]:
        """What stands at an address in conflict, or under an entry or a tombstone that cannot mean it, and is named by
        no entry: it may be any entry's that has none."""
        now = self._observed.now
        disputed = [slot for slot in self._slots.values() if slot.conflict is not None or _misfit(slot, now)]
        named = {slot.desired.number for slot in self._slots.values() if slot.desired} if disputed else set()
        for slot in disputed:
            owned, live = slot.owned, slot.live
            if owned is not None and not owned.cancelled and owned.number not in named - {None}:
                has = recorded_profile(owned.applied, owned.number) if live is None else profile(live)
                identity = owned.number or owned.application or ""
                yield has, Candidate(_kind(owned.number), identity, slot.address)

    def _owner(self, number: ObservedNumber) -> Address:
        """Where the number, or the application it came from, was ours before; empty if nowhere."""
        owner = self._memory.owner
        return owner.get(number.number or "") or owner.get(number.application or "") or ""


def _kind(number: str | None) -> Claimable:
    return Claimable.APPLICATION if number is None else Claimable.NUMBER


def _misfit(slot: Slot, now: datetime) -> bool:
    """Whether what Git has at an address cannot mean what stands there, so that another entry may have left it: an
    entry without a number that is of another kind, or a tombstone that names another number."""
    desired, owned, live = slot.desired, slot.owned, slot.live
    if desired is None and slot.tombstone is not None and owned is not None:
        known = {owned.number, owned.application} if live is None else {live.number, live.application}
        return slot.tombstone.number not in known
    if desired is None or desired.number is not None or owned is None or owned.cancelled:
        return False
    if live is None:
        return not may_be(profile(desired), recorded_profile(owned.applied, owned.number))
    another_package = None not in {desired.package, live.package} and desired.package != live.package
    return not live.gone(now) and (another_package or not may_be(profile(desired), profile(live)))


def _asks_for_any(desired: DesiredNumber | None) -> bool:
    return desired is not None and desired.type == REGULAR and desired.number is None


def _not_before(number: ObservedNumber, order: Intent | TaskIssued) -> bool:
    """Whether the number was not ordered before it was asked for."""
    return number.applied_on is None or number.applied_on.isoformat() >= order.at[:10]


def _with_prefix(candidates: tuple[Candidate, ...], entry: DesiredNumber) -> tuple[Candidate, ...]:
    return tuple(c for c in candidates if not c.identity.isdecimal() or c.identity.startswith(entry.prefix))


def _agrees(desired: DesiredNumber, number: ObservedNumber) -> bool:
    return number.package == desired.package and alike("enterprise", number.enterprise, desired.enterprise)

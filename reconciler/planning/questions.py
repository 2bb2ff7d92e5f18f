"""What the provider's records are asked for: what a reviewer wants to know before money, a number or a word is given.

Only what somebody will look at is asked for, from what is cheap to know before a plan is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from reconciler.contracts.provider import Questions
from reconciler.kinds import KINDS
from reconciler.memory.memory import Memory, Owned
from reconciler.model.calendar import month_before
from reconciler.model.change import Scalar
from reconciler.model.observation import GONE, NumberStatus, ObservedNumber, ObservedState
from reconciler.model.state import DesiredState
from reconciler.wire.write import scalar


def questions(desired: DesiredState, observed: ObservedState, memory: Memory) -> Questions:
    """What is worth asking about this account now."""
    return Questions(
        changed=frozenset(_changed(desired, observed, memory)),
        leaving=dict(_leaving(desired, observed)),
        transfers=dict(_transfers(desired, observed, memory)),
        billed=month_before(observed.now),
    )


def _changed(desired: DesiredState, observed: ObservedState, memory: Memory) -> Iterator[str]:
    """Calls of unknown outcome, what is not as we left it, and what nobody manages."""
    for intent in memory.open.values():
        if intent.number is not None:
            yield intent.number
    kept = _Kept()
    for owned in memory.owned.values():
        if owned.number is not None and _differs(owned, observed.numbers.get(owned.number), kept):
            yield owned.number
    known = {*memory.owner, *desired.baseline} | {entry.number for entry in desired.numbers.values()}
    yield from (n.number for n in observed.numbers.values() if n.number and n.identity not in known)


_WHOLE = tuple((kind, frozenset(field.path for field in kind.fields)) for kind in KINDS if kind.whole)
"""The kinds of which what is not declared is wanted to be absent, and their paths: only those can differ here."""


_FACTS: Callable[[ObservedNumber], tuple[Any, ...]] = attrgetter(
    "unknown",
    "more",
    *sorted(
        {
            field.fact.partition(".")[0]
            for kind in KINDS
            for field in kind.fields
            if kind.whole and not field.more
        }
    ),
)
"""What those kinds look at. Neighbours in a fleet are alike: what the last one was answered goes for the next one."""


class _Kept(dict[int, tuple[Mapping[str, Scalar], ...]]):
    """What was applied, by kind: numbers that were applied alike share one mapping, so it is cut up once for all.

    A live side that equals its cut needs no closer look: 2 µs a number instead of 6, and none if it is as the last one.
    """

    last: tuple[object, ...] = ()
    answer = False

    def of(self, applied: Mapping[str, Scalar]) -> tuple[Mapping[str, Scalar], ...]:
        """For each whole kind, the fields of it that were applied. The mapping lives as long as the memory."""
        parts = self.get(id(applied))
        if parts is None:
            parts = self[id(applied)] = tuple(
                {path: value for path, value in applied.items() if path in paths} for _, paths in _WHOLE
            )
        return parts


def _differs(owned: Owned, live: ObservedNumber | None, kept: _Kept) -> bool:
    """Whether a number is gone, on its way out, or is not as the last apply left it, as far as that can be read."""
    if live is None or owned.cancelled:
        return not owned.cancelled
    if live.status in GONE or live.status == NumberStatus.RESTRICTED:
        return True
    pair = (owned.applied, *_FACTS(live))
    if pair != kept.last:
        kept.last, kept.answer = pair, _changed_live(owned, live, kept)
    return kept.answer


def _changed_live(owned: Owned, live: ObservedNumber, kept: _Kept) -> bool:
    for (kind, whole), applied in zip(_WHOLE, kept.of(owned.applied), strict=True):
        fields = kind.live(live)
        if fields == applied:
            continue
        paths = whole - kind.blind(live)
        values = {path: scalar(value) for path, value in fields.items() if path in paths}
        if values != {path: scalar(value) for path, value in applied.items() if path in paths}:
            return True
    return False


def _leaving(desired: DesiredState, observed: ObservedState) -> Iterator[tuple[str, str | None]]:
    for tombstone in desired.tombstones:
        live = observed.numbers.get(tombstone.number)
        if live is not None and not live.gone(observed.now):
            yield tombstone.number, live.instance


def _transfers(desired: DesiredState, observed: ObservedState, memory: Memory) -> Iterator[tuple[str, str]]:
    """Transfers that Git wants and the account does not have."""
    for address, entry in desired.numbers.items():
        wanted = None if entry.ivr is None else entry.ivr.transfer
        if entry.account != observed.account or wanted is None or wanted.qualification is None:
            continue
        owned = memory.owned.get(address)
        number = entry.number or (None if owned is None else owned.number)
        live = None if number is None else observed.numbers.get(number)
        transfer = None if live is None or live.ivr is None else live.ivr.transfer
        if number is not None and (
            transfer is None or (transfer.routing, transfer.to) != (wanted.routing, wanted.to)
        ):
            yield number, wanted.qualification

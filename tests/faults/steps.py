"""Every step a run takes through its two doors, the ledger and the provider, numbered; at any of them something may
happen: the process dies, a foreign hand acts, another runner comes by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TypeVar

from reconciler.contracts.provider import Call, Receipt
from reconciler.contracts.store import Lease
from reconciler.errors import ReconcilerError, Refused
from reconciler.ledger.store import Ledger
from reconciler.memory.memory import Head, Memory
from reconciler.memory.records import Record
from reconciler.model.action import Verb
from reconciler.model.capability import Capabilities
from reconciler.model.observation import ObservedState
from reconciler.providers.simulator.provider import SimulatorProvider

T = TypeVar("T")


class Crash(BaseException):
    """The process ends here: nothing after this instruction happens, no `finally` has an effect outside."""


def die() -> None:
    """What a SIGKILL does."""
    raise Crash


class Steps:
    """Counts the steps of one run and does what was arranged for some of them."""

    def __init__(
        self,
        at: Mapping[int, Callable[[], None]] | None = None,
        each: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.names: list[str] = []
        self.at = at or {}
        self.each = each

    def __call__(self, name: str) -> None:
        self.names.append(name)
        self.each(name)
        arranged = self.at.get(len(self.names))
        if arranged is not None:
            arranged()

    @property
    def count(self) -> int:
        return len(self.names)


Grave = tuple[AbstractContextManager[Lease], Lease]
"""The lock of a run that died: never given back."""


class SteppedStore:
    """A real ledger, a step before and after everything that touches it."""

    def __init__(self, ledger: Ledger, step: Steps, graves: list[Grave]) -> None:
        self.ledger = ledger
        self.step = step
        self.graves = graves

    def read(self, account: str) -> tuple[Head, Sequence[Record]]:
        self.step("ledger: read")
        return self.ledger.read(account)

    def recall(self, account: str, *, older: bool = False) -> Memory:
        self.step("ledger: read")
        return self.ledger.recall(account, older=older)

    def identity(self) -> str | None:
        return self.ledger.identity()

    def leave_note(self, account: str) -> None:
        self.step("ledger: before note")
        self.ledger.leave_note(account)
        self.step("ledger: after note")

    def begin_again(self, account: str, owner: str, now: datetime) -> None:
        self.step("ledger: before begin again")
        self.ledger.begin_again(account, owner, now)
        self.step("ledger: after begin again")

    def disown(self, account: str, lease: Lease, head: Head, now: datetime) -> tuple[Head, Record]:
        self.step("ledger: before append rebuild")
        disowned = self.ledger.disown(account, lease, head, now)
        self.step("ledger: after append rebuild")
        return disowned

    def append(self, account: str, records: Sequence[Record], *, after: Head, fence: int) -> Head:
        what = "+".join(dict.fromkeys(record.kind for record in records))
        self.step(f"ledger: before append {what}")
        head = self.ledger.append(account, records, after=after, fence=fence)
        self.step(f"ledger: after append {what}")
        return head

    def rescue(self, account: str, record: Record) -> str:
        self.step("ledger: before rescue")
        told = self.ledger.rescue(account, record)
        self.step("ledger: after rescue")
        return told

    def recover(self, account: str, lease: Lease) -> tuple[str, ...]:
        self.step("ledger: recover")
        return self.ledger.recover(account, lease)

    @contextmanager
    def lock(self, account: str, owner: str, now: datetime) -> Iterator[Lease]:
        self.step("ledger: before lock")
        held = self.ledger.lock(account, owner, now)
        lease = held.__enter__()
        try:
            self.step("ledger: after lock")
            yield lease
            self.step("ledger: before release")
        except Crash:
            self.graves.append((held, lease))
            raise
        except BaseException as error:
            held.__exit__(type(error), error, error.__traceback__)
            raise
        held.__exit__(None, None, None)
        self.step("ledger: after release")


class SteppedProvider:
    """A real provider, a step before every read, and before and after every call."""

    def __init__(self, provider: SimulatorProvider, step: Steps) -> None:
        self.provider = provider
        self.step = step
        self.asked: frozenset[str] | None = None
        """The numbers that the last read asked for; None for all."""

    @property
    def capabilities(self) -> Capabilities:
        return self.provider.capabilities

    def now(self) -> datetime | None:
        return self.provider.now()

    def observe(self) -> ObservedState:
        self.step("provider: read")
        self.asked = None
        return self.provider.observe()

    def observe_numbers(self, numbers: Sequence[str]) -> ObservedState:
        self.step("provider: read")
        self.asked = frozenset(numbers)
        return self.provider.observe_numbers(numbers)

    @property
    def together(self) -> Mapping[Verb, int]:
        return self.provider.together

    def execute_together(self, calls: Sequence[Call]) -> Mapping[str, Refused]:
        return self._stepped(calls, lambda: self.provider.execute_together(calls))

    def execute(self, call: Call) -> Receipt:
        return self._stepped([call], lambda: self.provider.execute(call))

    def _stepped(self, calls: Sequence[Call], do: Callable[[], T]) -> T:
        verb = calls[0].verb
        seen = self.asked is None or all(call.number in self.asked for call in calls)
        self.step(f"provider: before {verb}" if seen else f"provider: before unseen {verb}")
        try:
            answer = do()
        except ReconcilerError:
            self.step(f"provider: after {verb}")
            raise
        self.step(f"provider: after {verb}")
        return answer

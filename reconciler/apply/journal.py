"""A run's two sides: the ledger it writes, and the world it looks at again before each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from reconciler.apply.entries import Stamp
from reconciler.contracts.facts import Facts
from reconciler.contracts.provider import MutatingProvider, Receipt
from reconciler.contracts.store import Lease, LedgerStore
from reconciler.errors import LedgerError
from reconciler.memory.fold import fold
from reconciler.memory.records import Intent, Record
from reconciler.model.address import Address
from reconciler.model.calendar import iso
from reconciler.model.observation import ObservedState
from reconciler.model.outcome import Result
from reconciler.model.plan import Plan
from reconciler.planning.attesting import attested
from reconciler.planning.build import Inputs, plan_of, view
from reconciler.planning.settle import reflects


@dataclass(slots=True)
class Tools:
    """What a run works with; all of it is handed in."""

    provider: MutatingProvider
    store: LedgerStore
    lease: Lease
    read: Callable[[Callable[[ObservedState], bool]], ObservedState]
    """A fresh, patient read, given what it must show to be newer than our own effects."""
    rescue: Callable[[Record], str]
    """Keeps an outcome that the ledger cannot take; returns what to tell the user."""
    stopping: Callable[[], bool] = lambda: False
    """Whether somebody asked us to stop: then nothing new starts."""
    say: Callable[[Result], None] = lambda _: None
    pauses: Callable[[], Callable[[float], bool]] = lambda: lambda _: False
    """For each call: pauses before it is sent again, at least so many seconds; False once patience is spent."""


@dataclass(slots=True)
class Journal:
    """What a run knows: the inputs its plan was made from, growing with what it records and sees."""

    name: str
    """Identifies the run in the ledger."""
    inputs: Inputs
    tools: Tools
    effects: dict[Address, tuple[Intent, Receipt]] = field(default_factory=dict)
    """The last acknowledged call by address: a read that does not show it is too old."""
    broken: str = ""
    """Why the ledger can no longer be written; then nothing new starts either."""

    def stamp(self) -> Stamp:
        """When, and by which run; never before what is recorded already, whatever the clock says."""
        return {"at": max(iso(self.inputs.now), self.inputs.memory.last), "run": self.name}

    def record(self, *records: Record) -> None:
        """Appends durably and remembers. Raises LedgerError; then nothing was written, and nothing will be."""
        memory, lease = self.inputs.memory, self.tools.lease
        try:
            head = self.tools.store.append(lease.account, records, after=memory.head, fence=lease.fence)
        except LedgerError as error:
            self.broken = error.message
            raise
        self.inputs = replace(self.inputs, memory=fold(head, records, memory))

    def look_again(self) -> tuple[Facts, Plan]:
        """Fresh facts and the plan they make. Raises Unreadable or Throttled."""
        seen = self.tools.read(self._shows_our_effects)
        seen = replace(seen, traces=self.inputs.observed.traces)
        facts = attested(seen, self.inputs.memory, seen.now)
        self.inputs = replace(self.inputs, observed=facts, now=seen.now)
        return self.view()

    def view(self) -> tuple[Facts, Plan]:
        """The last facts, in the light of what the ledger says by now, and the plan they make."""
        facts = view(self.inputs)
        return facts, plan_of(facts, self.inputs)

    def _shows_our_effects(self, observed: ObservedState) -> bool:
        return all(
            reflects(i, observed, r.number or i.number, r.application) for i, r in self.effects.values()
        )

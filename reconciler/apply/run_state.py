"""A run's two sides: the ledger it writes, and the world it looks at again before each step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reconciler import rules
from reconciler.apply.ledger_records import Stamp
from reconciler.contracts.facts import Facts
from reconciler.contracts.provider import MutatingProvider, Receipt
from reconciler.contracts.store import Lease, LedgerStore
from reconciler.errors import LedgerError
from reconciler.memory.fold import Growing
from reconciler.memory.records import Intent, Record
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address
from reconciler.model.calendar import iso
from reconciler.model.observation import ObservedState
from reconciler.model.outcome import Result
from reconciler.model.plan import Plan
from reconciler.model.resource import DesiredNumber
from reconciler.noun import replace
from reconciler.planning.attesting import attested
from reconciler.planning.build import Inputs, plan_of, situation, view
from reconciler.planning.ground import Ground, Verdicts
from reconciler.planning.settle import reflects

Shows = Callable[[ObservedState], bool]
"""Whether a read shows what it must."""
GoesOn = Callable[[Action, Action | None], bool]
"""Whether an approved action may run, given what a fresh plan makes of it."""
Acknowledged = tuple[Intent, Receipt]
"""An acknowledged call."""


@dataclass(slots=True)
class ApplyContext:
    """What a run works with; all of it is handed in."""

    provider: MutatingProvider
    store: LedgerStore
    lease: Lease
    read: Callable[[Shows], ObservedState]
    """A fresh, patient read, given what it must show to be newer than our own effects."""
    glance: Callable[[Shows, Sequence[str]], ObservedState] | None
    """The same of single numbers; None where the provider reads only the whole account."""
    rescue: Callable[[Record], str]
    """Keeps an outcome that the ledger cannot take; returns what to tell the user."""
    stopping: Callable[[], bool] = lambda: False
    """Whether somebody asked us to stop: then nothing new starts."""
    say: Callable[[Result], None] = lambda _: None
    pauses: Callable[[], Callable[[float], bool]] = lambda: lambda _: False
    """For each call: pauses before it is sent again, at least so many seconds; False once patience is spent."""


@dataclass(slots=True)
class RunState:
    """What a run knows: the inputs its plan was made from, growing with what it records and sees."""

    name: str
    """Identifies the run in the ledger."""
    inputs: Inputs
    context: ApplyContext
    effects: dict[Address, Acknowledged] = field(default_factory=dict)
    """The last acknowledged call by address: a read that does not show it is too old."""
    last: Acknowledged | None = None
    """The last of them all, where a look at its number shows it."""
    ground: Ground | None = None
    """What single numbers are judged on: the last whole read."""
    unsettled: bool = False
    """Something happened since that nobody foresaw, or that more than one number shows: only a whole read will do."""
    growing: Growing | None = None
    """The memory, once this run has recorded something."""
    broken: str = ""
    """Why the ledger can no longer be written; then nothing new starts either."""

    def stamp(self) -> Stamp:
        """When, and by which run; never before what is recorded already, whatever the clock says."""
        return {"at": max(iso(self.inputs.now), self.inputs.memory.last), "run": self.name}

    def record(self, *records: Record) -> None:
        """Appends durably and remembers. Raises LedgerError; then nothing was written, and nothing will be."""
        memory, lease = self.inputs.memory, self.context.lease
        try:
            head = self.context.store.append(lease.account, records, after=memory.head, fence=lease.fence)
        except LedgerError as error:
            self.broken = error.message
            raise
        if self.growing is None:
            self.growing = Growing(memory)
        self.inputs = replace(self.inputs, memory=self.growing.add(head, records))

    def holds(self) -> bool:
        """Whether the lock and the chain are still this run's, and its intents as it left them."""
        try:
            self.record()
        except LedgerError:
            return False
        return True

    def took_effect(self, intent: Intent, receipt: Receipt) -> None:
        """The provider acknowledged a call: what is read from now on must show it."""
        self.effects[intent.address] = (intent, receipt)
        self.last = None if rules.sweeping(Verb(intent.action)) else self.effects[intent.address]

    def refresh(self) -> tuple[Facts, Plan]:
        """Fresh facts of the whole account and the plan they make. Raises Unreadable or Throttled."""
        fresh = self.context.read(lambda observed: _shows(self.effects.values(), observed))
        fresh = replace(fresh, traces=self.inputs.observed.traces)
        facts = attested(fresh, self.inputs.memory, fresh.now)
        self.inputs = replace(self.inputs, observed=facts, now=fresh.now)
        viewed = self.view()
        self.ground, self.unsettled = Ground.of(viewed[0]), False
        return viewed

    def look_at(self, actions: Sequence[Action], goes_on: GoesOn) -> tuple[Facts, Mapping[str, Action]]:
        """Fresh verdicts on these actions, by id: at the price of their numbers where those stand alone.

        What is not as expected is looked at with the whole account. Raises Unreadable or Throttled.
        """
        if not any(rules.sweeping(action.verb) for action in actions):
            verdicts = self.glance([action.address for action in actions])
            if verdicts is not None and all(self._is_clear(action, verdicts, goes_on) for action in actions):
                return verdicts.facts, verdicts.actions
        facts, plan = self.refresh()
        return facts, {action.id: action for action in plan.actions}

    def look_instead(self, address: Address, entry: Callable[[DesiredNumber], DesiredNumber]) -> Verdicts:
        """A verdict on another entry than the declared one, on fresh facts of the whole account.

        Raises Unreadable or Throttled.
        """
        facts, _ = self.refresh()
        slot = facts.slots.get(address)
        instead = {} if slot is None or slot.desired is None else {address: entry(slot.desired)}
        return Ground.of(facts).judge([address], self.inputs.observed, self.inputs.memory, instead)

    def glance(self, addresses: Sequence[Address]) -> Verdicts | None:
        """What a fresh look at these addresses' numbers makes of them; None where only a whole read will do.

        The last number that this run changed is asked for too: a list that does not show it changed is an old one.
        """
        if self.context.glance is None or self.unsettled:
            return None
        if self.ground is None:
            self.ground = Ground.of(situation(self.inputs))
        memory = self.inputs.memory
        owned = [memory.owned[address] for address in addresses if address in memory.owned]
        effects = [self.effects[address] for address in addresses if address in self.effects]
        effects += [] if self.last is None else [self.last]
        numbers = {slot.number for slot in owned} | {intent.number for intent, _ in effects}
        requested = sorted(number for number in numbers if number is not None)
        if len(owned) < len(addresses) or not requested:
            return None
        fresh = self.context.glance(lambda observed: _shows(effects, observed), requested)
        if not self.ground.holds(fresh.now):
            return None
        self.inputs = replace(self.inputs, now=fresh.now)
        return self.ground.judge(addresses, fresh, memory)

    def _is_clear(self, action: Action, verdicts: Verdicts, goes_on: GoesOn) -> bool:
        """Whether the look settles it: the action goes on, or it does not and the last whole read knew that."""
        if self.ground is None or not verdicts.covers(action.address):
            return False
        return goes_on(action, verdicts.actions.get(action.id)) or not self.ground.is_news(
            action.address, verdicts
        )

    def view(self) -> tuple[Facts, Plan]:
        """The last facts, in the light of what the ledger says by now, and the plan they make."""
        facts = view(self.inputs)
        return facts, plan_of(facts, self.inputs)


def _shows(effects: Iterable[Acknowledged], observed: ObservedState) -> bool:
    """Whether a read is younger than these calls."""
    return all(reflects(i, observed, r.number or i.number, r.application) for i, r in effects)

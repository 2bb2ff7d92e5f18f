"""Carries out an approved plan: the only module that changes anything at the provider.

For each action: read afresh, plan afresh, go on only if the fresh plan still wants exactly this; make the intent
durable; call once; record the outcome. A call whose end is unknown leaves its intent open and the slot held. Killed at
any instruction, the next run finds every intent and goes on from evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from reconciler.errors import InvariantError, LedgerError, ReconcilerError, Refused, Unsupported
from reconciler.kinds import KINDS
from reconciler.model.action import LEDGER_ONLY, Action, Mode, Status, Verb
from reconciler.model.address import Address
from reconciler.model.calendar import iso
from reconciler.model.change import Fields
from reconciler.model.facts import Facts
from reconciler.model.memory import fold
from reconciler.model.observation import ObservedState
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.model.plan import Plan
from reconciler.model.records import (
    Adopted,
    Forgotten,
    Intent,
    Outcome,
    Record,
    RunEnded,
    RunStarted,
    TaskIssued,
)
from reconciler.model.wire import action_document, amount, scalar
from reconciler.planning.attesting import attested
from reconciler.planning.build import Inputs, plan_of, view
from reconciler.planning.settle import Evidence, reflects
from reconciler.ports import Call, Lease, LedgerStore, MutatingProvider, Receipt

_SAME = ("address", "action", "mode", "changes", "cost")
"""What must still be equal on fresh facts for an approved action to run."""
_EXPLAINS = frozenset({"consent", "acknowledgement", "status"})
"""Changes that explain an action but are no field of the number."""


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


@dataclass(slots=True)
class Run:
    """One apply. `inputs` is what the approved plan was made from and grows with what the run does."""

    name: str
    """Identifies the run in the ledger."""
    inputs: Inputs
    tools: Tools
    approved_by: str | None = None
    results: dict[str, Result] = field(default_factory=dict)
    effects: dict[Address, tuple[Intent, Receipt]] = field(default_factory=dict)
    """The last acknowledged call by address: a read that does not show it is too old."""
    calls: int = 0
    broken: str = ""
    """Why the ledger can no longer be written; then nothing new starts either."""

    def settle(self, evidence: Iterable[Evidence]) -> tuple[str, ...]:
        """Closes the open intents that there is positive evidence for; a line each for the report."""
        lines = []
        for proof in evidence:
            self._record(
                Outcome(
                    **self._stamp(),
                    intent=proof.intent.id,
                    result="done" if proof.result == "done" else "not-done",
                    evidence="observed",
                    number=proof.number,
                    application=proof.application,
                    message=proof.message,
                )
            )
            lines.append(
                f"{proof.intent.address}:{proof.intent.action} is settled as {proof.result}: {proof.message}"
            )
        return tuple(lines)

    def account_for(self) -> tuple[str, ...]:
        """The fate of every action of the last run, if that was killed; a line each for the report."""
        memory = self.inputs.memory
        if memory.run is None or memory.ended:
            return ()
        name = memory.run.run
        self._record(RunEnded(**self._stamp(), ended=name))
        return tuple(
            f"{action} of the interrupted run {name}: {memory.fates.get(action, Fate.NOT_STARTED)}"
            for action in memory.run.actions
        )

    def execute(self, plan: Plan, actions: Sequence[Action]) -> ApplyResult:
        """Runs these ready actions of the plan, each on fresh facts; unrelated ones go on when one fails."""
        started = bool(actions) and not self.tools.stopping()
        if started:
            self._begin(plan, actions)
        self._remember([action for action in actions if action.verb in LEDGER_ONLY])
        for action in actions:
            if action.verb not in LEDGER_ONLY and action.mode is Mode.AUTOMATIC:
                self._end(self._attempt(action))
        self._issue([action for action in actions if action.mode is Mode.MANUAL])
        if started and not self.broken:
            with suppress(LedgerError):
                self._record(RunEnded(**self._stamp(), ended=self.name))
        results = tuple(self.results[action.id] for action in actions)
        return ApplyResult(plan.digest, results, interrupted=self.tools.stopping())

    def _begin(self, plan: Plan, actions: Sequence[Action]) -> None:
        self._record(
            RunStarted(
                **self._stamp(),
                digest=plan.digest,
                actions=tuple(action.id for action in actions),
                approved_by=self.approved_by,
                fence=self.tools.lease.fence,
            )
        )

    # --- one action -------------------------------------------------------------------------------------

    def _attempt(self, approved: Action) -> Result:
        """The fate of one automatic action."""
        obstacle = self._obstacle(approved)
        if obstacle is not None:
            return obstacle
        try:
            facts, fresh = self._look_again()
        except ReconcilerError as error:
            return Result(approved, Fate.SKIPPED, f"no fresh facts: {error.message}")
        action = next((a for a in fresh.actions if a.id == approved.id), None)
        difference = _difference(approved, action)
        if action is None or difference:
            return Result(approved, Fate.SKIPPED, difference)
        if action.needs:
            # Done before and wanted again: the read is old, or another hand undid it.
            return Result(approved, Fate.SKIPPED, f"on fresh facts it needs {action.needs[0]}")
        return self._call(action, facts)

    def _obstacle(self, action: Action) -> Result | None:
        """Why nothing new starts for this action, if so."""
        if self.broken:
            return Result(action, Fate.NOT_STARTED, self.broken)
        if self.tools.stopping():
            return Result(action, Fate.NOT_STARTED, "the run was interrupted")
        done = {Fate.DONE, Fate.ISSUED}
        failed = [
            need for need in action.needs if need in self.results and self.results[need].fate not in done
        ]
        return Result(action, Fate.SKIPPED, f"needs {failed[0]}") if failed else None

    def _call(self, action: Action, facts: Facts) -> Result:
        """Intent, one call, outcome."""
        intent = self._intent(action)
        try:
            self._record(intent)
        except LedgerError as error:
            self.broken = f"the ledger cannot be written: {error.message}"
            return Result(action, Fate.SKIPPED, f"{self.broken}; the provider was not called")
        try:
            receipt = self.tools.provider.execute(_request(action, facts))
        except (Refused, Unsupported) as error:
            note = self._conclude(intent, "not-done", Receipt(message=error.message))
            return Result(action, Fate.REFUSED, "; ".join(filter(None, (error.message, note))))
        except Exception as error:
            return Result(
                action, Fate.UNKNOWN, f"{error}; the slot is held until evidence or `reconciler resolve`"
            )
        self.effects[action.address] = (intent, receipt)
        number = receipt.number or action.number
        note = self._conclude(intent, "done", receipt)
        if note:
            return Result(action, Fate.UNKNOWN, f"done, but the slot is held: {note}", number)
        return Result(action, Fate.DONE, receipt.message, number)

    def _intent(self, action: Action) -> Intent:
        self.calls += 1
        return Intent(
            **self._stamp(),
            id=f"{self.name}-{self.calls}",
            address=action.address,
            action=action.verb.value,
            resource=action.kind,
            number=action.number,
            application=action.application,
            fields=_set_fields(action),
            monthly=amount(action.cost.monthly),
            consent=action.consent,
            acknowledgement=action.acknowledgement,
            fence=self.tools.lease.fence,
        )

    def _conclude(self, intent: Intent, result: str, receipt: Receipt) -> str:
        """Records an outcome after its call; keeps it elsewhere if the ledger cannot take it any more."""
        outcome = Outcome(
            **self._stamp(),
            intent=intent.id,
            result="done" if result == "done" else "not-done",
            evidence="answer",
            number=receipt.number or intent.number,
            application=receipt.application or intent.application,
            message=receipt.message,
        )
        try:
            self._record(outcome)
        except LedgerError as error:
            self.broken = f"the ledger cannot be written: {error.message}"
            return self.tools.rescue(outcome)
        return ""

    # --- what needs no call -----------------------------------------------------------------------------

    def _remember(self, actions: Sequence[Action]) -> None:
        """Adopts and forgets."""
        self._set_down(actions, self._recollection, self._view, Fate.DONE, "recorded")

    def _issue(self, actions: Sequence[Action]) -> None:
        """Hands out human tasks."""
        message = "a person does this: see `reconciler tasks`"
        self._set_down(actions, self._task, self._look_again, Fate.ISSUED, message)

    def _set_down(
        self,
        actions: Sequence[Action],
        record: Callable[[Action, Facts], Record],
        look: Callable[[], tuple[Facts, Plan]],
        fate: Fate,
        message: str,
    ) -> None:
        """Records, all in one append, what the plan still wants as `look` sees it; no call is made."""
        free = []
        for action in actions:
            obstacle = self._obstacle(action)
            if obstacle is None:
                free.append(action)
            else:
                self._end(obstacle)
        why = self._append_each(free, record, look) if free else {}
        for action in free:
            if action.id in why:
                self._end(Result(action, Fate.SKIPPED, why[action.id]))
            else:
                self._end(Result(action, fate, message, action.number))

    def _append_each(
        self,
        actions: Sequence[Action],
        record: Callable[[Action, Facts], Record],
        look: Callable[[], tuple[Facts, Plan]],
    ) -> dict[str, str]:
        """One append for all; returns why some were left out, by action id."""
        try:
            facts, plan = look()
            wanted = {action.id: action for action in plan.ready}
            kept = [wanted[action.id] for action in actions if action.id in wanted]
            if kept:
                self._record(*(record(action, facts) for action in kept))
        except LedgerError as error:
            self.broken = f"the ledger cannot be written: {error.message}"
            return dict.fromkeys((action.id for action in actions), self.broken)
        except ReconcilerError as error:
            return dict.fromkeys((action.id for action in actions), f"no fresh facts: {error.message}")
        gone = "no longer planned on fresh facts"
        return {action.id: gone for action in actions if action.id not in wanted}

    def _recollection(self, action: Action, facts: Facts) -> Record:
        if action.verb is Verb.FORGET:
            return Forgotten(**self._stamp(), address=action.address, number=action.number)
        live = facts.slots[action.address].live
        if live is None:
            raise InvariantError(f"{action.address}: nothing to adopt")
        fields: Fields = {}
        for kind in KINDS:
            fields |= kind.live(live)
        return Adopted(
            **self._stamp(),
            address=action.address,
            number=action.number,
            application=action.application,
            fields=_json(fields),
        )

    def _task(self, action: Action, _facts: Facts) -> TaskIssued:
        return TaskIssued(
            **self._stamp(),
            address=action.address,
            action=action.verb.value,
            resource=action.kind,
            number=action.number,
            due=None if action.deadline is None else iso(action.deadline),
            consent=action.consent,
            acknowledgement=action.acknowledgement,
            monthly=amount(action.cost.monthly),
            fields=_set_fields(action),
        )

    # --- the world and the ledger -----------------------------------------------------------------------

    def _look_again(self) -> tuple[Facts, Plan]:
        """Fresh facts and the plan they make. Raises Unreadable or Throttled."""
        observed = self.tools.read(self._shows_our_effects)
        seen = attested(observed, self.inputs.memory, observed.now)
        self.inputs = replace(self.inputs, observed=seen, now=observed.now)
        return self._view()

    def _view(self) -> tuple[Facts, Plan]:
        """The last facts, in the light of what the ledger says by now, and the plan they make."""
        facts = view(self.inputs)
        return facts, plan_of(facts, self.inputs)

    def _shows_our_effects(self, observed: ObservedState) -> bool:
        return all(
            reflects(i, observed, r.number or i.number, r.application) for i, r in self.effects.values()
        )

    def _record(self, *records: Record) -> None:
        """Appends durably and remembers. Raises LedgerError; then nothing was written."""
        memory = self.inputs.memory
        lease = self.tools.lease
        head = self.tools.store.append(lease.account, records, after=memory.head, fence=lease.fence)
        self.inputs = replace(self.inputs, memory=fold(head, records, memory))

    def _stamp(self) -> dict[str, Any]:
        return {"at": iso(self.inputs.now), "run": self.name}

    def _end(self, result: Result) -> None:
        self.results[result.action.id] = result
        self.tools.say(result)


def _difference(approved: Action, fresh: Action | None) -> str:
    """Why the fresh plan is not the approved one in this action; empty if it is."""
    if fresh is None:
        return "no longer planned on fresh facts"
    if fresh.status is not Status.READY:
        return f"{fresh.status} on fresh facts: {fresh.reason}"
    before, now = action_document(approved), action_document(fresh)
    changed = [key for key in _SAME if before[key] != now[key]]
    return f"its {' and '.join(changed)} changed since the plan" if changed else ""


def _request(action: Action, facts: Facts) -> Call:
    return Call(
        verb=action.verb,
        desired=facts.desired.numbers.get(action.address),
        number=action.number,
        application=action.application,
        acknowledgement=action.acknowledgement,
    )


def _set_fields(action: Action) -> dict[str, Any]:
    """The manifest paths the action sets; None takes one away."""
    fields: Fields = {c.path: c.after for c in action.changes if c.path not in _EXPLAINS}
    if action.verb is Verb.APPLY and action.number is not None:
        fields["number"] = action.number
    return _json(fields)


def _json(fields: Fields) -> dict[str, Any]:
    return {path: scalar(value) for path, value in fields.items()}

"""One run: each action of the approved plan to its end, unrelated ones going on when one fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from reconciler.apply import entries
from reconciler.apply.entries import Stamp
from reconciler.apply.journal import Journal
from reconciler.contracts.facts import Facts
from reconciler.contracts.provider import Call, Receipt
from reconciler.errors import Denied, LedgerError, OutcomeUnknown, ReconcilerError, Refused, Unsupported
from reconciler.memory.records import Intent, Record, RunEnded, RunStarted
from reconciler.model.action import Action, Mode, Status, Verb, action_id
from reconciler.model.address import team_of
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.model.phrase import phrase
from reconciler.model.plan import Plan
from reconciler.planning.settle import Evidence
from reconciler.planning.task_life import withdrawals
from reconciler.wire.write import action_document

_SAME = ("address", "action", "mode", "changes", "cost")
"""What must still be equal on fresh facts for an approved action to run."""
_GONE = phrase("no longer planned on fresh facts")
_WORKED = frozenset({Fate.DONE, Fate.ISSUED})


@dataclass(slots=True)
class Run:
    """One apply of an approved plan."""

    journal: Journal
    plan: Plan
    approved_by: str | None = None
    results: dict[str, Result] = field(default_factory=dict)
    calls: int = 0
    refusing: set[str] = field(default_factory=set)
    """Instances that refused a binding in this run: no other number is taken off what it is bound to for their sake."""

    def settle(self, evidence: Iterable[Evidence]) -> tuple[str, ...]:
        """Closes the open intents that there is positive evidence for; a line each for the report."""
        lines = []
        for proof in evidence:
            self.journal.record(entries.observed(self.journal.stamp(), proof))
            said = (
                ""
                if proof.attestation is None
                else phrase(" by attestation {attestation}", attestation=proof.attestation)
            )
            lines.append(
                phrase(
                    "{action_id} is settled as {result}{said}: {message}",
                    action_id=proof.intent.action_id,
                    result=proof.result,
                    said=said,
                    message=proof.message,
                )
            )
        return tuple(lines)

    def withdraw(self, commit: Callable[[], str | None]) -> tuple[str, ...]:
        """Takes back the tasks that are not to be done any more; a line each for whoever may have begun."""
        if not self.journal.inputs.memory.tasks:
            return ()
        facts, plan = self.journal.view()
        lines = []
        for withdrawal in withdrawals(facts, plan.findings):
            if plan.scope.team in {None, team_of(withdrawal.task.address)}:
                self.journal.record(entries.withdrawn(self.journal.stamp(), withdrawal, commit()))
                name = withdrawal.task.action_id
                lines.append(
                    phrase(
                        "{name} is withdrawn, do not do it by hand: {reason}",
                        name=name,
                        reason=withdrawal.reason,
                    )
                )
        return tuple(lines)

    def account_for(self) -> tuple[str, ...]:
        """The fate of every action of the last run, if that was killed; a line each for the report."""
        memory = self.journal.inputs.memory
        if memory.run is None or memory.ended:
            return ()
        name = memory.run.run
        self.journal.record(RunEnded(**self.journal.stamp(), ended=name))
        return tuple(
            phrase(
                "{action} of the interrupted run {name}: {get}",
                action=action,
                name=name,
                get=memory.fates.get(action, Fate.NOT_STARTED),
            )
            for action in memory.run.actions
        )

    def execute(self, actions: Sequence[Action]) -> ApplyResult:
        """Runs these ready actions of the plan, each on fresh facts."""
        journal, stopping = self.journal, self.journal.tools.stopping
        started = bool(actions) and not stopping()
        if started:
            self._begin(actions)
        remembered = [action for action in actions if not action.verb.outward]
        self._set_down(remembered, entries.recollection, journal.view, Fate.DONE, "recorded")
        for action in actions:
            if action.verb.outward and action.mode is Mode.AUTOMATIC:
                self._end(self._attempt(action))
        by_hand = [action for action in actions if action.mode is Mode.MANUAL]
        message = phrase("a person does this: see `reconciler tasks`")
        self._set_down(by_hand, entries.task, journal.look_again, Fate.ISSUED, message)
        if started and not journal.broken:
            with suppress(LedgerError):
                journal.record(RunEnded(**journal.stamp(), ended=journal.name))
        results = tuple(self.results[action.id] for action in actions)
        return ApplyResult(self.plan.digest, results, interrupted=stopping())

    def _begin(self, actions: Sequence[Action]) -> None:
        self.journal.record(
            RunStarted(
                **self.journal.stamp(),
                digest=self.plan.digest,
                actions=tuple(action.id for action in actions),
                approved_by=self.approved_by,
                fence=self.journal.tools.lease.fence,
            )
        )

    def _end(self, result: Result) -> None:
        self.results[result.action.id] = result
        if result.fate is Fate.REFUSED and result.action.verb is Verb.BIND:
            self.refusing.add(_target(result.action))
        self.journal.tools.say(result)

    def _obstacle(self, action: Action) -> Result | None:
        """Why nothing new starts for this action, if so."""
        if self.journal.broken:
            return Result(action, Fate.NOT_STARTED, self.journal.broken)
        if self.journal.tools.stopping():
            return Result(action, Fate.NOT_STARTED, phrase("the run was interrupted"))
        ended = self.results
        failed = [need for need in action.needs if need in ended and ended[need].fate not in _WORKED]
        if failed:
            return Result(action, Fate.SKIPPED, phrase("needs {failed}", failed=failed[0]))
        target = self._rebound_to(action) if self.refusing else ""
        if target in self.refusing:
            text = phrase(
                "{target} refused a binding in this run: the number keeps what it is bound to", target=target
            )
            return Result(action, Fate.SKIPPED, text)
        return None

    def _rebound_to(self, action: Action) -> str:
        """The instance for whose sake a number is taken off another; empty if there is none."""
        if action.verb is not Verb.UNBIND:
            return ""
        binds = (other for other in self.plan.actions if other.id == action_id(action.address, Verb.BIND))
        return next((_target(bind) for bind in binds), "")

    # --- with a call ------------------------------------------------------------------------------------

    def _attempt(self, approved: Action) -> Result:
        """The fate of one automatic action."""
        obstacle = self._obstacle(approved)
        if obstacle is not None:
            return obstacle
        try:
            facts, fresh = self.journal.look_again()
        except ReconcilerError as error:
            return Result(approved, Fate.SKIPPED, phrase("no fresh facts: {message}", message=error.message))
        action = next((a for a in fresh.actions if a.id == approved.id), None)
        difference = _difference(approved, action)
        if action is None or difference:
            return Result(approved, Fate.SKIPPED, difference)
        if action.needs:
            # Done before and wanted again: the read is old, or another hand undid it.
            return Result(
                approved, Fate.SKIPPED, phrase("on fresh facts it needs {needs}", needs=action.needs[0])
            )
        return self._call(action, facts)

    def _call(self, action: Action, facts: Facts) -> Result:
        """Intent, one call, outcome."""
        journal = self.journal
        self.calls += 1
        name = f"{journal.name}-{self.calls}"
        intent = entries.intent(journal.stamp(), name, action, self.plan.digest, journal.tools.lease.fence)
        try:
            journal.record(intent)
        except LedgerError:
            return Result(
                action, Fate.SKIPPED, phrase("{broken}; the provider was not called", broken=journal.broken)
            )
        try:
            receipt = self._ask(_request(action, facts))
        except (Refused, Unsupported) as error:
            note = self._conclude(intent, Receipt(message=error.message), done=False)
            return Result(action, Fate.REFUSED, "; ".join(filter(None, (error.message, note))))
        except Exception as error:
            unknown = phrase("{error}; the slot is held until evidence or `reconciler resolve`", error=error)
            return Result(action, Fate.UNKNOWN, unknown)
        journal.effects[action.address] = (intent, receipt)
        number = receipt.number or action.number
        note = self._conclude(intent, receipt, done=True)
        if note:
            return Result(
                action, Fate.UNKNOWN, phrase("done, but the slot is held: {note}", note=note), number
            )
        return Result(action, Fate.DONE, receipt.message, number)

    def _ask(self, request: Call) -> Receipt:
        """The answer. A request that was not passed on is sent again under the same intent, while patience lasts.

        What a later try is refused for may be the effect of an earlier one after all: then nothing is known.
        """
        tools = self.journal.tools
        again, denied = tools.pauses(), False
        while True:
            try:
                return tools.provider.execute(request)
            except Denied as error:
                if tools.stopping() or not again(error.retry_after or 0.0):
                    raise
                denied = True
            except Refused as error:
                if not denied:
                    raise
                raise OutcomeUnknown(
                    phrase("{message}, after it was throttled", message=error.message)
                ) from error

    def _conclude(self, intent: Intent, receipt: Receipt, *, done: bool) -> str:
        """Records an outcome after its call; keeps it elsewhere if the ledger cannot take it any more."""
        outcome = entries.answered(self.journal.stamp(), intent, receipt, done=done)
        try:
            self.journal.record(outcome)
        except LedgerError:
            return self.journal.tools.rescue(outcome)
        return ""

    # --- without one ------------------------------------------------------------------------------------

    def _set_down(
        self,
        actions: Sequence[Action],
        record: Callable[[Stamp, Action, Facts], Record],
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
        left_out = self._append(free, record, look) if free else {}
        for action in free:
            if action.id in left_out:
                self._end(Result(action, Fate.SKIPPED, left_out[action.id]))
            else:
                self._end(Result(action, fate, message, action.number))

    def _append(
        self,
        actions: Sequence[Action],
        record: Callable[[Stamp, Action, Facts], Record],
        look: Callable[[], tuple[Facts, Plan]],
    ) -> dict[str, str]:
        """One append for all; returns why some were left out, by action id."""
        try:
            facts, plan = look()
            wanted = {action.id: action for action in plan.ready}
            kept = [wanted[action.id] for action in actions if action.id in wanted]
            if kept:
                self.journal.record(*(record(self.journal.stamp(), action, facts) for action in kept))
        except LedgerError:
            return dict.fromkeys((action.id for action in actions), self.journal.broken)
        except ReconcilerError as error:
            return dict.fromkeys(
                (action.id for action in actions), phrase("no fresh facts: {message}", message=error.message)
            )
        return {action.id: _GONE for action in actions if action.id not in wanted}


def _target(bind: Action) -> str:
    return next((str(change.after) for change in bind.changes if change.path == "instance"), "")


def _difference(approved: Action, fresh: Action | None) -> str:
    """Why the fresh plan is not the approved one in this action; empty if it is."""
    if fresh is None:
        return _GONE
    if fresh.status is not Status.READY:
        return phrase("{status} on fresh facts: {reason}", status=fresh.status, reason=fresh.reason)
    before, now = action_document(approved), action_document(fresh)
    changed = [key for key in _SAME if before[key] != now[key]]
    return phrase("its {changed} changed since the plan", changed=" and ".join(changed)) if changed else ""


def _request(action: Action, facts: Facts) -> Call:
    return Call(
        verb=action.verb,
        desired=facts.desired.numbers.get(action.address),
        number=action.number,
        application=action.application,
        acknowledgement=action.acknowledgement,
    )

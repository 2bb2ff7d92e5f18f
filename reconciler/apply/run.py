"""One run: each action of the approved plan to its end, unrelated ones going on when one fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from reconciler.apply import ledger_records
from reconciler.apply.calling import Caller
from reconciler.apply.groups import Groups
from reconciler.apply.ledger_records import Stamp
from reconciler.apply.putting_back import put_back
from reconciler.apply.refusals import target
from reconciler.apply.run_state import RunState
from reconciler.contracts.facts import Facts
from reconciler.errors import LedgerError, ReconcilerError
from reconciler.memory.records import Record, RunEnded, RunStarted
from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.address import team_of
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.model.phrase import phrase
from reconciler.model.plan import Plan
from reconciler.planning.settle import Evidence, outcome_of
from reconciler.planning.task_life import withdrawals
from reconciler.wire.write import action_document

_SAME = ("address", "action", "mode", "changes", "cost")
"""What must still be equal on fresh facts for an approved action to run."""
_GONE = phrase("no longer planned on fresh facts")
_WORKED = frozenset({Fate.DONE, Fate.ISSUED})


@dataclass(slots=True)
class Run:
    """One apply of an approved plan."""

    state: RunState
    plan: Plan
    approved_by: str | None = None
    by: str | None = None
    """Who runs it."""
    commit: Callable[[], str | None] = lambda: None
    """Which commit the documents are of."""
    results: dict[str, Result] = field(default_factory=dict)
    caller: Caller = field(init=False)
    _binds: Mapping[str, Action] = field(init=False)

    def __post_init__(self) -> None:
        self.caller = Caller(self.state, self.plan.digest)
        self._binds = {action.address: action for action in self.plan.actions if action.verb is Verb.BIND}

    def settle(self, evidence: Iterable[Evidence]) -> tuple[str, ...]:
        """Closes the open intents that there is positive evidence for; a line each for the report."""
        lines = []
        for proof in evidence:
            self.state.record(outcome_of(proof, **self.state.stamp()))
            attribution = (
                ""
                if proof.attestation is None
                else phrase(" by attestation {attestation}", attestation=proof.attestation)
            )
            lines.append(
                phrase(
                    "{action_id} is settled as {result}{said}: {message}",
                    action_id=proof.intent.action_id,
                    result=proof.result,
                    said=attribution,
                    message=proof.message,
                )
            )
        return tuple(lines)

    def withdraw(self) -> tuple[str, ...]:
        """Takes back the tasks that are not to be done any more; a line each for whoever may have begun."""
        if not self.state.inputs.memory.tasks:
            return ()
        facts, plan = self.state.view()
        lines = []
        for withdrawal in withdrawals(facts, plan.findings):
            if plan.scope.team in {None, team_of(withdrawal.task.address)}:
                self.state.record(ledger_records.withdrawn(self.state.stamp(), withdrawal, self.commit()))
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
        memory = self.state.inputs.memory
        if memory.run is None or memory.ended:
            return ()
        name = memory.run.run
        self.state.record(RunEnded(**self.state.stamp(), ended=name))
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
        state, stopping = self.state, self.state.context.stopping
        started = bool(actions) and not stopping()
        if started:
            self._begin(actions)
        remembered = [action for action in actions if not action.verb.outward]
        self._set_down(remembered, ledger_records.recollection, state.view, Fate.DONE, phrase("recorded"))
        groups = Groups((a for a in actions if a.verb.outward and a.mode is Mode.AUTOMATIC), self.caller.most)
        for group in groups:
            for result in self._attempt(group):
                self._end(result)
        by_hand = [action for action in actions if action.mode is Mode.MANUAL]
        message = phrase("a person does this: see `reconciler tasks`")
        self._set_down(by_hand, ledger_records.task, state.refresh, Fate.ISSUED, message)
        if started and not state.broken:
            with suppress(LedgerError):
                state.record(RunEnded(**state.stamp(), ended=state.name))
        results = tuple(self.results[action.id] for action in actions)
        return ApplyResult(self.plan.digest, results, interrupted=stopping())

    def _begin(self, actions: Sequence[Action]) -> None:
        self.state.record(
            RunStarted(
                **self.state.stamp(),
                digest=self.plan.digest,
                actions=tuple(action.id for action in actions),
                approved_by=self.approved_by,
                fence=self.state.context.lease.fence,
                by=self.by,
                commit=self.commit(),
                ledger_id=self.state.context.store.identity(),
            )
        )

    def _end(self, result: Result) -> None:
        self.results[result.action.id] = result
        self.state.context.say(result)

    def _obstacle(self, action: Action) -> Result | None:
        """Why nothing new starts for this action, if so."""
        if self.state.broken:
            return Result(action, Fate.NOT_STARTED, self.state.broken)
        if self.state.context.stopping():
            return Result(action, Fate.NOT_STARTED, phrase("the run was interrupted"))
        ended = self.results
        failed = [need for need in action.needs if need in ended and ended[need].fate not in _WORKED]
        if failed:
            return Result(action, Fate.SKIPPED, phrase("needs {failed}", failed=failed[0]))
        why = self.caller.refusals.against(action)
        if why:
            return Result(action, Fate.SKIPPED, why)
        bind = self._binds.get(action.address) if action.verb is Verb.UNBIND else None
        if bind is not None and self.caller.refusals.refuses(target(bind)):
            text = phrase(
                "{target} refused a binding in this run: the number keeps what it is bound to",
                target=target(bind),
            )
            return Result(action, Fate.SKIPPED, text)
        return None

    # --- with a call ------------------------------------------------------------------------------------

    def _attempt(self, group: Sequence[Action]) -> Iterator[Result]:
        """The fates of automatic actions that ask for the same: those that may run go out in one request."""
        free = []
        for action in group:
            obstacle = self._obstacle(action)
            if obstacle is None:
                free.append(action)
            else:
                yield obstacle
        if free:
            yield from self._on_fresh_facts(free)

    def _on_fresh_facts(self, approved: Sequence[Action]) -> Iterator[Result]:
        try:
            facts, fresh = self.state.look_at(approved, lambda *pair: not _difference(*pair))
        except ReconcilerError as error:
            for action in approved:
                skipped = Result(
                    action, Fate.SKIPPED, phrase("no fresh facts: {message}", message=error.message)
                )
                yield put_back(skipped, self.results, self.caller)
            return
        clear = []
        for action in approved:
            now = fresh.get(action.id)
            difference = _difference(action, now)
            if now is None or difference:
                yield put_back(Result(action, Fate.SKIPPED, difference), self.results, self.caller)
            else:
                clear.append(now)
        if clear:
            for result in self.caller.call(clear, facts):
                yield put_back(result, self.results, self.caller)

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
            permitted = [wanted[action.id] for action in actions if action.id in wanted]
            if permitted:
                self.state.record(*(record(self.state.stamp(), action, facts) for action in permitted))
        except LedgerError:
            return dict.fromkeys((action.id for action in actions), self.state.broken)
        except ReconcilerError as error:
            return dict.fromkeys(
                (action.id for action in actions), phrase("no fresh facts: {message}", message=error.message)
            )
        return {action.id: _GONE for action in actions if action.id not in wanted}


def _difference(approved: Action, fresh: Action | None) -> str:
    """Why the fresh plan is not the approved one in this action; empty if it is."""
    if fresh is None:
        return _GONE
    if fresh.status is not Status.READY:
        return phrase("{status} on fresh facts: {reason}", status=fresh.status, reason=fresh.reason)
    before, now = action_document(approved), action_document(fresh)
    changed = [key for key in _SAME if before[key] != now[key]]
    if changed:
        return phrase("its {changed} changed since the plan", changed=" and ".join(changed))
    # Done before and wanted again: the read is old, or another hand undid it.
    return phrase("on fresh facts it needs {needs}", needs=fresh.needs[0]) if fresh.needs else ""

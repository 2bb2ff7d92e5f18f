"""An apply from lock to report: the approved plan, or the difference to it and nothing done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime

from reconciler.apply import ApplyContext, Run, RunState
from reconciler.contracts.provider import ReadsByNumber
from reconciler.contracts.store import Lease
from reconciler.errors import LedgerError, LedgerGone, ReconcilerError, StalePlan
from reconciler.load.commit import commit_of
from reconciler.memory.fold import fold
from reconciler.memory.memory import Head, Memory
from reconciler.model.action import Action, Effect, Status, Verb
from reconciler.model.address import Address
from reconciler.model.observation import ObservedState
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.model.phrase import phrase
from reconciler.model.plan import Plan
from reconciler.noun import noun, replace
from reconciler.observe import Patience, Wait
from reconciler.pipeline.session import Session
from reconciler.pipeline.snapshot import (
    in_time,
    look,
    plan_inputs,
    remember,
    set_lookup_targets,
    traced,
)
from reconciler.planning.approval import Approval
from reconciler.planning.build import Inputs, build
from reconciler.planning.settle import foresee


@noun
class ApplyOptions:
    """How an apply is to be carried out."""

    approval: Approval | None = None
    """None approves whatever is planned, where the workspace permits that."""
    approved_by: str | None = None
    only: Callable[[Action], bool] = lambda _: True
    stopping: Callable[[], bool] = lambda: False
    expect: Callable[[int], None] = lambda _: None
    """Is told how many actions are carried out, before the first."""
    say: Callable[[Result], None] = lambda _: None
    """Is told every fate as soon as it is known."""


def apply(
    session: Session, owner: str, options: ApplyOptions, team: str | None = None
) -> tuple[Plan, ApplyResult]:
    """Carries out the approved plan under the account's lock; returns the plan as it was when it began."""
    if options.approval is not None:
        options.approval.check_file()
    with _locked(session, owner, team, options.approval) as (lease, begun):
        memory, observed = _present(session)
        start = plan_inputs(session, team, in_time(memory, observed), observed)
        plan = _approved(_without_ledger(start) if begun else start, options.approval)
        if memory.lost:
            start = replace(start, memory=_disowned(session, lease, memory, observed.now))
        recovered = session.store.recover(session.account.name, lease)
        if recovered:
            start = plan_inputs(session, team, in_time(remember(session), observed), observed)
        name, chosen = f"r{start.memory.head.seq + 1}", _chosen(plan, options.only)
        start = replace(start, chosen=_choices(plan))
        run = Run(
            RunState(name, start, _context(session, lease, options)),
            plan,
            options.approved_by,
            owner.rpartition(":")[0] or owner,
            lambda: commit_of(session.root),
        )
        settled = run.settle(start.evidence)
        withdrawn = run.withdraw()
        fates = (*recovered, *settled, *withdrawn, *run.account_for())
        options.expect(len(chosen))
        result = replace(run.execute(chosen), settled=fates)
        with suppress(LedgerError):  # a note that stays behind is safe; the report is not lost for it
            session.store.leave_note(session.account.name)
        return plan, replace(result, stuck=_still_stuck(session, team, plan, result))


def follows(action: Action) -> bool:
    """Whether an action follows from documents that are merged already: everything but a purchase does."""
    return action.verb.effect is not Effect.BUYS


def _present(session: Session) -> tuple[Memory, ObservedState]:
    """The account's ledger, and then the account."""
    memory = remember(session)
    set_lookup_targets(session, memory)
    return memory, traced(session, memory, look(session))


@contextmanager
def _locked(
    session: Session, owner: str, team: str | None, approval: Approval | None
) -> Iterator[tuple[Lease, bool]]:
    """The account's lock, and whether its ledger was gone. Then it is begun again, and adopting is all that is done;
    but nothing is begun for a plan that is not the approved one."""
    account, now = session.account.name, session.clock.now()
    with ExitStack() as stack:
        try:
            lease, begun = stack.enter_context(session.store.lock(account, owner, now)), False
        except LedgerGone:
            if approval is not None:
                memory, observed = _present(session)
                _approved(plan_inputs(session, team, in_time(memory, observed), observed), approval)
            session.store.begin_again(account, owner, session.provider.now() or now)
            lease, begun = stack.enter_context(session.store.lock(account, owner, now)), True
        yield lease, begun


def _without_ledger(start: Inputs) -> Inputs:
    """As the reviewer's plan saw it: the ledger that this run began holds nothing but its beginning."""
    return replace(start, memory=replace(start.memory, head=Head()))


def _disowned(session: Session, lease: Lease, memory: Memory, now: datetime) -> Memory:
    """The memory of an older copy that was put back, from here on that of a rebuilt ledger."""
    head, record = session.store.disown(session.account.name, lease, memory.head, now)
    return replace(fold(head, [record], memory), lost=memory.lost)


def _choices(plan: Plan) -> dict[Address, str]:
    """The 400 that the approved plan shows for each address that names none: that one is bought, or none."""
    return {
        action.address: action.number
        for action in plan.actions
        if action.verb is Verb.ORDER and action.number is not None and action.status is Status.READY
    }


def _still_stuck(session: Session, team: str | None, plan: Plan, result: ApplyResult) -> bool:
    """Whether something is blocked, held, overdue or in violation once the run is over; what it mended is not."""
    worked = any(entry.fate is Fate.DONE for entry in result.results)
    if not plan.stuck or not worked or result.interrupted:
        return plan.stuck
    try:
        return build(plan_inputs(session, team, remember(session), look(session))).stuck
    except ReconcilerError:
        return plan.stuck


def _context(session: Session, lease: Lease, options: ApplyOptions) -> ApplyContext:
    return ApplyContext(
        provider=session.provider,
        store=session.store,
        lease=lease,
        read=lambda shows: look(session, shows),
        glance=(lambda shows, numbers: look(session, shows, numbers))
        if isinstance(session.provider, ReadsByNumber)
        else None,
        rescue=lambda record: session.store.rescue(session.account.name, record),
        stopping=options.stopping,
        say=options.say,
        pauses=lambda: Wait(Patience(session.clock.sleep)).once,
    )


def _chosen(plan: Plan, only: Callable[[Action], bool]) -> tuple[Action, ...]:
    """The ready actions that are asked for, without those that need one that is not. Needs stand first in a plan."""
    left_out: set[str] = set()
    for action in plan.ready:
        if not only(action) or left_out.intersection(action.needs):
            left_out.add(action.id)
    return tuple(action for action in plan.ready if action.id not in left_out)


def _approved(start: Inputs, approval: Approval | None) -> Plan:
    """The plan to carry out: as the ledger stands, or as it will stand once the evidence is recorded.

    A reviewer saw the first kind; what evidence frees is then left for the next plan. Raises StalePlan.
    """
    settled = build(replace(start, memory=foresee(start.memory, start.evidence)))
    if approval is None:
        return settled
    plan = build(start)
    if plan.digest == approval.digest or not start.evidence:
        approval.check(plan)
        return plan
    approval.check(settled)
    return settled


def refuse_unapproved(session: Session) -> None:
    """With `approval: plan` only a plan file or a digest may be applied. Raises StalePlan."""
    if session.desired.policy.approval == "plan":
        raise StalePlan(
            phrase("this workspace applies approved plans only (approval: plan)"),
            hint=phrase("reconciler plan --out plan.json, have it reviewed, then reconciler apply plan.json"),
        )

"""Composes the stages into what a command needs. No flags, no text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import __version__, providers
from reconciler.apply import Run, Tools
from reconciler.clock import SystemClock
from reconciler.errors import (
    InvalidManifests,
    LedgerLost,
    LedgerRolledBack,
    ReconcilerError,
    StalePlan,
    UsageError,
)
from reconciler.ledger import open_ledger
from reconciler.load import WORKSPACE, read, workspace_only
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import iso
from reconciler.model.facts import Facts
from reconciler.model.memory import Memory, fold
from reconciler.model.observation import ObservedState
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.model.phone import is_number
from reconciler.model.plan import Plan, Scope
from reconciler.model.records import Attested, Outcome, Record
from reconciler.model.state import Account, DesiredState
from reconciler.observe import Patience, observe
from reconciler.planning import attesting
from reconciler.planning.approval import Approval
from reconciler.planning.attesting import attested
from reconciler.planning.build import Inputs, build, view
from reconciler.planning.settle import Evidence, settle
from reconciler.ports import AsksByName, Clock, Lease, LedgerStore, MutatingProvider
from reconciler.validate import Validation, validate

if TYPE_CHECKING:
    from reconciler.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Session:
    """One account of one workspace, its doors open."""

    root: Path
    validation: Validation
    desired: DesiredState
    account: Account
    provider: MutatingProvider
    store: LedgerStore
    clock: Clock

    @property
    def complete(self) -> bool:
        """Whether every manifest was valid."""
        return self.desired.complete


def check(root: Path, config_from: Path | None = None) -> Validation:
    """Reads and validates a workspace; no provider call."""
    return validate(read(root, config_from=config_from))


def open_session(
    root: Path, account: str | None = None, *, config_from: Path | None = None, strict: bool = True
) -> Session:
    """Opens an account. With `strict`, any error in any manifest raises InvalidManifests."""
    validation = check(root, config_from)
    desired = validation.state
    if desired is None or (strict and not validation.valid):
        errors = [d for d in validation.diagnostics if d.severity == "error"]
        noun = "error" if len(errors) == 1 else "errors"
        raise InvalidManifests(
            f"{len(errors)} {noun} in the manifests", validation.diagnostics, hint="run `reconciler validate`"
        )
    chosen = _account(desired, account)
    return Session(
        root=root,
        validation=validation,
        desired=desired,
        account=chosen,
        provider=providers.create(chosen.provider, chosen, root),
        store=open_ledger(desired.ledger, root, ledger_id=desired.ledger_id),
        clock=SystemClock(),
    )


def find_account(root: Path, name: str | None = None) -> Account:
    """One account as reconciler.yaml describes it; no other manifest is read. Raises InvalidManifests, UsageError."""
    return _account(_workspace(root), name)


def find_ledger(root: Path) -> Ledger:
    """The workspace's ledger; no other manifest is read. Raises InvalidManifests, LedgerError."""
    workspace = _workspace(root)
    return open_ledger(workspace.ledger, root, ledger_id=workspace.ledger_id)


def _workspace(root: Path) -> DesiredState:
    validation = validate(workspace_only(root))
    if validation.state is None:
        raise InvalidManifests(
            f"{WORKSPACE} is not valid", validation.diagnostics, hint="run `reconciler validate`"
        )
    return validation.state


def _account(desired: DesiredState, name: str | None) -> Account:
    accounts = desired.accounts
    if name is None and len(accounts) == 1:
        return next(iter(accounts.values()))
    known = ", ".join(accounts)
    if name is None:
        raise UsageError("the workspace has several accounts", hint=f"add --account: {known}")
    if name not in accounts:
        raise UsageError(f"no account {name!r} in the workspace", hint=f"it has: {known}")
    return accounts[name]


def remember(session: Session) -> Memory:
    """The account's ledger, verified and folded; one that is gone is an empty memory that blocks purchases.

    Raises LedgerAltered, LedgerTooNew, LedgerError, and LedgerRolledBack for an older copy.
    """
    try:
        return session.store.recall(session.account.name)
    except LedgerRolledBack:
        raise
    except LedgerLost:
        return Memory(rebuilding=True)


def look(session: Session, shows: Callable[[ObservedState], bool] = lambda _: True) -> ObservedState:
    """A patient read of the account."""
    return observe(session.provider, Patience(session.clock.sleep), shows)


def inputs(
    session: Session,
    team: str | None = None,
    as_of: datetime | None = None,
    observed: ObservedState | None = None,
) -> Inputs:
    """Everything a plan is made from: manifests, account and ledger. An unknown team is a usage error.

    Raises ReconcilerError for a saved observation of another account.
    """
    if observed is not None and observed.account != session.account.name:
        text = f"the observation is of account {observed.account!r}, not of {session.account.name!r}"
        raise ReconcilerError(text, code="VN806", hint="choose the account with --account")
    memory = remember(session)
    _tell_what_to_ask_for(session, memory)
    return _inputs(session, team, memory, look(session) if observed is None else observed, as_of)


def _inputs(
    session: Session, team: str | None, memory: Memory, seen: ObservedState, as_of: datetime | None = None
) -> Inputs:
    if team is not None and team not in session.desired.teams:
        raise UsageError(
            f"no team {team!r} in the workspace", hint=f"it has: {', '.join(session.desired.teams)}"
        )
    now = seen.now if as_of is None else as_of
    return Inputs(
        desired=session.desired,
        observed=attested(seen, memory, now),
        memory=memory,
        capabilities=session.provider.capabilities,
        scope=Scope(session.account.name, team),
        now=now,
        hypothetical=as_of is not None,
        tool=__version__,
    )


def _tell_what_to_ask_for(session: Session, memory: Memory) -> None:
    """A provider without a listing is asked for what Git or the ledger names."""
    if not isinstance(session.provider, AsksByName):
        return
    mine = [d for d in session.desired.numbers.values() if d.account == session.account.name]
    named = (
        {d.number for d in mine}
        | {owned.number for owned in memory.owned.values()}
        | set(memory.attestations)
    )
    buried = {tombstone.number for tombstone in session.desired.tombstones}
    files = {d.ivr.playback.audio for d in mine if d.ivr is not None and d.ivr.playback is not None}
    session.provider.ask_for(sorted(n for n in named | buried if n and is_number(n)), sorted(files))


def facts(session: Session, team: str | None = None, as_of: datetime | None = None) -> Facts:
    """The account as rules see it."""
    return view(inputs(session, team, as_of))


@dataclass(frozen=True, slots=True)
class Wishes:
    """How an apply is to be carried out."""

    approval: Approval | None = None
    """None approves whatever is planned, where the workspace permits that."""
    approved_by: str | None = None
    only: Callable[[Action], bool] = lambda _: True
    stopping: Callable[[], bool] = lambda: False
    say: Callable[[Result], None] = lambda _: None


def apply(session: Session, owner: str, wishes: Wishes, team: str | None = None) -> tuple[Plan, ApplyResult]:
    """Carries out the approved plan under the account's lock; returns the plan as it was when it began."""
    if wishes.approval is not None:
        wishes.approval.check_file()
    with session.store.lock(session.account.name, owner, session.clock.now()) as lease:
        memory = remember(session)
        _tell_what_to_ask_for(session, memory)
        seen = look(session)
        start = _inputs(session, team, memory, seen)
        plan = _approved(start, settle(memory, seen, start.observed), wishes.approval)
        recovered = session.store.recover(session.account.name, lease)
        if recovered:
            start = replace(start, memory=remember(session))
        run = Run(f"r{start.memory.head.seq + 1}", start, _tools(session, lease, wishes), wishes.approved_by)
        settled = run.settle(settle(start.memory, seen, start.observed))
        told = (*recovered, *settled, *run.account_for())
        result = replace(run.execute(plan, _chosen(plan, wishes.only)), settled=told)
        return plan, replace(result, stuck=_still_stuck(session, team, plan, result))


def _still_stuck(session: Session, team: str | None, plan: Plan, result: ApplyResult) -> bool:
    """Whether something is blocked, held, overdue or in violation once the run is over; what it mended is not."""
    worked = any(entry.fate is Fate.DONE for entry in result.results)
    if not plan.stuck or not worked or result.interrupted:
        return plan.stuck
    try:
        return build(_inputs(session, team, remember(session), look(session))).stuck
    except ReconcilerError:
        return plan.stuck


def _tools(session: Session, lease: Lease, wishes: Wishes) -> Tools:
    return Tools(
        provider=session.provider,
        store=session.store,
        lease=lease,
        read=lambda shows: look(session, shows),
        rescue=lambda record: session.store.rescue(session.account.name, record),
        stopping=wishes.stopping,
        say=wishes.say,
    )


def _chosen(plan: Plan, only: Callable[[Action], bool]) -> tuple[Action, ...]:
    """The ready actions that are asked for, without those that need one that is not. Needs stand first in a plan."""
    left_out: set[str] = set()
    for action in plan.ready:
        if not only(action) or left_out.intersection(action.needs):
            left_out.add(action.id)
    return tuple(action for action in plan.ready if action.id not in left_out)


def _approved(start: Inputs, evidence: tuple[Evidence, ...], approval: Approval | None) -> Plan:
    """The plan to carry out: as the ledger stands, or as it will stand once the evidence is recorded.

    A reviewer saw the first kind; what evidence frees is then left for the next plan. Raises StalePlan.
    """
    settled = build(replace(start, memory=foresee(start.memory, evidence)))
    if approval is None:
        return settled
    plan = build(start)
    if plan.digest == approval.digest or not evidence:
        approval.check(plan)
        return plan
    approval.check(settled)
    return settled


def foresee(memory: Memory, evidence: tuple[Evidence, ...]) -> Memory:
    """The memory as it will be once this evidence is recorded; nothing is written."""
    outcomes = [
        Outcome(
            at=proof.intent.at,
            intent=proof.intent.id,
            result="done" if proof.result == "done" else "not-done",
            evidence="observed",
            number=proof.number,
            application=proof.application,
        )
        for proof in evidence
    ]
    return fold(memory.head, outcomes, memory)


def refuse_unapproved(session: Session) -> None:
    """With `approval: plan` only a plan file or a digest may be applied. Raises StalePlan."""
    if session.desired.policy.approval == "plan":
        raise StalePlan(
            "this workspace applies approved plans only (approval: plan)",
            hint="reconciler plan --out plan.json, have it reviewed, then reconciler apply plan.json",
        )


def resolve(
    session: Session,
    owner: str,
    address: str,
    *,
    done: bool,
    reason: str,
    number: str | None = None,
    application: str | None = None,
    by: str | None = None,
) -> str:
    """Closes the open intent of a slot on a person's word; returns what was recorded.

    A slot that holds nothing is a usage error, and so is a purchase said to be done that names nothing: the slot
    would be empty in the ledger, and bought for again.
    """
    now = session.provider.now() or session.clock.now()
    with session.store.lock(session.account.name, owner, session.clock.now()) as lease:
        memory = remember(session)
        intent = memory.held.get(address)
        if intent is None:
            held = ", ".join(memory.held) or "nothing is held"
            raise UsageError(f"{address} holds no call of unknown outcome", hint=held)
        named = number or application or intent.number or intent.application
        if done and intent.action == Verb.APPLY and not named:
            raise UsageError(f"{address}: say what was applied for", hint="add --number or --application")
        outcome = Outcome(
            at=iso(now),
            intent=intent.id,
            result="done" if done else "not-done",
            evidence="operator",
            number=number or intent.number,
            application=application or intent.application,
            by=by or owner,
            reason=reason,
        )
        session.store.append(session.account.name, [outcome], after=memory.head, fence=lease.fence)
    return f"{address}: {intent.action} is {outcome.result}, on the word of {outcome.by}"


ATTESTED_FOR = timedelta(days=90)
"""How long a person's word counts where they do not say."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a person vouches for."""

    subject: str
    facts: Mapping[str, str | None]
    by: str
    evidence: str
    expires: datetime | None = None
    address: str | None = None
    """The entry whose issued application got this number."""


def attest(session: Session, owner: str, word: Word) -> datetime:
    """Records a person's word; returns until when it counts. Raises ReconcilerError for what nobody can vouch for."""
    attesting.check(word.subject, word.facts)
    now = session.provider.now() or session.clock.now()
    expires = word.expires or now + ATTESTED_FOR
    if expires <= now:
        raise UsageError(f"{iso(expires)} is in the past: it would not count", hint="give a later --expires")
    said: list[Record] = [
        Attested(
            at=iso(now),
            subject=word.subject,
            fields=dict(word.facts),
            by=word.by,
            evidence=word.evidence,
            expires=iso(expires),
        )
    ]
    with session.store.lock(session.account.name, owner, session.clock.now()) as lease:
        memory = remember(session)
        if word.address is not None:
            said.append(_allotted(memory, word, iso(now)))
        session.store.append(session.account.name, said, after=memory.head, fence=lease.fence)
    return expires


def _allotted(memory: Memory, word: Word, at: str) -> Outcome:
    """An issued application is done: this is the number it got."""
    task = f"{word.address}:{Verb.APPLY}"
    if task not in memory.tasks:
        issued = ", ".join(memory.tasks) or "none is issued"
        raise UsageError(f"no application was issued as a task for {word.address}", hint=f"tasks: {issued}")
    return Outcome(
        at=at,
        intent=task,
        result="done",
        evidence="operator",
        number=word.subject,
        by=word.by,
        reason=word.evidence,
    )

"""What a command sees of an account: its ledger, its live side, and what a plan is made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from reconciler import __version__
from reconciler.contracts.facts import Facts
from reconciler.contracts.provider import KeepsTraces, LookupProvider, Questions
from reconciler.errors import LedgerLost, LedgerRolledBack, ReconcilerError, UsageError
from reconciler.memory.memory import Lost, Memory
from reconciler.model.calendar import day_of, iso
from reconciler.model.observation import ObservedState
from reconciler.model.phone import is_number
from reconciler.model.phrase import phrase
from reconciler.model.plan import Scope
from reconciler.model.resource import DesiredNumber
from reconciler.model.trace import Traces
from reconciler.noun import replace
from reconciler.observe import Patience, observe
from reconciler.pipeline.session import Session
from reconciler.planning.attesting import attested
from reconciler.planning.build import Inputs, view
from reconciler.planning.origins import with_origins
from reconciler.planning.questions import questions
from reconciler.planning.settle import settle


def remember(session: Session) -> Memory:
    """The account's ledger, verified and folded; one that is gone, or an older copy, is not believed.

    Raises LedgerAltered, LedgerTooNew, LedgerError.
    """
    try:
        return session.store.recall(session.account.name)
    except LedgerRolledBack as error:
        return replace(session.store.recall(session.account.name, older=True), lost=Lost(error.message))
    except LedgerLost as error:
        return Memory(lost=Lost(error.message), rebuilding=True)


CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the clocks of two machines that share a ledger may be apart."""


def in_time(memory: Memory, observed: ObservedState) -> Memory:
    """The memory, not believed where the clock that was just read is behind its last record or the account's dates."""
    if memory.lost:
        return memory
    message = _behind_the_ledger(memory, observed.now) or _behind_the_account(observed)
    hint = phrase("set the clock right; a ledger from before `simulator reset` is of another account")
    return memory if message is None else replace(memory, lost=Lost(message, hint))


def _behind_the_ledger(memory: Memory, now: datetime) -> str | None:
    if not memory.last or datetime.fromisoformat(memory.last) - now <= CLOCKS_DIFFER:
        return None
    return phrase(
        "the clock says {now}, but the ledger's last record is of {last}", now=iso(now), last=memory.last
    )


def _behind_the_account(observed: ObservedState) -> str | None:
    """Nothing was applied for tomorrow: a month's limits would be counted under the wrong month."""
    today = day_of(observed.now)
    latest = max((n.applied_on for n in observed.numbers.values() if n.applied_on is not None), default=today)
    if latest <= today:
        return None
    return phrase(
        "the clock says {now}, but the account shows an application of {latest}",
        now=iso(observed.now),
        latest=latest,
    )


def look(
    session: Session,
    shows: Callable[[ObservedState], bool] = lambda _: True,
    numbers: Sequence[str] | None = None,
) -> ObservedState:
    """A patient read of the account, or of these numbers where the provider can; each fact with where it comes from.

    Raises Inconsistent, Unreadable, Throttled.
    """
    observed = observe(session.provider, Patience(session.clock.sleep), shows, numbers)
    return _with_origins(session, observed)


def _with_origins(session: Session, observed: ObservedState) -> ObservedState:
    return with_origins(observed, session.provider.capabilities, session.account.provider)


def inputs(
    session: Session,
    team: str | None = None,
    as_of: datetime | None = None,
    observed: ObservedState | None = None,
) -> Inputs:
    """Everything a plan is made from: manifests, account and ledger.

    Raises UsageError for an unknown team, ReconcilerError for a saved observation of another account.
    """
    if observed is not None and observed.account != session.account.name:
        text = phrase(
            "the observation is of account {account!r}, not of {name!r}",
            account=observed.account,
            name=session.account.name,
        )
        raise ReconcilerError(text, code="VN806", hint=phrase("choose the account with --account"))
    memory = remember(session)
    set_lookup_targets(session, memory)
    if observed is None:
        observed = traced(session, memory, look(session))
        memory = in_time(memory, observed)
    else:
        observed = _with_origins(session, observed)
    return plan_inputs(session, team, memory, observed, as_of)


def traced(session: Session, memory: Memory, observed: ObservedState) -> ObservedState:
    """The observation with what the provider's records tell of what people will look at."""
    if not isinstance(session.provider, KeepsTraces):
        return observed
    return replace(observed, traces=session.provider.traces(questions(session.desired, observed, memory)))


def trail(session: Session, numbers: frozenset[str]) -> Traces:
    """Who changed these numbers, and when, as far as the provider's records tell. Raises Unreadable, Throttled."""
    if not isinstance(session.provider, KeepsTraces):
        return Traces(unread=(phrase("the provider keeps no records that can be read"),))
    look(session)  # the records are asked as of the provider's time, which a read tells
    return session.provider.traces(Questions(changed=numbers))


def plan_inputs(
    session: Session, team: str | None, memory: Memory, observed: ObservedState, as_of: datetime | None = None
) -> Inputs:
    """A plan's inputs from what was just seen and remembered. An unknown team is a usage error."""
    if team is not None and team not in session.desired.teams:
        raise UsageError(
            phrase("no team {team!r} in the workspace", team=team),
            hint=phrase("it has: {teams}", teams=", ".join(session.desired.teams)),
        )
    now = observed.now if as_of is None else as_of
    vouched, capabilities = attested(observed, memory, now), session.provider.capabilities
    return Inputs(
        desired=session.desired,
        observed=vouched,
        memory=memory,
        capabilities=capabilities,
        evidence=settle(memory, observed, vouched, capabilities.request_lifetime),
        scope=Scope(session.account.name, team),
        now=now,
        hypothetical=as_of is not None,
        tool=__version__,
    )


def set_lookup_targets(session: Session, memory: Memory) -> None:
    """A provider without a listing is asked for what Git or the ledger names."""
    if not isinstance(session.provider, LookupProvider):
        return
    mine = [d for d in session.desired.numbers.values() if d.account == session.account.name]
    named = (
        {d.number for d in mine}
        | {owned.number for owned in memory.owned.values()}
        | set(memory.attestations)
    )
    tombstones = {tombstone.number for tombstone in session.desired.tombstones}
    files = {d.ivr.playback.audio for d in mine if d.ivr is not None and d.ivr.playback is not None}
    session.provider.set_lookup_targets(
        sorted(n for n in named | tombstones if n and is_number(n)), sorted(files)
    )


def facts(session: Session, team: str | None = None, as_of: datetime | None = None) -> Facts:
    """The account as rules see it."""
    return view(inputs(session, team, as_of))


def chosen(session: Session, team: str | None = None) -> tuple[tuple[DesiredNumber, str], ...]:
    """The account's entries that name no number, each with the one that the ledger knows at its address."""
    owned = remember(session).owned
    return tuple(
        (desired, number)
        for address, desired in session.desired.numbers.items()
        if desired.account == session.account.name and desired.number is None and team in {None, desired.team}
        if address in owned and not owned[address].cancelled
        if (number := owned[address].number) is not None
    )

"""What can be asked of an account: its plan, its drift, its numbers, tasks and deadlines. Nothing is written.

Each answer is a noun; a report makes text of it. With `as_of` the account is judged as of another instant.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from reconciler.contracts.facts import Facts
from reconciler.model.address import Address
from reconciler.model.drift import Category, DriftReport, Gone
from reconciler.model.listing import Deadline, StatusReport, Task
from reconciler.model.observation import ObservedState
from reconciler.model.plan import Plan
from reconciler.pipeline.session import Session
from reconciler.pipeline.snapshot import inputs
from reconciler.planning import chronicle
from reconciler.planning import deadlines as falling_due
from reconciler.planning import drift as moving
from reconciler.planning.build import build, plan_of, view
from reconciler.planning.listing import status_rows
from reconciler.planning.tasks import done_by_hand, withdrawn
from reconciler.planning.tasks import tasks as human_tasks

if TYPE_CHECKING:
    from reconciler.wire.documents import DriftDocument


def plan(
    session: Session,
    team: str | None = None,
    as_of: datetime | None = None,
    observed: ObservedState | None = None,
) -> Plan:
    """What an apply would do, cost and destroy; offline against a saved observation, if one is given.

    Raises InvalidManifests, UsageError for an unknown team, Unreadable, LedgerError.
    """
    return build(inputs(session, team, as_of, observed))


def drift(
    session: Session,
    team: str | None = None,
    as_of: datetime | None = None,
    previous: DriftDocument | None = None,
    baseline: frozenset[str] = frozenset(),
) -> DriftReport:
    """What moved since the last apply, and who moved it.

    `previous`: an earlier report, which tells since when an entry is known, and what is gone. `baseline`: unmanaged
    numbers that were accepted, beside those of the workspace.
    """
    facts = view(inputs(session, team, as_of))
    accepted = baseline.union(session.desired.baseline)
    if previous is None:
        return chronicle.in_context(moving.report(facts, team, {}, accepted), facts, team)
    first_seen = _first_seen(previous)
    report = moving.report(facts, team, first_seen, accepted)
    earlier = [
        Gone(
            entry.address,
            Category(entry.category),
            entry.team,
            entry.message,
            first_seen[entry.address, entry.category],
        )
        for entry in previous.entries
    ]
    return chronicle.in_context(
        report, facts, team, earlier, datetime.fromisoformat(previous.as_of), _states(previous)
    )


def _states(document: DriftDocument) -> dict[tuple[Address, str], set[chronicle.State]]:
    """How the earlier report knew each entry that no exception let be."""
    ignored = {(one.address, one.category) for one in document.ignored}
    states: dict[tuple[Address, str], set[chronicle.State]] = defaultdict(set)
    for entry in document.entries:
        if (entry.address, entry.category) not in ignored:
            live = [(field.path, field.live) for field in entry.fields]
            known = chronicle.state(entry.category, entry.moved, entry.message, live)
            states[entry.address, entry.category].add(known)
    return states


def _first_seen(document: DriftDocument) -> dict[tuple[Address, str], datetime]:
    """Since when each entry is known: the earlier report's word for it, or that report's own instant."""
    return {
        (entry.address, entry.category): datetime.fromisoformat(entry.first_seen or document.as_of)
        for entry in document.entries
    }


def status(session: Session, team: str | None = None, as_of: datetime | None = None) -> StatusReport:
    """The number list of the provider's page, what people have to do, and what happens by when."""
    finished = done_by_hand(inputs(session, team, as_of))
    facts = view(finished)
    plan = plan_of(facts, finished)
    return StatusReport(
        as_of=facts.now,
        account=facts.account.name,
        numbers=status_rows(facts, team),
        tasks=human_tasks(plan, facts),
        withdrawn=withdrawn(plan, facts),
        deadlines=_deadlines(facts, plan),
        gaps=facts.gaps,
        observed=facts.observed,
    )


def tasks(session: Session, team: str | None = None, as_of: datetime | None = None) -> tuple[Task, ...]:
    """What people have to do because no API does it, the most urgent first."""
    return status(session, team, as_of).tasks


def deadlines(
    session: Session, team: str | None = None, as_of: datetime | None = None
) -> tuple[Deadline, ...]:
    """What must happen by when, soonest first."""
    return status(session, team, as_of).deadlines


def _deadlines(facts: Facts, plan: Plan) -> tuple[Deadline, ...]:
    return falling_due.deadlines(facts, plan.actions, plan.scope.team)

"""What the account's journal and records tell beside its state, as traces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reconciler.contracts.provider import Questions
from reconciler.model.phrase import phrase
from reconciler.model.trace import OF_ACCOUNT, Trace, TraceKind, Traces, gathered
from reconciler.providers.simulator.mapping import cny
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.wallclock import instant

LATELY = timedelta(days=7)
"""How far back calls are looked for."""
ENDED = frozenset({"CANCEL", "SYSTEM_CANCEL", "DONE"})
"""Words of a call task that calls nobody any more."""


def traces(world: World, questions: Questions) -> Traces:
    """Everything that was asked for; nothing here is unreadable."""
    return gathered(
        (
            *_changes(world, questions),
            *_calls(world, questions),
            *_tasks(world, questions),
            *_registrations(world, questions),
            *_bills(world, questions),
        )
    )


def _changes(world: World, questions: Questions) -> Iterator[Trace]:
    newest_first = reversed(tuple(world.requests())) if questions.changed else ()  # its clock may stand still
    for entry in newest_first:
        for number in (entry.number or "").split(",") if entry.effect else ():
            if number in questions.changed:
                yield Trace(TraceKind.CHANGE, number, entry.verb, entry.at, entry.by)


def _calls(world: World, questions: Questions) -> Iterator[Trace]:
    since = world.now() - LATELY
    for number in questions.leaving:
        for call in world.calls(number)[:1]:
            if instant(call.at) >= since:
                yield Trace(TraceKind.INBOUND_CALL, number, phrase("the last call came in"), instant(call.at))


def _tasks(world: World, questions: Questions) -> Iterator[Trace]:
    for task in world.call_tasks() if questions.leaving else ():
        for number, code in questions.leaving.items():
            if task.resource in {number, code} and task.status not in ENDED:
                text = phrase(
                    "call task {name} ({status}) calls from {resource}",
                    name=task.name,
                    status=task.status,
                    resource=task.resource,
                )
                yield Trace(TraceKind.CALL_TASK, number, text, instant(task.at))


def _registrations(world: World, questions: Questions) -> Iterator[Trace]:
    known = world.registrations() if questions.transfers else None
    if known is None:
        return
    for number, qualification in questions.transfers.items():
        kind = TraceKind.REGISTERED if (number, qualification) in known else TraceKind.UNREGISTERED
        yield Trace(kind, number, phrase("registrations under {qualification}", qualification=qualification))


def _bills(world: World, questions: Questions) -> Iterator[Trace]:
    month = questions.billed
    charges = () if month is None else world.charges(month)
    text = phrase("charged for {month}", month=month)
    amounts = {amount: cny(amount) for amount in {charge.amount for charge in charges}}
    for charge in charges:
        yield Trace(TraceKind.BILL, charge.number, text, amount=amounts[charge.amount])
    if charges:
        whole = cny(sum(charge.amount for charge in charges))
        yield Trace(TraceKind.BILL, OF_ACCOUNT, text, amount=whole)

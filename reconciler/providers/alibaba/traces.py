"""Reads what is kept beside the state, as far as it is granted: each part that fails becomes a sentence.

Nothing here is repeated or waited for: evidence is welcome and never needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from reconciler.contracts.provider import Questions
from reconciler.errors import ProviderError
from reconciler.model.phone import is_hotline
from reconciler.model.phrase import phrase
from reconciler.model.trace import OF_ACCOUNT, Trace, TraceKind, Traces, gathered
from reconciler.providers.alibaba.client import Transport
from reconciler.providers.alibaba.mapping import traces as rows
from reconciler.providers.alibaba.pace import Pace

SPAN = timedelta(days=30)
"""The longest time one look into the trail may span."""
TRAIL_DAYS = 7
"""How many days back the last call to a 400 is looked for: one request a day."""
MOST_PAGES = 20
"""Of any listing of records: what lies further back is not read, and none is claimed to be complete."""
LOOK = 10.0
"""Seconds that one request may take: nobody waits long for what is only shown."""
LOOKS_PER_SECOND = 2.0
"""The documented limit of LookupEvents."""


class Records:
    """One look at the records, for what somebody asked."""

    def __init__(self, client: Transport, now: datetime, pace: Pace | None) -> None:
        self._client = client
        self._now = now
        self._pace = pace
        """For the audit trail; None where it is not to be asked."""
        self._unread: list[str] = []

    def traces(self, questions: Questions) -> Traces:
        """Everything that could be read."""
        traces: list[Trace] = []
        for what, read in (
            (phrase("the audit trail"), self._changes),
            (phrase("the last calls of numbers to be cancelled"), self._calls),
            (phrase("the call tasks"), self._tasks),
            (phrase("the registrations of transfers"), self._registrations),
            (phrase("the bill"), self._bills),
        ):
            traces += self._part(what, read, questions)
        return gathered(traces, self._unread)

    def _part(
        self, what: str, read: Callable[[Questions], Iterator[Trace]], questions: Questions
    ) -> Iterator[Trace]:
        """What comes before a failure is kept."""
        try:
            yield from read(questions)
        except ProviderError as error:
            self._unread.append(
                phrase("{what} could not be read: {message}", what=what, message=error.message)
            )

    def _changes(self, questions: Questions) -> Iterator[Trace]:
        """Calls that were not refused, by the names under which this type of number is changed."""
        if self._pace is None or not questions.changed:
            return
        kinds = {"400" if is_hotline(number) else "regular" for number in questions.changed}
        for name in (name for kind in sorted(kinds) for name in rows.EVENTS[kind]):
            for event in self._events(name, self._pace):
                numbers = set(re.findall(r"[0-9]{7,12}", event.parameters))
                for number in sorted(numbers & questions.changed if not event.error else ()):
                    yield Trace(TraceKind.CHANGE, number, event.name, event.at, event.by)

    def _events(self, name: str, pace: Pace) -> Iterator[rows.Event]:
        token = ""
        for _ in range(MOST_PAGES):
            pace.wait()
            fields = rows.events_query(name, self._now - SPAN, self._now, token)
            events, token = rows.events(self._client.read("LookupEvents", fields))
            yield from events
            if not token:
                return

    def _calls(self, questions: Questions) -> Iterator[Trace]:
        for number in filter(is_hotline, questions.leaving):
            for back in range(TRAIL_DAYS):
                fields = rows.calls_query(number, self._now - timedelta(days=back))
                at = rows.last_call(self._client.read("QueryCallInTransferRecord", fields))
                if at is not None:
                    yield Trace(TraceKind.INBOUND_CALL, number, phrase("the last call came in"), at)
                    break

    def _tasks(self, questions: Questions) -> Iterator[Trace]:
        leaving = {n: code for n, code in questions.leaving.items() if not is_hotline(n)}
        for page in range(1, MOST_PAGES + 1) if leaving else ():
            tasks, total = rows.call_tasks(self._client.read("ListCallTask", rows.tasks_query(page)))
            for task in (task for task in tasks if task.status not in rows.ENDED):
                for number, code in leaving.items():
                    if task.resource and task.resource in {number, code}:
                        text = phrase(
                            "call task {name} ({status}) calls from {resource}",
                            name=task.name,
                            status=task.status,
                            resource=task.resource,
                        )
                        yield Trace(TraceKind.CALL_TASK, number, text, task.at)
            if not tasks or page * rows.TASKS_AT_ONCE >= total:
                return

    def _registrations(self, questions: Questions) -> Iterator[Trace]:
        for number, qualification in questions.transfers.items():
            fields = rows.registrations_query(number, qualification)
            count = rows.registrations(self._client.read("ListHotlineTransferRegisterFile", fields))
            kind = TraceKind.REGISTERED if count else TraceKind.UNREGISTERED
            yield Trace(
                kind,
                number,
                phrase(
                    "{count} registrations under {qualification}", count=count, qualification=qualification
                ),
            )

    def _bills(self, questions: Questions) -> Iterator[Trace]:
        """Only a whole bill is a bill."""
        month, token = questions.billed, ""
        if month is None:
            return
        charged: dict[str, Decimal] = {}
        for _ in range(MOST_PAGES):
            answer = self._client.read("DescribeInstanceBill", rows.bills_query(month, token))
            page, token = rows.bills(answer)
            for name, amount in page.items():
                charged[name] = charged.get(name, Decimal(0)) + amount
            if not token:
                break
        else:
            return
        for name, amount in charged.items():
            yield Trace(TraceKind.BILL, name, phrase("charged for {month}", month=month), amount=amount)
        if charged:
            yield Trace(
                TraceKind.BILL,
                OF_ACCOUNT,
                phrase("charged for {month}", month=month),
                amount=sum(charged.values(), Decimal(0)),
            )

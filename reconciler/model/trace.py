"""What the provider's records tell of a number beside its state: who changed it, who called it, what it was billed.

A trace is shown to people. It settles nothing by itself, and no list of traces is ever taken for complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from reconciler.model.calendar import iso, local
from reconciler.noun import noun

OF_ACCOUNT = "-"
"""In the place of a number: the whole account."""


class TraceKind(StrEnum):
    """What a trace is of."""

    CHANGE = "change"
    """Somebody changed it."""
    INBOUND_CALL = "inbound-call"
    """It was called."""
    CALL_TASK = "call-task"
    """A task that calls people from it, or from its instance."""
    REGISTERED = "registered"
    """Transfer targets of a 400 were registered with the carrier."""
    UNREGISTERED = "unregistered"
    """None ever was: a transfer would be refused."""
    BILL = "bill"
    """What was charged for a whole month."""


IN_USE = (TraceKind.INBOUND_CALL, TraceKind.CALL_TASK)
"""What says that somebody may rely on a number."""


@noun
class Trace:
    """One record."""

    kind: TraceKind
    number: str
    """ACCOUNT for the whole account."""
    text: str
    """What happened, in the provider's words where it has some."""
    at: datetime | None = None
    by: str = ""
    """Who, as the provider names them; empty where it does not."""
    amount: Decimal | None = None
    """CNY, of a bill."""

    def __str__(self) -> str:
        """One clause: what, by whom, when (Asia/Shanghai)."""
        by = f" by {self.by}" if self.by else ""
        return f"{self.text}{by}" + ("" if self.at is None else f" on {local(self.at):%Y-%m-%d %H:%M}")


@noun
class Traces:
    """What was found when it was asked for."""

    numbers: Mapping[str, tuple[Trace, ...]] = field(default_factory=dict)
    """By number, newest first; ACCOUNT for the whole account."""
    unread: tuple[str, ...] = ()
    """What was asked for and could not be read, one sentence each."""

    def of(self, number: str | None, *kinds: TraceKind) -> tuple[Trace, ...]:
        """The records of one number, newest first."""
        traces = self.numbers.get(number or "")
        return tuple(trace for trace in traces if trace.kind in kinds) if traces else ()


def gathered(entries: Iterable[Trace], unread: Iterable[str] = ()) -> Traces:
    """The records by number; those without an instant first."""
    numbers: dict[str, list[Trace]] = {}
    for trace in entries:
        numbers.setdefault(trace.number, []).append(trace)
    for traces in numbers.values():
        if len(traces) > 1:
            traces.sort(key=lambda trace: "9" if trace.at is None else iso(trace.at), reverse=True)
    return Traces({name: tuple(traces) for name, traces in sorted(numbers.items())}, tuple(unread))


NO_TRACES = Traces()

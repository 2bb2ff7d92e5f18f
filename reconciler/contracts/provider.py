"""The seams: what the core asks of a provider, a ledger store and a clock.

Read-only stages are handed an `ObservingProvider`; only `apply/` ever sees a `MutatingProvider`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol, runtime_checkable

from reconciler.errors import Refused
from reconciler.model.action import Verb
from reconciler.model.capability import Capabilities
from reconciler.model.observation import ObservedState
from reconciler.model.resource import DesiredNumber
from reconciler.model.trace import Traces
from reconciler.noun import noun


@noun
class Call:
    """One mutating request, complete: the provider looks nothing up."""

    verb: Verb
    desired: DesiredNumber | None = None
    """What is wanted; None when the entry has left Git (unbind, clear, cancel) or for public mode."""
    number: str | None = None
    """The exact number; None only for an application whose number the provider allots."""
    application: str | None = None
    """The provider's reference, while a number is not allotted."""
    acknowledgement: str | None = None
    """The notice version an application agrees to."""


@noun
class Receipt:
    """A positive answer to a call."""

    number: str | None = None
    application: str | None = None
    message: str = ""


class ObservingProvider(Protocol):
    """Reads one account. Has no method that changes anything."""

    @property
    def capabilities(self) -> Capabilities:
        """What can be read and called; the default is "cannot"."""
        ...

    def now(self) -> datetime | None:
        """The provider's own clock, or None where it has none."""
        ...

    def observe(self) -> ObservedState:
        """One attempt at reading the account whole. `complete` only if every page was read and totals agree.

        Raises Unreadable (with `retryable`) or Throttled.
        """
        ...


@runtime_checkable
class LookupProvider(Protocol):
    """A provider without a listing: what is not bound is seen only if it is asked for by name."""

    def set_lookup_targets(self, numbers: Iterable[str], files: Iterable[str]) -> None:
        """Which numbers and audio files the next observations are to ask for: declared or remembered ones."""
        ...


@noun
class Questions:
    """What people want to know before they decide, and no state of the account tells."""

    changed: frozenset[str] = frozenset()
    """Numbers that another hand changed, that nobody manages, or whose call has no known outcome: by whom, when?"""
    leaving: Mapping[str, str | None] = field(default_factory=dict)
    """Numbers that are to be cancelled, each with its instance: does anybody still call them, or from them?"""
    transfers: Mapping[str, str] = field(default_factory=dict)
    """400 numbers whose transfer is to be set, each with the qualification: are its targets registered?"""
    billed: str | None = None
    """The last whole month, `2026-10`: what was charged?"""


@runtime_checkable
class KeepsTraces(Protocol):
    """A provider with records beside its state: an audit trail, call records, registrations, bills."""

    def traces(self, questions: Questions) -> Traces:
        """What they tell. Raises nothing: what could not be read is named in the answer."""
        ...


@runtime_checkable
class ReadsByNumber(Protocol):
    """A provider that can read single numbers: a look before a call then costs what the call costs."""

    def observe_numbers(self, numbers: Sequence[str]) -> ObservedState:
        """One attempt at reading these numbers, and what a call on them is judged by: service instances, audio reviews.

        What it says of a number is what `observe` would say at that moment, unknown fields too; of other numbers it
        says nothing. `complete` only if an asked number that is missing is not in the account. Raises as `observe`.
        """
        ...


Progress = Callable[[int, int], None]
"""Is told how much of something long is done, and how much there is."""


@runtime_checkable
class TellsProgress(Protocol):
    """A provider whose reads may take so long that people want to know how far they are."""

    def tell_progress(self, progress: Progress) -> None:
        """From here on `progress` is told the rows of a listing of several pages, and questions asked one by one."""
        ...


@runtime_checkable
class TakesSeveral(Protocol):
    """A provider that does one thing to several numbers in one request."""

    @property
    def together(self) -> Mapping[Verb, int]:
        """Verb to the most numbers that one request takes, where each asks for the same."""
        ...

    def execute_together(self, calls: Sequence[Call]) -> Mapping[str, Refused]:
        """One request, never repeated in here; returns what was positively not done, by number. The rest was done.

        Raises as `execute`, then of all of them.
        """
        ...


@runtime_checkable
class Warns(Protocol):
    """A provider that has something to say of its own set-up."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence each."""
        ...


@runtime_checkable
class Paced(Protocol):
    """A provider whose service limits how often one key may ask it; several processes may share the key."""

    @property
    def rate_key(self) -> str:
        """What the limit is of: the service and the key, never the key's secret."""
        ...

    @property
    def rate_limit(self) -> float:
        """Requests a second that are permitted."""
        ...

    def take_turns(self, turn: Callable[[], None]) -> None:
        """From here on `turn` is called before each request; it returns when the request may be made."""
        ...


class MutatingProvider(ObservingProvider, Protocol):
    """Also changes the account."""

    def execute(self, call: Call) -> Receipt:
        """One request, never repeated in here.

        Raises Refused (positively not done), Denied (the same, by a throttle: it is sent again), Unsupported. After
        anything else, Throttled too, the outcome is unknown.
        """
        ...

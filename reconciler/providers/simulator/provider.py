"""The simulator as a provider: calls become requests at the world's counter, the account an observation."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NoReturn

from reconciler.contracts.provider import Call, Questions, Receipt
from reconciler.errors import Denied, OutcomeUnknown, Refused, Throttled, Unreadable, Unsupported
from reconciler.model.action import Verb
from reconciler.model.capability import Capabilities
from reconciler.model.observation import ObservedState
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, PUBLIC, REGULAR, NumberType
from reconciler.model.trace import Traces
from reconciler.noun import replace
from reconciler.providers.simulator import observation
from reconciler.providers.simulator.calls import ask, ask_together
from reconciler.providers.simulator.capabilities import FULL, PUBLIC_API
from reconciler.providers.simulator.collector import paused
from reconciler.providers.simulator.mapping import NumberMapper
from reconciler.providers.simulator.traces import traces
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.faults import BUSINESS_ERROR, Fault, Struck
from reconciler.providers.simulator.world.statement import ALL, TABLES, NumberFilter
from reconciler.providers.simulator.world.words import MOST_BOUND_AT_ONCE

RATE_LIMIT = 100.0
PAGE_ROWS = 100
"""Numbers on one page of the real service."""
BESIDE_A_NUMBER = ("instances", "audio")
"""What a call on a number is judged by beside it."""


class SimulatorProvider:
    """Implements MutatingProvider on one world. `api` is `full` or `public` (what the real API can do)."""

    def __init__(
        self, account_name: str, world: World, api: str = "full", warnings: tuple[str, ...] = ()
    ) -> None:
        self.account = account_name
        self.world = world
        self._capabilities = PUBLIC_API if api == "public" else FULL
        self._shown = observation.public if api == "public" else observation.full
        self._turn: Callable[[], None] = lambda: None
        self.warnings = warnings
        """What a user should know of the account's files, one sentence each."""

    @property
    def rate_key(self) -> str:
        """Simulated accounts of one machine share a counter."""
        return "simulator"

    @property
    def rate_limit(self) -> float:
        """The real service's documented limit of one user."""
        return RATE_LIMIT

    def take_turns(self, turn: Callable[[], None]) -> None:
        """A turn is taken for each page that the real service would be asked for, and for each call."""
        self._turn = turn

    @property
    def capabilities(self) -> Capabilities:
        """What can be read and called. A request in this process is over with its answer, unless one is held up."""
        lifetime = timedelta(microseconds=self.world.request_lifetime())
        return replace(self._capabilities, request_lifetime=lifetime)

    def now(self) -> datetime:
        """The virtual clock."""
        return self.world.now()

    def observe(self) -> ObservedState:
        """One attempt at reading the account. Raises Unreadable or Throttled."""
        with paused():
            return self._observe(ALL)

    def _observe(self, part: NumberFilter, tables: Collection[str] = TABLES) -> ObservedState:
        self._turn()
        try:
            observed = self._shown(self.account, self.world.read(NumberMapper(), part, tables))
        except Struck as struck:
            _unread(struck.fault)
        except sqlite3.Error as error:
            raise Unreadable(
                phrase("the simulator's file cannot be read: {error}", error=error), retryable=True
            ) from error
        for _ in range(len(observed.numbers) // PAGE_ROWS):
            self._turn()
        return observed

    def traces(self, questions: Questions) -> Traces:
        """What the journal and the records tell; unreadable is what the file does not give."""
        try:
            return traces(self.world, questions)
        except sqlite3.Error as error:
            return Traces(unread=(phrase("the simulator's file cannot be read: {error}", error=error),))

    def observe_numbers(self, numbers: Sequence[str]) -> ObservedState:
        """One attempt at reading these numbers, found by their index. Raises Unreadable or Throttled."""
        marks = ", ".join("?" * len(numbers))
        observed = self._observe(NumberFilter(f"number IN ({marks})", tuple(numbers)), BESIDE_A_NUMBER)
        requested = {
            number: observed.numbers[number] for number in sorted(numbers) if number in observed.numbers
        }
        return replace(observed, numbers=requested, enterprises=None, scripts=None, offers=None)

    def execute(self, call: Call) -> Receipt:
        """One request. Raises Refused, Throttled, Unsupported or OutcomeUnknown."""
        if not self.capabilities.can(call.verb, _type_of(call)):
            raise Unsupported(phrase("{verb} has no API for this type of number", verb=call.verb))
        self._turn()
        try:
            answer = ask(self.world, call)
        except Struck as struck:
            _unanswered(struck.fault)
        except sqlite3.Error as error:
            raise OutcomeUnknown(
                phrase("the simulator's file failed during the call: {error}", error=error)
            ) from error
        if answer.failed:
            raise Refused(
                phrase("{failed}: left out of the binding", failed=", ".join(answer.failed)),
                reason="Bind.Partial",
            )
        return Receipt(answer.number, answer.application)

    @property
    def together(self) -> Mapping[Verb, int]:
        """Bindings to one instance."""
        return {Verb.BIND: MOST_BOUND_AT_ONCE}

    def execute_together(self, calls: Sequence[Call]) -> Mapping[str, Refused]:
        """One binding of several numbers; returns those that it left out. Raises as `execute`."""
        if not all(self.capabilities.can(call.verb, _type_of(call)) for call in calls):
            raise Unsupported("there is no API for one of these types of number")
        try:
            answer = ask_together(self.world, calls)
        except Struck as struck:
            _unanswered(struck.fault)
        except sqlite3.Error as error:
            raise OutcomeUnknown(f"the simulator's file failed during the call: {error}") from error
        return {
            number: Refused(f"{number}: left out of the binding", reason="Bind.Partial")
            for number in answer.failed
        }


def _type_of(call: Call) -> NumberType:
    if call.verb is Verb.ACTIVATE_PUBLIC_MODE:
        return PUBLIC
    if call.desired is not None:
        return call.desired.type
    return HOTLINE if (call.number or "").startswith(HOTLINE) else REGULAR


def _unread(fault: Fault) -> NoReturn:
    """A fault in the place of a read. What cannot be decoded is not better for being asked again."""
    if fault.kind.startswith("throttle"):
        raise Throttled(phrase("asked to slow down"), retry_after=fault.wait)
    raise Unreadable(
        phrase("the read failed: {kind}", kind=fault.kind), retryable=not fault.kind.startswith("undecodable")
    )


def _unanswered(fault: Fault) -> NoReturn:
    """A fault in the place of an answer."""
    if fault.kind == "throttle-before":
        raise Denied(phrase("asked to slow down"), reason="Throttling.User", retry_after=fault.wait)
    if fault.kind == "throttle-after":
        raise Throttled(phrase("asked to slow down"), retry_after=fault.wait)
    if fault.kind == BUSINESS_ERROR:
        raise Refused(
            phrase("the provider refused the request"), reason=fault.code or "isv.BUSINESS_LIMIT_CONTROL"
        )
    raise OutcomeUnknown(phrase("no answer that can be read: {kind}", kind=fault.kind))

"""The counter: everything a client or a person at the console can ask the provider to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from sqlite3 import Connection
from typing import NamedTuple

from reconciler.errors import Refused
from reconciler.providers.simulator.world import (
    answering,
    applying,
    binding,
    cancelling,
    faults,
    journal,
    statement,
    store,
)
from reconciler.providers.simulator.world.applying import HotlineForm, RegularForm
from reconciler.providers.simulator.world.faults import Fault, Struck
from reconciler.providers.simulator.world.journal import API, Request


class Answer(NamedTuple):
    """A positive answer to a request."""

    number: str | None = None
    application: str | None = None
    failed: tuple[str, ...] = ()
    """Numbers of a bind that were left out although the request as a whole succeeded."""


class Counter:
    """Takes requests, each a single transaction: its scripted fault, its effect, its line in the journal.

    Every method raises Refused (nothing was done; `reason` is a stable code) or Struck (a scripted fault).
    `on_request` is called with each request when it arrives, before any effect; what it raises reaches the caller
    and nothing happens.
    """

    def __init__(self, connection: Connection, on_request: Callable[[Request], None] | None = None) -> None:
        self._db = connection
        self.on_request = on_request

    def apply_hotline(self, form: HotlineForm, by: str = API) -> Answer:
        """Applies for a 400 number on offer."""
        request = Request("apply", form.number, by=by)
        return self._ask(request, lambda db, _: Answer(form.number, applying.hotline(db, form)))

    def apply_regular(self, form: RegularForm, by: str = API) -> Answer:
        """Applies for a regular number; the answer names the application, not yet a number."""
        return self._ask(Request("apply", by=by), lambda db, _: Answer(None, applying.regular(db, form)))

    def submit_documents(self, number: str, reference: str, by: str = API) -> Answer:
        """Hands in the documents of a 400."""
        return self._do(
            Request("submit-documents", number, by=by), applying.submit_documents, number, reference
        )

    def bind(
        self, numbers: Sequence[str], instance: str, routing: str | None = None, by: str = API
    ) -> Answer:
        """Binds numbers to an instance: all or none, but for a scripted partial bind."""

        def effect(db: Connection, fault: Fault | None) -> Answer:
            partial = fault is not None and fault.kind == faults.PARTIAL_BIND
            taken = len(numbers) // 2 if partial else len(numbers)
            binding.bind(db, numbers[:taken], instance, routing)
            return Answer(failed=tuple(numbers[taken:]))

        return self._ask(Request("bind", ",".join(numbers), by=by), effect)

    def unbind(self, number: str, by: str = API) -> Answer:
        """Takes a number off its instance."""
        return self._do(Request("unbind", number, by=by), binding.unbind, number)

    def configure_playback(self, number: str, audio: str, description: str, by: str = API) -> Answer:
        """Sets the inbound playback of a number."""
        request = Request("configure-ivr", number, by=by)
        return self._do(request, answering.configure_playback, number, audio, description)

    def clear_playback(self, number: str, by: str = API) -> Answer:
        """Removes the inbound playback of a number."""
        return self._do(Request("clear-ivr", number, by=by), answering.clear_playback, number)

    def set_transfer(
        self, number: str, routing: str, to: Sequence[str], qualification: str | None, by: str = API
    ) -> Answer:
        """Replaces the transfer of a 400."""
        request = Request("set-transfer", number, by=by)
        return self._do(request, answering.set_transfer, number, routing, to, qualification)

    def clear_transfer(self, number: str, by: str = API) -> Answer:
        """Removes the transfer of a 400."""
        return self._do(Request("clear-transfer", number, by=by), answering.clear_transfer, number)

    def cancel(self, number: str, by: str = API) -> Answer:
        """Deregisters a number for ever."""
        return self._do(Request("cancel", number, by=by), cancelling.cancel, number)

    def activate_public_mode(self, by: str = API) -> Answer:
        """Switches public mode on for ever."""
        return self._do(Request("activate-public-mode", by=by), cancelling.activate_public_mode)

    def _do(self, request: Request, act: Callable[..., None], *arguments: object) -> Answer:
        def effect(db: Connection, _: Fault | None) -> Answer:
            act(db, *arguments)
            return Answer(request.number)

        return self._ask(request, effect)

    def _ask(self, request: Request, effect: Callable[[Connection, Fault | None], Answer]) -> Answer:
        if self.on_request is not None:
            self.on_request(request)
        with store.writing(self._db) as db:
            fault = _strike(db, request) if request.by == API else None
            lost = fault is not None and fault.loses_request
            answer = None if lost else _attempt(db, request, effect, fault)
        if fault is not None and (fault.loses_request or fault.loses_answer):
            raise Struck(fault)
        if isinstance(answer, Refused):
            raise answer
        return answer or Answer()


def _strike(db: Connection, request: Request) -> Fault | None:
    """The fault of this request, with what it does before the request is looked at."""
    fault = faults.take(db, request.verb, request.number)
    if fault is not None and fault.loses_request:
        journal.note(db, request, fault.kind, effect=False)
    if fault is not None and fault.kind == faults.SOLD:
        db.execute("UPDATE pool SET sold = 1 WHERE number = ?", (request.number,))
    if faults.awaits_copy(db):
        faults.keep_copy(db, statement.copied(db))
    return fault


def _attempt(
    db: Connection,
    request: Request,
    effect: Callable[[Connection, Fault | None], Answer],
    fault: Fault | None,
) -> Answer | Refused:
    before = db.total_changes
    prefix = "" if fault is None else f"{fault.kind}: "
    try:
        with store.attempt(db):
            answer = effect(db, fault)
    except Refused as refusal:
        journal.note(db, request, f"{prefix}{journal.REFUSED}: {refusal.reason}", effect=False)
        return refusal
    done = replace(request, application=answer.application)
    journal.note(db, done, f"{prefix}{journal.ACCEPTED}", effect=db.total_changes > before)
    return answer

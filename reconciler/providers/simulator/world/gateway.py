"""The counter: everything a client or a person at the console can ask the provider to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from sqlite3 import Connection
from typing import Any

from reconciler.errors import Refused
from reconciler.noun import replace
from reconciler.providers.simulator.world import effects, faults, journal, late, statement, store
from reconciler.providers.simulator.world.applying import HotlineForm, RegularForm
from reconciler.providers.simulator.world.effects import Reply
from reconciler.providers.simulator.world.faults import Fault, Struck
from reconciler.providers.simulator.world.journal import API, Request


class Gateway:
    """Takes requests, each a single transaction: its scripted fault, its effect, its line in the journal.

    Every method raises Refused (nothing was done; `reason` is a stable code) or Struck (a scripted fault).
    `on_request` is called with each request when it arrives, before any effect; what it raises reaches the caller
    and nothing happens.
    """

    def __init__(self, connection: Connection, on_request: Callable[[Request], None] | None = None) -> None:
        self._db = connection
        self.on_request = on_request

    def apply_hotline(self, form: HotlineForm, by: str = API) -> Reply:
        """Applies for a 400 number on offer."""
        return self._ask(Request("apply", form.number, by=by), asdict(form))

    def apply_regular(self, form: RegularForm, by: str = API) -> Reply:
        """Applies for a regular number; the answer names the application, not yet a number."""
        return self._ask(Request("apply", by=by), asdict(form))

    def submit_documents(self, number: str, reference: str, by: str = API) -> Reply:
        """Hands in the documents of a 400."""
        return self._ask(Request("submit-documents", number, by=by), number, reference)

    def bind(
        self,
        numbers: Sequence[str],
        instance: str,
        routing: str | None = None,
        by: str = API,
        *,
        companies: Sequence[str] | None = None,
        partial: bool = False,
    ) -> Reply:
        """Binds numbers of these companies to an instance: all or none, or `partial`, as the API does."""
        request = Request("bind", ",".join(numbers), by=by)
        only = None if companies is None else list(companies)
        return self._ask(request, list(numbers), instance, routing, only, partial)

    def unbind(self, number: str, by: str = API) -> Reply:
        """Takes a number off its instance."""
        return self._ask(Request("unbind", number, by=by), number)

    def configure_playback(self, number: str, audio: str, description: str, by: str = API) -> Reply:
        """Sets the inbound playback of a number."""
        return self._ask(Request("configure-ivr", number, by=by), number, audio, description)

    def clear_playback(self, number: str, by: str = API) -> Reply:
        """Removes the inbound playback of a number."""
        return self._ask(Request("clear-ivr", number, by=by), number)

    def set_transfer(
        self, number: str, routing: str, to: Sequence[str], qualification: str | None, by: str = API
    ) -> Reply:
        """Replaces the transfer of a 400."""
        return self._ask(Request("set-transfer", number, by=by), number, routing, list(to), qualification)

    def clear_transfer(self, number: str, by: str = API) -> Reply:
        """Removes the transfer of a 400."""
        return self._ask(Request("clear-transfer", number, by=by), number)

    def stop_inbound(self, number: str, by: str = API) -> Reply:
        """Stops the inbound calls of a 400."""
        return self._ask(Request("stop-inbound", number, by=by), number)

    def recover_inbound(self, number: str, by: str = API) -> Reply:
        """Lets the inbound calls of a 400 in again."""
        return self._ask(Request("recover-inbound", number, by=by), number)

    def cancel(self, number: str, by: str = API) -> Reply:
        """Deregisters a number for ever."""
        return self._ask(Request("cancel", number, by=by), number)

    def activate_public_mode(self, by: str = API) -> Reply:
        """Switches public mode on for ever."""
        return self._ask(Request("activate-public-mode", by=by))

    def _ask(self, request: Request, *arguments: Any) -> Reply:
        if self.on_request is not None:
            self.on_request(request)
        with store.writing(self._db) as db:
            fault = _strike(db, request) if request.by == API else None
            answer = None
            if fault is not None and fault.kind == faults.LATE:
                late.send_off(db, request, arguments, fault)
            elif fault is None or not fault.loses_request:
                answer = _attempt(db, request, arguments, fault)
        if fault is not None and (fault.loses_request or fault.loses_answer):
            raise Struck(fault)
        if isinstance(answer, Refused):
            raise answer
        return answer or Reply()


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
    db: Connection, request: Request, arguments: Sequence[Any], fault: Fault | None
) -> Reply | Refused:
    before = db.total_changes
    prefix = "" if fault is None else f"{fault.kind}: "
    if fault is not None and fault.kind == faults.PARTIAL_BIND:
        arguments = [*arguments, len(arguments[0]) // 2]
    answer = effects.attempt(db, request, arguments)
    if isinstance(answer, Refused):
        journal.note(db, request, f"{prefix}{journal.REFUSED}: {answer.reason}", effect=False)
        return answer
    done = replace(request, application=answer.application)
    journal.note(db, done, f"{prefix}{journal.ACCEPTED}", effect=db.total_changes > before)
    return answer

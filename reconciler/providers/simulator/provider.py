"""The simulator as a provider: the reconciler's calls at the world's counter, its account as an observation."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NoReturn

from reconciler.errors import (
    InvariantError,
    OutcomeUnknown,
    ReconcilerError,
    Refused,
    Throttled,
    Unreadable,
    Unsupported,
)
from reconciler.model.action import Verb
from reconciler.model.capability import Capabilities
from reconciler.model.observation import Balance, ObservedNumber, ObservedState, Offer
from reconciler.model.resource import HOTLINE, DesiredNumber, Playback
from reconciler.ports import Call, Receipt
from reconciler.providers.simulator import mapping, public
from reconciler.providers.simulator.capabilities import FULL, PUBLIC, PUBLIC_MODE
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.applying import HotlineForm, RegularForm
from reconciler.providers.simulator.world.counter import Answer
from reconciler.providers.simulator.world.faults import Fault, Struck
from reconciler.providers.simulator.world.statement import Statement
from reconciler.providers.simulator.world.wallclock import instant


class SimulatorProvider:
    """Implements MutatingProvider on one world. `api` is `full` or `public` (what the real API can do)."""

    def __init__(
        self, account_name: str, world: World, api: str = "full", warnings: tuple[str, ...] = ()
    ) -> None:
        self.account = account_name
        self.world = world
        self.capabilities: Capabilities = PUBLIC if api == "public" else FULL
        self.warnings = warnings
        """What a user should know of the account's files, one sentence each."""

    def now(self) -> datetime:
        """The virtual clock."""
        return self.world.now()

    def observe(self) -> ObservedState:
        """One attempt at reading the account. Raises Unreadable or Throttled."""
        try:
            statement = self.world.read()
        except Struck as struck:
            _unread(struck.fault)
        except sqlite3.Error as error:
            raise Unreadable(f"the simulator's file cannot be read: {error}", retryable=True) from error
        return _state(self.account, statement, listing=self.capabilities.listing)

    def execute(self, call: Call) -> Receipt:
        """One request. Raises Refused, Throttled, Unsupported or OutcomeUnknown."""
        if not self.capabilities.can(call.verb, _type_of(call)):
            raise Unsupported(f"{call.verb} has no API for this type of number")
        try:
            answer = _ACTS[call.verb](self.world, call)
        except Struck as struck:
            _unanswered(struck.fault)
        except sqlite3.Error as error:
            raise OutcomeUnknown(f"the simulator's file failed during the call: {error}") from error
        if answer.failed:
            raise Refused(f"{', '.join(answer.failed)}: left out of the binding", reason="Bind.Partial")
        return Receipt(answer.number, answer.application)


# --- reading --------------------------------------------------------------------------------------------


def _unread(fault: Fault) -> NoReturn:
    if fault.kind.startswith("throttle"):
        raise Throttled("asked to slow down", retry_after=fault.wait)
    undecodable = fault.kind.startswith("undecodable")
    raise Unreadable(f"the read failed: {fault.kind}", retryable=not undecodable)


def _state(account: str, statement: Statement, *, listing: bool) -> ObservedState:
    numbers, gaps = _numbers(statement)
    state = ObservedState(
        account=account,
        now=instant(statement.account["now"]),
        numbers=numbers,
        instances=mapping.instances(statement.tables["instances"]),
        audio=dict(statement.tables["audio"]),
        balance=Balance(mapping.cny(statement.account["balance"]), mapping.cny(statement.account["arrears"])),
        gaps=gaps,
    )
    return _full(state, statement) if listing else _public(state, statement)


def _full(state: ObservedState, statement: Statement) -> ObservedState:
    tables, account = statement.tables, statement.account
    audio = account["playback_audio"]
    return replace(
        state,
        enterprises=mapping.enterprises(tables["enterprises"]),
        scripts={code: bool(approved) for code, approved in tables["scripts"]},
        offers=tuple(Offer(number, carrier) for number, carrier in tables["offers"]),
        public_mode=bool(account["public_mode"]),
        playback=None if audio is None else Playback(audio, account["playback_description"]),
        playback_readable=True,
        complete=not state.gaps,
    )


def _public(state: ObservedState, statement: Statement) -> ObservedState:
    return replace(
        state,
        numbers={number.identity: number for number in public.numbers(state.numbers.values())},
        instances=public.instances(dict(state.instances or {})),
        balance=public.balance(statement.account),
        gaps=(*state.gaps, public.GAP),
    )


def _numbers(statement: Statement) -> tuple[dict[str, ObservedNumber], tuple[str, ...]]:
    """Every number by identity, sorted, and what is wrong with the pages it was read from."""
    mapped = mapping.NumberMapper(statement.account["now"]).full
    found = [mapped(row) for page in statement.pages for row in page.rows]
    numbers = {number.identity: number for number in sorted(found, key=_identity)}
    totals = {page.total for page in statement.pages}
    gaps = []
    if len(totals) > 1:
        gaps.append(
            f"the number of entries changed while the list was read: {', '.join(map(str, sorted(totals)))}"
        )
    if len(numbers) < len(found):
        gaps.append(f"{len(found) - len(numbers)} numbers were listed twice")
    if len(found) != max(totals):
        gaps.append(f"{len(found)} numbers were listed of {max(totals)}")
    return numbers, tuple(gaps)


def _identity(number: ObservedNumber) -> str:
    return number.number or number.application or ""


# --- calling --------------------------------------------------------------------------------------------


def _type_of(call: Call) -> str:
    if call.verb is Verb.ACTIVATE_PUBLIC_MODE:
        return PUBLIC_MODE
    if call.desired is not None:
        return call.desired.type
    return HOTLINE if (call.number or "").startswith(HOTLINE) else "regular"


def _unanswered(fault: Fault) -> NoReturn:
    if fault.kind.startswith("throttle"):
        raise Throttled("asked to slow down", retry_after=fault.wait)
    if fault.kind == "business-error":
        raise Refused("the provider refused the request", reason=fault.code or "isv.BUSINESS_LIMIT_CONTROL")
    raise OutcomeUnknown(f"no answer that can be read: {fault.kind}")


def _desired(call: Call) -> DesiredNumber:
    if call.desired is None:
        raise InvariantError(f"{call.verb} of {call.number} says nothing of what is wanted")
    return call.desired


def _subject(call: Call) -> str:
    return call.number or call.application or ""


def _apply(world: World, call: Call) -> Answer:
    desired = _desired(call)
    if desired.type == HOTLINE:
        package = None if desired.package is None else _fen(desired.package)
        return world.apply_hotline(
            HotlineForm(
                number=_subject(call),
                carrier=desired.carrier,
                package=package,
                enterprise=desired.enterprise,
                script=desired.script,
                acknowledgement=call.acknowledgement,
            )
        )
    return world.apply_regular(
        RegularForm(
            line=desired.line,
            region=desired.region,
            call_type=desired.call_type,
            enterprise=desired.enterprise,
            script=desired.script,
            acknowledgement=call.acknowledgement,
        )
    )


def _fen(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def _submit_documents(world: World, call: Call) -> Answer:
    return world.submit_documents(_subject(call), _desired(call).documents or "")


def _configure_ivr(world: World, call: Call) -> Answer:
    ivr = _desired(call).ivr
    if ivr is None or ivr.playback is None:
        raise InvariantError(f"configure-ivr of {call.number} names no playback")
    return world.configure_playback(_subject(call), ivr.playback.audio, ivr.playback.description)


def _set_transfer(world: World, call: Call) -> Answer:
    ivr = _desired(call).ivr
    if ivr is None or ivr.transfer is None:
        raise InvariantError(f"set-transfer of {call.number} names no transfer")
    transfer = ivr.transfer
    return world.set_transfer(_subject(call), transfer.routing, transfer.to, transfer.qualification)


def _bind(world: World, call: Call) -> Answer:
    desired = _desired(call)
    return world.bind([_subject(call)], desired.instance or "", desired.routing)


_ACTS: dict[Verb, Callable[[World, Call], Answer]] = {
    Verb.APPLY: _apply,
    Verb.SUBMIT_DOCUMENTS: _submit_documents,
    Verb.CONFIGURE_IVR: _configure_ivr,
    Verb.CLEAR_IVR: lambda world, call: world.clear_playback(_subject(call)),
    Verb.SET_TRANSFER: _set_transfer,
    Verb.CLEAR_TRANSFER: lambda world, call: world.clear_transfer(_subject(call)),
    Verb.BIND: _bind,
    Verb.UNBIND: lambda world, call: world.unbind(_subject(call)),
    Verb.CANCEL: lambda world, call: world.cancel(_subject(call)),
    Verb.ACTIVATE_PUBLIC_MODE: lambda world, call: world.activate_public_mode(),
}

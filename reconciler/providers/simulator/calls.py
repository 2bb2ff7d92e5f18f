"""A call of the reconciler as a request at the world's counter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reconciler.contracts.provider import Call
from reconciler.errors import InvariantError
from reconciler.model.action import Verb
from reconciler.model.resource import HOTLINE, DesiredNumber
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.applying import HotlineForm, RegularForm
from reconciler.providers.simulator.world.effects import Reply
from reconciler.providers.simulator.world.money import fen


def ask(world: World, call: Call) -> Reply:
    """One request. Raises what the counter raises, and InvariantError for a call that does not say what it wants."""
    return REQUESTS[call.verb](world, call)


def ask_together(world: World, calls: Sequence[Call]) -> Reply:
    """One binding of several numbers to one instance; those that cannot be bound are left out."""
    desired = _desired(calls[0])
    numbers = [_subject(call) for call in calls]
    return world.bind(numbers, desired.instance or "", desired.routing, partial=True)


def _desired(call: Call) -> DesiredNumber:
    if call.desired is None:
        raise InvariantError(f"{call.verb} of {call.number} does not say what is wanted")
    return call.desired


def _subject(call: Call) -> str:
    return call.number or call.application or ""


def _apply(world: World, call: Call) -> Reply:
    desired = _desired(call)
    if desired.type == HOTLINE:
        return world.apply_hotline(_hotline(call, desired))
    return world.apply_regular(_regular(call, desired))


def _hotline(call: Call, desired: DesiredNumber) -> HotlineForm:
    return HotlineForm(
        number=_subject(call),
        carrier=desired.carrier,
        package=None if desired.package is None else fen(desired.package),
        enterprise=desired.enterprise,
        script=desired.script,
        acknowledgement=call.acknowledgement,
    )


def _regular(call: Call, desired: DesiredNumber) -> RegularForm:
    return RegularForm(
        line=desired.line,
        region=desired.region,
        call_type=desired.call_type,
        enterprise=desired.enterprise,
        script=desired.script,
        acknowledgement=call.acknowledgement,
    )


def _submit_documents(world: World, call: Call) -> Reply:
    return world.submit_documents(_subject(call), _desired(call).documents or "")


def _configure_ivr(world: World, call: Call) -> Reply:
    ivr = _desired(call).ivr
    if ivr is None or ivr.playback is None:
        raise InvariantError(f"configure-ivr of {call.number} names no playback")
    return world.configure_playback(_subject(call), ivr.playback.audio, ivr.playback.description)


def _set_transfer(world: World, call: Call) -> Reply:
    ivr = _desired(call).ivr
    if ivr is None or ivr.transfer is None:
        raise InvariantError(f"set-transfer of {call.number} names no transfer")
    transfer = ivr.transfer
    return world.set_transfer(_subject(call), transfer.routing, transfer.to, transfer.qualification)


def _bind(world: World, call: Call) -> Reply:
    desired = _desired(call)
    return world.bind([_subject(call)], desired.instance or "", desired.routing)


REQUESTS: dict[Verb, Callable[[World, Call], Reply]] = {
    Verb.ORDER: _apply,
    Verb.SUBMIT_DOCUMENTS: _submit_documents,
    Verb.CONFIGURE_IVR: _configure_ivr,
    Verb.CLEAR_IVR: lambda world, call: world.clear_playback(_subject(call)),
    Verb.SET_TRANSFER: _set_transfer,
    Verb.CLEAR_TRANSFER: lambda world, call: world.clear_transfer(_subject(call)),
    Verb.BIND: _bind,
    Verb.UNBIND: lambda world, call: world.unbind(_subject(call)),
    Verb.CANCEL: lambda world, call: world.cancel(_subject(call)),
    Verb.ACTIVATE_PUBLIC_MODE: lambda world, _: world.activate_public_mode(),
}
"""What the world does for each verb; a verb that is not here it cannot do."""

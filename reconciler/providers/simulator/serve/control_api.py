"""The other side of the counter over HTTP: `POST /_sim/DEED` with a JSON object, on this machine only.

The same deeds as `reconciler simulator …`. A page in a browser cannot reach them: a deed is a POST of JSON, the Host
header has to name this machine, and a request with an Origin comes from a page.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from reconciler.providers.simulator import show
from reconciler.providers.simulator.serve.refusal import Rejected, invalid
from reconciler.providers.simulator.serve.signature import HttpRequest
from reconciler.providers.simulator.world import World, wallclock
from reconciler.providers.simulator.world.applying import HotlineForm
from reconciler.providers.simulator.world.faults import Fault
from reconciler.providers.simulator.world.journal import CONSOLE
from reconciler.providers.simulator.world.money import fen
from reconciler.providers.simulator.world.words import NOTICE_VERSION
from reconciler.wire import strict

PREFIX = "/_sim/"
Reset = Callable[[World], None]
_HOSTS = frozenset({"127.0.0.1", "localhost"})


def perform(world: World, request: HttpRequest, reset: Reset | None) -> dict[str, Any]:
    """Does a deed and answers what `simulator show` would print. Raises Rejected, or the world's Refused."""
    deed = request.path.removeprefix(PREFIX)
    if request.headers.get("origin") is not None or (request.method != "POST" and deed != "show"):
        raise Rejected(403, "Forbidden", "The other side of the counter takes POST, and from no web page.")
    if request.headers.get("host", "").partition(":")[0] not in _HOSTS:
        raise Rejected(403, "Forbidden", "The other side of the counter is on this machine only.")
    parameters = _asked(request) if request.method == "POST" else {}
    if deed == "reset" and reset is not None:
        reset(world)
    elif deed in _DEEDS:
        _do(world, deed, parameters)
    elif deed != "show":
        raise Rejected(404, "InvalidAction.NotFound", f"there is: {', '.join(('reset', 'show', *_DEEDS))}")
    return show.document(world)


def _asked(request: HttpRequest) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise invalid("the body has to be application/json")
    try:
        parameters = strict.parse(request.body or b"{}")
    except strict.NotJson as error:
        raise invalid(f"the body has to be a JSON object: {error}") from error
    if not isinstance(parameters, dict):
        raise invalid("the body has to be a JSON object")
    return parameters


def _do(world: World, deed: str, parameters: dict[str, Any]) -> None:
    try:
        _DEEDS[deed](world, **parameters)
    except (TypeError, InvalidOperation) as error:
        raise invalid(f"{deed}: {error}") from error


def _advance(world: World, *, by: str) -> None:
    world.advance(wallclock.duration(by))


def _fault(world: World, **parameters: Any) -> None:
    world.script(Fault(**parameters))


def _apply(world: World, *, number: str, enterprise: str, carrier: str, package: str) -> None:
    form = HotlineForm(number, carrier, fen(Decimal(package)), enterprise, None, NOTICE_VERSION)
    world.apply_hotline(form, CONSOLE)


def _bind(world: World, *, number: str, instance: str) -> None:
    world.bind([number], instance, by=CONSOLE)


def _configure_ivr(world: World, *, number: str, audio: str, description: str) -> None:
    world.configure_playback(number, audio, description, CONSOLE)


def _submit_documents(world: World, *, number: str, reference: str) -> None:
    world.submit_documents(number, reference, CONSOLE)


_DEEDS: dict[str, Callable[..., Any]] = {
    "advance": _advance,
    "approve": lambda world, *, number=None: world.approve(number),
    "reject": lambda world, *, number, reason=None: world.reject(number, reason),
    "restrict": lambda world, *, number, reason=None: world.restrict(number, reason),
    "fault": _fault,
    "clear-faults": lambda world: world.clear_faults(),
    "apply": _apply,
    "cancel": lambda world, *, number: world.cancel(number, CONSOLE),
    "bind": _bind,
    "unbind": lambda world, *, number: world.unbind(number, CONSOLE),
    "configure-ivr": _configure_ivr,
    "submit-documents": _submit_documents,
    "register": lambda world, *, number, qualification: world.register(number, qualification),
}

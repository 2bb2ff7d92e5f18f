"""What each request does to the account: one function a verb, its arguments as JSON could hold them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sqlite3 import Connection
from typing import Any, NamedTuple

from reconciler.errors import Refused
from reconciler.providers.simulator.world import answering, applying, binding, cancelling, store
from reconciler.providers.simulator.world.applying import HotlineForm, RegularForm
from reconciler.providers.simulator.world.journal import Request


class Reply(NamedTuple):
    """A positive answer to a request."""

    number: str | None = None
    application: str | None = None
    failed: tuple[str, ...] = ()
    """Numbers of a bind that were left out although the request as a whole succeeded."""


def attempt(db: Connection, request: Request, arguments: Sequence[Any]) -> Reply | Refused:
    """Does what is asked, whole or not at all."""
    try:
        with store.attempt(db):
            return _EFFECTS[request.verb](db, request, *arguments)
    except Refused as refusal:
        return refusal


def _apply(db: Connection, request: Request, form: dict[str, Any]) -> Reply:
    if request.number is not None:
        return Reply(request.number, applying.hotline(db, HotlineForm(**form)))
    return Reply(None, applying.regular(db, RegularForm(**form)))


def _bind(
    db: Connection,
    _: Request,
    numbers: Sequence[str],
    code: str,
    routing: str | None,
    companies: Sequence[str] | None,
    partial: bool,
    most: int | None = None,
) -> Reply:
    """Binds all or none of the numbers; a `partial` request those that can be bound, and names the others.

    A request that binds none is refused. `most`: how many are tried, by a scripted fault.
    """
    to = binding.instance(db, numbers, code)
    taken = numbers[:most]
    refusals: dict[str, Refused] = {}
    for name in taken:
        try:
            with store.attempt(db):
                binding.bind(db, name, to, routing, companies)
        except Refused as refusal:
            if not partial:
                raise
            refusals[name] = refusal
    if taken and len(refusals) == len(set(taken)):
        raise refusals[taken[0]]
    return Reply(failed=(*refusals, *numbers[len(taken) :]))


def _simple(act: Callable[..., None]) -> Callable[..., Reply]:
    def effect(db: Connection, request: Request, *arguments: object) -> Reply:
        act(db, *arguments)
        return Reply(request.number)

    return effect


_EFFECTS: dict[str, Callable[..., Reply]] = {
    "apply": _apply,
    "submit-documents": _simple(applying.submit_documents),
    "bind": _bind,
    "unbind": _simple(binding.unbind),
    "configure-ivr": _simple(answering.configure_playback),
    "clear-ivr": _simple(answering.clear_playback),
    "set-transfer": _simple(answering.set_transfer),
    "clear-transfer": _simple(answering.clear_transfer),
    "cancel": _simple(cancelling.cancel),
    "stop-inbound": _simple(answering.check_inbound),
    "recover-inbound": _simple(answering.check_inbound),
    "activate-public-mode": _simple(cancelling.activate_public_mode),
}

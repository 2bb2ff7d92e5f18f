"""Enrolments over the simulated world: a person's hands, faults and time for whatever stands in front of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from reconciler.model.action import Action, Verb
from reconciler.providers.simulator import show
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.applying import HotlineForm, RegularForm
from reconciler.providers.simulator.world.faults import Fault
from reconciler.providers.simulator.world.journal import API, CONSOLE
from reconciler.providers.simulator.world.wallclock import duration
from reconciler.providers.simulator.world.words import NOTICE_VERSION
from reconciler.testing.scene import Enrolment


def enrolled(world: World, provider: str, settings: Mapping[str, str]) -> Enrolment:
    """A provider in front of this world."""
    return Enrolment(
        provider=provider,
        settings=settings,
        now=world.now,
        numbers=lambda: show.document(world)["numbers"],
        by_hand=lambda task: _HANDS[task.verb](world, task, {c.path: c.after for c in task.changes}),
        advance=lambda text: _advance(world, text),
        fault=lambda kind, verb: world.script(Fault(kind, verb=verb)),
        effects=lambda: [entry.verb for entry in world.requests() if entry.by == API and entry.effect],
    )


def _advance(world: World, text: str) -> None:
    world.advance(duration(text))


def _apply(world: World, task: Action, wanted: Mapping[str, Any]) -> str | None:
    if wanted["type"] == "400":
        package = int(Decimal(wanted["package"]) * 100)
        number, carrier = wanted["number"], wanted["carrier"]
        form = HotlineForm(number, carrier, package, wanted["enterprise"], wanted["script"], NOTICE_VERSION)
        return world.apply_hotline(form, CONSOLE).application
    regular = RegularForm(
        wanted["line"],
        wanted["region"],
        wanted["callType"],
        wanted["enterprise"],
        wanted["script"],
        NOTICE_VERSION,
    )
    return world.apply_regular(regular, CONSOLE).application


def _configure(world: World, task: Action, wanted: Mapping[str, Any]) -> None:
    audio, description = wanted["ivr.playback.audio"], wanted["ivr.playback.description"]
    world.configure_playback(task.number or "", audio, description, CONSOLE)


def _submit(world: World, task: Action, wanted: Mapping[str, Any]) -> None:
    world.submit_documents(task.number or "", wanted.get("documents.reference") or "by hand", CONSOLE)


def _on_number(deed: Callable[[World], Callable[[str, str], Any]]) -> Callable[..., None]:
    def do(world: World, task: Action, _wanted: Mapping[str, Any]) -> None:
        deed(world)(task.number or "", CONSOLE)

    return do


def _public_mode(world: World, _task: Action, _wanted: Mapping[str, Any]) -> None:
    world.activate_public_mode(CONSOLE)


_HANDS: dict[Verb, Callable[[World, Action, Mapping[str, Any]], str | None]] = {
    Verb.ORDER: _apply,
    Verb.SUBMIT_DOCUMENTS: _submit,
    Verb.CONFIGURE_IVR: _configure,
    Verb.CLEAR_IVR: _on_number(lambda world: world.clear_playback),
    Verb.UNBIND: _on_number(lambda world: world.unbind),
    Verb.CLEAR_TRANSFER: _on_number(lambda world: world.clear_transfer),
    Verb.CANCEL: _on_number(lambda world: world.cancel),
    Verb.ACTIVATE_PUBLIC_MODE: _public_mode,
}

"""Every verb through every door that leads to the account, with everything that can go wrong on the way: the simulator
with its full interface, the simulator with the public one, and the real provider's adapter, whose SDK talks HTTP to the
emulator. One runner does it, or a second one comes by in the middle of the call.

What is not called through a door is a task there, and a person does it: then the reads go wrong. Those of the full
interface are the matter of `fault_matrix.py`, one by one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import scene as proof
from emulating import give_key_pair

from reconciler import pipeline
from reconciler.contracts.provider import Call
from reconciler.errors import LedgerLocked, ReconcilerError
from reconciler.model.action import Action, Verb
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.providers.alibaba import connection, pace
from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.world import World, open_world
from reconciler.providers.simulator.world import faults as known
from reconciler.providers.simulator.world.faults import Fault
from reconciler.providers.simulator.world.journal import API
from reconciler.testing import ACCOUNT, Scene, emulated, enrolled
from reconciler.testing.conformance import everything
from reconciler.testing.scene import FREE, HOTLINE, OFFERED, entry, hotline

FULL, PUBLIC, WIRE = "full", "public", "wire"
DOORS = (FULL, PUBLIC, WIRE)
ALONE, LOCKED_OUT, ROBBED = "alone", "locked out", "robbed"
RUNNERS = (ALONE, LOCKED_OUT, ROBBED)
"""A second runner comes in the middle of the call: it finds the lock, or somebody took it away before."""


@dataclass(frozen=True)
class Story:
    """One change in Git, and the verb it is about."""

    verb: str
    documents: Callable[[], dict[str, Any]]
    buries: tuple[str, str] | None = None
    adopted: bool = True
    """Whether what the account holds was adopted before."""


def _without(key: str, **changed: Any) -> Callable[[], dict[str, Any]]:
    def documents() -> dict[str, Any]:
        left = everything(**changed)
        del left["numbers"][key]
        return left

    return documents


def _with(**changed: Any) -> Callable[[], dict[str, Any]]:
    return lambda: everything(**changed)


_NEW = hotline(OFFERED, ivr="transferred", documents={"reference": "DOC-1"})
_QUIET = {name: value for name, value in entry(FREE).items() if name != "ivr"}
_BOUND = "057188880001"
_OTP = {"publicMode": {"otp": {"use": "verification-code"}}}
STORIES: Mapping[str, Story] = {
    "adopt": Story("adopt", _with(), adopted=False),
    "order a 400": Story("order", _with(new=_NEW)),
    "order a regular number": Story("order", _with(new=entry(None, instance="outbound"))),
    "submit documents": Story("submit-documents", _with(new=_NEW)),
    "configure": Story("configure-ivr", _with(free=entry(FREE, ivr="other"))),
    "silence": Story("clear-ivr", _with(free=_QUIET)),
    "transfer": Story("set-transfer", _with(hot=hotline(HOTLINE, ivr="transferred"))),
    "transfer no more": Story("clear-transfer", _with(hot=hotline(HOTLINE))),
    "bind": Story("bind", _with(free=entry(FREE, instance="outbound"))),
    "rebind": Story("bind", _with(bound=entry(_BOUND, instance="spare"))),
    "unbind": Story("unbind", _with(bound=entry(_BOUND))),
    "cancel": Story("cancel", _without("free"), buries=("free", FREE)),
    "unbind and cancel": Story("cancel", _without("bound"), buries=("bound", _BOUND)),
    "public mode": Story("activate-public-mode", lambda: everything() | _OTP),
    "move": Story("move", _without("free", front=entry(FREE))),
    "forget": Story("forget", _without("free")),
}
LOST = tuple(kind for kind in known.BEFORE if kind != "throttle-before")
SILENT = tuple(kind for kind in known.AFTER if kind != "throttle-after")
LANDS, OUTLIVES = 60.0, 40 * 60.0
"""Seconds until a late request lands: while it can live, and when it should be long dead."""
TOO_LONG = 30.0
"""Seconds that no run waits for."""
PASSING = ("unreadable", "timeout-before", "reset-before", "error-500-before", "throttle-before")
SPOILED = (known.SHORT_LIST, known.DUPLICATE_ENTRY, known.TOTAL_CHANGES, known.STALE, known.LAGGING)
FOR_EVER = 999


@dataclass(frozen=True)
class Case:
    """One fault in one story behind one door."""

    door: str
    story: str
    kind: str
    at: str = "call"
    """`call`, or `read`."""
    runners: str = ALONE
    wait: float | None = None
    times: int = 1

    def strike(self, world: World) -> None:
        verb = STORIES[self.story].verb if self.at == "call" else known.READ
        world.script(Fault(self.kind, _request_of(verb), wait=self.wait, times=self.times))


def _request_of(verb: str) -> str:
    """The counter's word for a verb: an order is the page's word, apply."""
    return "apply" if verb == "order" else verb


# --- a workspace in front of a door -----------------------------------------------------------------------------


class Watched:
    """A provider in the middle of whose calls something happens."""

    def __init__(self, provider: Any, during: Callable[[], None]) -> None:
        self._provider = provider
        self._during = during

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)

    def execute(self, call: Call) -> Any:
        self._during()
        return self._provider.execute(call)

    def execute_together(self, calls: Sequence[Call]) -> Any:
        self._during()
        return self._provider.execute_together(calls)


@dataclass
class Run:
    """How one run ended."""

    result: ApplyResult | None = None
    error: ReconcilerError | None = None

    @property
    def results(self) -> tuple[Result, ...]:
        return () if self.result is None else self.result.results

    @property
    def fates(self) -> dict[str, str]:
        return {one.action.id: one.fate.value for one in self.results}

    def settled(self, action: str) -> list[str]:
        """What it learnt of an earlier call: `done`, `not-done`."""
        told = () if self.result is None else self.result.settled
        mark = f"{action} is settled as "
        return [line.removeprefix(mark).partition(":")[0] for line in told if line.startswith(mark)]


@dataclass
class Behind:
    """One workspace and the account behind its door."""

    scene: Scene
    world: World
    runs: int = 0
    seconds: list[Run] = field(default_factory=list)
    """How second runners ended."""
    tasks: list[Action] = field(default_factory=list)
    """Issued, and not done yet."""
    vouched: list[str] = field(default_factory=list)
    """What the account held when somebody last attested it."""

    def commit(self, story: Story) -> None:
        self.scene.commit(**story.documents())
        if story.buries is not None:
            self.scene.bury(*story.buries)

    def run(self, during: Callable[[], None] = lambda: None) -> Run:
        """One `reconciler apply`."""
        self.runs += 1
        session = self.scene.session()
        watched: Any = Watched(session.provider, during)
        try:
            session = replace(session, provider=watched)
            ended = Run(pipeline.apply(session, f"run-{self.runs}", pipeline.ApplyOptions())[1])
        except ReconcilerError as error:
            return Run(error=error)
        self.tasks += [one.action for one in ended.results if one.fate is Fate.ISSUED]
        return ended

    def someone_else(self, robs: bool) -> Callable[[], None]:
        """A second runner, the first time only; a robber takes the lock away before it starts."""

        def come_by() -> None:
            if self.seconds:
                return
            self.seconds.append(Run())
            if robs:
                self.scene.session().store.unlock("prod")  # type: ignore[attr-defined]
            self.seconds[0] = self.run()

        return come_by

    def calls(self, verb: str) -> int:
        """How many requests of the API there were for a verb."""
        return sum(seen.by == API and seen.verb == _request_of(verb) for seen in self.world.requests())

    @property
    def held(self) -> list[str]:
        return sorted(pipeline.remember(self.scene.session()).held)

    def finish(self) -> None:
        """Whatever is left is done, by runs and by people; then nothing is left, and the next run calls nothing."""
        self.world.clear_faults()
        for wait in ("40m", "6d"):
            self.advance(wait)
            self._rest()
        before = len(self.world.requests())
        idle = self.run()
        assert idle.error is None, f"an idle run failed: {idle.error}"
        assert len(self.world.requests()) == before, "an idle run made requests"

    def _rest(self) -> None:
        for _ in range(6):
            self.vouch()
            ended = self.run()
            assert ended.error is None, f"a run without faults failed: {ended.error.message}"
            learnt = ended.result is not None and ended.result.settled
            if not ended.results and not self.tasks and not self.held and not learnt:
                return
            self.scene.do(self.tasks)
            self.tasks.clear()
            if not ended.results:
                self._resolve()
        raise AssertionError(f"never at rest: {self.held} held, {ended.fates}")

    def _resolve(self) -> None:
        """A person looks up what no read can show: here, whether an application that names no number was made."""
        self.scene.resolve()
        made = [
            e.application for e in self.world.requests() if e.by == API and e.effect and e.verb == "apply"
        ]
        for address, intent in pipeline.remember(self.scene.session()).held.items():
            if intent.action == "order":
                said = pipeline.Resolution(bool(made), "seen in the console", application=(made or [None])[0])
                pipeline.resolve(self.scene.session(), "operator", address, said)

    def vouch(self) -> None:
        """A person attests what the account holds, where that has changed."""
        if self.vouched != self.truth:
            self.vouched = self.truth
            self.scene.vouch()

    def advance(self, text: str) -> None:
        """Lets time pass at the provider."""
        assert self.scene.enrolment.advance is not None
        self.scene.enrolment.advance(text)

    @property
    def truth(self) -> list[str]:
        """The account as it truly is; applications are numbered in the order they came."""
        rows = (dict(row) for row in self.scene.enrolment.numbers())
        return sorted(str({name: row[name] for name in sorted(row) if name != "application"}) for row in rows)


@contextmanager
def behind(door: str, adopted: bool = True) -> Iterator[Behind]:
    """A workspace that manages everything the account holds, copied from one that was prepared."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=_memory())))
        if adopted:
            shutil.copytree(_prepared(door), folder, dirs_exist_ok=True)
        yield stack.enter_context(_opened(door, folder))


def _memory() -> Path | None:
    return proof.SHM if proof.SHM.is_dir() else None


@cache
def _prepared(door: str) -> Path:
    """An adopted and quiet workspace with its account, for the life of this process."""
    folder = Path(tempfile.mkdtemp(prefix=f"{door}-{os.getpid()}-", dir=_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with _opened(door, folder) as place:
        place.scene.commit(**everything())
        place.scene.vouch()
        place.scene.settle()
    return folder


@contextmanager
def _opened(door: str, folder: Path) -> Iterator[Behind]:
    with ExitStack() as stack:
        if door == WIRE:
            stack.enter_context(_impatient())
            served = stack.enter_context(emulated(folder, ACCOUNT))
            world, provider = served.world, "alibaba"
            settings = served.settings | {"readBudget": "5s"}
        else:
            world = stack.enter_context(_embedded(folder))
            provider, settings = "simulator", {"database": "account.db", "api": door}
        yield Behind(Scene(folder, enrolled(world, provider, settings)), world)


@contextmanager
def _embedded(folder: Path) -> Iterator[World]:
    world = open_world(folder / "account.db", Seed.model_validate(ACCOUNT))
    try:
        yield world
    finally:
        world.close()


@contextmanager
def _impatient() -> Iterator[None]:
    """The adapter with the emulator's key, and no wish to wait for what is not coming."""
    with pytest.MonkeyPatch.context() as patch:
        give_key_pair(patch)
        patch.setattr(connection, "READ_TIMEOUT", 1.0)
        patch.setattr(pace, "FIRST_PAUSE", 0.01)
        patch.setattr(pace.Pace, "wait", lambda _: None)
        yield


# --- what is usual -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Usual:
    """A story nothing goes wrong in."""

    fates: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]]
    calls: int
    """How many requests of the story's verb the API is asked for, to the very end."""
    truth: list[str]

    def struck(self, verb: str) -> str | None:
        """The action of this verb that is called; None where a person does it."""
        called = (a for a, fate in self.fates.items() if a.endswith(f":{verb}") and fate == Fate.DONE.value)
        return next(called, None)


@cache
def usual(door: str, name: str) -> Usual:
    story = STORIES[name]
    with behind(door, story.adopted) as place:
        place.commit(story)
        if not story.adopted:
            place.vouch()
        plan = place.scene.plan()
        fates = _first(place, story)
        place.finish()
        needs = {action.id: action.needs for action in plan.actions}
        return Usual(fates, needs, place.calls(story.verb), place.truth)


def _first(place: Behind, story: Story) -> dict[str, str]:
    ended = place.run()
    assert ended.error is None, f"{story.verb}: {ended.error.message}"
    return ended.fates


# --- the cases ---------------------------------------------------------------------------------------------------


def cases() -> Iterator[Case]:
    """All of them."""
    for door in DOORS:
        for name, story in STORIES.items():
            if _is_called(door, name):
                for runners in RUNNERS:
                    yield from _call_cases(door, name, story.verb, runners)
            if door != FULL:  # the proof `faults` strikes at every read of the full interface
                yield from _read_cases(door, name)


def _is_called(door: str, name: str) -> bool:
    verb = STORIES[name].verb
    if verb in ("adopt", "move", "forget"):
        return False
    return door == FULL or name in ("bind", "transfer")


def _call_cases(door: str, name: str, verb: str, runners: str) -> Iterator[Case]:
    for kind in (*known.BEFORE, *known.AFTER, known.BUSINESS_ERROR):
        yield Case(door, name, kind, runners=runners)
    for wait in (LANDS, OUTLIVES):
        yield Case(door, name, known.LATE, runners=runners, wait=wait)
    yield Case(door, name, "throttle-before", runners=runners, wait=TOO_LONG)
    if verb == "bind":
        yield Case(door, name, known.PARTIAL_BIND, runners=runners)
    if name == "order a 400":
        yield Case(door, name, known.SOLD, runners=runners)


def _read_cases(door: str, name: str) -> Iterator[Case]:
    for kind in (*PASSING, "undecodable-before"):
        yield Case(door, name, kind, "read")
    for kind in ("unreadable", "undecodable-before", *SPOILED):
        yield Case(door, name, kind, "read", times=FOR_EVER)


def play(case: Case) -> None:
    """Raises AssertionError for a wrong fate."""
    (_play_call if case.at == "call" else _play_read)(case)


# --- calls -------------------------------------------------------------------------------------------------------


def fate_of(case: Case) -> str:
    """What becomes of the call that is struck."""
    if case.kind in LOST or case.kind in SILENT or case.kind == known.LATE:
        return Fate.UNKNOWN.value
    if (
        case.kind == "throttle-after"
    ):  # over HTTP it is a throttle like another, and asking again finds it done
        return Fate.DONE.value if case.door == WIRE else Fate.UNKNOWN.value
    if case.kind == "throttle-before" and case.wait is None:
        return Fate.DONE.value
    return Fate.REFUSED.value


def _play_call(case: Case) -> None:
    story, clean = STORIES[case.story], usual(case.door, case.story)
    struck = clean.struck(story.verb)
    assert struck is not None, "the story calls nothing"
    address = struck.rpartition(":")[0]
    with behind(case.door) as place:
        place.commit(story)
        case.strike(place.world)
        other = None if case.runners == ALONE else place.someone_else(case.runners == ROBBED)
        first = place.run(other or (lambda: None))
        fate = fate_of(case)
        if case.runners == ROBBED:
            _robbed(case, place, struck)
        else:
            _same(first.fates, _expected(clean, struck, fate), "fates")
            _same(place.held, [address] if fate == Fate.UNKNOWN.value else [], "held")
            _locked_out(place)
        if fate == Fate.UNKNOWN.value and case.runners != ROBBED:
            _next_run(case, place, struck, address)
        place.finish()
        if not _another(case):
            _same(place.truth, clean.truth, "truth")
        _asked_once(case, place, clean)


def _expected(clean: Usual, struck: str, fate: str) -> dict[str, str]:
    expected = dict(clean.fates)
    if fate != Fate.DONE.value:
        expected[struck] = fate
        for action, needs in clean.needs.items():
            if struck in needs and action in expected:
                expected[action] = Fate.SKIPPED.value
    return expected


def _locked_out(place: Behind) -> None:
    for second in place.seconds:
        assert isinstance(second.error, LedgerLocked), f"a second runner ended with {second}"
        _same(second.error.exit_code, 6, "exit")


def _robbed(case: Case, place: Behind, struck: str) -> None:
    """Whoever comes second finds an intent: over HTTP its request may be under way, so nothing is asked again. In this
    process no request is ever under way, so the second may ask again; that it has one effect is counted at the end.
    """
    [second] = place.seconds
    if case.door == WIRE:
        assert struck not in second.fates, f"a second runner acted where an intent is open: {second.fates}"


def _next_run(case: Case, place: Behind, struck: str, address: str) -> None:
    """What the run right after learns: what shows is done, and nothing is denied that may still land."""
    verb = STORIES[case.story].verb
    asked = place.calls(verb)
    following = place.run()
    told = following.settled(struck)
    if case.kind in SILENT or case.kind == "throttle-after":
        _same(told, ["done"], "settled by the next run")
        return
    if case.kind != known.LATE and case.door != WIRE:
        return  # a request in this process is over with its answer: the proof `faults` has what follows
    _same((told, place.held, place.calls(verb)), ([], [address], asked), "while it may still land")
    if case.wait == LANDS:
        place.advance("1m")
        _same(place.run().settled(struck), ["done"], "settled when it had landed")
        _same(place.calls(verb), asked, "requests")


def _asked_once(case: Case, place: Behind, clean: Usual) -> None:
    """No second effect, but where the first came when it should have been dead or was called throttled, where a robber
    did the same at once, or where a refused rebind was put back.
    """
    verb = STORIES[case.story].verb
    effects = [e for e in place.world.requests() if e.by == API and e.effect and e.verb == _request_of(verb)]
    outlived = case.kind == known.LATE and case.wait == OUTLIVES
    denied = case.kind == "throttle-after" and case.door == WIRE
    both = case.runners == ROBBED and case.door != WIRE and Verb(verb).reversible
    put_back = case.at == "call" and case.story == "rebind" and fate_of(case) == Fate.REFUSED.value
    most = clean.calls + (outlived or denied or both or put_back)
    assert len(effects) <= most, f"{verb} took effect {len(effects)} times"


def _another(case: Case) -> bool:
    """Whether the account may end otherwise: a number that was sold to somebody else is gone."""
    return case.kind == known.SOLD


# --- reads -------------------------------------------------------------------------------------------------------


def _play_read(case: Case) -> None:
    """What cannot be read leads to no deed that would not have been done, and to the same end. A transfer that nobody
    ever saw or set is given what Git declares.
    """
    story, clean = STORIES[case.story], usual(case.door, case.story)
    with behind(case.door, story.adopted) as place:
        place.commit(story)
        if not story.adopted:
            place.vouch()
        case.strike(place.world)
        first = place.run()
        if case.kind in PASSING and case.times == 1:
            assert first.error is None, f"one failed read ended the run: {first.error.message}"
            _same(first.fates, clean.fates, "fates")
        may = (
            dict(clean.fates) if story.adopted else {"care/hot:set-transfer": Fate.DONE.value, **clean.fates}
        )
        wrong = {a: f for a, f in first.fates.items() if f not in (may.get(a), Fate.SKIPPED.value)}
        assert not wrong, f"fates on a read that went wrong: {wrong}"
        place.finish()
        _same(place.truth, clean.truth, "truth")
        _asked_once(case, place, clean)


def _same(found: object, wanted: object, what: str) -> None:
    assert found == wanted, f"{what}: {found}, not {wanted}"

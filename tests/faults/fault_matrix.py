"""Every fault the provider's side knows, at every call and every read of every story, with the fate it must lead to."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scenarios import SCENARIOS
from scene import Ended, Scene

from reconciler.model.outcome import Fate
from reconciler.providers.simulator.world.faults import (
    AFTER,
    BEFORE,
    BUSINESS_ERROR,
    DUPLICATE_ENTRY,
    LAGGING,
    LATE,
    PARTIAL_BIND,
    READ,
    SHORT_LIST,
    SOLD,
    STALE,
    TOTAL_CHANGES,
    UNREADABLE,
)

FOR_EVER = 99
PASSING = (UNREADABLE, "timeout-before", "reset-before", "error-500-before", "throttle-before")
"""Reads that fail and are worth asking again."""
FINAL = ("undecodable-before",)
SPOILED = (SHORT_LIST, DUPLICATE_ENTRY, TOTAL_CHANGES)
"""Lists that say of themselves that they are not whole."""
OLD = (STALE, LAGGING)
"""Lists that do not say that they are old."""
IRREVERSIBLE = frozenset({"order", "cancel"})


@dataclass(frozen=True)
class Case:
    """One fault in one story."""

    scenario: str
    kind: str
    verb: str
    """`read`, or the verb of the call it strikes at."""
    at: int = 0
    """How many such requests pass first."""
    times: int = 1
    wait: float | None = None

    def strike(self, scene: Scene) -> None:
        scene.fault(self.kind, self.verb, after=self.at, times=self.times, wait=self.wait)


@dataclass(frozen=True)
class Clean:
    """A story nothing goes wrong in."""

    fates: dict[str, str]
    needs: dict[str, tuple[str, ...]]
    verbs: tuple[str, ...]
    reads: int
    picture: object


@cache
def clean(name: str) -> Clean:
    with SCENARIOS[name].scene() as scene:
        ended = scene.run()
        fates = _fates(ended)
        needs = {} if ended.plan is None else {a.id: a.needs for a in ended.plan.actions}
        verbs = tuple(seen.request.verb for seen in scene.watch.seen)
        reads = ended.steps.count("provider: read")
        scene.finish()
        return Clean(fates, needs, verbs, reads, scene.picture())


def _fates(ended: Ended) -> dict[str, str]:
    results = () if ended.result is None else ended.result.results
    return {result.action.id: result.fate.value for result in results}


# --- calls --------------------------------------------------------------------------------------------------


def call_cases() -> Iterator[Case]:
    """Every fault of a call, at every call of every story."""
    for name in SCENARIOS:
        for verb in clean(name).verbs:
            for kind in (*BEFORE, *AFTER, BUSINESS_ERROR):
                yield Case(name, kind, verb)
            yield Case(name, "throttle-after", verb, wait=30.0)
            yield Case(name, "throttle-before", verb, wait=30.0)
            if verb == "bind":
                yield Case(name, PARTIAL_BIND, verb)
            if verb == "apply" and name != "apply-regular":
                yield Case(name, SOLD, verb)


def call(case: Case) -> None:
    """One call goes wrong: its exact fate, that of what needs it, and what the next run makes of it."""
    usual = clean(case.scenario)
    denied = case.kind == "throttle-before" and case.wait is None
    refused = case.kind == "throttle-before" and not denied
    lost, silent = case.kind in BEFORE and not denied and not refused, case.kind in AFTER
    with SCENARIOS[case.scenario].scene() as scene:
        case.strike(scene)
        first = scene.run()
        struck = _struck(usual, case)
        expected = dict(usual.fates)
        if not denied:
            expected[struck] = Fate.UNKNOWN.value if lost or silent else Fate.REFUSED.value
            for action, needs in usual.needs.items():
                if struck in needs:
                    expected[action] = Fate.SKIPPED.value
        _same(_fates(first), expected, "fates")
        address = struck.rpartition(":")[0]
        _same(sorted(scene.memory().held), [address] if lost or silent else [], "held")
        if lost or silent:
            _second(scene, struck, silent)
        scene.finish()
        another = case.scenario == "apply-400" and (refused or case.kind == BUSINESS_ERROR)
        if case.kind != SOLD and not another:  # a refused `select` takes another number
            _same(scene.picture(), usual.picture, "picture")


def _struck(usual: Clean, case: Case) -> str:
    """The action whose call it strikes at."""
    return next(action for action in usual.fates if _request_of(action) == case.verb)


def _request_of(action: str) -> str:
    """The counter's word for an action: an order is the page's word, apply."""
    verb = action.rpartition(":")[2]
    return "apply" if verb == "order" else verb


def _second(scene: Scene, struck: str, took_effect: bool) -> None:
    """The next run learns what can be learnt. That an application without a number did not happen cannot be."""
    before = scene.requests
    told = [line for line in scene.run().settled if line.startswith(f"{struck} is settled as ")]
    regular = struck == "care/it:order" and not any(seen.request.number for seen in scene.watch.seen)
    if regular and not took_effect:
        _same((told, sorted(scene.memory().held), scene.requests), ([], ["care/it"], before), "held for ever")
        return
    result = "done" if took_effect else "not-done"
    assert len(told) == 1 and told[0].startswith(f"{struck} is settled as {result}"), f"settled: {told}"


# --- late ---------------------------------------------------------------------------------------------------

LANDS = 60.0
"""Seconds until a late request lands: well within the time it can live."""
OUTLIVES = 40 * 60.0
"""Longer than any request should live."""


def late_cases() -> Iterator[Case]:
    """Every call of every story lands after its caller gave up: in time, or when it should be long dead."""
    for name in SCENARIOS:
        for verb in clean(name).verbs:
            yield Case(name, LATE, verb, wait=LANDS)
            yield Case(name, LATE, verb, wait=OUTLIVES)


def late(case: Case) -> None:
    """Nothing denies the call while it may land; landed, it is done, once."""
    usual = clean(case.scenario)
    struck = _struck(usual, case)
    address = struck.rpartition(":")[0]
    with SCENARIOS[case.scenario].scene() as scene:
        case.strike(scene)
        _same(_fates(scene.run())[struck], Fate.UNKNOWN.value, "fate")
        asked = _asked_of(scene, case.verb)
        _same(scene.run().settled, (), "settled at once")
        _same((sorted(scene.memory().held), _asked_of(scene, case.verb)), ([address], asked), "held")
        if case.wait == LANDS:
            scene.advance("1m")
            told = [line for line in scene.run().settled if line.startswith(f"{struck} is settled as ")]
            assert len(told) == 1 and told[0].startswith(f"{struck} is settled as done"), f"settled: {told}"
            _same(_asked_of(scene, case.verb), asked, "requests")
        scene.advance("20m")
        scene.run()
        scene.advance("20m")
        scene.finish()
        _same(scene.picture(), usual.picture, "picture")


def _asked_of(scene: Scene, verb: str) -> int:
    return sum(seen.request.verb == verb for seen in scene.watch.seen)


# --- reads --------------------------------------------------------------------------------------------------


def read_cases() -> Iterator[Case]:
    """Every fault of a read, at every read of every story, once and for ever."""
    for name in SCENARIOS:
        for at in range(clean(name).reads):
            for times in (1, FOR_EVER):
                for kind in (*PASSING, *FINAL, *SPOILED, *OLD):
                    if kind != STALE or at > 0:
                        yield Case(name, kind, READ, at, times)
                yield Case(name, "throttle-before", READ, at, times, wait=5.0)
                yield Case(name, "throttle-before", READ, at, times, wait=60.0)


def read(case: Case) -> None:
    """One read goes wrong, or every read from then on."""
    usual = clean(case.scenario)
    waits_too_long = case.wait is not None and case.wait > 20
    hopeless = case.kind in FINAL or waits_too_long or (case.times == FOR_EVER and case.kind in PASSING)
    with SCENARIOS[case.scenario].scene() as scene:
        case.strike(scene)
        first = scene.run()
        if case.times == 1 and not hopeless:
            _same(_fates(first), usual.fates, "fates")
        elif hopeless:
            _nothing_blindly(case, first, usual)
        elif case.kind in SPOILED:
            _nothing_irreversible(case, scene, first)
        scene.check()
        scene.finish()
        _same(scene.picture(), usual.picture, "picture")


def _nothing_blindly(case: Case, first: Ended, usual: Clean) -> None:
    """Without a first read there is no run; without a later one, the action it was for is skipped."""
    if case.at == 0:
        assert first.error is not None and "provider: before" not in " ".join(first.steps)
        return
    fates = _fates(first)
    calls = [action for action in fates if _request_of(action) in usual.verbs]
    passed = calls[: case.at - 1]
    _same([fates[a] for a in passed], [Fate.DONE.value] * len(passed), "before the fault")
    for action in calls[case.at - 1 :] if case.times == FOR_EVER else calls[case.at - 1 : case.at]:
        _same(fates[action], Fate.SKIPPED.value, action)


def _nothing_irreversible(case: Case, scene: Scene, first: Ended) -> None:
    """From the read that was not whole on, nothing is bought or cancelled."""
    reads = 0
    for step in first.steps:
        reads += step == "provider: read"
        irreversible = step.removeprefix("provider: before ") in IRREVERSIBLE
        assert not (irreversible and reads > case.at), f"{step} on a list that is not whole"
    scene.check()


def _same(found: object, wanted: object, what: str) -> None:
    assert found == wanted, f"{what}: {found}, not {wanted}"


# --- two at once --------------------------------------------------------------------------------------------

ANY_CALL = (*BEFORE, *AFTER, BUSINESS_ERROR)
ANY_READ = (*PASSING, *FINAL, *SPOILED, *OLD)


def two_faults(seed: int) -> None:
    """One fault in a run and another in the run after it; the account ends as if there had been none."""
    rng = random.Random(seed)
    name = rng.choice(sorted(SCENARIOS))
    usual = clean(name)
    struck: set[str] = set()
    with SCENARIOS[name].scene() as scene:
        for _ in range(2):
            for case in [_any_fault(rng, usual) for _ in range(rng.randint(1, 2))]:
                case.strike(scene)
                struck.add(case.kind)
            scene.run()
            scene.world.clear_faults()
            scene.check()
        scene.finish()
        if name != "apply-400" or BUSINESS_ERROR not in struck:  # a refused `select` takes another number
            _same(scene.picture(), usual.picture, f"picture of {name}")


def _any_fault(rng: random.Random, usual: Clean) -> Case:
    if usual.verbs and rng.random() < 0.6:
        return Case("", rng.choice(ANY_CALL), rng.choice(usual.verbs), rng.randrange(2), rng.choice((1, 2)))
    return Case("", rng.choice(ANY_READ), READ, rng.randrange(4), rng.choice((1, 2, FOR_EVER)))


def known_kinds() -> frozenset[str]:
    """Every fault the matrix strikes with."""
    return frozenset({*ANY_CALL, *ANY_READ, PARTIAL_BIND, SOLD, LATE})

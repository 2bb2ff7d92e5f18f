"""Bindings to one instance go out together, each number with an intent and an end of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import crash_points
import pytest
from documents import CAMPAIGN, OUTBOUND, Git, live_regular, regular, world_file
from scenarios import EVERYTHING, STORIES, A, B, C, D, Scenario
from scene import Ended, Scene, scene
from steps import SteppedProvider, Steps

from reconciler import pipeline
from reconciler.contracts.facts import Facts
from reconciler.errors import Refused
from reconciler.memory.fold import Growing, fold
from reconciler.memory.memory import Head
from reconciler.model.action import Verb
from reconciler.planning.drift import report
from reconciler.providers.simulator.world.journal import CONSOLE

NUMBERS = {"a": A, "b": B, "c": C, "d": D}
SEVERAL = Scenario(
    "bind-several",
    Git(numbers={key: regular(number, instance="outbound") for key, number in NUMBERS.items()}),
    world_file(*map(live_regular, NUMBERS.values())),
)
ELSEWHERE = Scenario(
    "rebind-several",
    Git(numbers={key: regular(number, instance="outbound") for key, number in NUMBERS.items()}),
    world_file(*(live_regular(number, instance=CAMPAIGN) for number in NUMBERS.values())),
)
ONE_BY_ONE = {"care/a:bind": "done", "care/b:bind": "done", "care/c:bind": "done", "care/d:bind": "done"}


@pytest.fixture
def by_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that takes two numbers at a time."""
    monkeypatch.setattr(SteppedProvider, "together", property(lambda _: {Verb.BIND: 2}))


@contextmanager
def adopted(story: Scenario) -> Iterator[Scene]:
    """The numbers are ours already: what is left to do is to bind them."""
    plain = Git(numbers={key: regular(number) for key, number in NUMBERS.items()})
    if story is ELSEWHERE:
        plain = Git(numbers={key: regular(number, instance="campaign") for key, number in NUMBERS.items()})
    with scene(plain, story.world) as found:
        found.finish()
        found.git = story.git
        yield found


def fates(ended: Ended) -> dict[str, str]:
    results = () if ended.result is None else ended.result.results
    return {result.action.id: result.fate.value for result in results}


def instances(scene: Scene) -> Mapping[str | None, str | None]:
    return {number.number: number.instance for number in scene.session().provider.observe().numbers.values()}


def calls(ended: Ended) -> list[str]:
    return [step for step in ended.steps if step.startswith("provider: before ")]


def test_four_bindings_are_one_read_two_appends_and_one_call() -> None:
    with adopted(SEVERAL) as story:
        ended = story.run()
        story.check()

    assert fates(ended) == ONE_BY_ONE
    call = [at for at, step in enumerate(ended.steps) if step == "provider: before bind"]
    assert len(call) == 1
    assert ended.steps[call[0] - 3 : call[0] + 4] == (
        "provider: read",
        "ledger: before append intent",
        "ledger: after append intent",
        "provider: before bind",
        "provider: after bind",
        "ledger: before append outcome",
        "ledger: after append outcome",
    )


@pytest.mark.usefixtures("by_twos")
def test_no_request_is_larger_than_the_provider_takes() -> None:
    with adopted(SEVERAL) as story:
        ended = story.run()
        story.finish()

    assert fates(ended) == ONE_BY_ONE
    assert calls(ended) == ["provider: before bind"] * 2


def test_a_batch_killed_at_any_step_ends_as_if_it_had_not_been(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STORIES, SEVERAL.name, SEVERAL)
    for at in range(1, crash_points.points(SEVERAL.name) + 1):
        crash_points.single(SEVERAL.name, at)


def test_what_is_left_out_of_a_batch_is_refused_by_number_and_holds_nothing() -> None:
    with adopted(SEVERAL) as story:
        story.fault("partial-bind", "bind")
        ended = story.run()
        held = dict(story.memory().held)
        bound = instances(story)
        story.finish()

    assert sorted(fates(ended).values()) == ["done", "done", "refused", "refused"]
    assert held == {}
    assert {number for number, instance in bound.items() if instance == OUTBOUND} == {A, B}


@pytest.mark.usefixtures("by_twos")
@pytest.mark.parametrize("kind", ["timeout-before", "timeout-after"])
def test_a_batch_without_an_answer_holds_its_numbers_and_no_others(kind: str) -> None:
    with adopted(SEVERAL) as story:
        story.fault(kind, "bind", times=9)
        first = story.run()
        held = sorted(story.memory().held)
        story.world.clear_faults()
        told = story.run().settled
        story.finish()

    assert fates(first) == {
        "care/a:bind": "unknown",
        "care/b:bind": "unknown",
        "care/c:bind": "skipped",
        "care/d:bind": "skipped",
    }
    assert held == ["care/a", "care/b"]
    result = "done" if kind.endswith("after") else "not-done"
    assert [line.partition(": ")[0] for line in told] == [
        f"care/{key}:bind is settled as {result}" for key in ("a", "b")
    ]


@pytest.mark.usefixtures("by_twos")
def test_what_is_refused_to_a_whole_batch_is_not_asked_for_the_next() -> None:
    with adopted(SEVERAL) as story:
        story.fault("business-error", "bind", times=9)
        ended = story.run()
        story.check()

    assert fates(ended) == {
        "care/a:bind": "refused",
        "care/b:bind": "refused",
        "care/c:bind": "skipped",
        "care/d:bind": "skipped",
    }
    assert calls(ended) == ["provider: before bind"]


@pytest.mark.parametrize("step", range(1, 30))
def test_another_hand_on_one_number_of_a_batch_is_seen_before_the_call(step: int) -> None:
    """It is left alone, and the others go out, unless the hand came after the last look."""
    did = [False]

    def hand() -> None:
        try:
            story.world.bind([B], CAMPAIGN, by=CONSOLE)
            did[0] = True
        except Refused:
            pass

    with adopted(SEVERAL) as story:
        steps = Steps({step: hand})
        ended = story.run(steps=steps)
        bound = instances(story)
        story.finish()

    found = fates(ended)
    if not did[0]:
        assert found == ONE_BY_ONE
        return
    if step <= steps.names.index("provider: read") + 1:
        assert found == {"care/b:unbind": "done", **ONE_BY_ONE}  # the plan itself has seen it
        return
    looked = max(at for at, name in enumerate(steps.names, 1) if name == "provider: read")
    called = max(at for at, name in enumerate(steps.names, 1) if name == "provider: before bind")
    assert bound[B] == CAMPAIGN
    assert found.get("care/b:bind") == ("refused" if looked < step <= called else found.get("care/b:bind"))
    assert {bound[A], bound[C], bound[D]} == {OUTBOUND}


def test_a_rebind_that_is_refused_is_put_back_and_git_is_ahead() -> None:
    with adopted(ELSEWHERE) as story:
        story.fault("business-error", "bind")
        ended = story.run()
        bound = instances(story)
        entries = {
            (entry.address, entry.moved, entry.quiet)
            for entry in report(_facts(story)).entries
            if entry.category == "changed"
        }
        story.finish()

    assert fates(ended)["care/a:bind"] == "refused"
    assert set(bound.values()) == {CAMPAIGN}
    assert entries == {(f"care/{key}", "git", True) for key in NUMBERS}
    message = next(
        r.message for r in (ended.result.results if ended.result else ()) if r.action.verb == "bind"
    )
    assert message.endswith(f"it is bound to {CAMPAIGN} again")


def test_a_rebind_that_can_neither_be_completed_nor_put_back_is_told_and_ends_with_one_number() -> None:
    with adopted(ELSEWHERE) as story:
        story.fault("business-error", "bind", times=9)
        ended = story.run()
        bound = instances(story)
        (off,) = (entry for entry in report(_facts(story)).entries if entry.half_done)
        story.check()

    assert sorted(map(str, bound.values())) == [CAMPAIGN] * 3 + ["None"]
    assert (off.category, off.moved, off.quiet) == ("changed", "git", False)
    assert off.message.startswith("taken off by our own apply on 2026-")
    assert off.message.endswith(" and bound to nothing since: instance")
    message = next(
        r.message for r in (ended.result.results if ended.result else ()) if r.action.verb == "bind"
    )
    assert "it is bound to nothing now" in message


def _facts(story: Scene) -> Facts:

    return pipeline.facts(story.session())


def test_a_memory_that_grows_record_by_record_is_the_folded_one_and_leaves_its_start_alone() -> None:
    with EVERYTHING.scene() as story:
        story.run()
        head, records = story.session().store.read("prod")
        start = fold(Head(), records[:5])
        before = replace(start)
        growing = Growing(start)
        for record in records[5:]:
            growing.add(head, [record])

    assert growing.memory == replace(fold(head, records), last=growing.memory.last)
    assert start == before == fold(Head(), records[:5])

"""The ledger's disk fails at some append of a run: before the call there is no call, after it nothing is doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from scenarios import EVERYTHING, SCENARIOS, Scenario
from scene import Ended, Scene
from steps import Steps

from reconciler import pipeline
from reconciler.errors import LedgerError
from reconciler.model.outcome import Result
from reconciler.pipeline import exit_code

VERBS = ("apply-400", "apply-regular", "cancel", "configure-ivr", "activate-public-mode")


@contextmanager
def broken_disk(scene: Scene) -> Iterator[None]:
    """A folder stands where SQLite has to put its journal: every write fails, for real."""
    journal = scene.ledger_file.with_name(f"{scene.ledger_file.name}-journal")
    journal.mkdir()
    try:
        yield
    finally:
        journal.rmdir()


def broken_at(scene: Scene, step: str, nth: int = 1) -> Ended:
    """A run whose disk breaks just before its nth step of that name, and stays broken until it has ended."""
    steps = Steps()
    disk = broken_disk(scene)
    broken = []

    def each(name: str) -> None:
        if name == step and steps.names.count(step) == nth:
            disk.__enter__()
            broken.append(True)

    steps.each = each
    try:
        return scene.run(steps=steps)
    finally:
        if broken:
            disk.__exit__(None, None, None)
            scene.end_of_process()


def calls(ended: Ended) -> list[Result]:
    """What became of everything that is more than a line in the ledger."""
    assert ended.result is not None
    return [result for result in ended.result.results if result.action.verb.outward]


def fates_of(ended: Ended) -> list[str]:
    return [result.fate.value for result in calls(ended)]


def picture_of(scenario: Scenario) -> object:
    with scenario.scene() as scene:
        scene.run()
        scene.finish()
        return scene.picture()


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("step", ["ledger: before lock", "ledger: before append run"])
def test_without_a_ledger_nothing_starts(name: str, step: str) -> None:
    with SCENARIOS[name].scene() as scene:
        scene.run(wishes=pipeline.ApplyOptions(only=lambda _: False))  # so that there is a ledger

        ended = broken_at(scene, step)

        assert isinstance(ended.error, LedgerError)
        assert ended.error.exit_code == 1
        assert scene.requests == 0
        scene.finish()


@pytest.mark.parametrize("name", VERBS)
def test_without_a_durable_intent_the_provider_is_not_called(name: str) -> None:
    with SCENARIOS[name].scene() as scene:
        ended = broken_at(scene, "ledger: before append intent")

        assert scene.requests == 0
        assert ended.plan is not None and ended.result is not None
        assert fates_of(ended) == ["skipped"] + ["not started"] * (len(calls(ended)) - 1)
        assert "the provider was not called" in calls(ended)[0].message
        assert exit_code.of_apply(ended.result) == 4
        assert not scene.memory().open
        scene.finish()
        assert scene.picture() == picture_of(SCENARIOS[name])


@pytest.mark.parametrize("lost", [False, True], ids=["the file is kept", "the file is lost"])
@pytest.mark.parametrize("name", VERBS)
def test_an_outcome_that_cannot_be_recorded_is_kept_elsewhere_and_read_back(name: str, lost: bool) -> None:
    with SCENARIOS[name].scene() as scene:
        ended = broken_at(scene, "ledger: before append outcome")

        assert scene.requests == 1
        assert ended.plan is not None and ended.result is not None
        assert fates_of(ended) == ["unknown"] + ["not started"] * (len(calls(ended)) - 1)
        assert "emergency-" in calls(ended)[0].message
        assert "ledger: before append end" not in ended.steps, "the next run tells the fates"
        assert exit_code.of_apply(ended.result) == 4
        assert len(scene.memory().open) == 1
        files = list((scene.root / ".reconciler").glob("emergency-*.json"))
        assert len(files) == 1
        if lost:
            files[0].unlink()

        settled = scene.run().settled

        assert any(" is done, as emergency-" in line for line in settled) is not lost
        assert not scene.memory().open
        assert not list((scene.root / ".reconciler").glob("emergency-*"))
        scene.finish()
        assert scene.picture() == picture_of(SCENARIOS[name])


def test_after_a_broken_ledger_nothing_else_starts_and_everything_is_reported() -> None:
    scenario = EVERYTHING
    with scenario.scene() as scene:
        ended = broken_at(scene, "ledger: before append outcome", nth=3)

        fates = fates_of(ended)
        assert fates[:3] == ["done", "done", "unknown"]
        assert set(fates[3:]) == {"not started"}
        assert scene.requests == 3
        scene.finish()
        assert scene.picture() == picture_of(scenario)


def test_a_disk_that_breaks_while_tasks_are_handed_out_does_not_cost_the_report() -> None:
    scenario = replace(EVERYTHING, git=replace(EVERYTHING.git, hotlines=SCENARIOS["task"].git.hotlines))
    with scenario.scene() as scene:
        ended = broken_at(scene, "ledger: before append task")

        fates = {result.action.id: result.fate.value for result in calls(ended)}
        assert fates["care/it:submit-documents"] == "skipped"
        assert fates["care/hz-003:cancel"] == "done"
        scene.finish()


@pytest.mark.parametrize("name", VERBS)
def test_a_run_whose_end_cannot_be_written_is_told_again(name: str) -> None:
    with SCENARIOS[name].scene() as scene:
        ended = broken_at(scene, "ledger: before append end")

        assert ended.plan is not None and ended.result is not None
        assert exit_code.of_apply(ended.result) in {0, 3}
        told = scene.run().settled
        assert [line.rpartition(": ")[2] for line in told] == [r.fate.value for r in ended.result.results]
        assert scene.run().settled == ()

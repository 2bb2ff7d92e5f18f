"""Whatever order people act and report in: no irreversible task without guards, no deadline without a line before."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from people_story import ORDERLY, STEPS, play


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(steps=[*ORDERLY, "bind", "apply", "revert", "apply"])
@example(steps=[*ORDERLY, "restore 2026-12-20", "apply", "restore 2027-03-31", "apply", "retract 1", "apply"])
@example(steps=[*ORDERLY, "two-people", "confirm 1", "confirm 2", "say instance=", "apply", "point", "apply"])
@example(steps=["apply", "buy", "die 2", "wait 10", "wait 10"])
@example(steps=["apply", "rename", "apply", "apply", "buy", "rename-moved", "apply", "wait 10"])
@example(steps=["apply", "buy", "bought", "leave", "apply", "apply", "return", "apply", "wait 5"])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=4, max_size=10))
def test_no_task_without_its_guards_and_no_deadline_without_a_line(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    play(tmp_path_factory.mktemp("human"), tuple(steps))

"""A run killed at any step loses nothing, doubles nothing, and is told of by the next one."""

from __future__ import annotations

import crash_points
import pytest
from scenarios import EVERYTHING, SCENARIOS

PARTS = 3
SAMPLE = 9
"""Of the long run's steps one in three, of the first steps of a pair one in six; `make faults` plays them all."""


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_run_killed_at_any_step_ends_as_if_it_had_not_been(name: str) -> None:
    for at in range(1, crash_points.points(name) + 1):
        crash_points.single(name, at)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_long_run_killed_at_a_step_ends_as_if_it_had_not_been(part: int) -> None:
    for at in range(1 + part, crash_points.points(EVERYTHING.name) + 1, SAMPLE):
        crash_points.single(EVERYTHING.name, at)


@pytest.mark.parametrize("name", ["apply-400", "apply-regular", "cancel"])
def test_a_recovery_killed_at_any_step_is_recovered_from(name: str) -> None:
    for first in range(2, crash_points.points(name) + 1, 6):
        crash_points.pairs(name, first)


def test_every_door_is_among_the_steps() -> None:
    with EVERYTHING.scene() as scene:
        steps = set(scene.run().steps)

    verbs = [
        "order",
        "submit-documents",
        "configure-ivr",
        "clear-ivr",
        "clear-transfer",
        "bind",
        "unbind",
        "cancel",
    ]
    for verb in (*verbs, "activate-public-mode"):
        assert {f"provider: before {verb}", f"provider: after {verb}"} <= steps
    for record in ("run", "intent", "outcome", "adopt", "end"):
        assert {f"ledger: before append {record}", f"ledger: after append {record}"} <= steps
    assert {f"ledger: {when} {what}" for when in ("before", "after") for what in ("lock", "release")} <= steps
    assert {"ledger: read", "ledger: recover", "provider: read"} <= steps

"""Every verb has its fate through every door, also when it lands late. All of it: `make faults ARGS=doors`."""

from __future__ import annotations

import every_door
import pytest

from reconciler.model.action import Verb
from reconciler.providers.simulator.world import faults

SAMPLE = {every_door.FULL: 71, every_door.PUBLIC: 67, every_door.WIRE: 73}
"""Of the cases, one in so many."""


@pytest.mark.parametrize("door", every_door.DOORS)
def test_some_faults_through_this_door(door: str) -> None:
    for case in [case for case in every_door.cases() if case.door == door][:: SAMPLE[door]]:
        _named(case)


@pytest.mark.parametrize("runners", every_door.RUNNERS)
@pytest.mark.parametrize("wait", [every_door.LANDS, every_door.OUTLIVES])
@pytest.mark.parametrize("door", every_door.DOORS)
def test_a_transfer_that_lands_late(door: str, wait: float, runners: str) -> None:
    _named(every_door.Case(door, "transfer", faults.LATE, runners=runners, wait=wait))


def test_what_was_set_is_not_set_again_while_it_cannot_be_seen() -> None:
    """A list that says it is short: the 400's transfer is unknown, not absent."""
    _named(every_door.Case(every_door.PUBLIC, "bind", faults.SHORT_LIST, "read", times=every_door.FOR_EVER))


def test_no_verb_and_no_fault_is_left_out() -> None:
    house = {verb.value for verb in Verb if verb.value in Verb.__members__.values()}
    cases = list(every_door.cases())

    assert {story.verb for story in every_door.STORIES.values()} == house
    assert {case.kind for case in cases} == set(faults.FAULT_KINDS)
    for door in every_door.DOORS:
        mine = [case for case in cases if case.door == door]
        assert {case.runners for case in mine} == set(every_door.RUNNERS)
        assert {case.story for case in mine if case.kind == faults.LATE} >= {"bind", "transfer"}


def _named(case: every_door.Case) -> None:
    try:
        every_door.play(case)
    except AssertionError as error:
        raise AssertionError(f"{case}: {error}") from error

"""Each fault of the provider's side has one fate, known beforehand. All of them run in `make faults`."""

from __future__ import annotations

import fault_matrix
import pytest
from scenarios import SCENARIOS

from reconciler.providers.simulator.world import faults

PARTS = 4
SAMPLE = 8
"""Of the reads, one in so many; the offset moves with the story so that every kind is met."""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_fault_of_every_call_has_its_fate(part: int) -> None:
    for case in list(fault_matrix.call_cases())[part::PARTS]:
        _named(case, fault_matrix.call)


def test_a_call_that_lands_late_is_neither_denied_nor_made_again() -> None:
    for case in fault_matrix.late_cases():
        _named(case, fault_matrix.late)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_fault_of_a_read_has_its_fate(part: int) -> None:
    for case in list(fault_matrix.read_cases())[part :: PARTS * SAMPLE]:
        _named(case, fault_matrix.read)


@pytest.mark.parametrize("part", range(PARTS))
def test_two_faults_in_a_row_leave_no_trace(part: int) -> None:
    for seed in range(part, 80, PARTS):
        _named(seed, fault_matrix.two_faults)


def test_the_matrix_leaves_no_fault_out() -> None:
    cases = (*fault_matrix.call_cases(), *fault_matrix.late_cases(), *fault_matrix.read_cases())
    struck = {case.kind for case in cases}

    assert struck == set(faults.FAULT_KINDS)
    assert {case.scenario for case in fault_matrix.call_cases()} == set(SCENARIOS) - {
        "adopt",
        "forget",
        "task",
        "withdraw",
    }


def _named(case: object, play: object) -> None:
    try:
        play(case)  # type: ignore[operator]
    except AssertionError as error:
        raise AssertionError(f"{case}: {error}") from error

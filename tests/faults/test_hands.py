"""Whatever another hand does in the middle of a run, nothing is done on facts that a look could have corrected."""

from __future__ import annotations

import hands
import pytest

PARTS = 4
SAMPLE = 30
"""One case in so many; all of them run in `make faults`."""


@pytest.mark.parametrize("part", range(PARTS))
def test_another_hand_in_the_middle_of_a_run_breaks_no_promise(part: int) -> None:
    did = 0
    for case in list(hands.cases())[part :: PARTS * SAMPLE]:
        try:
            did += hands.interfere(case)
        except AssertionError as error:
            raise AssertionError(f"{case}: {error}") from error

    assert did > 16, "the hands could do something"

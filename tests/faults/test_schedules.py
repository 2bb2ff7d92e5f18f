"""Random stories come to rest with every promise kept. 120 here, 10,000 in `make faults`."""

from __future__ import annotations

import pytest
import schedules

PARTS = 10
SEEDS = 120
ONCE_FAILED = (71, 101, 417, 1700, 1735, 1916, 2074, 3020, 5404, 5671)
"""Seeds that found something, or could have."""


@pytest.mark.parametrize("part", range(PARTS))
def test_a_random_story_comes_to_rest(part: int) -> None:
    for seed in range(part, SEEDS, PARTS):
        schedules.play(seed)


@pytest.mark.parametrize("seed", ONCE_FAILED)
def test_a_story_that_once_failed_comes_to_rest(seed: int) -> None:
    assert schedules.play(seed) > 0


def test_a_seed_always_tells_the_same_story() -> None:
    first, again = schedules.Schedule(7), schedules.Schedule(7)

    assert first.play() == again.play()
    assert first.told == again.told


def test_a_broken_promise_is_told_with_the_command_that_replays_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> int:
        raise AssertionError("P6: bought twice")

    monkeypatch.setattr(schedules.Schedule, "play", broken)

    with pytest.raises(AssertionError, match=r"seed 7: P6: bought twice\n(.|\n)*tests/faults/replay.py 7"):
        schedules.play(7)

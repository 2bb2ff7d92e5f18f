"""Two and three runners, step by step: one effect a slot, and a loser who is told so."""

from __future__ import annotations

import interleavings
import pytest
from scenarios import EVERYTHING, SCENARIOS

VERBS = sorted(set(SCENARIOS) - {"adopt", "forget", "task"})


@pytest.mark.parametrize("name", SCENARIOS)
def test_of_two_runners_one_is_turned_away_in_every_order(name: str) -> None:
    orders, lost = interleavings.every_order(SCENARIOS[name], robbers=False)

    assert orders > 10
    assert lost > orders / 2


@pytest.mark.parametrize("runners", [2, 3])
@pytest.mark.parametrize("name", ["apply-400", "apply-regular", "cancel", "rebind"])
def test_runners_who_take_each_others_lock_still_do_everything_once(name: str, runners: int) -> None:
    for seed in range(12):
        interleavings.some_orders(SCENARIOS[name], runners, seed, robbers=True)


def test_a_long_story_survives_three_robbers() -> None:
    for seed in range(6):
        interleavings.some_orders(EVERYTHING, 3, seed, robbers=True)

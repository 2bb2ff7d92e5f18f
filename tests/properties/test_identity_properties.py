"""Whatever is renamed, moved, split, lost or put back, in whatever order: an estate stays what it was.

Purchases never exceed the entries that ask for a number, no binding is exchanged, nothing is cancelled.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from estates import COMPANY, new_shop
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from renaming import STEPS, Estate
from staged import Workspace


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]):
    def make() -> Workspace:
        return new_shop(Path(tmp_path_factory.mktemp("estate")), capsys)

    return make


@seed(20261125)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=6, max_size=14), chance=st.integers(0, 2**32))
def test_an_estate_stays_what_it_was_under_its_first_names(fresh, steps: list[str], chance: int) -> None:
    Estate(fresh()).live(("apply", *steps, "apply"), random.Random(chance))


@pytest.mark.parametrize(
    "steps",
    [
        ["advance", "apply", "shuffle", "apply", "apply"],
        ["lost answer", "apply", "shuffle", "apply", "follow", "apply"],
        ["advance", "apply", "follow", "apply", "apply", "follow", "apply"],
        ["advance", "apply", "lose with mark", "shuffle", "apply", "acknowledge", "apply"],
        ["advance", "apply", "advance", "apply", "roll back with mark", "apply", "acknowledge", "apply"],
        ["empty", "apply", "team", "apply", "acknowledge", "apply", "resume"],
        ["apply", "team", "follow", "apply"],
        ["advance", "apply", "team", "follow", "apply", "follow", "apply"],
    ],
    ids=" ".join,
)
def test_a_story_that_once_would_have_bought_twice(fresh, steps: list[str]) -> None:
    Estate(fresh()).live(("apply", *steps), random.Random(7))


def test_a_month_stays_closed_whatever_clock_the_loss_was_noticed_under(fresh) -> None:
    months = Estate(fresh(), ("one", "hotline", "x"), a_month=1)
    months.live(("apply", "lose with mark"), random.Random(7))
    months.clock_back(30)
    months.live(("acknowledge", "apply"), random.Random(7))
    assert months.bought == {11: 1}


def test_a_clock_behind_what_the_account_shows_buys_nothing(fresh) -> None:
    estate = Estate(fresh(), ("x", "y"))
    words = ("--line", "landline", "--region", "浙江/杭州", "--enterprise", COMPANY, "--script", "SCRIPT-1")
    estate.shop.ok("simulator", "apply-regular", *words)
    estate.turn(-40)

    lost = [f["message"] for f in estate.shop.read("plan")["findings"] if f["rule"] == "VN604"]
    assert lost == [
        "the clock says 2026-10-14T10:00:00+08:00, but the account shows an application of 2026-11-23: "
        "nothing is bought or cancelled"
    ]

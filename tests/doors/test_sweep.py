"""The sweep that `make fuzz` runs whole, with a few documents a door."""

from __future__ import annotations

import pytest
from broken_documents import BROKEN, VALUES, changed
from sweep import DOORS, OTHERS, swept


@pytest.mark.parametrize("door", ["settings, accounts", "host answers"])
def test_no_document_gets_past_a_door(door: str) -> None:
    tally = swept(door, 2)
    assert (tally.failures, tally.runs >= 2) == ([], True)


def test_the_sweep_knows_every_door() -> None:
    assert (len(DOORS) + len(OTHERS), len(BROKEN) > 70) == (43, True)


def test_a_document_is_changed_in_one_place_each_time() -> None:
    good = {"a": [1, {"b": "c"}]}
    every = list(changed(good, 1, 10_000))
    assert len(every) == 5 * len(VALUES) + 4 * 3
    assert good == {"a": [1, {"b": "c"}]}
    assert ("a.1.b ← drop", {"a": [1, {}]}) in every

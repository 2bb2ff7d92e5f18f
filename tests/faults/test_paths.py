"""A commit leaves one account, by whichever commits it was reached. 500 detours in `make faults`."""

from __future__ import annotations

import paths
import pytest


@pytest.mark.parametrize("part", range(2))
def test_a_detour_leads_to_the_same_account(part: int) -> None:
    longer = [paths.walk(seed) for seed in range(part, 20, 2)]

    assert sum(calls > 0 for calls in longer) > 5, "most detours make calls of their own"

"""A commit leaves one account, by whichever commits it was reached. 1,000 detours in `make faults`."""

from __future__ import annotations

import paths


def test_a_detour_leads_to_the_same_account() -> None:
    longer = [paths.walk(seed) for seed in range(24)]

    assert sum(calls > 0 for calls in longer) > 12, "most detours make calls of their own"

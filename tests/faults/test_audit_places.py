"""The bugs that `make audit` plants still have their places; when code moves, they move with it."""

from __future__ import annotations

import pytest
from audit import ROOT, planted
from planted import BUGS, Bug


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_has_its_place(bug: Bug) -> None:
    assert planted(bug, ROOT)
    assert all((ROOT / test).exists() for test in bug.tests)


def test_no_two_bugs_share_a_name() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS)

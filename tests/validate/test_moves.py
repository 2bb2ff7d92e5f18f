"""`moved`: stale and contradictory lines are errors with their position; what Git may say for years is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import HEAD, check, plain

ASKED = "{region: 浙江/杭州, line: landline, enterprise: E, script: S}"
NAMED = "{number: '057188880001'}"


def found(tmp_path: Path, numbers: str, *moved: tuple[str, str], **more: str) -> list[tuple[str, int, str]]:
    """The problems of team care's document with these entries and lines of `moved`: code, line, message."""
    lines = "".join(f"    - {{from: {origin}, to: {address}}}\n" for origin, address in moved)
    text = f"{HEAD}  numbers: {{{numbers}}}\n  moved:\n{lines}"
    return [(d.code, d.line, d.message) for d in check(plain(tmp_path, text, **more)).diagnostics]


@pytest.mark.parametrize(
    ("numbers", "moved"),
    [
        pytest.param(f"b: {ASKED}", [("care/a", "care/b")], id="a key"),
        pytest.param(f"b: {ASKED}", [("sales/a", "care/b")], id="a team"),
        pytest.param(f"c: {ASKED}", [("care/a", "care/b"), ("care/b", "care/c")], id="moved again later"),
        pytest.param(
            f"a: {ASKED}, b: {ASKED}", [("care/a", "care/b"), ("care/b", "care/a")], id="a swap"
        ),
        pytest.param(f"b: {NAMED}", [("care/a", "care/b")], id="the number was written back since"),
        pytest.param(f"a: {NAMED}, b: {ASKED}", [("care/a", "care/b")], id="its old key names another number"),
    ],
)  # fmt: skip
def test_a_move_may_stay_as_its_record(tmp_path, numbers, moved):
    assert found(tmp_path, numbers, *moved) == []


@pytest.mark.parametrize(
    ("numbers", "moved", "expected"),
    [
        pytest.param(
            f"c: {ASKED}", [("care/a", "care/b")], ("VN211", 8, "nothing is declared at care/b"), id="to nowhere"
        ),
        pytest.param(
            f"a: {ASKED}, b: {ASKED}", [("care/a", "care/b")],
            ("VN211", 8, "care/a is still declared in teams/team.yaml:6"), id="from what stays",
        ),
        pytest.param(f"a: {ASKED}", [("care/a", "care/a")], ("VN211", 8, "care/a is where it was"), id="nowhere"),
        pytest.param(
            f"b: {ASKED}, c: {ASKED}", [("care/a", "care/b"), ("care/a", "care/c")],
            ("VN211", 9, "care/a is moved twice, first in teams/team.yaml (line 1 of `moved`)"), id="to two places",
        ),
        pytest.param(
            f"c: {ASKED}", [("care/a", "care/c"), ("care/b", "care/c")],
            ("VN211", 9, "care/c is moved twice, first in teams/team.yaml (line 1 of `moved`)"), id="two to one place",
        ),
        pytest.param(
            f"b: {ASKED}", [("'-/057188880001'", "care/b")],
            ("VN211", 8, "only entries move: `-/NUMBER` is what nobody manages"), id="what nobody manages",
        ),
    ],
)  # fmt: skip
def test_a_stale_or_contradictory_move_is_an_error_at_its_line(tmp_path, numbers, moved, expected):
    assert found(tmp_path, numbers, *moved) == [expected]


def test_the_team_that_receives_says_so(tmp_path):
    problems = found(tmp_path, f"b: {ASKED}", ("care/b", "sales/x"))
    assert ("VN309", 8, "this document speaks for team care") in problems

"""A workspace without a Team document: nothing can be planned, but what the account holds can be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.cli import scaffold
from reconciler.cli.main import run


@pytest.fixture
def teamless(tmp_path: Path) -> str:
    """What `init` writes, less the team."""
    assert run(["init", str(tmp_path)]) == 0
    (tmp_path / "teams/demo/team.yaml").unlink()
    assert "teams/demo/team.yaml" in scaffold.FILES
    return str(tmp_path)


@pytest.mark.parametrize("words", [["validate"], ["plan"], ["apply", "--yes"]])
def test_it_is_an_error(teamless: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1, with the line that should have led to one."""
    assert run(["-C", teamless, *words]) == 1
    assert "VN213" in "".join(capsys.readouterr())


@pytest.mark.parametrize("words", [["status"], ["import", "--team", "demo"]])
def test_looking_is_possible_and_complete(
    teamless: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 0: nothing is missing from the report."""
    assert run(["-C", teamless, *words]) == 0
    assert "incomplete" not in capsys.readouterr().err


def test_drift_reports_what_nobody_manages(teamless: str) -> None:
    """2: there are numbers outside Git."""
    assert run(["-C", teamless, "drift"]) == 2

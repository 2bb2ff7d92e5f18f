"""VN309 when validating: a team's files touch only its own paths and accounts, and no number is claimed twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import CANCELLATION, HEAD, check, lay

WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: two}
spec:
  manifests: [teams]
  accounts: {prod: {provider: simulator}, test: {provider: simulator}}
  teams:
    care: {paths: [teams/care], accounts: [prod]}
    sales: {paths: [teams/sales, teams/care/shop], accounts: [prod, test]}
"""
NUMBER = "  numbers: {one: {number: '057188880001'}}\n"
SALES = HEAD.replace("care", "sales")


def told(root: Path, files: dict[str, str]) -> list[tuple[str, str, int, int]]:
    """Code, file, line and column of every problem of a workspace with two teams."""
    found = check(lay(root, {"reconciler.yaml": WORKSPACE, **files})).diagnostics
    return [(item.code, item.file, item.line, item.column) for item in found]


def test_two_teams_side_by_side(tmp_path: Path) -> None:
    """Also where one team's path lies within another's: the longer path decides."""
    files = {"teams/care/t.yaml": HEAD + NUMBER, "teams/care/shop/t.yaml": SALES.replace("prod", "test")}
    assert told(tmp_path, files) == []


@pytest.mark.parametrize(
    "file", ["teams/sales/t.yaml", "teams/t.yaml", "teams/care/shop/t.yaml", "teams/care2/t.yaml"]
)
def test_a_team_document_outside_its_paths(tmp_path: Path, file: str) -> None:
    """In another team's path, in nobody's, or in a folder whose name merely begins alike."""
    assert told(tmp_path, {file: HEAD}) == [("VN309", file, 3, 18)]


def test_a_team_the_workspace_does_not_name(tmp_path: Path) -> None:
    """With the name that was probably meant."""
    file = "teams/care/t.yaml"
    assert told(tmp_path, {file: HEAD.replace("care", "caer")}) == [("VN204", file, 3, 18)]
    assert check(tmp_path).diagnostics[0].hint == "did you mean 'care'?"


def test_an_account_that_is_another_teams(tmp_path: Path) -> None:
    """It exists, but is not granted."""
    file = "teams/care/t.yaml"
    assert told(tmp_path, {file: HEAD.replace("prod", "test")}) == [("VN309", file, 5, 12)]
    assert told(tmp_path, {file: HEAD.replace("prod", "none")}) == [("VN203", file, 5, 12)]


def test_a_number_that_two_teams_declare(tmp_path: Path) -> None:
    """Told at the second, naming the file and line of the first."""
    files = {"teams/care/t.yaml": HEAD + NUMBER, "teams/sales/t.yaml": SALES + NUMBER}
    assert told(tmp_path, files) == [("VN309", "teams/sales/t.yaml", 6, 27)]
    assert (
        check(tmp_path).diagnostics[0].message
        == "care/one already declares this number (teams/care/t.yaml:6)"
    )


TOMB = CANCELLATION.replace("hz-007", "old")
TEAMS = {"teams/care/t.yaml": HEAD + NUMBER, "teams/sales/t.yaml": SALES}


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("teams/care/c.yaml", "", "", []),
        ("teams/sales/c.yaml", "", "", [("VN309", 5)]),
        ("teams/c.yaml", "", "", [("VN309", 5)]),
        ("teams/care/c.yaml", "account: prod", "account: test", [("VN309", 12)]),
        ("teams/sales/c.yaml", "care/old", "sales/old", []),
        ("teams/sales/c.yaml", "care/old", "-/057188880007", []),
        (
            "teams/sales/c.yaml",
            'care/old\n  number: "057188880007"',
            'sales/old\n  number: "057188880001"',
            [("VN309", 6)],
        ),
    ],
)
def test_a_tombstone_speaks_for_the_team_whose_path_it_lies_in(
    tmp_path: Path, file: str, old: str, new: str, expected: list[tuple[str, int]]
) -> None:
    """For its own entries and for what nobody manages; never for another team's number."""
    found = told(tmp_path, {**TEAMS, file: TOMB.replace(old, new) if old else TOMB})
    assert [(code, line) for code, where, line, _ in found if where == file] == expected
    assert len(found) == len(expected)


def test_the_owner_is_recorded_with_the_tombstone(tmp_path: Path) -> None:
    """By path where the workspace names teams, else by the target."""
    unmanaged = TOMB.replace("care/old", "-/057188880007")
    state = check(
        lay(tmp_path / "a", {"reconciler.yaml": WORKSPACE, **TEAMS, "teams/sales/c.yaml": unmanaged})
    ).state
    assert state is not None
    assert [found.team for found in state.tombstones] == ["sales"]
    free = WORKSPACE[: WORKSPACE.index("  teams:")]
    state = check(lay(tmp_path / "b", {"reconciler.yaml": free, **TEAMS, "teams/sales/c.yaml": TOMB})).state
    assert state is not None
    assert [found.team for found in state.tombstones] == ["care"]

"""The examples that users copy are valid, converge in one apply, and their policy bites."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from golden_case import EXAMPLES, run

WORKSPACES = ["quickstart", "company"]
ACCOUNTS = [("quickstart", "prod"), ("company", "service"), ("company", "outreach")]


def copied(name: str, where: Path) -> Path:
    shutil.copytree(EXAMPLES / name, where, ignore=shutil.ignore_patterns(".reconciler"))
    return where


@pytest.mark.parametrize("name", WORKSPACES)
def test_an_example_is_valid_without_a_single_remark(name: str, tmp_path: Path, capsys: Any) -> None:
    code, out, err = run(["validate", "-o", "json"], copied(name, tmp_path / name), capsys)
    verdict = json.loads(out)
    assert (code, err) == (0, "")
    assert verdict["valid"] is True
    assert verdict["diagnostics"] == []


@pytest.mark.parametrize(("name", "account"), ACCOUNTS)
def test_after_an_apply_nothing_is_ready(name: str, account: str, tmp_path: Path, capsys: Any) -> None:
    workspace = copied(name, tmp_path / name)
    code, _, err = run(["apply", "--yes", "--account", account], workspace, capsys)
    assert code in {0, 3}, err
    code, out, _ = run(["plan", "-o", "json", "--account", account, "--detailed-exitcode"], workspace, capsys)
    assert code in {0, 3}
    assert [action["id"] for action in json.loads(out)["actions"] if action["status"] == "ready"] == []


def test_the_companys_policy_refuses_what_the_provider_would_accept(tmp_path: Path, capsys: Any) -> None:
    workspace = copied("company", tmp_path / "company")
    team = workspace / "teams/care/team.yaml"
    team.write_text(
        team.read_text(encoding="utf-8").replace("package: 500", "package: 1200"), encoding="utf-8"
    )
    code, out, _ = run(["validate", "-o", "json"], workspace, capsys)
    [diagnostic] = json.loads(out)["diagnostics"]
    assert code == 1
    assert (diagnostic["code"], diagnostic["file"]) == ("VN310", "teams/care/team.yaml")
    assert "procurement" in diagnostic["hint"]

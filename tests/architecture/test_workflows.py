"""Workflows: ours and the ones users copy. Pinned, with no more rights than they need, and free of injected text."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from house import ROOT, run

OURS = sorted((ROOT / ".github/workflows").glob("*.yml"))
EXAMPLES = sorted((ROOT / "examples/ci").rglob("*.yml"))
WORKFLOWS = [file for file in (*OURS, *EXAMPLES) if "jobs:" in file.read_text(encoding="utf-8")]
CI = ROOT / ".github/workflows/ci.yml"
PINNED = re.compile(r"\S+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+")

every_workflow = pytest.mark.parametrize(
    "file", WORKFLOWS, ids=lambda file: file.relative_to(ROOT).as_posix()
)


def parsed(file: Path) -> dict[Any, Any]:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def jobs(file: Path) -> dict[str, dict[str, Any]]:
    found = parsed(file)["jobs"]
    assert isinstance(found, dict)
    return found


def steps(file: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(file).values() for step in job["steps"]]


def triggers(file: Path) -> set[str]:
    """YAML 1.1 reads the key `on` as true."""
    document = parsed(file)
    return set(document.get(True, document.get("on", {})))


@every_workflow
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(file: Path) -> None:
    used = re.findall(r"uses:\s*(.+)", file.read_text(encoding="utf-8"))
    assert used
    assert [action for action in used if not PINNED.fullmatch(action.strip())] == []


@every_workflow
def test_rights_are_given_job_by_job(file: Path) -> None:
    assert parsed(file)["permissions"] == {}
    assert all("permissions" in job for job in jobs(file).values())


@every_workflow
def test_every_job_ends_by_itself(file: Path) -> None:
    assert all(job["timeout-minutes"] <= 30 for job in jobs(file).values())


@every_workflow
def test_no_checkout_leaves_a_token_behind(file: Path) -> None:
    checkouts = [step for step in steps(file) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@every_workflow
def test_no_text_of_an_event_becomes_part_of_a_command(file: Path) -> None:
    assert [step["run"] for step in steps(file) if "${{" in step.get("run", "")] == []


@every_workflow
def test_runs_of_one_branch_follow_each_other(file: Path) -> None:
    assert parsed(file)["concurrency"]["group"]


@every_workflow
def test_nothing_runs_with_the_rights_of_the_base_on_the_text_of_a_stranger(file: Path) -> None:
    assert triggers(file) & {"pull_request_target", "issue_comment"} == set()


def test_a_purchase_is_never_cancelled_half_way() -> None:
    applying = [file for file in EXAMPLES if "reconciler apply" in file.read_text(encoding="utf-8")]
    assert applying
    assert all(parsed(file)["concurrency"]["cancel-in-progress"] is False for file in applying)


def test_ci_runs_on_every_supported_python() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["requires-python"] == ">=3.11"
    assert jobs(CI)["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]


def test_ci_runs_what_decides_a_merge_and_that_runs_the_readmes_commands() -> None:
    assert {"run": ".ci/run"} in steps(CI)
    assert {"run": "make demo"} in steps(CI)
    gate = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert gate[-2:] == ["make check", "make test"]


@pytest.mark.parametrize("folder", [".github", "examples/ci"])
def test_a_linter_of_workflows_finds_nothing(folder: str) -> None:
    linter = Path(sys.executable).with_name("zizmor")
    files = [file for file in WORKFLOWS if file.is_relative_to(ROOT / folder)]
    done = run([linter, "--offline", "--no-progress", "--no-online-audits", *files], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr

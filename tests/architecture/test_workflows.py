"""Workflows: ours and the ones users copy. Pinned, with no more rights than they need, and free of injected text."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
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


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_runs_of_one_branch_follow_each_other(file: Path) -> None:
    assert parsed(file)["concurrency"]["group"]


@every_workflow
def test_nothing_runs_with_the_rights_of_the_base_on_the_text_of_a_stranger(file: Path) -> None:
    assert triggers(file) & {"pull_request_target", "issue_comment"} == set()


def commands(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


EXAMPLE_JOBS = {
    f"{file.name}:{name}": job for file in EXAMPLES for name, job in jobs(file).items() if file in WORKFLOWS
}
WRITING = {name: job for name, job in EXAMPLE_JOBS.items() if "reconciler apply" in commands(job)}


def test_a_merge_and_the_watch_write() -> None:
    assert set(WRITING) == {"apply.yml:apply", "watch.yml:resume"}


def test_the_writers_of_an_account_queue_and_nobody_is_evicted() -> None:
    """A group keeps one pending job and cancels the others, unless it queues."""
    group = {"group": "voice-write-${{ matrix.account }}", "cancel-in-progress": False, "queue": "max"}
    assert [job.get("concurrency") for job in WRITING.values()] == [group, group]


def test_what_only_reads_is_in_no_group_and_no_group_spans_a_workflow() -> None:
    assert [file.name for file in EXAMPLES if "concurrency" in parsed(file)] == []
    assert {name for name, job in EXAMPLE_JOBS.items() if "concurrency" in job} == set(WRITING)


def test_an_approval_is_waited_for_outside_every_group_and_before_the_apply() -> None:
    """`voice-approve` has the reviewers: no job in a group names it, and the apply needs the one that does."""
    waiting = [name for name, job in EXAMPLE_JOBS.items() if job.get("environment") == "voice-approve"]
    assert waiting == ["apply.yml:approve"]
    assert {job["environment"] for job in WRITING.values()} == {"voice-apply"}
    apply = EXAMPLE_JOBS["apply.yml:apply"]
    assert "approve" in apply["needs"]
    assert "needs.approve.result == 'success'" in apply["if"]


def test_a_pull_request_is_judged_by_the_rules_of_its_base() -> None:
    judging = [
        line
        for name, job in EXAMPLE_JOBS.items()
        if name.startswith("plan.yml:")
        for line in commands(job).splitlines()
        if re.match(r"\s*reconciler (?!comment)", line)
    ]
    assert len(judging) == 3
    assert [line for line in judging if "--config-from ../../base/voice" not in line] == []


def test_every_look_and_every_write_names_its_account() -> None:
    """A workspace with two accounts refuses a command that names none."""
    lines = [
        line
        for job in EXAMPLE_JOBS.values()
        for line in commands(job).splitlines()
        if re.match(r"\s*reconciler (plan|apply|drift|deadlines) ", line)
    ]
    assert len(lines) == 6
    assert [line for line in lines if "--account" not in line] == []


def test_the_plan_of_a_merge_says_which_accounts_and_digests_are_ready(tmp_path: Path) -> None:
    """The step as it is shipped, run on the company of the examples with its two accounts."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    shutil.copytree(ROOT / "examples/company", tmp_path / "voice")
    step = next(step for step in EXAMPLE_JOBS["apply.yml:plan"]["steps"] if step.get("id") == "plan")
    script = re.sub(r"curl .*\\\n.*\n", "", step["run"])
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    name, _, value = (tmp_path / "output").read_text(encoding="utf-8").strip().partition("=")
    plans = [json.loads(file.read_text(encoding="utf-8")) for file in (tmp_path / "plans").iterdir()]
    assert name == "ready"
    assert {plan["account"] for plan in plans} == {"outreach", "service"}
    assert {(entry["account"], entry["digest"]) for entry in json.loads(value)} == {
        (plan["account"], plan["digest"]) for plan in plans if plan["summary"]["statuses"].get("ready")
    }
    assert json.loads(value)


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

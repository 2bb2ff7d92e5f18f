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

PUBLISHED = sorted((ROOT / ".github/workflows").glob("*.yml"))
EXAMPLES = sorted((ROOT / "examples/ci/github").glob("*.yml"))
WORKFLOWS = [*PUBLISHED, *EXAMPLES]
REUSABLE = [file for file in WORKFLOWS if "workflow_call:" in file.read_text(encoding="utf-8")]
OURS = [file for file in PUBLISHED if file not in REUSABLE]
ACTION = ROOT / "action.yml"
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
    return [step for job in jobs(file).values() for step in job.get("steps", ())]


def triggers(file: Path) -> set[str]:
    """YAML 1.1 reads the key `on` as true."""
    document = parsed(file)
    return set(document.get(True, document.get("on", {})))


@every_workflow
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(file: Path) -> None:
    """Our own are of the commit that runs: `$/` is this repository."""
    used = re.findall(r"uses:\s*(.+)", file.read_text(encoding="utf-8"))
    assert used
    local = r"\$/\.github/workflows/voice-[a-z-]+\.yml"
    assert [a for a in used if not PINNED.fullmatch(a.strip()) and not re.fullmatch(local, a.strip())] == []


@every_workflow
def test_rights_are_given_job_by_job(file: Path) -> None:
    assert parsed(file)["permissions"] == {}
    assert all("permissions" in job for job in jobs(file).values())


@every_workflow
def test_every_job_ends_by_itself(file: Path) -> None:
    assert all(job["timeout-minutes"] <= 30 for job in jobs(file).values() if "uses" not in job)


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
    return "\n".join(step.get("run", "") for step in job.get("steps", ()))


EXAMPLE_JOBS = {f"{file.stem}:{name}": job for file in EXAMPLES for name, job in jobs(file).items()}
WRITING = {name: job for name, job in EXAMPLE_JOBS.items() if "reconciler apply" in commands(job)}


def test_a_merge_and_the_watch_write() -> None:
    assert set(WRITING) == {"apply:apply", "watch:resume"}


def test_the_writers_of_an_account_queue_and_nobody_is_evicted() -> None:
    """A group keeps one pending job and cancels the others, unless it queues."""
    group = {"group": "voice-write-${{ inputs.account }}", "cancel-in-progress": False, "queue": "max"}
    assert [job.get("concurrency") for job in WRITING.values()] == [group, group]


def test_what_only_reads_is_in_no_group_and_no_group_spans_a_workflow() -> None:
    assert [file.name for file in EXAMPLES if "concurrency" in parsed(file)] == []
    assert {name for name, job in EXAMPLE_JOBS.items() if "concurrency" in job} == set(WRITING)


def test_an_approval_is_waited_for_outside_every_group_and_before_the_apply() -> None:
    """The approving environment has the reviewers: no job in a group names it; the apply needs the one that does."""
    waiting = [name for name, job in EXAMPLE_JOBS.items() if "approve-env" in job.get("environment", "")]
    assert waiting == ["apply:approve"]
    assert {job["environment"] for job in WRITING.values()} == {"${{ inputs.apply-environment }}"}
    assert "approve" in EXAMPLE_JOBS["apply:apply"]["needs"]


def test_a_pull_request_is_judged_by_the_rules_of_its_base() -> None:
    for name in ("validate:validate", "plan:plan"):
        text = re.sub(r"\\\n\s*", "", commands(EXAMPLE_JOBS[name]))
        judging = re.findall(r"^\s*reconciler (?:validate|plan) .*", text, re.MULTILINE)
        assert len(judging) == 1
        assert '--config-from "$GITHUB_WORKSPACE/base/$WORKSPACE"' in judging[0]
        assert '"base/$REQUIREMENTS"' in text


def test_every_look_and_every_write_names_its_account() -> None:
    """A workspace with two accounts refuses a command that names none."""
    lines = [
        line
        for job in EXAMPLE_JOBS.values()
        for line in commands(job).splitlines()
        if re.match(r"\s*reconciler (plan|apply|drift|deadlines) ", line)
    ]
    assert len(lines) == 7
    assert [line for line in lines if '--account "$ACCOUNT"' not in line] == []


def test_what_a_job_that_died_leaves_is_one_script_wherever_it_stands() -> None:
    """A step cannot call another job's shell; where the tool is not installed there is nothing else to call."""
    every = [*(step for file in WORKFLOWS for step in steps(file)), *parsed(ACTION)["runs"]["steps"]]
    scripts = [step["run"] for step in every if step.get("name") == "Comment"]
    assert len(scripts) == 7
    assert len(set(scripts)) == 1


def test_the_check_to_require_always_reports() -> None:
    """It needs every other job, runs whatever became of them, and no path keeps its workflow from starting."""
    request = next(file for file in EXAMPLES if file.stem == "on-pull-request")
    verdict = jobs(request)["voice"]
    assert set(verdict["needs"]) == set(jobs(request)) - {"voice"}
    assert verdict["if"] == "${{ always() }}"
    assert not parsed(request)[True]["pull_request"]


@pytest.mark.parametrize("name", ["plan", "apply", "watch"])
def test_what_a_caller_hands_over_is_declared(name: str) -> None:
    declared = parsed(ROOT / f"examples/ci/github/{name}.yml")[True]["workflow_call"]
    calls = [job for job in EXAMPLE_JOBS.values() if job.get("uses", "").endswith(f"/voice-{name}.yml")]
    assert calls
    for call in calls:
        assert set(call["with"]) <= set(declared["inputs"])
        assert set(call["secrets"]) == set(declared["secrets"])


def test_ci_runs_on_every_supported_python() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["requires-python"] == ">=3.11"
    assert jobs(CI)["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]


def test_ci_runs_what_decides_a_merge_and_that_runs_the_readmes_commands() -> None:
    assert {"run": ".ci/run"} in steps(CI)
    assert {"run": "make demo"} in steps(CI)
    gate = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert gate[-2:] == ["make check", "make test"]


TOOLS = Path(sys.executable).parent


def test_a_linter_of_workflows_finds_nothing() -> None:
    done = run([TOOLS / "zizmor", "--offline", "--no-progress", *WORKFLOWS, ACTION], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-actions", [ACTION]),
        ("vendor.gitlab-ci", sorted((ROOT / "examples/ci/gitlab").glob("*.yml"))),
        ("vendor.dependabot", [ROOT / ".github/dependabot.yml"]),
    ],
)
def test_the_hosts_published_schemas_accept_them(schema: str, files: list[Path]) -> None:
    assert files
    done = run([TOOLS / "check-jsonschema", "--builtin-schema", schema, *files], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hooks_call_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["entry"] for hook in hooks] == ["reconciler validate", "reconciler fmt --check"]
    assert not any(hook["pass_filenames"] for hook in hooks)

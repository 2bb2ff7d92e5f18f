"""A merge request from its branch to its merge, by the pipeline that `init --ci gitlab` writes, on real Git."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from company_project import Project, company

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("git", "bash", "jq"))), reason="git, bash or jq is not installed"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with company(tmp_path, on="gitlab") as made:
        yield made


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Project]:
    with company(tmp_path, accounts=1, on="gitlab") as made:
        yield made


def test_from_the_branch_to_the_merge(small: Project) -> None:
    """Validate, plan, note, push again, merge, start by hand, apply by digest, note closed out, nothing left."""
    small.edit("teams/sales/team.yaml", "    field-01:", "    field-02: {line: landline}\n    field-01:")
    opened = small.pull_request(small.commit("One more for the field"))
    assert opened.results == {"voice-validate": "success", "voice-plan-request-service": "success"}
    assert "created" in opened.step("voice-plan-request-service", "script").output
    small.edit("teams/sales/team.yaml", "field-02: {line: landline}", "field-03: {line: landline}")
    pushed = small.pull_request(small.commit("Another name"))
    assert "updated" in pushed.step("voice-plan-request-service", "script").output
    reviewed = small.comment("service")
    assert "sales/field-03" in reviewed
    commit = small.merge()
    merged = small.merged(commit)
    assert merged.results == {"voice-plan-service": "success", "voice-apply-service": "success"}
    applied = merged.step("voice-apply-service", "script").output
    assert "ledger-head.json" in applied
    closed = small.comment("service")
    assert "Voice apply" in closed
    assert "The plan that was reviewed" in closed
    assert json.loads(reviewed.split("\n")[0][21:-4])["digest"] in closed
    again = small.merged(commit)
    assert again.results["voice-apply-service"] == "success"
    assert small.comment("service") == closed


def test_a_world_that_changed_before_somebody_started_it_is_told_with_values(small: Project) -> None:
    def meanwhile(job: str) -> bool:
        small.console("service", "unbind", "057188880002")
        return job == "voice-apply-service"

    small.runner.starts = meanwhile  # type: ignore[attr-defined]
    ran = small.merged(small.merge())
    applied = ran.step("voice-apply-service", "script")
    assert applied.code == 5
    assert "+ care/back-office:bind\n      instance: 057100001234" in applied.output
    assert ran.results["voice-apply-service"] == "warning", "nobody else's pipeline is blocked"
    assert "nothing was applied" in small.comment("service").split("\n")[2]


def test_a_push_that_is_not_valid_leaves_no_plan_that_looks_current(small: Project) -> None:
    small.edit("teams/sales/team.yaml", "    field-01:", "    field-02: {line: landline}\n    field-01:")
    small.pull_request(small.commit("One more for the field"))
    small.edit("teams/sales/team.yaml", "field-02: {line: landline}", "field-02: {lane: landline}")
    ran = small.pull_request(small.commit("A slip"))
    assert ran.results == {"voice-validate": "failure", "voice-plan-request-service": "failure"}
    assert "no plan" in small.comment("service").split("\n")[2]


def test_a_job_that_dies_says_so_until_the_next_one_has_a_plan(small: Project) -> None:
    small.edit("teams/sales/team.yaml", "    field-01:", "    field-02: {line: landline}\n    field-01:")
    change = small.commit("One more for the field")
    tool = small.runner.scratch / "tools/python"
    works = tool.read_text(encoding="utf-8")
    tool.write_text(works.replace("for last; do", "exit 1; for last; do"), encoding="utf-8")
    ran = small.pull_request(change)
    assert ran.results["voice-plan-request-service"] == "failure"
    told = small.comment("service").split("\n")
    assert told[2] == "### ❌ Voice plan · `service` · no plan"
    assert told[4].endswith("[The log](https://host.example/o/r/-/jobs/1) says why.")
    tool.write_text(works, encoding="utf-8")
    small.pull_request(change)
    assert "sales/field-02" in small.comment("service")


def test_a_merge_that_nobody_starts_changes_nothing(small: Project) -> None:
    small.runner.starts = lambda _job: False  # type: ignore[attr-defined]
    assert small.merged(small.merge()).results["voice-apply-service"] == "manual"
    assert small.host.texts() == []


def test_a_fork_is_validated_by_the_target_and_never_planned(small: Project) -> None:
    small.edit("reconciler.yaml", "purchases: 3", "purchases: 99")
    ran = small.pull_request(small.commit("From afar"), fork="77")
    assert ran.results == {"voice-validate": "success"}
    assert small.host.texts() == []


def test_a_comment_that_cannot_be_posted_fails_the_job_and_keeps_the_plan(small: Project) -> None:
    small.host.may_write = False
    small.edit("teams/sales/team.yaml", "    field-01:", "    field-02: {line: landline}\n    field-01:")
    ran = small.pull_request(small.commit("One more for the field"))
    assert ran.results["voice-plan-request-service"] == "failure"
    assert "error[VN720]" in ran.step("voice-plan-request-service", "script").output
    kept = small.runner.artifacts("voice-plan-request-service")  # type: ignore[operator]
    assert {"plan.html", "plan.json"} <= {file.name for file in kept.iterdir()}


def test_each_account_has_a_note_of_its_own(project: Project) -> None:
    (project.clone / "README.md").write_text("hello\n", encoding="utf-8")
    ran = project.pull_request(project.commit("As it is"))
    assert [name for name in ran.results if name.startswith("voice-plan")] == [
        "voice-plan-request-outreach",
        "voice-plan-request-service",
    ]
    assert "Voice plan" in project.comment("service")
    assert "Voice plan" in project.comment("outreach")
    assert len(project.host.texts()) == 2


def test_the_morning_tells_of_drift_and_deadlines_and_carries_on(small: Project) -> None:
    ran = small.morning()
    assert ran.results["voice-watch-service"] == "failure", "something drifted"
    assert len(small.issues.kept) == 1
    assert ran.results["voice-resume-service"] == "success"
    calendar = small.runner.artifacts("voice-watch-service") / "deadlines.ics"  # type: ignore[operator]
    assert calendar.read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")

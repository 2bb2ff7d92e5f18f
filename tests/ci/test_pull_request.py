"""A pull request from its branch to its merge, by the workflows that `init --ci github` writes, on real Git."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from actions_runner import script
from code_host import TOKEN, serving
from company_project import ROOT, Project, company

from reconciler.cli.main import run as reconciler
from reconciler.report.sink.marker import marker

COMMIT = "a" * 40

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("git", "bash", "jq", "curl"))), reason="git, bash, jq or curl is not installed"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with company(tmp_path) as made:
        yield made


def digest(text: str) -> str:
    """The digest in a comment's hidden first line."""
    return re.findall(r'"digest":"(sha256:[0-9a-f]+)"', text.split("\n", maxsplit=1)[0])[0]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Project]:
    with company(tmp_path, accounts=1) as made:
        yield made


def test_from_the_branch_to_the_merge(small: Project) -> None:
    """Validate, plan, comment, push again, approve, merge, apply by digest, comment closed out, nothing left."""
    wrong = "field-02: {line: landline, instance: floor, enterprise: 杭州示例科技有限公司}"
    small.edit("teams/sales/team.yaml", "    field-01:", f"    {wrong}\n    field-01:")
    opened = small.pull_request(small.commit("One more for the field"))
    assert opened.step("plan (service)/plan", "Plan").code == 3, "the instance is another enterprise's"
    assert opened.results["voice"] == "failure"
    first = small.comment("service")
    above = first.partition("| What |")[0]
    assert "What can never be undone" in above
    assert "For people" in above or "Buys" in above

    small.edit("teams/sales/team.yaml", wrong, "field-02: {line: landline, instance: floor}")
    pushed = small.pull_request(small.commit("Of our own enterprise"))
    assert pushed.results["voice"] == "success"
    assert pushed.step("plan (service)/plan", "Comment").output.startswith("updated")
    second = small.comment("service")
    assert digest(second) != digest(first)
    assert "sales/field-02" in second

    asked: list[str] = []
    small.runner.approves = lambda environment: asked.append(environment) is None
    commit = small.merge()
    merged = small.merged(commit)
    assert merged.results["apply (service)/apply"] == "success"
    assert asked == ["voice-plan-service", "voice-approve-service", "voice-apply-service"]
    closed = small.comment("service")
    assert "Voice apply" in closed
    assert digest(closed) == digest(second), "what the reviewers saw is what was applied"
    assert "The plan that was reviewed" in closed
    assert "ledger-head.json" in merged.summary

    again = small.merged(commit)
    assert again.results["apply (service)/apply"] == "skipped"
    assert small.comment("service") == closed


@pytest.mark.parametrize("private", [True, False])
def test_a_world_that_changed_while_the_approval_waited_is_told_with_values(
    small: Project, private: bool
) -> None:
    small.runner.private = private
    small.edit("teams/sales/team.yaml", "    field-01:", "    field-02: {line: landline}\n    field-01:")
    small.commit("One more for the field")

    def meanwhile(environment: str) -> bool:
        if environment == "voice-approve-service":
            small.console("service", "unbind", "057188880002")
        return True

    small.runner.approves = meanwhile
    ran = small.merged(small.merge())
    applied = ran.step("apply (service)/apply", "Apply")
    assert applied.code == 5
    assert "what was approved is not at hand" not in applied.output
    assert "+ care/back-office:bind\n      instance: 057100001234" in applied.output
    assert "sales/field-02" not in applied.output, "it is ready as it was approved"
    kept = [file.name for file in (small.runner.artifacts / "voice-reviewed-service").iterdir()]
    assert kept == ["plan.json" if private else "plan.reviewed"]
    assert ran.results["apply (service)/apply"] == "failure"
    told = small.comment("service")
    assert "nothing was applied" in told.split("\n")[2]
    assert "| ready now | `care/back-office:bind` | `instance: 057100001234`<br>" in told
    assert "057188880002" not in told


def test_a_push_that_is_not_valid_leaves_no_plan_that_looks_current(small: Project) -> None:
    small.edit("teams/sales/team.yaml", "    field-01:", "    field-02: {line: landline}\n    field-01:")
    small.pull_request(small.commit("One more for the field"))
    assert "sales/field-02" in small.comment("service")
    small.edit("teams/sales/team.yaml", "field-02: {line: landline}", "field-02: {lane: landline}")
    ran = small.pull_request(small.commit("A slip"))
    assert ran.results["voice"] == "failure"
    told = small.comment("service")
    assert "no plan" in told.split("\n")[2]
    assert "sales/field-02" not in told
    assert "`teams/sales/team.yaml:" in told
    small.edit("teams/sales/team.yaml", "field-02: {lane: landline}", "field-02: {line: landline}")
    small.pull_request(small.commit("Mended"))
    assert "sales/field-02" in small.comment("service")


def test_a_job_that_dies_says_so_until_the_next_one_has_a_plan(small: Project) -> None:
    small.edit("teams/sales/team.yaml", "    field-01:", "    field-02: {line: landline}\n    field-01:")
    change = small.commit("One more for the field")
    broken = small.runner.scratch / "tools/curl"
    broken.write_text("#!/bin/sh\necho no route to the host >&2\nexit 7\n", encoding="utf-8")
    broken.chmod(0o755)
    for _ in range(2):
        ran = small.pull_request(change)
        assert ran.step("plan (service)/plan", "Identity").code == 7
        assert [
            step.name for step in ran.steps if step.job == "plan (service)/plan" and step.name == "Plan"
        ] == []
        told = small.comment("service").split("\n")
        assert told[2] == "### ❌ Voice plan · `service` · no plan"
        assert told[4].startswith(
            "The job ended before there was a plan: nothing of the newest commit can be judged"
        )
    broken.unlink()
    small.pull_request(change)
    assert "sales/field-02" in small.comment("service")


SCRIPTS = {
    f"{file} {place}": step["run"]
    for file, jobs in {
        **{
            name: yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8"))["jobs"]
            for name in ("plan", "apply")
        },
        "action": {"runs": yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]},
    }.items()
    for place, job in jobs.items()
    for step in job["steps"]
    if step.get("name") == "Comment"
}


def test_every_job_that_comments_does_so_alike() -> None:
    assert list(SCRIPTS) == ["plan plan", "apply plan", "apply apply", "action runs"]
    assert len(set(SCRIPTS.values())) == 1


@pytest.mark.parametrize("kind", ["plan", "apply"])
@pytest.mark.parametrize("number", ["7", ""])
def test_a_job_without_the_tool_says_so_too_and_the_next_report_takes_it_over(
    tmp_path: Path,
    kind: str,
    number: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for tool in ("bash", "jq", "curl"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    with serving() as host:
        host.merged[COMMIT] = 7
        variables = {
            "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": host.base, "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": COMMIT,
            "GITHUB_SERVER_URL": "https://host.example", "GITHUB_RUN_ID": "100", "RUNNER_TEMP": str(tmp_path),
        }  # fmt: skip
        given = {"KIND": kind, "NUMBER": number, "ACCOUNT": "a--b", "WORKSPACE": "./voice/"}
        code, output = script(
            next(iter(SCRIPTS.values())), tmp_path, {"PATH": str(tmp_path), **variables, **given}
        )
        assert (code, output) == (0, "")
        [text] = host.texts()
        mark = marker(kind, "a--b", None, workspace="voice", failed=True, died=True)
        assert text.split("\n")[0] == mark
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        report = tmp_path / "report.md"
        report.write_text(
            marker(kind, "a--b", None, "sha256:1", workspace="voice") + "\nwhole\n", encoding="utf-8"
        )
        assert reconciler(["comment", "github", str(report), "--request", "7", "--run", "101"]) == 0
        assert capsys.readouterr().out.startswith("updated")
        assert ["whole" in text for text in host.texts()] == [True]


def test_a_merge_that_cannot_be_planned_is_told_above_the_plan_that_was_reviewed(small: Project) -> None:
    small.edit("teams/sales/team.yaml", "    field-01:", "    field-02: {line: landline}\n    field-01:")
    small.pull_request(small.commit("One more for the field"))
    commit = small.merge()
    small.edit("teams/sales/team.yaml", "field-02: {line: landline}", "field-02: {lane: landline}")
    broken = small.commit("A merge of two requests that do not go together")
    small.host.merged[broken] = 7
    ran = small.merged(broken)
    assert ran.results["apply (service)/apply"] == "skipped"
    told, _, reviewed = small.comment("service").partition("The plan that was reviewed")
    assert "no plan" in told.split("\n")[2]
    assert "sales/field-02" not in told
    assert "sales/field-02" in reviewed
    small.merged(commit)
    closed, _, reviewed = small.comment("service").partition("The plan that was reviewed")
    assert "Voice apply" in closed
    assert "sales/field-02" in reviewed


def test_a_fork_is_validated_without_a_token_and_the_required_check_reports(small: Project) -> None:
    small.edit("teams/care/team.yaml", "package: 120", "package: 500")
    ran = small.pull_request(small.commit("From afar"), fork="stranger/r")
    assert ran.results == {
        "validate/validate": "success", "validate": "success", "accounts/accounts": "success",
        "accounts": "success", "plan": "skipped", "voice": "success",
    }  # fmt: skip
    assert small.host.texts() == []


def test_a_request_cannot_lift_the_limits_it_is_judged_by(small: Project) -> None:
    small.edit("reconciler.yaml", "purchases: 3", "purchases: 99")
    small.edit(
        "teams/care/team.yaml", "    front-desk:", "    frontdesk-2: {instance: nowhere}\n    front-desk:"
    )
    ran = small.pull_request(small.commit("Wrong, and generous to itself"))
    assert ran.results["validate/validate"] == "failure"
    assert ran.results["plan"] == "failure"
    assert small.host.texts() == [], "there was no plan to take back"
    assert ran.results["voice"] == "failure"
    assert "nowhere" in ran.step("validate/validate", "Validate").output


def test_a_request_that_leaves_the_workspace_alone_plans_nothing(small: Project) -> None:
    (small.clone / "README.md").write_text("hello\n", encoding="utf-8")
    ran = small.pull_request(small.commit("Elsewhere"))
    assert ran.results["plan"] == "skipped"
    assert ran.results["voice"] == "success"


def test_the_morning_tells_of_drift_and_deadlines_and_carries_on(project: Project) -> None:
    ran = project.morning()
    assert ran.step("watch (service)/report", "Drift").code in {2, 3}
    assert len(project.issues.kept) == 1  # in the other account Git is merely ahead
    assert ran.results["watch (service)/resume"] == "success"
    assert "Voice deadlines" in ran.summary
    calendar = next((project.runner.artifacts / "voice-deadlines-service").iterdir())
    assert calendar.read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")

"""The Python API: everything a program of one's own needs of `reconciler.pipeline`, and nothing else of the house."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from reconciler import pipeline
from reconciler.errors import StalePlan

ROOT = Path(__file__).parents[1]
QUICKSTART = ROOT / "examples/quickstart"


@pytest.fixture
def session(tmp_path: Path) -> pipeline.Session:
    root = tmp_path / "quickstart"
    shutil.copytree(QUICKSTART, root, ignore=shutil.ignore_patterns(".reconciler"))
    return pipeline.open_session(root)


def test_every_question_is_answered_with_a_noun(session: pipeline.Session) -> None:
    plan = pipeline.plan(session)
    assert "care/spare:order" in {action.id for action in plan.ready}
    assert {row.address for row in pipeline.status(session).numbers} >= {"care/brand", "-/057188880099"}
    assert [task.id for task in pipeline.tasks(session)] == ["care/brand:submit-documents"]
    assert pipeline.deadlines(session)[0].id == "care/brand:documents"
    assert pipeline.drift(session).unmanaged == 1


def test_asking_writes_nothing(session: pipeline.Session) -> None:
    for ask in (pipeline.plan, pipeline.drift, pipeline.status, pipeline.tasks, pipeline.deadlines):
        ask(session)
    assert pipeline.remember(session).head.seq == 0


def test_what_was_planned_is_applied_and_then_nothing_is_left(session: pipeline.Session) -> None:
    plan, result = pipeline.apply(session, "program@host:1", pipeline.ApplyOptions())
    assert not result.failed
    assert {entry.action.id for entry in result.results} == {action.id for action in plan.ready}
    assert pipeline.plan(session).ready == ()


def test_the_program_of_the_page_does_what_it_says(
    session: pipeline.Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs/python-api.md").read_text(encoding="utf-8")
    [program] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(session.root.parent)
    exec(compile(program, "python-api.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "care/spare:order 120.00 for ever\n" in printed
    assert "care/spare:order done\n" in printed


def test_a_plan_that_is_not_the_approved_one_changes_nothing(session: pipeline.Session) -> None:
    other = pipeline.ApplyOptions(approval=pipeline.Approval("sha256:" + "0" * 64))
    with pytest.raises(StalePlan):
        pipeline.apply(session, "program@host:1", other)
    assert pipeline.remember(session).head.seq == 0


def test_the_page_names_every_question(session: pipeline.Session) -> None:
    page = (ROOT / "docs/python-api.md").read_text(encoding="utf-8")
    names = set(re.findall(r"^\| `(\w+)\(", page, re.MULTILINE))
    assert names == {"open_session", "plan", "drift", "status", "tasks", "deadlines", "apply"}
    assert names <= set(pipeline.__all__)

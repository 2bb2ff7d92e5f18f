"""Every golden case: what a person expects and what is decided; of whole stories everything that is printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from golden_case import Case, decisions, every_case, judged_by, run

from reconciler import __version__
from reconciler.wire.documents import drift_schema, plan_schema

CASES = every_case()
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


class Desk:
    """Runs a case's commands and keeps, or compares, what they print."""

    def __init__(self, case: Case, where: Path, capture: Any, refresh: bool) -> None:
        self.case = case
        self.where = case.stage(where / "workspace")
        self.capture = capture
        self.refresh = refresh

    def ask(self, command: str, form: str) -> str:
        """What the command prints in this format; its exit code is the expected one."""
        with judged_by(self.case.judges):
            code, out, err = run([*self.case.words(command), "-o", form], self.where, self.capture)
        assert err == ""
        assert code == self.case.exit[command]
        return out.replace(f'"tool": "{__version__}"', '"tool": "VERSION"')

    def check(self, name: str, text: str) -> None:
        kept = self.case.folder / "expected" / name
        if self.refresh:
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(text, encoding="utf-8")
        assert text == kept.read_text(encoding="utf-8")


@pytest.fixture
def desk(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> Desk:
    return Desk(case, tmp_path, capsys, request.config.getoption("--refresh-golden"))


@each_case
def test_a_case_is_decided_as_a_person_expects(case: Case, desk: Desk) -> None:
    text = desk.ask("plan", "json")
    plan = json.loads(text)
    jsonschema.Draft202012Validator(plan_schema()).validate(plan)
    if case.actions is not None:
        assert {action["id"]: action["status"] for action in plan["actions"]} == case.actions
    gravest_last = reversed(plan["findings"])
    verdicts = {f"{finding['rule']} {finding['address']}": finding["verdict"] for finding in gravest_last}
    assert {key: verdicts.get(key) for key in case.findings} == case.findings
    report = desk.ask("drift", "json") if "drift" in case.exit else "null"
    if "drift" in case.exit:
        jsonschema.Draft202012Validator(drift_schema()).validate(json.loads(report))
    if case.whole:
        desk.check("plan.json", text)
        desk.check("plan.txt", desk.ask("plan", "text"))
        desk.check("drift.json", report)
    else:
        desk.check("decisions.json", decisions(plan, json.loads(report)))

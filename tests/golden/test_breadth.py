"""The golden cases together leave nothing out that a plan or a drift report can say."""

from __future__ import annotations

import json
from typing import Any, get_args

from golden_case import every_case

from reconciler.kinds import KINDS
from reconciler.model.action import Mode, Status, Verb
from reconciler.wire.documents import DriftEntryDocument

DRIFT = DriftEntryDocument.model_fields


def documents(name: str) -> list[Any]:
    files = [case.folder / "expected" / name for case in every_case()]
    return [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]


def test_every_action_kind_mode_and_status_is_in_some_plan() -> None:
    actions = [action for plan in documents("plan.json") for action in plan["actions"]]
    assert {action["action"] for action in actions} == {str(verb) for verb in Verb}
    assert {action["kind"] for action in actions} == {kind.name for kind in KINDS}
    assert {action["mode"] for action in actions} == {str(mode) for mode in Mode}
    assert {action["status"] for action in actions} == {str(status) for status in Status}


def test_every_verdict_is_in_some_plan() -> None:
    findings = [finding for plan in documents("plan.json") for finding in plan["findings"]]
    assert {finding["verdict"] for finding in findings} == {"info", "warn", "hold", "violation", "block"}


def test_every_category_and_every_mover_is_in_some_drift_report() -> None:
    entries = [entry for report in documents("drift.json") for entry in report["entries"]]
    assert {entry["category"] for entry in entries} == set(get_args(DRIFT["category"].annotation))
    assert {entry["moved"] for entry in entries} == set(get_args(DRIFT["moved"].annotation))


def test_no_case_is_left_behind() -> None:
    """Each case has its plan in both forms, and no expectation that nothing compares."""
    for case in every_case():
        kept = {file.name for file in (case.folder / "expected").iterdir()}
        assert kept == {"plan.json", "plan.txt"} | ({"drift.json"} if "drift" in case.exit else set())

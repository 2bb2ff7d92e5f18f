"""The golden cases together leave nothing out that a plan or a drift report can say."""

from __future__ import annotations

import json
import tomllib
from typing import Any, get_args

from golden_case import decisions, every_case

from reconciler.kinds import KINDS
from reconciler.model.action import Mode, Status, Verb
from reconciler.wire.documents import DriftEntryDocument

DRIFT = DriftEntryDocument.model_fields


def rows(name: str) -> list[Any]:
    """What every case decides that has a member of this name: an action's status, a finding's rule, a drift's mover."""
    found = []
    for case in every_case():
        folder = case.folder / "expected"
        if case.whole:
            plan, report = (
                json.loads((folder / file).read_text(encoding="utf-8"))
                for file in ("plan.json", "drift.json")
            )
            found += json.loads(decisions(plan, report))
        else:
            found += json.loads((folder / "decisions.json").read_text(encoding="utf-8"))
    return [row for row in found if name in row]


def test_every_action_kind_mode_and_status_is_in_some_plan() -> None:
    actions = rows("status")
    assert {action["id"].rpartition(":")[2] for action in actions} == {str(verb) for verb in Verb}
    assert {action["kind"] for action in actions} == {kind.name for kind in KINDS}
    assert {action["mode"] for action in actions} == {str(mode) for mode in Mode}
    assert {action["status"] for action in actions} == {str(status) for status in Status}


def test_every_verdict_is_in_some_plan() -> None:
    assert {finding["verdict"] for finding in rows("rule")} == {"info", "warn", "hold", "violation", "block"}


def test_every_category_and_every_mover_is_in_some_drift_report() -> None:
    entries = rows("moved")
    assert {entry["category"] for entry in entries} == set(get_args(DRIFT["category"].annotation))
    assert {entry["moved"] for entry in entries} == set(get_args(DRIFT["moved"].annotation))


def test_no_case_is_left_behind() -> None:
    """Eight stories are kept whole; of the others what they decide, and nothing that nothing compares."""
    for case in every_case():
        kept = {file.name for file in (case.folder / "expected").iterdir()}
        assert kept == ({"plan.json", "plan.txt", "drift.json"} if case.whole else {"decisions.json"})
    assert sum(case.whole for case in every_case()) == 8


def test_every_other_case_names_the_rules_that_judge_it() -> None:
    """What is not named in its file is judged by all of `rules.txt`: that is for the whole stories."""
    stories = [
        tomllib.loads((case.folder / "case.toml").read_text(encoding="utf-8")) for case in every_case()
    ]
    assert ["rules" in story for story in stories] == [not story.get("whole") for story in stories]

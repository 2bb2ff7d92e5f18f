"""The plan as data: it fits its schema, comes back whole, and nothing else passes for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from report_world import action, busy_plan, plan

from reconciler.errors import ReconcilerError
from reconciler.model.action import Verb
from reconciler.model.change import Change
from reconciler.report.plan.as_json import text
from reconciler.wire.documents import PlanDocument, plan_schema
from reconciler.wire.read import parse_plan
from reconciler.wire.strict import SIZE_LIMIT
from reconciler.wire.write import plan_document

VALIDATOR = Draft202012Validator(plan_schema())


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(plan_schema())


@pytest.mark.parametrize("written", [text(plan()), text(busy_plan())])
def test_a_written_plan_fits_the_published_schema(written: str) -> None:
    VALIDATOR.validate(json.loads(written))


def test_a_written_plan_comes_back_whole() -> None:
    said = busy_plan()
    assert parse_plan(text(said)).model_dump(mode="json") == plan_document(said)


def test_each_action_is_one_line() -> None:
    lines = text(busy_plan()).splitlines()
    assert sum(line.startswith('    {"id": ') for line in lines) == 8
    assert lines[0] == "{"
    assert lines[1] == '  "format_version": "1.1",'


def test_an_action_has_exactly_the_published_keys() -> None:
    document = plan_document(busy_plan())["actions"][2]
    assert document == {
        "id": "care/brand:order",
        "address": "care/brand",
        "kind": "number",
        "action": "order",
        "mode": "automatic",
        "status": "ready",
        "reason": "",
        "reversible": False,
        "needs": [],
        "changes": [
            {"path": "type", "before": None, "after": "400"},
            {"path": "carrier", "before": None, "after": "中国联通"},
            {"path": "package", "before": None, "after": "120"},
            {"path": "acknowledgement", "before": None, "after": "2026-06-01"},
        ],
        "cost": {"now": "120.00", "monthly": "120.00", "committed": "120.00"},
        "cost_origin": "observed",
        "earliest": None,
        "deadline": None,
        "source": {"file": "teams/care/team.yaml", "line": 21},
        "team": "care",
    }


def test_the_summary_counts_every_action_whatever_its_status() -> None:
    assert plan_document(busy_plan())["summary"] == {
        "actions": {"adopt": 1, "order": 1, "bind": 2, "cancel": 2, "submit-documents": 1, "unbind": 1},
        "statuses": {"blocked": 1, "deferred": 1, "ready": 6},
        "monthly_before": "350.00",
        "monthly_after": "435.00",
        "monthly_origin": "observed",
        "unmanaged_monthly": "0.00",
    }


def test_lists_and_truth_values_survive() -> None:
    said = plan(
        action(
            "care/a",
            Verb.BIND,
            changes=(Change("ivr.transfer.to", ("1", "2"), None), Change("publicMode", False, True)),
        )
    )
    assert parse_plan(text(said)).model_dump(mode="json") == plan_document(said)


def test_numbers_are_never_masked_in_json() -> None:
    assert "057188889999" in text(busy_plan())


# --- what is not a plan ---------------------------------------------------------------------------------


def altered(alter: Callable[[dict[str, Any]], None]) -> str:
    """A plan document with one thing changed."""
    document = plan_document(busy_plan())
    alter(document)
    return json.dumps(document)


def refused(written: str) -> str:
    """Why it is not a plan."""
    with pytest.raises(ReconcilerError) as caught:
        parse_plan(written)
    assert caught.value.exit_code == 1
    assert caught.value.code == "VN806"
    return caught.value.message


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "not a plan: Expecting value, line 1 column 1"),
        (text(busy_plan())[:-4], "not a plan: Expecting value"),
        ("[]", "not a plan: the document: Input should be an object"),
        ("{}", "not a plan: format_version: Field required"),
        ('{"a": 1, "a": 1}', "not a plan: an object has the key 'a' twice"),
        ('{"a": NaN}', "not a plan: NaN is no JSON value"),
        ('{"a": -Infinity}', "not a plan: -Infinity is no JSON value"),
        ("[" * 200_000, "not a plan: nested deeper than 64 levels"),
        ('"\ud800"', "not a plan: it holds half a character"),
        (text(busy_plan()) + "{}", "not a plan: Extra data"),
    ],
)
def test_what_is_no_json_object_of_ours_is_no_plan(written: str, why: str) -> None:
    assert refused(written).startswith(why)


ALTERATIONS: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda d: d.update(format_version="2.0"), "format_version: Input should be '1.0' or '1.1'"),
    (lambda d: d.update(extra=1), "extra: Extra inputs are not permitted"),
    (lambda d: d.pop("basis"), "basis: Field required"),
    (lambda d: d.update(hypothetical="false"), "hypothetical: Input should be a valid boolean"),
    (lambda d: d.update(as_of="2026-11-23"), "as_of: String should match pattern"),
    (lambda d: d.update(as_of="2026-13-23T10:00:00+08:00"), "as_of: Value error, month must be in 1..12"),
    (lambda d: d["actions"][0].update(action="explode"), "actions.0.action: Input should be 'order'"),
    (
        lambda d: d["actions"][0].update(mode="auto"),
        "actions.0.mode: Input should be 'automatic' or 'manual'",
    ),
    (lambda d: d["actions"][0]["cost"].update(now=35), "actions.0.cost.now: Input should be a valid string"),
    (
        lambda d: d["actions"][0]["cost"].update(now="35.0\n"),
        "actions.0.cost.now: String should match pattern",
    ),
    (lambda d: d["actions"][0]["changes"][0].update(after=1.5), "actions.0.changes.0.after"),
    (lambda d: d["actions"][0].pop("needs"), "actions.0.needs: Field required"),
    (lambda d: d["findings"][0].update(verdict="BLOCK"), "findings.0.verdict"),
    (lambda d: d["scope"].pop("team"), "scope.team: Field required"),
]


@pytest.mark.parametrize(("alter", "why"), ALTERATIONS, ids=[why for _, why in ALTERATIONS])
def test_a_document_that_differs_in_one_place_is_refused_by_model_and_schema(
    alter: Callable[[dict[str, Any]], None], why: str
) -> None:
    written = altered(alter)
    assert refused(written).startswith(f"not a plan: {why}")
    if "Value error" not in why and "\\n" not in written:
        assert not VALIDATOR.is_valid(json.loads(written))


def test_a_refusal_never_repeats_the_value() -> None:
    assert "LTAI5tSECRET" not in refused(altered(lambda d: d["actions"][0].update(mode="LTAI5tSECRET")))


def test_too_big_a_file_is_refused_before_it_is_parsed() -> None:
    assert refused(" " * (SIZE_LIMIT + 1)) == "not a plan: larger than 64 MiB"


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_text_makes_the_reader_fail_otherwise(written: str) -> None:
    with pytest.raises(ReconcilerError):
        parse_plan(written)


def test_every_field_of_every_document_is_described() -> None:
    schema = plan_schema()
    for model in (schema, *schema["$defs"].values()):
        assert model["description"]
        for name, field in model.get("properties", {}).items():
            assert field.get("description"), name
            assert name in model["required"]


def test_model_and_schema_forbid_unknown_keys_everywhere() -> None:
    schema = PlanDocument.model_json_schema()
    objects = [model for model in (schema, *schema["$defs"].values()) if model.get("type") == "object"]
    assert all(model["additionalProperties"] is False for model in objects)

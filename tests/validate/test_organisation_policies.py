"""The organisation's own JSON Schemas judge every expanded entry, at the entry, and fetch nothing."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from workspaces import EXAMPLE, WORKSPACE, check, lay

from reconciler.wire.policy import Judge

CHEAP = {
    "if": {"properties": {"type": {"const": "400"}}},
    "then": {"properties": {"package": {"maximum": 100, "description": "ask finance for more than 100 CNY"}}},
}


def with_policy(root: Path, policy: Any, *more: str) -> Path:
    """The example with one policy file."""
    text = policy if isinstance(policy, str) else json.dumps(policy)
    names = ", ".join(["policies/p.json", *more])
    workspace = WORKSPACE.replace("policies: []", f"policies: [{names}]")
    return lay(root, {**EXAMPLE, "reconciler.yaml": workspace, "policies/p.json": text})


def test_a_policy_sees_expanded_values_and_is_told_at_the_entry(tmp_path: Path) -> None:
    """Both hotlines inherit or state the package; the hint is the policy's own description."""
    found = check(with_policy(tmp_path, CHEAP)).diagnostics
    assert [(item.code, item.line, item.column, item.excerpt.strip().split(":")[0]) for item in found] == [
        ("VN310", 19, 5, "brand"),
        ("VN310", 20, 5, "spare"),
    ]
    assert found[0].message.startswith("package is against the policy policies/p.json: it is ")
    assert found[0].hint == "ask finance for more than 100 CNY"


def test_what_a_policy_is_given(tmp_path: Path) -> None:
    """The manifests' own words, references resolved, absent values absent; public mode too."""
    wanted = {
        "address": "care/spare", "team": "care", "account": "prod", "type": "400", "callType": "inbound",
        "carrier": "中国电信", "package": 120, "enterprise": "杭州示例科技有限公司", "script": "SCRIPT-3321",
        "select": {"prefix": "4009"},
        "ivr": {
            "playback": {"audio": "hotline-2026.wav", "description": "Hotline"},
            "transfer": {"routing": "round-robin", "to": ["057188880009"], "qualification": "10000008748"},
        },
    }  # fmt: skip
    mode = {
        "address": "care/otp",
        "team": "care",
        "account": "prod",
        "type": "publicMode",
        "use": "verification-code",
    }
    only = {
        "if": {"properties": {"address": {"enum": ["care/spare", "care/otp"]}}},
        "then": {"enum": [wanted, mode]},
    }
    assert check(with_policy(tmp_path, only)).valid


DOUBLING: dict[str, Any] = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(40)} | {
    "a40": {}
}
"""Each asks the next one twice."""


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("{", "not JSON"),
        ('{"type": "object", "type": "object"}', "the key 'type' twice"),
        ('{"maximum": NaN}', "NaN"),
        ('{"type": "objekt"}', "no JSON Schema"),
        ("[" * 100_000, "nested deeper than 64 levels"),
        ('{"not": ' * 62 + "{}" + "}" * 62, "nested deeper than 60 levels"),
        ('{"$ref": "#"}', "leads back to itself"),
        (
            '{"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"anyOf": [{"$ref": "#"}]}}}',
            "leads back to itself",
        ),
        ('{"properties": {"address": {"pattern": "("}}}', "no JSON Schema"),
        (
            f'{{"properties": {{"address": {{"pattern": "^{"(?:" * 16}(.+?)+{")+" * 16}[^a-z0-9/-]$"}}}}}}',
            "takes longer than 0.25 s",
        ),
        ('{"$ref": "https://example.com/schema.json"}', "outside its own file"),
        ('{"$ref": "other.json"}', "outside its own file"),
        ('{"$ref": "#/$defs/none"}', "outside its own file"),
        ('{"$dynamicRef": "#"}', "leads back to itself"),
        ('{"$defs": {"a": {"$anchor": "x", "not": {"$ref": "#x"}}}, "$ref": "#x"}', "leads back to itself"),
        (json.dumps({"$defs": DOUBLING, "$ref": "#/$defs/a0"}), "does not come to an end with one document"),
        (json.dumps({"$defs": {f"a{n}": {} for n in range(5_001)}}), "more than 5000 objects"),
        ('{"properties": {"address": {"pattern": "(((((.?){60}){60}){60}){60}){9}x"}}}', "longer than 10000"),
        ('{"patternProperties": {"((a{200}){200})": true}}', "longer than 10000"),
        (f'{{"properties": {{"address": {{"pattern": "{"(" * 9000}{")" * 9000}"}}}}}}', "nested too deep"),
        (
            '{"patternProperties": {"a": true}, "unevaluatedProperties": false}',
            "write `additionalProperties`",
        ),
        ('{"$ref": "#/title", "title": "a text"}', "what is no schema"),
        ('{"$ref": "#/default", "default": {"type": "objekt"}}', "what is no schema"),
        ('{"properties": {"package": {"multipleOf": 0}}}', "properties/package/multipleOf"),
    ],
)
def test_an_unusable_policy_is_told_once(
    tmp_path: Path, policy: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the network taken away: a reference is never fetched."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    found = check(with_policy(tmp_path, policy)).diagnostics
    assert {(item.code, item.file) for item in found} == {("VN212", "policies/p.json")}
    assert words in found[0].message


@pytest.mark.parametrize(
    "names",
    [
        {
            "patternProperties": {f"^{'(?:' * 16}(.+?)+{')+' * 16}[^a-z]$": True},
            "additionalProperties": False,
        },
        {"propertyNames": {"pattern": f"^{'(?:' * 16}(.+?)+{')+' * 16}[^a-z]$"}},
    ],
)
def test_a_pattern_for_names_has_its_limit_in_any_thread(tmp_path: Path, names: dict[str, Any]) -> None:
    """Where no signal arrives: accounts are planned side by side."""
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(check, with_policy(tmp_path, names)).result().diagnostics
    assert [(item.code, "takes longer than" in item.message) for item in found] == [("VN212", True)]


@pytest.mark.parametrize(
    ("policy", "against"),
    [
        ({"$defs": {"a": {"$anchor": "own", "required": ["address"]}}, "$ref": "#own"}, False),
        ({"properties": {"address": {"pattern": "^([a-z]{1,20}/){1,3}[a-z0-9-]{1,63}$"}}}, False),
        (
            {"properties": {"address": {"format": "email", "minLength": 3}, "package": {"multipleOf": 0.01}}},
            False,
        ),
        ({"patternProperties": {"^[a-w]": True}, "properties": {}, "additionalProperties": True}, False),
        (
            {"properties": {"use": {}}, "patternProperties": {"^[a-w]": True}, "additionalProperties": False},
            False,
        ),
        ({"patternProperties": {"^[b-w]": True}, "additionalProperties": False}, True),
        ({"patternProperties": {"^[b-w]": True}, "additionalProperties": {"minLength": 400}}, True),
        (
            {
                "properties": {
                    "ivr": {"properties": {"transfer": {"properties": {"to": {"uniqueItems": True}}}}}
                }
            },
            False,
        ),
    ],
)
def test_our_own_keywords_judge_as_the_specification_does(
    tmp_path: Path, policy: dict[str, Any], *, against: bool
) -> None:
    assert ([item.code for item in check(with_policy(tmp_path, policy)).diagnostics] != []) is against


@pytest.mark.parametrize(
    ("items", "unique"),
    [
        ([1, 1.0], False),
        ([1, True], True),
        ([0, False], True),
        ([{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], False),
        (["1", 1], True),
        ([[1], [1, 1]], True),
        ([], True),
    ],
)
def test_items_are_compared_as_json(items: list[Any], *, unique: bool) -> None:
    assert (Judge({"uniqueItems": True}).errors(items) == []) is unique


def test_how_much_may_be_judged_grows_with_the_document() -> None:
    """By steps and not by the clock, so that a busy machine judges as an idle one does."""
    large = [{"cost": number} for number in range(20_000)]
    assert Judge({"items": {"properties": {"cost": {"minimum": 0}}}}).errors(large) == []


def test_a_policy_that_is_missing_is_told(tmp_path: Path) -> None:
    """And the others still judge."""
    found = check(with_policy(tmp_path, CHEAP, "policies/none.json")).diagnostics
    assert [item.code for item in found] == ["VN011", "VN310", "VN310"]


def test_a_policy_may_refer_within_its_own_file(tmp_path: Path) -> None:
    """That needs no fetching."""
    policy = {"$defs": {"own": {"properties": {"team": {"const": "care"}}}}, "$ref": "#/$defs/own"}
    assert check(with_policy(tmp_path, policy)).valid


def test_a_policy_may_refer_to_itself_for_inner_values(tmp_path: Path) -> None:
    """Each step goes to a smaller value, so it ends."""
    tree = {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}}
    assert check(with_policy(tmp_path, tree)).valid


def test_a_policy_says_which_value_which_limit_and_what_it_is_called(tmp_path: Path) -> None:
    limit = {
        "properties": {"package": {"maximum": 100, "title": "Cheap packages", "description": "ask finance"}}
    }
    found = check(with_policy(tmp_path, limit)).diagnostics[0]
    assert found.message.endswith("it is 120, and maximum is 100")
    assert found.hint == "Cheap packages: ask finance"


def test_what_is_wrong_with_a_policy_has_a_place(tmp_path: Path) -> None:
    found = check(with_policy(tmp_path, '{\n  "allOf": [\n    {"$ref": "#"}\n  ]\n}\n')).diagnostics[0]
    assert (found.code, found.line, found.column) == ("VN212", 3, 14)


def test_what_a_policy_misses_is_named_and_the_entry_is_not_repeated(tmp_path: Path) -> None:
    found = check(with_policy(tmp_path, {"required": ["owner", "package"]})).diagnostics[0]
    assert found.message == "the entry is against the policy policies/p.json: it has no owner"

"""The published schemas are the models', in the form editors and explanations need, and the two never disagree."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from workspaces import EXAMPLE

from reconciler.cli.schema import NAMES, generated, published
from reconciler.load import meaning
from reconciler.manifests.documents import DOCUMENT_KINDS
from reconciler.manifests.schema import schema
from reconciler.manifests.sources import Document, LinedMapping
from reconciler.validate.explain import explain

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.mark.parametrize("name", NAMES)
def test_every_published_schema_is_fresh_and_a_schema(name: str) -> None:
    """`make schemas` writes them; this fails until it has been run."""
    text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert text == generated(name) == published(name)
    Draft202012Validator.check_schema(json.loads(text))


def test_no_other_schema_is_published() -> None:
    """What nothing generates is nobody's."""
    assert {path.name for path in SCHEMAS.iterdir()} == {f"{name}.schema.json" for name in NAMES}


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping within a schema."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from objects(item)


@pytest.mark.parametrize("kind", DOCUMENT_KINDS)
def test_schemas_are_closed_described_and_without_unions(kind: str) -> None:
    """A closed mapping makes a spelling mistake an error; a union would explain it with every branch at once."""
    for part in objects(schema(kind)):
        assert not {"oneOf", "anyOf", "allOf", "default", "nullable"} & part.keys()
        if isinstance(part.get("properties"), dict) and part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert all("description" in about for about in part["properties"].values())
        if "pattern" in part:
            assert part["pattern"].startswith("^")
            assert part["pattern"].endswith("$")
        assert "uniqueItems" not in part
        assert str(part.get("$ref", "#")).startswith("#")


def test_an_editor_that_reads_integers_accepts_counts_and_amounts() -> None:
    """`package: 120` is an integer to an editor and text to the loader; both are right. A phone number is text only."""
    entry = {"$ref": "#/$defs/Hotline", "$defs": schema("Team")["$defs"]}
    editor = Draft202012Validator(entry)
    assert editor.is_valid({"package": 120})
    assert editor.is_valid({"package": "120"})
    assert not editor.is_valid({"package": "0120"})
    assert editor.is_valid({"number": "4008100001"})
    assert not editor.is_valid({"number": 4008100001})


RICH = """
apiVersion: voice.reconciler/v1
kind: Team
metadata: {name: care, labels: {costCenter: CC-1, a.b/c: d}}
spec:
  account: prod
  enterprise: 杭州
  script: S-1
  defaults: {hotlines: {carrier: 中国联通, purpose: hotline}, numbers: {line: mobile, enterprise: e, script: s}}
  instances: {a: {code: "057100001234"}, b: {code: "05710000", routing: random}}
  ivr:
    w: {playback: {audio: a.wav, description: d}}
    t: {transfer: {routing: random, to: ["4008100001", "057188880001", "13800138000"], qualification: "1"}}
  hotlines:
    h: {number: "4008100001", package: 120, ivr: w, documents: {reference: D}, callType: inbound}
    s: {select: {prefix: "4009"}, package: 5000}
    e: {select: {}}
  numbers: {n: {number: "13800138000", line: mobile, callType: both, region: r, purpose: two-way, instance: a}}
  pools: {p: {template: {region: r, ivr: w}, members: {a: "057188880001", b: , c: {number: "057188880002"}}}}
  publicMode: {o: {use: voice-notification}}
  moved: [{from: care/old, to: care/n}]
"""
WORKSPACE = """
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: w}
spec:
  manifests: [teams, a/b]
  ledger: env:LEDGER
  ledgerId: A-1
  language: en
  baseline: baseline.txt
  attestations: two-people
  policies: [p.json]
  planPolicies: [q.json]
  fleet: {drift: 0 7 * * *, plan: 0 8 * * *, status: 0 9 * * *, deadlines: 0 6 * * *, resume: 30 9 * * *, jitter: 30m,
          requestsPerSecond: 5}
  approval: plan
  accounts:
    prod:
      provider: simulator
      settings: {a: {b: [c]}}
      playback: {audio: a, description: d}
      tariff: {regularMonthly: 30.50, hotlineMinimum: 1, hotlineMinute: 0.11, packageLeast: 1, packageMost: 2}
  limits: {cancellations: 0, purchases: 10, addedMonthly: 5000.5}
  teams: {care: {paths: [teams/care], accounts: [prod], monthlyBudget: 1, contacts: [c]}}
  freezes: [{from: 2027-02-05, to: 2027-02-12, reason: r}]
  exceptions: [{rule: VN501, address: care/brand, reason: r, until: 2028-02-29}, {rule: VN308, address: prod, reason: r,
                until: 2026-12-31}, {rule: VN601, address: -/4008100001, reason: r, until: 2026-12-31}]
"""
WHOLE = [
    meaning(text) for text in (RICH, WORKSPACE.replace("-/4008100001", '"-/4008100001"'), *EXAMPLE.values())
]

WORDS = """
    x X 0 00 -1 1.5 12345678901 4008100001 057188880001 １２０ 2026-02-29 2026-1-1 a/b /a a/../b .. prod inbound true
    é VN999 VN9
""".split()  # noqa: SIM905 - a list would be forty lines
TEXTS = ["", "a b", " a", "a\n", "2026-02-29\n", "x" * 64, "x" * 201]
SHAPES = [None, True, False, [], {}, ["x"], {"x": "y"}, [None], {"": ""}, {"number": "1"}]
junk = st.sampled_from([*WORDS, *TEXTS, *SHAPES]).map(copy.deepcopy) | st.text(max_size=4)


def paths(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything within a document."""
    yield here
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from paths(item, (*here, key))


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A valid document with one to three random changes."""
    data = copy.deepcopy(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([found for found in paths(data) if found]))
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        match draw(st.sampled_from(["set", "set", "remove", "add", "rename"])):
            case "remove":
                del holder[path[-1]]
            case "add" if isinstance(holder, dict):
                holder[
                    draw(st.sampled_from(["x", "number", "instance", "ivr", "X", "a_b", "callType", ""]))
                ] = draw(junk)
            case "rename" if isinstance(holder, dict):
                holder[draw(junk.filter(lambda key: isinstance(key, str)))] = holder.pop(path[-1])
            case _:
                holder[path[-1]] = draw(junk)
    return data


def accepted(kind: str, data: Any) -> bool:
    """The model's verdict."""
    try:
        DOCUMENT_KINDS[kind].model_validate(data)
    except ValidationError:
        return False
    return True


def refusals(kind: str, data: Any) -> list[Any]:
    """What the schema says against it."""
    return explain(Document("x.yaml", LinedMapping(data)), kind)


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_model_and_schema_give_the_same_verdict(data: dict[str, Any]) -> None:
    """Whatever is done to a valid document, both accept it or both refuse it; the kind is whose schema is asked."""
    for kind in DOCUMENT_KINDS:
        if data.get("kind") == kind:
            assert accepted(kind, data) == (not refusals(kind, data))


@pytest.mark.parametrize("index", range(len(WHOLE)))
def test_the_examples_are_accepted_by_both(index: int) -> None:
    """Every optional field is in one of them."""
    data = WHOLE[index]
    assert data is not None
    assert accepted(data["kind"], data)
    assert refusals(data["kind"], data) == []


def test_the_examples_use_every_field() -> None:
    """So that the property above reaches all of them."""
    said: set[str] = set()
    for data in WHOLE:
        said |= {str(step) for path in paths(data) for step in path}
    known = {
        name
        for kind in DOCUMENT_KINDS
        for part in objects(schema(kind))
        for name in part.get("properties", {})
    }
    assert known <= said


@pytest.mark.parametrize("name", EXAMPLE)
def test_an_editor_accepts_the_examples(name: str) -> None:
    """Read as YAML 1.2 would read them, numbers as numbers."""
    data = yaml.safe_load(EXAMPLE[name])
    Draft202012Validator(schema(data["kind"])).validate(data)

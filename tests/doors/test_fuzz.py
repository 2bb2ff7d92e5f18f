"""Whatever comes to a door is taken or refused in the door's own words; `make fuzz` tries for long."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.edit.tidy import Untidy, tidy
from reconciler.errors import ReconcilerError
from reconciler.ledger.chain import StoredLink, digest, link, verify
from reconciler.load import tree
from reconciler.memory.fold import fold
from reconciler.memory.memory import Head
from reconciler.memory.records import Attested, Intent, Outcome, RunStarted, TaskIssued
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.roster.reading import parse as parse_roster
from reconciler.providers.simulator.worldfile import parse as parse_world
from reconciler.report.ledger import bundle as story
from reconciler.report.sink import encode
from reconciler.wire import bundle, saved_observation
from reconciler.wire.read import parse_drift, parse_plan

EXAMPLE = (Path(__file__).parents[2] / "examples/quickstart/teams/care/team.yaml").read_text(encoding="utf-8")
MARKS = st.sampled_from(
    [*"{}[]:,#&*!|>'\"%@`-?\\\n\t \r\ufeff\u2028：", "<<", "---", "\x00", "\x1b", "\ud800"]
)

mangled = st.builds(
    lambda at, gone, marks: EXAMPLE[:at] + "".join(marks) + EXAMPLE[at + gone :],
    st.integers(0, len(EXAMPLE)),
    st.integers(0, 40),
    st.lists(MARKS, max_size=4),
)
texts = st.text() | st.lists(MARKS | st.text(max_size=3)).map("".join) | mangled

READERS: dict[str, Callable[[str], object]] = {
    "manifest": lambda text: tree.parse(text, nodes=50_000),
    "fmt": lambda text: tidy(text) if tree.parse(text, nodes=None).problems == [] else None,
    "world": lambda text: parse_world(text.encode("utf-8", "surrogatepass"), "world.yaml"),
    "plan": parse_plan,
    "drift": parse_drift,
    "observation": saved_observation.from_json,
    "roster.json": lambda text: parse_roster(text.encode("utf-8", "surrogatepass"), "roster.json"),
    "roster.csv": lambda text: parse_roster(text.encode("utf-8", "surrogatepass"), "roster.csv"),
    "audit bundle": bundle.read,
    "provider answer": lambda text: Answer("Data", {"Data": text}).nested("Data"),
}


@pytest.mark.parametrize("door", READERS)
@given(text=texts)
@example(text='{"a": 1, "a": NaN}')
@example(text="[" * 5_000)
@example(text="a: {b: &x *x}\n--- !!python/object:os.system\n")
def test_what_comes_in_is_taken_or_refused(door: str, text: str) -> None:
    try:
        READERS[door](text)
    except (ReconcilerError, Untidy):
        return


@pytest.mark.parametrize(
    "name", ["terminal", "markdown", "markdown_code", "html", "xml", "csv_cell", "json_text"]
)
@given(text=texts)
def test_what_goes_out_is_inert(name: str, text: str) -> None:
    shown = getattr(encode, name)(text)
    shown.encode("utf-8")
    lines = shown.split("\n") if name == "json_text" else [shown]
    assert all(line.isprintable() for line in lines)
    assert "##[" not in shown


AT, RUN, DESK = "2026-11-23T10:00:00+08:00", "r1", "care/desk:order"
RECORDS = [
    RunStarted(at=AT, run=RUN, digest="sha256:0", actions=(DESK,)),
    TaskIssued(at=AT, run=RUN, address="care/desk", action="order", resource="number"),
    Attested(at=AT, subject="057188880001", fields={"status": "active"}, by="a", evidence="b", expires=AT),
    Outcome(at=AT, intent=DESK, result="done", evidence="attested", attestation=1, number="057188880001"),
    Intent(
        at=AT,
        run=RUN,
        id="i1",
        address="care/desk",
        action="bind",
        resource="binding",
    ),
]
BODIES = [row.body for row in link("prod", Head(), RECORDS)]
odd = (
    st.none()
    | st.booleans()
    | st.integers()
    | texts
    | st.lists(texts, max_size=2)
    | st.dictionaries(texts, texts, max_size=2)
)


@st.composite
def forged(draw: st.DrawFn) -> list[StoredLink]:
    """A chain whose hashes are right and whose records are not what we wrote: fields changed, gone, or no JSON."""
    rows: list[StoredLink] = []
    before = Head().hash
    for body in draw(st.permutations(BODIES)):
        record = json.loads(body)
        match draw(st.sampled_from(["keep", "change", "drop", "replace"])):
            case "change":
                record[draw(st.sampled_from(sorted(record)))] = draw(odd)
            case "drop":
                del record[draw(st.sampled_from(sorted(record)))]
            case "replace":
                record = draw(odd)
        text = json.dumps(record)
        rows.append(StoredLink(len(rows) + 1, before, digest("prod", len(rows) + 1, before, text), text))
        before = rows[-1].hash
    return rows


@given(rows=forged())
def test_a_forged_ledger_is_read_or_refused(rows: list[StoredLink]) -> None:
    head = Head(len(rows), rows[-1].hash)
    with contextlib.suppress(ReconcilerError):
        fold(head, verify("prod", rows, head))
    links = [bundle.Link(**row._asdict()) for row in rows]
    whole = bundle.Bundle(
        account="prod",
        ledger_id="x",
        subject="care/desk",
        commit=None,
        concerns=[1],
        attachments=[],
        links=links,
    )
    with contextlib.suppress(ReconcilerError):
        story.text(bundle.read(bundle.written(whole)))

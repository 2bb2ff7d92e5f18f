"""Whatever comes to a door is taken or refused in the door's own words; `make fuzz` tries for long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.edit.tidy import Untidy, tidy
from reconciler.errors import ReconcilerError
from reconciler.load import tree
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.roster.reading import parse as parse_roster
from reconciler.providers.simulator.worldfile import parse as parse_world
from reconciler.report.sink import encode
from reconciler.wire import snapshot
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
    "manifest": lambda text: tree.grow(text, nodes=50_000),
    "fmt": lambda text: tidy(text) if tree.grow(text, nodes=None).flaws == [] else None,
    "world": lambda text: parse_world(text.encode("utf-8", "surrogatepass"), "world.yaml"),
    "plan": parse_plan,
    "drift": parse_drift,
    "observation": snapshot.from_json,
    "roster.json": lambda text: parse_roster(text.encode("utf-8", "surrogatepass"), "roster.json"),
    "roster.csv": lambda text: parse_roster(text.encode("utf-8", "surrogatepass"), "roster.csv"),
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

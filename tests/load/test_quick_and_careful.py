"""The fast way and the careful way are one language: what the fast one accepts, the careful one reads the same."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from workspaces import EXAMPLE

from reconciler.load import quick, tree
from reconciler.load.limits import NODES
from reconciler.manifests.sources import LinedMapping

WORDS = """
    a b spec numbers true false null ~ 0571 120 -3 1_0 0x1F no 杭州 é # [ } ' " = << &a *a !t %d a&b @ ` |
    400_123_4567 12345678 +8657188880001 2026-06-01 1:30 .5
""".split()  # noqa: SIM905 - a list would be forty lines
words = st.sampled_from([*WORDS, "", "x: y", "a #b", "- a", "\\n", "a\nb", " a ", "\t", "\u200b"])
values = st.recursive(
    words | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=12,
)
mappings = st.dictionaries(words, values, min_size=1, max_size=4)
SCRAPS = "a b : { } [ ] ' \" *a << true ~ 0571 12345678 杭州 \\u0041".split()  # noqa: SIM905 - the same
LINES = [
    "\n",
    "\n  ",
    "\n- ",
    "- ",
    ": ",
    ", ",
    "# ",
    "&a ",
    "!t ",
    "? ",
    "| ",
    ">\n ",
    "---\n",
    "...\n",
    "%Y 1\n",
    " ",
]
pieces = st.lists(st.sampled_from([*SCRAPS, *LINES]), max_size=30).map("".join)


def fast(text: str) -> LinedMapping | None:
    """What the fast way makes of a text; None if it leaves it to the careful one."""
    kept: dict[str, str] = {}
    try:
        return quick.parse(text, kept.setdefault, NODES)
    except quick.Irregular:
        return None


def same_lines(one: Any, two: Any, depth: int = 1) -> bool:
    """Whether both know the lines of the keys of every mapping near the surface."""
    if isinstance(one, dict):
        here = depth not in {1, 2, 3, 5} or one.lines == two.lines
        return here and all(same_lines(one[key], two[key], depth + 1) for key in one)
    return not isinstance(one, list) or all(
        same_lines(a, b, depth + 1) for a, b in zip(one, two, strict=True)
    )


def agree(text: str) -> bool:
    """Whether a text was read fast; if so, the careful way reads the same and finds nothing wrong."""
    data = fast(text)
    syntax = tree.parse(text, nodes=NODES)
    if data is None:
        return False
    assert syntax.problems == []
    assert syntax.root is not None
    assert syntax.root.value() == data
    assert same_lines(data, syntax.root.value())
    return True


@given(mappings, st.booleans() | st.none(), st.sampled_from([None, '"', "'"]))
def test_documents_are_read_alike(data: dict[str, Any], flow: bool | None, style: str | None) -> None:
    """In block and flow style, quoted and plain, as another YAML library writes them."""
    agree(
        yaml.safe_dump(
            data, default_flow_style=flow, default_style=style, allow_unicode=True, sort_keys=False
        )
    )


@given(pieces)
@example("a: b\n? c\n: d\n")
@example("a: {b: c, ? d : e}\n")
@example("a: |\n  b\n c\n")
def test_scraps_of_yaml_are_read_alike_and_never_end_in_an_exception(text: str) -> None:
    """Most of it is no YAML at all."""
    agree(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but the two answers."""
    agree(text)


@given(mappings)
def test_text_is_what_another_reader_takes_for_text(data: dict[str, Any]) -> None:
    """PyYAML's own loader without any resolver gives the same words; nothing, true and false are ours."""
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    found = fast(text)
    if found is not None:
        assert _words(found) == _words(yaml.load(text, Loader=yaml.CBaseLoader))


def _words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _words(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_words(item) for item in value]
    return {True: "true", False: "false", None: ""}.get(value, value) if value not in {"null", "~"} else ""


@pytest.mark.parametrize("name", EXAMPLE)
def test_the_example_documents_are_read_fast(name: str) -> None:
    """The fast way is the usual way."""
    assert agree(EXAMPLE[name])


def test_equal_words_are_one_object() -> None:
    """A workspace of many numbers repeats most of its words."""
    kept: dict[str, str] = {}
    one = quick.parse("region: 浙江/杭州\n", kept.setdefault, NODES)
    two = quick.parse("region: 浙江/杭州\n", kept.setdefault, NODES)
    assert one["region"] is two["region"]
    assert next(iter(one)) is next(iter(two))


@pytest.mark.parametrize("depth", [20, 21])
def test_twenty_levels_are_read_and_no_more(depth: int) -> None:
    """On both ways alike."""
    text = "{a: " * depth + "b" + "}" * depth
    syntax = tree.parse(text, nodes=NODES)
    assert (fast(text) is not None) == (depth == 20)
    assert [problem.code for problem in syntax.problems] == ([] if depth == 20 else ["VN021"])


@pytest.mark.parametrize("extra", [0, 1])
def test_fifty_thousand_values_are_read_and_no_more(extra: int) -> None:
    """Counted alike: mapping, key, list, items."""
    text = "a: [" + "b, " * (NODES - 3 + extra) + "]"
    syntax = tree.parse(text, nodes=NODES)
    assert (fast(text) is not None) == (extra == 0)
    assert [problem.code for problem in syntax.problems] == ["VN022"] * extra

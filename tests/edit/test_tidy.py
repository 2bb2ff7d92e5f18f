"""`fmt` gives one indentation and one spacing, keeps comments, order and meaning, and has nothing to do twice."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from workspaces import EXAMPLE

from reconciler.cli import scaffold
from reconciler.edit import tidy
from reconciler.edit.tidy import Untidy
from reconciler.load import meaning

CASES = [
    ("a:   1\n", "a: 1\n"),
    ("a: 1", "a: 1\n"),
    ("a: 1\n\n\n", "a: 1\n"),
    ("a: 1   \nb: 2\r\n", "a: 1\nb: 2\n"),
    ("\ufeffa: 1\n", "a: 1\n"),
    ("a:\n     b:\n          c: 1\n", "a:\n  b:\n    c: 1\n"),
    ("a:\n- 1\n-  2\n", "a:\n  - 1\n  - 2\n"),
    ("a: {b:   1,   c: 2}\n", "a: {b: 1, c: 2}\n"),
    ("a: {b: 1,\n  c: 2}\n", "a:\n  b: 1\n  c: 2\n"),
    ("a: [x,\n  y]  # why\n", "a:    # why\n  - x\n  - y\n"),
    ("# top\na: 1  # one\n\n# two\nb: 'x'\n# end\n", "# top\na: 1  # one\n\n# two\nb: 'x'\n# end\n"),
    ("a: \"0571\"\nb: '0571'\n", "a: \"0571\"\nb: '0571'\n"),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_the_one_format(before: str, after: str) -> None:
    """Each rule of it."""
    assert tidy(before) == after
    assert tidy(after) == after


@pytest.mark.parametrize("text", [*list(EXAMPLE.values())[:3], *scaffold.FILES.values()])
def test_what_this_project_writes_is_in_the_format(text: str) -> None:
    """The design's documents and what `init` scaffolds."""
    assert tidy(text) == text


words = st.text(alphabet="ab 杭#:'\"-[]{},&*!|>%@0", min_size=0, max_size=6)
values = st.recursive(
    words
    | st.booleans()
    | st.none()
    | st.sampled_from(["0571", "12345678", "120", "2026-06-01", "NO", "1_0", "a\nb\n"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=10,
)


@given(
    st.dictionaries(words, values, min_size=1, max_size=4),
    st.booleans() | st.none(),
    st.integers(2, 6),
    st.integers(20, 200),
)
def test_meaning_stays_and_a_second_time_changes_nothing(
    data: dict[str, Any], flow: bool | None, indent: int, width: int
) -> None:
    """Whatever the document was written by. A comment that would be lost is a refusal."""
    text = yaml.safe_dump(
        data, default_flow_style=flow, indent=indent, width=width, allow_unicode=True, sort_keys=False
    )
    before = meaning(text)
    try:
        once = tidy(text)
    except ValueError:
        return
    if before is not None and meaning(once) == before:
        assert tidy(once) == once


# --- every comment, quote, blank line and line break ----------------------------------------------------


KEPT = {
    "a commented-out entry moves with its neighbour": (
        "a:\n    b:\n        # c: 1\n        d: 2\n    # e: 3\n",
        "a:\n  b:\n    # c: 1\n    d: 2\n  # e: 3\n",
    ),
    "line breaks of Windows": ("a:   1\r\nb:\r\n    c: 2\r\n", "a: 1\r\nb:\r\n  c: 2\r\n"),
    "a document's start": ("---\na:   1\n", "---\na: 1\n"),
    "a comment before its start": ("# top\n---\na:   1\n", "# top\n---\na: 1\n"),
    "comments between brackets": (
        "a:\n    b: {c: 1,   # one\n        d: 2}\n    e:   3\n",
        "a:\n  b: {c: 1,   # one\n      d: 2}\n  e: 3\n",
    ),
    "blank lines": ("a: 1\n\n\nb:   2\n\n# c\n\nd: 3\n", "a: 1\n\n\nb: 2\n\n# c\n\nd: 3\n"),
    "a mark in quotes is no comment": ("a:   '# b'\nc: \"# d\"\n", "a: '# b'\nc: \"# d\"\n"),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept(name: str) -> None:
    before, after = KEPT[name]
    assert tidy(before) == after
    assert tidy(after) == after


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b\n  # within a text\n  c\n", 1),
        ("a:\n  ? b\n  # odd\n  : c\n", 1),
        ("%YAML 1.2\n---\na: 1\n", 1),
        ("::\n", 1),
    ],
)
def test_what_would_be_lost_is_refused_with_its_line(text: str, line: int) -> None:
    try:
        tidied = tidy(text)
    except Untidy as error:
        assert error.line >= line
    else:
        assert comments(tidied) == comments(text)


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


lines = st.sampled_from(
    [
        "{m}k{n}: v",
        "{m}k{n}: 'v'   # why",
        '{m}k{n}: {{a: 1,   b: "2"}}',
        "{m}k{n}: {{a: 1,  # one\n{m}    b: 2}}",
        "{m}k{n}: [x,\n{m}   y]",
        "{m}# k{n}: v",
        "{m}  # deeper",
        "# far left",
        "",
        "{m}k{n}:\n{m}{m}    in{n}: v\n{m}{m}    # in",
        "{m}k{n}:\n{m}- v   # item\n{m}# between\n{m}-   w",
        "{m}k{n}: # 'open\n{m}- []\n{m}- ~ # why\n{m}    # below",
        "{m}k{n}: {{\n{m}  a:  {{}},\n{m} b:  [ x,  ~ ], # it's\n{m} c:  {{电:  x#y}}\n{m} }}",
        "{m}k{n} : ~   # {{a: b}}\n{m}      # odd",
        '{m}k{n}: "two\n{m}  lines # in"  # why',
    ]
)


@given(st.lists(lines, min_size=1, max_size=7), st.sampled_from([2, 3, 4, 8]), st.booleans(), st.booleans())
def test_fmt_twice_is_fmt_once_and_nothing_is_lost(
    parts: list[str], indent: int, windows: bool, start: bool
) -> None:
    body = "".join(part.format(m=" " * indent, n=n) + "\n" for n, part in enumerate(["{m}k{n}: v", *parts]))
    text = "---\n" * start + "spec:\n" + body
    text = text.replace("\n", "\r\n") if windows else text
    try:
        once = tidy(text)
    except Untidy as error:
        assert 1 <= error.line <= text.count("\n")
        return
    assert tidy(once) == once
    assert comments(once) == comments(text)
    assert meaning(once) == meaning(text)
    assert once.startswith("---") is start
    assert once.count("\r\n") == (once.count("\n") if windows else 0)
    inner = [line.strip() for line in text.rstrip().splitlines()]
    assert [line.strip() for line in once.splitlines()].count("") == inner.count("")

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

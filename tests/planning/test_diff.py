"""Field changes between two flat resources; deepdiff is asked only about a nested value that differs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.change import Change
from reconciler.planning.diff import changes


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, []),
        ({"a": "1"}, {"a": "1"}, []),
        ({}, {"a": "1"}, [Change("a", None, "1")]),
        ({"a": "1"}, {}, [Change("a", "1", None)]),
        ({"a": "1"}, {"a": "2"}, [Change("a", "1", "2")]),
        ({"a": "1"}, {"a": 1}, [Change("a", "1", 1)]),
        ({"a": False}, {"a": None}, [Change("a", False, None)]),
        ({"a": None}, {"a": "x"}, [Change("a", None, "x")]),
        ({"to": ("1", "2")}, {"to": ("2", "1")}, [Change("to", ("1", "2"), ("2", "1"))]),
        ({"to": ("1", "2")}, {"to": ("1",)}, [Change("to", ("1", "2"), ("1",))]),
        ({"to": ("1",)}, {"to": ("1", "2", "3")}, [Change("to", ("1",), ("1", "2", "3"))]),
        ({"to": ("1",)}, {"to": "1"}, [Change("to", ("1",), "1")]),
        ({"to": ("1",)}, {}, [Change("to", ("1",), None)]),
        ({"to": ("1",), "a": "1"}, {"to": ["1"], "a": "1"}, []),
        (
            {"ivr.playback.audio": "a.wav", "instance": "1", "same": "s"},
            {"ivr.playback.audio": "b.wav", "routing": "random", "same": "s"},
            [
                Change("instance", "1", None),
                Change("ivr.playback.audio", "a.wav", "b.wav"),
                Change("routing", None, "random"),
            ],
        ),
    ],
)
def test_each_field_that_differs_is_named_once_by_its_path(before, after, expected):
    assert list(changes(before, after)) == expected


paths = st.text("abc.[]'\"", min_size=1, max_size=6)
scalars = st.none() | st.booleans() | st.integers(0, 3) | st.text("xy", max_size=2)
values = scalars | st.lists(st.text("xy", max_size=2), max_size=3).map(tuple)
fields = st.dictionaries(paths, values, max_size=4)


@given(fields, fields)
def test_the_changes_turn_the_one_into_the_other(before, after):
    said = changes(before, after)
    assert [c.path for c in said] == sorted(c.path for c in said)
    turned = dict(before)
    for change in said:
        assert change.before == before.get(change.path)
        turned[change.path] = change.after
    assert {p: turned.get(p) for p in before | after} == {p: after.get(p) for p in before | after}


IMPORTED = """
import sys
from reconciler.planning.diff import changes
changes({"a": ("1",), "b": "1"}, {"a": ("1",), "b": "2"})
print("deepdiff" in sys.modules)
changes({"a": ("1",)}, {"a": ("2",)})
print("deepdiff" in sys.modules)
"""


def test_deepdiff_is_imported_only_when_a_nested_value_differs():
    ran = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]

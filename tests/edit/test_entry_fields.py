"""A field of an entry set or removed: everything beside it stays."""

import pytest

from reconciler import load
from reconciler.edit.fields import add_to_spec, remove_field, set_field

FLOW = 'spec:\n  numbers:\n    a: {number: "1", instance: x}  # why\n    b: {number: "2"}\n'
BLOCK = 'spec:\n  numbers:\n    a:\n      number: "1"  # one\n      instance: x  # two\n      # three\n    b: {}\n'
POOL = 'spec:\n  pools:\n    p:\n      members:\n        a: "1"  # one\n        b:\n'


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [
        (FLOW, "a", FLOW.replace("instance: x", "instance: y")),
        (FLOW, "b", FLOW.replace('"2"}', '"2", instance: y}')),
        (BLOCK, "a", BLOCK.replace("instance: x ", "instance: y ")),
        (BLOCK, "b", BLOCK.replace("b: {}", "b: {instance: y}")),
        (POOL, "a", POOL.replace('a: "1"', 'a: {number: "1", instance: y}')),
        (POOL, "b", POOL.replace("b:\n", "b: {instance: y}\n")),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_field_is_set(text, key, after, newline):
    assert set_field(text.replace("\n", newline), key, "instance", "y") == after.replace("\n", newline)


def test_a_field_is_put_below_the_others():
    text = 'spec:\n  numbers:\n    a:\n      number: "1"  # one\n    b: {}\n'
    after = set_field(text, "a", "instance", "y")
    assert after == 'spec:\n  numbers:\n    a:\n      number: "1"  # one\n      instance: y\n    b: {}\n'


@pytest.mark.parametrize(
    ("text", "name", "after"),
    [
        (FLOW, "instance", FLOW.replace(", instance: x", "")),
        (FLOW, "number", FLOW.replace('number: "1", ', "")),
        (BLOCK, "instance", BLOCK.replace("      instance: x  # two\n", "")),
        (BLOCK, "number", BLOCK.replace('number: "1"  # one\n      ', "")),
    ],
)
def test_a_field_is_removed(text, name, after):
    assert remove_field(text, "a", name) == after
    assert name not in load.meaning(after)["spec"]["numbers"]["a"]


@pytest.mark.parametrize(("key", "name"), [("a", "region"), ("c", "instance"), ("b", "instance")])
def test_what_is_not_said_there_is_not_removed(key, name):
    with pytest.raises(ValueError, match=r"does not say|not declared"):
        remove_field(FLOW, key, name)


def test_a_comment_is_never_lost_with_a_field():
    text = 'spec:\n  numbers:\n    a: {\n      number: "1", # one\n      instance: x}\n'
    with pytest.raises(ValueError, match="a comment stands beside"):
        remove_field(text, "a", "instance")


def test_a_field_of_the_whole():
    assert (
        add_to_spec("spec:\n  a: b  # c\n", "baseline", "x.txt") == "spec:\n  a: b  # c\n  baseline: x.txt\n"
    )
    assert add_to_spec("spec: {a: b}\n", "baseline", "x.txt") == "spec: {a: b, baseline: x.txt}\n"

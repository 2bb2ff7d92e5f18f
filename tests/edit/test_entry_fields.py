"""A field of an entry set or removed: everything beside it stays."""

import pytest

from reconciler import load
from reconciler.edit import insert, with_ledger_id
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


@pytest.mark.parametrize(
    "text",
    [
        'spec:\n  numbers:\n    a: {number: "1"}\n    b: |+\n      kept\n\n',
        "spec:\n  numbers:\n    b: {}\n    a:\n      number: x\n      region: |+\n        kept\n\n",
    ],
)
def test_an_edit_that_would_alter_its_neighbour_is_refused(text):
    """The last line breaks of such a text are a part of it, and what is put below it would end it sooner."""
    edits = (
        lambda: add_to_spec(text, "baseline", "x"),
        lambda: set_field(text, "a", "instance", "y"),
        lambda: insert(text, {"numbers": [("c: {}", "")]}),
        lambda: with_ledger_id(text, "1"),
    )
    after = []
    for edit in edits:
        try:
            after.append(edit())
        except ValueError as error:
            assert "beside it" in str(error)
    kept = load.meaning(text)["spec"]["numbers"]
    told = [load.meaning(changed)["spec"]["numbers"] for changed in after]
    assert len(after) < len(edits)
    assert all(numbers["b"] == kept["b"] for numbers in told)


def test_an_empty_entry_is_no_number():
    text = "spec:\n  pools:\n    p:\n      members:\n        a: ~  # why\n"
    assert set_field(text, "a", "instance", "y") == text.replace("~", "{instance: y}")


def test_a_value_with_a_comment_in_it_is_not_replaced():
    text = "spec:\n  numbers:\n    a:\n      ivr: {  # why\n        b: c}\n"
    with pytest.raises(ValueError, match="a comment stands within ivr of a"):
        set_field(text, "a", "ivr", "y")

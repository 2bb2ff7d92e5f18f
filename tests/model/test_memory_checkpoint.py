"""What was written of a memory is the memory, and goes on as the memory does."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_memory import ADDRESSES, COMMON, EACH, END, FIELDS, NUMBERS

from reconciler.memory import checkpoint
from reconciler.memory.fold import fold
from reconciler.memory.memory import EMPTY_MEMORY, Memory
from reconciler.memory.records import (
    Attested,
    Confirmed,
    Moved,
    Outcome,
    Record,
    Retracted,
    RunEnded,
    TaskWithdrawn,
)

SUBJECTS = st.sampled_from(["057188880001", "enterprise:x"])
WORDS = st.integers(1, 3)
TASKS = st.sampled_from(["care/a:order", "care/a:cancel", "care/b:bind"])
BY = {"by": st.just("ops"), "evidence": st.just("seen")}
FACTS = st.dictionaries(
    st.sampled_from(["status", "appliedOn"]), st.sampled_from(["active", ["y"]]), min_size=1
)
STORIES = st.lists(
    st.one_of(
        EACH,
        st.builds(RunEnded, **COMMON, ended=st.sampled_from(["r1", "r2"])),
        st.builds(Moved, **COMMON, address=ADDRESSES, origin=ADDRESSES, number=NUMBERS, fields=FIELDS),
        st.builds(TaskWithdrawn, **COMMON, task=TASKS, address=ADDRESSES, reason=st.just("no")),
        st.builds(Attested, **COMMON, **BY, subject=SUBJECTS, fields=FACTS, expires=st.just("2027")),
        st.builds(
            Retracted, **COMMON, attestation=WORDS, subject=SUBJECTS, by=st.just("ops"), reason=st.just("")
        ),
        st.builds(Confirmed, **COMMON, **BY, attestation=WORDS, subject=SUBJECTS),
        st.builds(
            Outcome,
            **COMMON,
            intent=TASKS,
            result=st.just("done"),
            evidence=st.just("attested"),
            attestation=WORDS,
        ),
    ),
    max_size=40,
)


def same(one: Memory, other: Memory) -> None:
    """Field by field, what comparing leaves out and the order of a mapping too: a plan is the same byte for byte."""
    for field in fields(Memory):
        left, right = getattr(one, field.name), getattr(other, field.name)
        assert left == right, field.name
        assert repr(left) == repr(right) or isinstance(left, set | frozenset | dict), field.name
        if isinstance(left, dict):
            assert list(left) == list(right), field.name
    for address, slot in one.owned.items():
        assert repr(slot) == repr(other.owned[address])


@given(records=STORIES, cut=st.integers(0, 40))
def test_a_memory_from_a_checkpoint_on_is_that_of_the_whole(records: list[Record], cut: int) -> None:
    begun = checkpoint.load(checkpoint.dump(fold(END, records[:cut])).encode())

    same(begun, fold(END, records[:cut]))
    same(fold(END, records[cut:], begun), fold(END, records))


def test_nothing_remembered_is_something_to_keep() -> None:
    same(checkpoint.load(checkpoint.dump(EMPTY_MEMORY).encode()), EMPTY_MEMORY)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[]\n{}",
        b"[[],[[1]],[]]\n{}",
        b"[[],[],[]]\n[]",
        b'[[{}],[["a",null,null,1,false,"",""]],[]]\n{}',
    ],
)
def test_another_text_is_no_checkpoint(text: bytes) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        checkpoint.load(text)

"""An adoption read the quick way leaves the memory that pydantic leaves, and what is odd goes to pydantic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from test_memory import EACH, END
from test_memory_checkpoint import same

from reconciler.ledger.chain import canonical
from reconciler.memory.alike import Alike, reader
from reconciler.memory.fold import fold
from reconciler.memory.records import RECORD, Adopted, Record

TEXTS = st.sampled_from(
    ["", "057188880001", "057188880002", "浙江/杭州", 'a"b', "a\\b", "a\nb", "{", "]", "é"]
)
PATHS = st.sampled_from(["instance", "number", "type", "aaa", "zzz"])
VALUES = st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.lists(TEXTS, max_size=2))
ADOPTED = st.builds(
    Adopted,
    at=st.sampled_from(["2026-11-23T10:00:00+08:00", "2026-11-24T10:00:00+08:00"]),
    run=st.sampled_from(["", "r1", "r2"]),
    address=st.sampled_from(["care/a", "care/b", "旧/键"]),
    number=st.one_of(st.none(), TEXTS),
    application=st.sampled_from([None, "A-1"]),
    fields=st.dictionaries(PATHS, VALUES, max_size=4),
    due=st.sampled_from([None, "2026-12-01T00:00:00+08:00"]),
)


@given(st.lists(st.one_of(ADOPTED, ADOPTED, EACH), max_size=20))
def test_both_ways_leave_the_same_memory(records: list[Record]) -> None:
    bodies = [canonical(record).encode() for record in records]
    same(fold(END, map(reader(), bodies)), fold(END, map(RECORD.validate_json, bodies)))


def adoption(digits: str, **fields: object) -> bytes:
    record = Adopted(
        at="2026", run="r1", address="care/a", number=digits, fields={**fields, "number": digits}
    )
    return canonical(record).encode()


def test_what_was_adopted_is_parsed_once_for_all_that_have_it() -> None:
    """Counted: of a thousand adoptions that are alike one is parsed."""
    read = reader()
    records = [read(adoption(f"0571{place:08d}", instance="1", type="regular")) for place in range(1000)]
    assert {type(record) for record in records} == {Alike}
    assert len({id(record.fields) for record in records if isinstance(record, Alike)}) == 1


@pytest.mark.parametrize(
    "body",
    [
        adoption("1", instance="1", zzz="2").replace(b'"1","zzz"', b'"\xff","zzz"'),
        adoption("1", instance="1", zzz="2").replace(b'"care/a"', b'"\xff"'),
        adoption("1", instance="1", zzz="2").replace(b'"instance"', b"instance"),
        adoption("1", instance="1", zzz="2").replace(b'"kind":"adopt"', b'"kind":"adopt","more":1'),
    ],
    ids=["a value", "an address", "no JSON", "a field nobody knows"],
)
def test_what_pydantic_refuses_is_refused(body: bytes) -> None:
    with pytest.raises(ValidationError):
        reader()(body)

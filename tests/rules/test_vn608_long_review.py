"""VN608: a review that takes longer than usual is said, with its age."""

from datetime import date

import pytest
from planned import hotline, inputs, live, live_hotline, owning, regular, remembered

from reconciler.planning.build import build

IN_REVIEW = {"status": "reviewing", "activated_on": None, "ivr": None, "instance": None}


def texts(entry, number, **memory):
    given = inputs(entry, has=[number], memory=remembered(owning(entry.address, number.number), **memory))
    return [f.message for f in build(given).findings if f.rule == "VN608"]


@pytest.mark.parametrize(
    ("applied", "age"),
    [
        (date(2026, 11, 9), None),
        (date(2026, 11, 8), 15),
        (date(2026, 11, 7), 16),
        (date(2026, 11, 6), 17),
        (None, None),
    ],
)
def test_a_regular_number_is_reviewed_within_ten_working_days(applied, age):
    found = texts(regular(), live(**IN_REVIEW, applied_on=applied))
    words = f"057188880001 is in review since {applied}, for {age} days; 2 to 10 working days are usual"
    assert found == ([] if age is None else [words])


@pytest.mark.parametrize(("status", "count"), [("reviewing", 1), ("active", 0), ("unknown", 0)])
def test_only_what_is_in_review(status, count):
    number = live(**IN_REVIEW | {"status": status}, applied_on=date(2026, 1, 1))
    assert len(texts(regular(), number)) == count


@pytest.mark.parametrize(
    ("submitted", "applied", "count"),
    [
        ("2026-11-06T10:00:00+08:00", date(2026, 10, 20), 1),
        ("2026-11-09T10:00:00+08:00", date(2026, 10, 20), 0),
        (None, date(2026, 10, 22), 1),
        (None, date(2026, 10, 25), 0),
    ],
)
def test_the_review_of_a_400_begins_with_its_documents(submitted, applied, count):
    known = {} if submitted is None else {"submitted": {"care/brand": submitted}}
    assert len(texts(hotline(), live_hotline(**IN_REVIEW, applied_on=applied), **known)) == count

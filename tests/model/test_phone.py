"""Phone numbers: one accepted spelling, and what is probably meant by others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.phone import (
    is_hotline,
    is_landline,
    is_mobile,
    is_number,
    line_of,
    normalise,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4008100001", "400"),
        ("4000000000", "400"),
        ("400810000", None),
        ("40081000011", None),
        ("5008100001", None),
        ("057188880001", "landline"),
        ("01012345678", "landline"),
        ("0571888800", "landline"),
        ("057188880", None),
        ("0571888800012", None),
        ("13800001111", "mobile"),
        ("19900001111", "mobile"),
        ("12800001111", None),
        ("1380000111", None),
        ("138000011112", None),
        ("0571-88880001", None),
        ("+8613800001111", None),
        (" 4008100001", None),
        ("4008100001\n", None),
        ("４００８１００００１", None),
        ("٤٠٠٨١٠٠٠٠١", None),
        ("", None),
    ],
)
def test_a_number_is_of_one_kind_in_one_spelling(text, kind):
    assert is_hotline(text) is (kind == "400")
    assert is_landline(text) is (kind == "landline")
    assert is_mobile(text) is (kind == "mobile")
    assert is_number(text) is (kind is not None)


@pytest.mark.parametrize(
    ("number", "line"), [("13800001111", "mobile"), ("057188880001", "landline"), ("4008100001", "landline")]
)
def test_the_line_is_told_by_the_digits(number, line):
    assert line_of(number) == line


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0571-88880001", "057188880001"),
        ("(0571) 8888 0001", "057188880001"),
        ("0571.8888.0001", "057188880001"),
        ("0571–88880001", "057188880001"),
        ("+86 571 8888 0001", "057188880001"),
        ("+86-0571-88880001", "057188880001"),
        ("0086 138 0000 1111", "13800001111"),
        ("+8613800001111", "13800001111"),
        ("+86 400 810 0001", "4008100001"),
        ("400-810-0001", "4008100001"),
        ("400_810_0001", "4008100001"),
        ("4008100001", "4008100001"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_suggestion_is_the_accepted_spelling_of_what_was_typed(typed, meant):
    assert normalise(typed) == meant


numbers = st.from_regex(r"400[0-9]{7}|0[1-9][0-9]{8,10}|1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii)


@given(numbers)
def test_the_accepted_spelling_is_suggested_for_itself(number):
    assert is_number(number)
    if not number.startswith("0086"):
        assert normalise(number) == number


@given(numbers, st.sampled_from([" ", "-", ".", "–"]))
def test_separators_never_change_what_is_meant(number, separator):
    assert normalise(separator.join([number[:3], number[3:6], number[6:]])) == normalise(number)

"""A masked text holds no phone number, however it was spelled."""

from __future__ import annotations

import pytest

from reconciler.model.phone import mask, mask_all


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("057188880001", "0571****0001"),
        ("call 0571-88880001 now", "call 0571****0001 now"),
        ("010-12345678", "0101****5678"),
        ("4008100001", "4008****0001"),
        ("400-810-0001", "4008****0001"),
        ("400-8100-001", "4008****0001"),
        ("13800138000", "1380****8000"),
        ("138 0013 8000", "1380****8000"),
        ("+8613800138000", "8613****8000"),
        ("+86 571 8888 0001", "8657****0001"),
        ("008657188880001", "0086****0001"),
        ("-/057188880001", "-/0571****0001"),
        ("057188880001,4008100001", "0571****0001,4008****0001"),
    ],
)
def test_a_number_in_any_spelling_is_masked(raw: str, masked: str) -> None:
    assert mask_all(raw) == masked


@pytest.mark.parametrize(
    "plain",
    [
        "2026-12-01 00:00",
        "2026-11-23T10:00:00+08:00",
        "OPS-1423",
        "35.00 CNY",
        "DOC-88",
        "10000008748000",
        "care/hz-001",
    ],
)
def test_what_is_no_phone_number_stays(plain: str) -> None:
    assert mask_all(plain) == plain


def test_masking_twice_is_masking_once() -> None:
    assert mask_all(mask_all("057188880001")) == mask("057188880001")

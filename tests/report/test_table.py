"""Columns line up on a terminal."""

from __future__ import annotations

import pytest

from reconciler.report.sink.table import align, pad, width


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("中国", 4), ("Ａ", 2), ("e\u0301", 1), ("a → b", 5), ("浙江/杭州", 9)],
)
def test_width_counts_terminal_cells(text: str, cells: int) -> None:
    assert width(text) == cells


def test_rich_counts_the_same_cells() -> None:
    from rich.cells import cell_len

    for text in ("care/hz-001", "浙江/杭州", "中国联通 120", "（未分配）", "a → b · c"):
        assert width(text) == cell_len(text)


def test_padding_fills_on_either_side() -> None:
    assert pad("中", 4) == "中  "
    assert pad("1.00", 7, right=True) == "   1.00"


def test_columns_align_and_empty_ones_go() -> None:
    rows = [("a", "", "1.00"), ("中国", "", "120.00")]
    assert align(rows, right=frozenset({2})) == ["a       1.00", "中国  120.00"]


def test_no_rows_are_no_lines() -> None:
    assert align([]) == []


def test_lines_have_no_trailing_blanks() -> None:
    assert align([("a", "b"), ("long", "")]) == ["a     b", "long"]

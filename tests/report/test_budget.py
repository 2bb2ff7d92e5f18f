"""Room is given by rank; what is essential is shortened, never left out."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reconciler.report.sink.budget import RESERVE, BudgetLine, LineGroup, fit


def rows(count: int, size: int, label: str = "bind", monthly: str = "0") -> list[BudgetLine]:
    """So many rows of so many bytes."""
    return [BudgetLine(f"{index:04d}".ljust(size, "x"), label, Decimal(monthly)) for index in range(count)]


def test_what_fits_is_shown_whole() -> None:
    assert (
        fit([LineGroup([BudgetLine("a", "x"), BudgetLine("b", "x")], 1, "head\n", "foot\n")], 1000)
        == "head\na\nb\nfoot\n"
    )


def test_the_lowest_rank_gets_room_first_and_order_stays() -> None:
    said = fit([LineGroup(rows(5, 99, "less"), 2), LineGroup(rows(5, 99, "more"), 1)], 2 * RESERVE + 504)
    assert said.splitlines()[0] == "… and 5 more: 5 less"
    assert len(said.splitlines()) == 1 + 5


def test_what_is_left_out_is_counted_with_its_money() -> None:
    said = fit([LineGroup([*rows(3, 200, "bind"), *rows(2, 200, "order", "120")], 1)], RESERVE + 250)
    assert said.splitlines()[1:] == ["… and 4 more: 2 bind, 2 order, +240.00 CNY/month"]


def test_essential_rows_are_shortened_together_before_one_is_left_out() -> None:
    essential = [BudgetLine("long " * 100, "cancel", brief=f"row {index}") for index in range(50)]
    said = fit([LineGroup([*rows(3, 50), *essential], 1)], 3000)
    assert [line for line in said.splitlines() if line.startswith("row")] == [
        f"row {index}" for index in range(50)
    ]


def test_what_is_left_out_is_counted_by_label_and_team_as_far_as_the_line_holds() -> None:
    many = [BudgetLine("x" * 50, f"verb-{index % 3}", team=f"`team-{index % 90}`") for index in range(900)]
    line = fit([LineGroup(many, 1)], RESERVE)
    assert len(line.encode()) < RESERVE
    assert line.startswith("… and 900 more: 300 verb-0, 300 verb-1, 300 verb-2 (10 `team-0`, 10 `team-1`, ")
    assert line.endswith(" others)\n")


@given(st.lists(st.tuples(st.integers(1, 300), st.booleans()), max_size=60), st.integers(1000, 9000))
def test_the_limit_holds_whatever_the_rows(spec: list[tuple[int, bool]], limit: int) -> None:
    every = [
        BudgetLine("中" * size, "x", brief=f"{index}!" if keep else "")
        for index, (size, keep) in enumerate(spec)
    ]
    text = fit([LineGroup(every, 1)], limit)
    assert len(text.encode()) <= limit
    whole = {line for row in every for line in (row.text, row.brief)}
    assert all(line in whole or line.startswith("… and ") for line in text.splitlines())


@given(st.lists(st.tuples(st.integers(1, 300), st.booleans()), max_size=60), st.integers(2000, 9000))
def test_nothing_essential_is_left_out_while_it_fits_in_brief(
    spec: list[tuple[int, bool]], limit: int
) -> None:
    every = [
        BudgetLine("中" * size, "x", brief=f"{index}!" if keep else "")
        for index, (size, keep) in enumerate(spec)
    ]
    lines = set(fit([LineGroup(every, 1)], limit).splitlines())
    assert all(row.text in lines or row.brief in lines for row in every if row.brief)

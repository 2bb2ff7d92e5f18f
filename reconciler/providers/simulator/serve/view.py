"""What the API is able to show of the account: rows of bound numbers, spoiled by the scripted faults of a read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar

from reconciler.noun import noun
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.statement import (
    BOUND,
    NONE,
    NUMBER_COLUMNS,
    NumberFilter,
    Statement,
)

NumberDocument: TypeAlias = dict[str, Any]
Row = TypeVar("Row")


@noun
class Listing(Generic[Row]):
    """The rows that fit, and how many the listing claims to have."""

    rows: list[Row]
    total: int

    def page(self, number: int, size: int) -> list[Row]:
        """One page, counted from 1."""
        return self.rows[(number - 1) * size : number * size]


def named(row: Any) -> NumberDocument:
    """A row of the account by column."""
    return dict(zip(NUMBER_COLUMNS, row, strict=True))


def statement(world: World, *tables: str, part: NumberFilter = NONE) -> Statement[NumberDocument]:
    """The account as a client sees it, with the numbers and tables that it is about.

    Raises Struck when a fault takes it all.
    """
    return world.read(named, part, tables)


def page(world: World, filters: Mapping[str, str | None], number: int, size: int) -> Listing[NumberDocument]:
    """A page, counted from 1, of the bound numbers with these values, past all faults."""
    named_values = {name: value for name, value in filters.items() if value is not None}
    condition = " AND ".join(
        ("instance IS NOT NULL", "number IS NOT NULL", *(f"{n} = ?" for n in named_values))
    )
    part = NumberFilter(condition, tuple(named_values.values()))
    rows = world.page(named, part, (number - 1) * size, size)
    return Listing(rows.rows, rows.total)


def numbers(
    world: World, fits: Callable[[NumberDocument], bool], part: NumberFilter = BOUND
) -> Listing[NumberDocument]:
    """The numbers of a part that fit. A list that is short, repeats itself or miscounts does so among these too."""
    pages = statement(world, part=part).pages
    everything = [number for page in pages for number in page.rows]
    rows = [number for number in everything if fits(number)]
    names = [number["number"] or number["application"] for number in everything]
    if len({page.total for page in pages}) > 1:
        return Listing(rows, len(rows) + 1)
    if len(set(names)) < len(names):
        rows = _whole(world, fits)
        return Listing([*rows[:-1], *rows[:1]], len(rows))
    if len(everything) < pages[-1].total:
        rows = _whole(world, fits)
        return Listing(rows[:-1], len(rows))
    return Listing(rows, len(rows))


def _whole(world: World, fits: Callable[[NumberDocument], bool]) -> list[NumberDocument]:
    """The same rows without the fault."""
    return [number for page in world.look(named).pages for number in page.rows if fits(number)]


def is_bound(number: NumberDocument) -> bool:
    """Whether it is listed at all."""
    return number["number"] is not None and number["instance"] is not None

"""One page of a listing."""

from __future__ import annotations

from typing import Generic, TypeVar

from reconciler.noun import noun

Row = TypeVar("Row")


@noun
class ListPage(Generic[Row]):
    """Rows, and how many the whole listing claims to have."""

    rows: tuple[Row, ...]
    total: int
    size: int | None = None
    """Rows a page, as the provider counts them; None where it does not say."""
    number: int | None = None
    """Which page it is, from 1; None where it does not say."""

"""Listings read page by page to their end, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from reconciler.errors import Unreadable
from reconciler.providers.alibaba.mapping.page import Page

PAGE_SIZE = 100
"""Rows; the documented maximum of both newer listings. A smaller cap of the provider's does no harm."""
PAGES = 2000

Row = TypeVar("Row")


def whole(name: str, read: Callable[[int], Page[Row]], identity: Callable[[Row], object]) -> tuple[Row, ...]:
    """Every row. Raises Unreadable if the totals of the pages, the rows and their identities do not agree.

    Rows without an identity may stand in the listing more than once.
    """
    page = read(1)
    total, rows = page.total, list(page.rows)
    for number in range(2, PAGES):
        if len(rows) >= total or not page.rows:
            break
        page = read(number)
        rows += page.rows
        if page.total != total:
            raise Unreadable(f"{name}: {total} rows became {page.total} while reading", retryable=True)
    names = [found for found in map(identity, rows) if found is not None]
    if len(rows) != total or len(set(names)) != len(names):
        twice = len(names) - len(set(names))
        raise Unreadable(
            f"{name}: {len(rows)} rows, {twice} of them twice, where {total} were told", retryable=True
        )
    return tuple(rows)

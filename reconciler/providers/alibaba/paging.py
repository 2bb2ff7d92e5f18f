"""Listings read page by page to their end, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from reconciler.contracts.provider import Progress
from reconciler.errors import Unreadable
from reconciler.model.phrase import phrase
from reconciler.providers.alibaba.mapping.list_page import ListPage

PAGE_SIZE = 100
"""Rows; the documented maximum of both newer listings. A smaller cap of the provider's does no harm."""
ROWS = 200_000
"""More than any account has; a listing that claims more is not read."""

Row = TypeVar("Row")


def whole(
    name: str,
    read: Callable[[int], ListPage[Row]],
    identity: Callable[[Row], object],
    progress: Progress = lambda _done, _total: None,
) -> tuple[Row, ...]:
    """Every row. Raises Unreadable if the totals of the pages, the rows and their identities do not agree.

    A page that is another than was asked for, or that brings nothing new, ends the reading. Rows without an identity
    may stand in the listing more than once.
    """
    page = _page(name, read, 1)
    total, rows = page.total, list(page.rows)
    if total > ROWS:
        raise Unreadable(
            phrase("{name}: it claims to have {total} rows; no account has so many", name=name, total=total)
        )
    identities = set(map(identity, rows))
    number = 1
    while len(rows) < total and page.rows:
        progress(len(rows), total)
        number += 1
        page, before = _page(name, read, number), page
        if page.total != total:
            raise Unreadable(
                phrase(
                    "{name}: {total} rows became {total_2} while reading",
                    name=name,
                    total=total,
                    total_2=page.total,
                ),
                retryable=True,
            )
        names = {identity(row) for row in page.rows}
        if page.rows and (page.rows == before.rows or (names <= identities and None not in names)):
            raise Unreadable(
                phrase("{name}: page {number} repeats what came before it", name=name, number=number)
            )
        identities |= names
        rows += page.rows
    known = [identifier for identifier in map(identity, rows) if identifier is not None]
    twice = len(known) - len(set(known))
    if len(rows) != total or twice:
        raise Unreadable(
            phrase(
                "{name}: {count} rows, {twice} of them twice, where {total} were told",
                name=name,
                count=len(rows),
                twice=twice,
                total=total,
            ),
            retryable=True,
        )
    return tuple(rows)


def _page(name: str, read: Callable[[int], ListPage[Row]], number: int) -> ListPage[Row]:
    page = read(number)
    if page.number not in {None, number}:
        raise Unreadable(
            phrase(
                "{name}: asked for page {number}, page {number_2} came",
                name=name,
                number=number,
                number_2=page.number,
            )
        )
    return page

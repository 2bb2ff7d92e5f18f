"""Pages asked for before their turn, by a few threads.

One by one, a listing waits out every round trip: 45 % of the permitted rate at 20 ms each. Its first page tells how
many there are. Each of the others is asked for once ahead of its turn, and what came of that, an answer or a failure,
is what its turn begins with; so totals, repeated pages, and what may be asked again within the budget, are judged in
order as ever. After a failure nothing is asked ahead any more: who is told to slow down goes on one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType

from reconciler.providers.alibaba.mapping.answer import Answer

THREADS = 16
"""Enough for the documented 100 requests a second at 160 ms each."""


class Ahead:
    """The pages of one listing. Each thread has a client of its own; one thread asks for none ahead."""

    def __init__(self, ask: Callable[[int], Answer], threads: int) -> None:
        self._ask = ask
        self._threads = threads
        self._last = 1
        self._next = 2
        self._futures: dict[int, Future[Answer]] = {}
        self._pool: ThreadPoolExecutor | None = None

    def expect(self, pages: int) -> None:
        """How many pages there are."""
        if self._threads > 1:
            self._last = pages

    def page(self, number: int) -> Answer:
        """One page's answer. Raises what asking for it raised."""
        if self._next <= self._last:
            self._ask_ahead(number)
        future = self._futures.pop(number, None)
        if future is None:
            return self._ask(number)
        try:
            return future.result()
        except BaseException:
            self._stop()
            raise

    def _ask_ahead(self, number: int) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="page")
        for ahead in range(max(self._next, number), min(self._last, number + 2 * self._threads) + 1):
            self._futures[ahead] = self._pool.submit(copy_context().run, self._ask, ahead)
            self._next = ahead + 1

    def _stop(self) -> None:
        """What is on its way already may still be used."""
        self._last = 0
        for number in [n for n, future in self._futures.items() if future.cancel()]:
            del self._futures[number]

    def __enter__(self) -> Ahead:
        """Nothing is asked yet."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """No thread outlives the listing, but for what it has asked already."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

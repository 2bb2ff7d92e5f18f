"""One thread watches all requests: it ends those that are over time, and no other."""

from __future__ import annotations

import threading

from reconciler.providers.alibaba.watch import Watch

PATIENCE = 60.0


def watching() -> int:
    return sum(thread.name == "watch" for thread in threading.enumerate())


def test_what_is_over_time_is_ended_once_and_what_was_in_time_never() -> None:
    now, ends = [0.0], list[str]()
    watch, done = Watch(lambda: now[0]), threading.Event()
    with watch.over(5, lambda: ends.append("in time")):
        pass
    with watch.over(50, lambda: ends.append("still running")):
        now[0] = 10.0
        with watch.over(0, lambda: (ends.append("late"), done.set())):  # type: ignore[arg-type, return-value]
            assert done.wait(PATIENCE)
    assert ends == ["late"]


def test_a_later_request_with_less_time_is_ended_before_an_earlier_one() -> None:
    watch, done = Watch(), threading.Event()
    with watch.over(PATIENCE, lambda: None), watch.over(0.01, done.set):
        assert done.wait(PATIENCE)


def test_a_hundred_requests_need_one_thread() -> None:
    """Counted: no thread is started for a request."""
    before, watch = watching(), Watch()
    for _ in range(100):
        with watch.over(PATIENCE, lambda: None):
            assert watching() == before + 1

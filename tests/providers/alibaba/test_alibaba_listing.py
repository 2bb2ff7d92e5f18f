"""A listing is read to its end, however long it honestly is, and never further."""

from __future__ import annotations

import pytest

from reconciler.errors import Throttled, Unreadable
from reconciler.providers.alibaba.mapping.list_page import ListPage
from reconciler.providers.alibaba.pace import CALL, FIRST_PAUSE, SHARE, Budget, Pace
from reconciler.providers.alibaba.paging import PAGE_SIZE, ROWS, whole
from reconciler.providers.alibaba.reader import AccountReader


class Listing:
    """Pages made by a function; counts what is asked for."""

    def __init__(self, page) -> None:
        self.page = page
        self.asked: list[int] = []

    def __call__(self, number: int) -> ListPage[int]:
        self.asked.append(number)
        return self.page(number)


def rows(number: int, total: int) -> tuple[int, ...]:
    return tuple(range((number - 1) * PAGE_SIZE, min(number * PAGE_SIZE, total)))


def read(listing: Listing) -> tuple[int, ...]:
    return whole("Q", listing, lambda row: row)


@pytest.mark.parametrize("total", [0, 1, PAGE_SIZE, PAGE_SIZE + 1, 60 * PAGE_SIZE])
def test_an_honest_listing_is_read_to_its_end(total):
    listing = Listing(lambda number: ListPage(rows(number, total), total, PAGE_SIZE, number))
    assert read(listing) == tuple(range(total))
    assert len(listing.asked) == max(1, -(-total // PAGE_SIZE))


def test_a_provider_that_caps_its_pages_lower_is_read_to_the_end():
    listing = Listing(lambda number: ListPage(tuple(range(5))[2 * number - 2 : 2 * number], 5, 2, number))
    assert read(listing) == tuple(range(5))
    assert listing.asked == [1, 2, 3]


@pytest.mark.parametrize(
    ("page", "message", "asked"),
    [
        (lambda n: ListPage(rows(1, 500), 10**9), "claims to have 1000000000 rows", 1),
        (lambda n: ListPage(rows(1, 500), ROWS), "page 2 repeats what came before it", 2),
        (lambda n: ListPage(rows(n, 500), 500, None, 1), "asked for page 2, page 1 came", 2),
        (lambda n: ListPage(rows(2, 500), 500, None, 2), "asked for page 1, page 2 came", 1),
    ],
    ids=["10^9 rows", "one page again and again", "the first page always", "another page"],
)
def test_what_would_never_end_ends_at_once(page, message, asked):
    listing = Listing(page)
    with pytest.raises(Unreadable, match=message) as unreadable:
        read(listing)
    assert not unreadable.value.retryable
    assert len(listing.asked) == asked


def test_rows_without_an_identity_may_repeat_but_not_whole_pages():
    listing = Listing(lambda _: ListPage((7,) * PAGE_SIZE, ROWS))
    with pytest.raises(Unreadable, match="page 2 repeats"):
        whole("Q", listing, lambda _: None)


def test_a_listing_of_several_pages_tells_how_far_it_is():
    told = []
    for total in (PAGE_SIZE, 3 * PAGE_SIZE):
        listing = Listing(lambda number, total=total: ListPage(rows(number, total), total, PAGE_SIZE, number))
        whole("Q", listing, lambda row: row, lambda *counts: told.append(counts))
    assert told == [(PAGE_SIZE, 3 * PAGE_SIZE), (2 * PAGE_SIZE, 3 * PAGE_SIZE)]


class Time:
    """A clock that moves when somebody sleeps, and by what a call takes."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pace = Pace(per_second=float("inf"), clock=lambda: self.now, sleep=self.pass_by)

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def failing(time: Time, seconds: float, error: Exception | None = None):
    def read():
        time.pass_by(seconds)
        raise error or Unreadable("no", retryable=True)

    return read


def test_a_budget_counts_the_calls_that_fail_and_the_pauses():
    time = Time()
    with pytest.raises(Unreadable, match="gave up within the budget of 1 s"):
        Budget(1, time.pace).spend(failing(time, 0.7))
    assert time.now == 0.7


def test_what_succeeds_costs_nothing():
    time = Time()
    budget = Budget(1, time.pace)
    for _ in range(500):
        budget.spend(lambda: time.pass_by(1.0))
    assert budget.left == 1


def test_one_part_cannot_spend_the_time_of_the_others():
    time = Time()
    budget = Budget(20, time.pace)
    with pytest.raises(Unreadable):
        budget.share().spend(failing(time, 0.0))
    assert budget.left >= 20 * (1 - SHARE)
    assert time.now <= 20 * SHARE


def test_a_wait_that_is_longer_than_the_share_is_not_waited():
    time = Time()
    with pytest.raises(Unreadable):
        Budget(20, time.pace).share().spend(failing(time, 0.0, Throttled("slow", retry_after=17)))
    assert time.now == 0.0


def test_a_call_may_take_no_longer_than_what_is_left():
    budget = Budget(3, Time().pace)
    assert budget.spend(CALL.get) == 3
    assert budget.share().spend(CALL.get) == 3 * SHARE
    assert CALL.get() == float("inf")


class Gateway:
    """Answers hotlines until it breaks down."""

    def __init__(self, time: Time) -> None:
        self.time = time
        self.asked = 0

    def read(self, action, fields):
        self.asked += 1
        self.time.pass_by(3.0)
        raise Unreadable("HTTP 504", retryable=True)

    write = read

    def now(self):
        return None


def test_a_gateway_that_is_down_is_not_asked_for_every_hotline():
    time = Time()
    gateway = Gateway(time)
    reader = AccountReader(gateway, Budget(20, time.pace))
    found = reader._transfers([f"40081000{n:02}" for n in range(30)])
    assert (found, len(reader.gaps)) == ({}, 30)
    assert time.now <= 20 + 3.0
    assert gateway.asked < 10
    assert reader.gaps[-1] == "the transfer of 4008100029 was not asked for: the time for it was spent"


def test_a_broken_page_is_asked_again_where_it_stood():
    time = Time()
    broken = {250: 2}
    asked = []

    class Long:
        def read(self, action, fields):
            page = fields["PageNo"]
            asked.append(page)
            if broken.get(page):
                broken[page] -= 1
                raise Unreadable("HTTP 502", retryable=True)
            return page

    reader = AccountReader(Long(), Budget(20, time.pace))
    found = reader._listing(
        "Q", lambda n: {"PageNo": n}, lambda n: ListPage(rows(n, 50_000), 50_000, None, n), lambda row: row
    )
    assert len(found) == 50_000
    assert asked == [*range(1, 251), 250, *range(250, 501)]
    assert time.now == FIRST_PAUSE * 3

"""Pages that are asked for ahead of their turn are the pages that would have come in their turn."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from reconciler.errors import Throttled, Unreadable
from reconciler.providers.alibaba.ahead import Ahead
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.mapping.envelope import read_body
from reconciler.providers.alibaba.pace import Budget, Pace
from reconciler.providers.alibaba.reader import AccountReader

BINDINGS, PAIRS = "QueryVirtualNumberRelation", "QueryVmsVirtualNumberRelationByPage"


class Account:
    """So many numbers, all bound to one instance; `faults` are raised in the place of a first answer."""

    def __init__(self, numbers: int, **faults: Any) -> None:
        self.numbers = [f"0571{place:08d}" for place in range(numbers)]
        self.faults = faults
        self.requests = Counter[tuple[object, ...]]()
        self.states: dict[str, str] = {}
        self.pairs = self.numbers
        self.threads: set[int] = set()
        self._lock = threading.Lock()

    def read(self, action: str, fields: Mapping[str, Any]) -> Answer:
        with self._lock:
            self.threads.add(threading.get_ident())
            self.requests[action, fields.get("RouteType"), fields.get("PageNo")] += 1
            fault = self.faults.get(f"page_{fields.get('PageNo')}") if action == BINDINGS else None
            if fault and self.requests[action, fields.get("RouteType"), fields.get("PageNo")] == 1:
                raise fault
        page = int(fields.get("PageNo", 1))
        listed = {BINDINGS: self.numbers if fields.get("RouteType") == 1 else [], PAIRS: self.pairs}.get(
            action, []
        )
        rows = listed[(page - 1) * 100 : page * 100]
        return read_body(action, BODIES[action](self, rows, len(listed), page))

    def count(self, action: str) -> int:
        return sum(times for (name, *_), times in self.requests.items() if name == action)


def _bindings(_account: Account, rows: list[str], total: int, page: int) -> dict[str, Any]:
    data = [{"relatedNum": number, "virtualNum": "057200000001"} for number in rows]
    return {"Code": "OK", "Data": {"data": data, "total": total, "pageNo": page}}


def _pairs(account: Account, rows: list[str], total: int, page: int) -> dict[str, Any]:
    data = [
        {"RealNumber": number, "VirtualNumber": "057200000001", "State": account.states.get(number, "1")}
        for number in rows
    ]
    return {"Code": "OK", "Model": {"Data": data, "Total": total, "PageNo": page}}


def _instances(_account: Account, _rows: list[str], _total: int, page: int) -> dict[str, Any]:
    return {"Code": "OK", "Model": {"Records": [], "TotalCount": 0, "PageNo": page}}


BODIES = {BINDINGS: _bindings, PAIRS: _pairs, "ListServiceInstanceForPage": _instances}


def reader(account: Account, threads: int) -> AccountReader:
    pace = Pace(per_second=float("inf"), clock=lambda: 0.0, sleep=lambda _: None)
    return AccountReader(account, Budget(20, pace), threads=threads)


@pytest.mark.parametrize("numbers", [0, 1, 100, 101, 3950])
def test_many_threads_read_what_one_reads_each_page_once(numbers: int) -> None:
    one, many = Account(numbers), Account(numbers)
    expected = reader(one, 1).readings((), None)
    assert reader(many, 8).readings((), None) == expected
    assert sum(map(len, (expected.bindings or {}).values())) == numbers
    assert expected.instances == ()
    assert many.requests == one.requests
    assert set(many.requests.values()) == {1}
    assert len(one.threads) == 1


def test_the_listing_that_holds_the_same_rows_is_read_once() -> None:
    account = Account(3950)
    reader(account, 8).readings((), None)
    assert (account.count(BINDINGS), account.count(PAIRS)) == (41, 1)


@pytest.mark.parametrize("difference", ["one more", "one is not valid", "another number"])
def test_listings_that_differ_are_both_read_to_their_end(difference: str) -> None:
    account = Account(350)
    if difference == "one more":
        account.pairs = [*account.numbers, "057199999999"]
    elif difference == "one is not valid":
        account.states[account.numbers[7]] = "0"
    else:
        account.pairs = ["057199999999", *account.numbers[1:]]
    readings = reader(account, 8).readings((), None)
    assert [pair.number for pair in readings.pairs or ()] == account.pairs
    assert account.count(PAIRS) == 5


@pytest.mark.parametrize("fault", [Throttled("slow down", retry_after=1), Unreadable("no", retryable=True)])
def test_a_page_that_broke_is_asked_for_again_where_it_stood(fault: Exception) -> None:
    account = Account(3950, page_7=fault)
    budget = reader(account, 8)
    readings = budget.readings((), None)
    listed = [row.number for rows in (readings.bindings or {}).values() for row in rows]
    assert listed == account.numbers
    assert {
        page for (name, _, page), times in account.requests.items() if name == BINDINGS and times > 1
    } == {7}
    assert max(account.requests.values()) == 2
    assert not budget.gaps


def test_a_page_that_cannot_be_read_ends_the_listing() -> None:
    account = Account(3950, page_7=Unreadable("no"))
    one = reader(account, 8)
    readings = one.readings((), None)
    assert readings.bindings is None
    assert len(one.gaps) == 1
    assert account.count(BINDINGS) <= 7 + 2 * 8


def test_after_a_failure_nothing_is_asked_ahead() -> None:
    asked: list[int] = []

    def ask(number: int) -> Any:
        asked.append(number)
        if number == 3 and asked.count(3) == 1:
            raise Unreadable("no", retryable=True)
        return number

    with Ahead(ask, 2) as ahead:
        ahead.expect(100)
        assert ahead.page(2) == 2
        with pytest.raises(Unreadable):
            ahead.page(3)
        assert [ahead.page(number) for number in range(3, 20)] == list(range(3, 20))
    assert max(asked) == 19

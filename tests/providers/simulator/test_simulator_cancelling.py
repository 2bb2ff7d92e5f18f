"""Cancelling for ever, and the bill of every month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from simulated import (
    ACTIVE,
    HOTLINE,
    INSTANCE,
    advance,
    hotline_form,
    money,
    refused,
    regular_form,
    status,
    world,
)

from reconciler.providers.simulator.world.wallclock import (
    documents_deadline,
    first_cancellation,
    instant,
    stamp,
)

# Active since, and the first instant at which a regular number may be cancelled.
HOLDING = [
    ("2025-11-30", "2026-02-28T16:00:00+00:00"),
    ("2026-11-28", "2027-02-28T16:00:00+00:00"),
    ("2026-11-29", "2027-02-28T16:00:00+00:00"),
    ("2026-11-30", "2027-02-28T16:00:00+00:00"),
    ("2027-11-29", "2028-02-29T16:00:00+00:00"),
    ("2027-11-30", "2028-02-29T16:00:00+00:00"),
    ("2024-02-29", "2024-05-29T16:00:00+00:00"),
    ("2026-05-31", "2026-08-31T16:00:00+00:00"),
    ("2026-08-31", "2026-11-30T16:00:00+00:00"),
    ("2026-01-31", "2026-04-30T16:00:00+00:00"),
    ("2026-12-01", "2027-03-01T16:00:00+00:00"),
    ("1988-01-20", "1988-04-20T15:00:00+00:00"),  # summer time: Shanghai was nine hours ahead
]


@pytest.mark.parametrize(("activated", "earliest"), HOLDING)
def test_a_regular_number_is_held_for_three_clamped_months_and_a_day(activated: str, earliest: str) -> None:
    first = datetime.fromisoformat(earliest)
    for moment, code in [(first - timedelta(microseconds=1), "Number.HoldingPeriod"), (first, None)]:
        account = world(now=moment.isoformat(), numbers=[ACTIVE | {"activatedOn": activated}])
        if code is None:
            account.cancel("057188880001")
            assert status(account, "057188880001") == "cancelling"
        else:
            with refused(code):
                account.cancel("057188880001")


def test_every_deadline_agrees_with_counting_days_on_a_calendar() -> None:
    day = date(1990, 1, 1)
    while day < date(2101, 1, 1):
        month = day.month + 3
        corresponding = date(day.year + (month > 12), (month - 1) % 12 + 1, 1)
        last = (corresponding.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        ends = min(corresponding + timedelta(days=day.day - 1), last)
        assert instant(first_cancellation(day)).date() == ends + timedelta(days=1)
        assert instant(documents_deadline(day)).date() == day + timedelta(days=15)
        day += timedelta(days=1)


def test_an_instant_survives_its_stamp() -> None:
    moment = datetime(2026, 11, 30, 15, 59, 59, 999_999, tzinfo=UTC)
    assert instant(stamp(moment)) == moment
    assert instant(stamp(moment)).isoformat() == "2026-11-30T23:59:59.999999+08:00"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (ACTIVE | {"instance": INSTANCE}, "Number.StillBound"),
        (
            HOTLINE
            | {"ivr": {"transfer": {"routing": "random", "to": ["057188880009"], "qualification": "1"}}},
            "Number.StillTransferring",
        ),
        (ACTIVE | {"activatedOn": None}, "Number.HoldingPeriod"),
        (ACTIVE | {"status": "cancelling"}, "Number.NotActive"),
        (ACTIVE | {"status": "cancelled"}, "Number.NotActive"),
        (ACTIVE | {"status": "rejected"}, "Number.NotActive"),
        (HOTLINE | {"status": "cancelled"}, "Number.NotActive"),
        (
            {"application": "APP-7", "type": "regular", "line": "mobile", "status": "reviewing"},
            "Number.NotActive",
        ),
    ],
)
def test_a_cancellation_is_refused(number: dict[str, object], code: str) -> None:
    account = world(numbers=[number])
    before = account.look(tuple)
    with refused(code):
        account.cancel(str(number.get("number") or number["application"]))
    assert account.look(tuple) == before


@pytest.mark.parametrize("state", ["active", "restricted"])
def test_a_number_is_cancelling_until_the_clock_next_advances_and_then_gone_for_ever(state: str) -> None:
    account = world(numbers=[ACTIVE | {"status": state}])
    account.cancel("057188880001")
    assert status(account, "057188880001") == "cancelling"
    advance(account, "1s")
    assert status(account, "057188880001") == "cancelled"
    advance(account, "400d")
    assert status(account, "057188880001") == "cancelled"
    with refused("Number.NotActive"):
        account.bind(["057188880001"], INSTANCE)


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ({"balance": "34.99"}, "Account.BalanceNotEnough"),
        ({"balance": "35.00"}, None),
        ({"balance": "500.00", "arrears": "0.01"}, "Account.Arrears"),
    ],
)
def test_cancelling_needs_this_months_fee_and_no_arrears(account: dict[str, str], code: str | None) -> None:
    subject = world(account=account)
    if code is None:
        subject.cancel("057188880001")
        assert money(subject) == (0, 0)
    else:
        with refused(code):
            subject.cancel("057188880001")


def test_the_month_of_a_cancellation_is_charged_once() -> None:
    account = world()
    account.cancel("057188880001")
    assert money(account) == (46500, 0)
    advance(account, "60d")
    assert money(account) == (46500, 0)


def test_the_month_of_activation_is_not_charged_again_when_a_400_is_cancelled_in_it() -> None:
    account = world(numbers=[])
    account.apply_hotline(hotline_form())
    account.submit_documents("4008100001", "DOC-88")
    account.approve()
    account.cancel("4008100001")
    assert money(account) == (38000, 0)


@pytest.mark.parametrize("state", ["documents_due", "reviewing"])
def test_a_pending_400_is_deregistered_at_once_and_its_fee_given_back(state: str) -> None:
    account = world(numbers=[HOTLINE | {"status": state, "appliedOn": "2026-11-20", "activatedOn": None}])
    account.cancel("4008100009")
    assert status(account, "4008100009") == "cancelled"
    assert money(account) == (62000, 0)
    advance(account, "90d")
    assert status(account, "4008100009") == "cancelled"
    assert money(account) == (62000, 0)


def test_a_released_400_is_deregistered_for_nothing() -> None:
    account = world(numbers=[HOTLINE | {"status": "released", "activatedOn": None}])
    account.cancel("4008100009")
    assert status(account, "4008100009") == "cancelled"
    assert money(account) == (50000, 0)


# The bill of a month comes at 00:00 on the first day after it.
@pytest.mark.parametrize(
    ("durations", "charged"),
    [
        (("7d", "13h", "59m", "59s"), 0),
        (("7d", "14h"), 1),
        (("38d", "13h", "59m", "59s"), 1),
        (("38d", "14h"), 2),
        (("69d", "14h"), 3),
        (("97d", "14h"), 4),
        (("403d", "14h"), 14),
    ],
)
def test_each_month_is_billed_on_the_first_day_after_it(durations: tuple[str, ...], charged: int) -> None:
    account = world(account={"balance": "5000.00"}, numbers=[ACTIVE, HOTLINE])
    advance(account, *durations)
    assert money(account) == (500000 - charged * 15500, 0)


def test_a_month_is_billed_once_however_the_clock_is_moved() -> None:
    steps = world()
    for _ in range(24 * 40):
        advance(steps, "1h")
    leap = world()
    advance(leap, "40d")
    assert steps.look(tuple) == leap.look(tuple)


def test_a_number_activated_in_a_month_pays_that_month_from_what_was_set_aside() -> None:
    account = world(numbers=[])
    account.apply_regular(regular_form())
    assert money(account) == (46500, 0)
    advance(account, "9d")  # allotted on 28 November
    assert money(account) == (46500, 0)
    advance(account, "31d")
    assert money(account) == (43000, 0)


def test_the_month_of_the_application_is_free_when_activation_falls_in_the_next() -> None:
    account = world(now="2026-11-28T10:00:00+08:00", numbers=[])
    account.apply_regular(regular_form())
    advance(account, "6d")  # allotted on 3 December
    assert money(account) == (46500, 0)
    advance(account, "58d")  # 30 January: December was paid from what was set aside
    assert money(account) == (46500, 0)
    advance(account, "2d")
    assert money(account) == (43000, 0)


def test_what_the_balance_does_not_cover_is_owed_and_given_back_first() -> None:
    pending = HOTLINE | {
        "number": "4008100007",
        "status": "documents_due",
        "appliedOn": "2026-11-20",
        "activatedOn": None,
    }
    account = world(account={"balance": "100.00"}, numbers=[ACTIVE, HOTLINE, pending])
    advance(account, "8d")
    assert money(account) == (0, 5500)
    with refused("Account.Arrears"):
        account.cancel("057188880001")
    advance(account, "5d")  # the pending 400 is released on 5 December: 120 CNY come back
    assert money(account) == (6500, 0)


@pytest.mark.parametrize("state", ["cancelled", "released", "rejected", "cancelling", "unknown"])
def test_a_number_that_is_not_in_use_is_not_billed(state: str) -> None:
    account = world(
        numbers=[ACTIVE | {"status": state}] if state != "released" else [HOTLINE | {"status": state}]
    )
    advance(account, "60d")
    assert money(account) == (50000, 0)


def test_a_release_and_a_bill_of_the_same_instant_are_settled_in_that_order() -> None:
    pending = HOTLINE | {"status": "documents_due", "appliedOn": "2026-11-16", "activatedOn": None}
    account = world(account={"balance": "0.00"}, numbers=[ACTIVE, pending])
    advance(account, "8d")
    assert money(account) == (8500, 0)


def test_a_number_activated_at_the_first_instant_of_a_month_does_not_pay_the_month_before() -> None:
    account = world(now="2026-11-26T00:00:00+08:00", numbers=[])
    account.apply_regular(regular_form())
    advance(account, "5d")  # allotted at 00:00 on 1 December
    assert status(account, "APP-000001") == "active"
    assert money(account) == (46500, 0)


def test_time_already_past_when_the_account_begins_is_settled() -> None:
    overdue = HOTLINE | {"status": "documents_due", "appliedOn": "2026-11-08", "activatedOn": None}
    account = world(numbers=[overdue])
    assert status(account, "4008100009") == "released"
    assert money(account) == (62000, 0)

"""VN502: whole months are billed, and a reviewer is told so."""

from datetime import date
from decimal import Decimal

import pytest
from rule_world import (
    action,
    buried,
    declared,
    entry,
    facts,
    found,
    hotline,
    hotline_entry,
    moment,
    number,
    tombstone,
)

from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.money import Cost


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-01", None),
        ("2026-11-20T23:59:59", None),
        ("2026-11-20T15:59:59Z", None),
        ("2026-11-21", "10 days"),
        ("2026-11-20T16:00:00Z", "10 days"),
        ("2026-11-30T23:59:59", "1 day"),
        ("2026-11-30T15:59:59Z", "1 day"),
        ("2026-11-30T16:00:00Z", None),
        ("2027-02-18", None),
        ("2027-02-19", "10 days"),
        ("2026-12-31", "1 day"),
    ],
)
def test_a_late_application_for_a_400_says_what_waiting_saves(now, left):
    apply = action(Verb.ORDER, "care/brand")
    findings = found("VN502", facts(declared(hotline_entry()), actions=[apply], now=moment(now)))
    if left is None:
        assert findings == []
    else:
        [finding] = findings
        assert (finding.verdict, finding.stops) == (Verdict.INFO, ())
        assert f"with {left} of the month left" in finding.message
        assert "saves up to 120.00 CNY (billing starts at activation)" in finding.message


def test_the_first_of_the_next_month_is_named_across_the_year():
    apply = action(Verb.ORDER, "care/brand")
    [finding] = found("VN502", facts(declared(hotline_entry()), actions=[apply], now=moment("2026-12-31")))
    assert "all of 2026-12: waiting until 2027-01-01 saves" in finding.message


def test_a_regular_number_too_is_billed_by_whole_months():
    order = action(Verb.ORDER, cost=Cost(Decimal(35), Decimal(35), Decimal(140)))
    given = facts(declared(entry(number=None)), actions=[order], now=moment("2026-11-30"))
    [finding] = found("VN502", given)
    assert "waiting until 2026-12-01 saves up to 35.00 CNY" in finding.message


@pytest.mark.parametrize(
    ("live", "not_before", "month"),
    [
        (number(), date(2026, 11, 1), "2026-11"),
        (number(), date(2026, 12, 1), "2026-12"),
        (number(activated_on=date(2026, 11, 15)), date(2026, 12, 1), "2027-02"),
        (number(activated_on=None), date(2026, 12, 1), "2026-11"),
    ],
)
def test_a_cancellation_says_which_month_is_still_charged(live, not_before, month):
    cancel = action(Verb.CANCEL)
    [finding] = found("VN502", facts(buried(tombstone(not_before=not_before), live), actions=[cancel]))
    assert finding.verdict is Verdict.INFO
    assert finding.message == f"the fee of {month}, 35.00 CNY, is still charged and not refunded"


def test_a_pending_400_costs_nothing_to_give_back():
    cancel = action(Verb.CANCEL, "care/brand", cost=Cost(monthly=Decimal(-500)))
    slot = buried(tombstone("care/brand"), hotline(status="documents_due", activated_on=None))
    [finding] = found("VN502", facts(slot, actions=[cancel]))
    assert finding.message == (
        "it never became active: nothing is charged, and the first fee that was set aside comes back"
    )


def test_the_month_of_activation_is_not_charged_twice():
    cancel = action(Verb.CANCEL, "care/brand", cost=Cost(monthly=Decimal(-500)))
    slot = buried(tombstone("care/brand"), hotline(activated_on=date(2026, 11, 2)))
    [finding] = found("VN502", facts(slot, actions=[cancel]))
    assert finding.message == "the fee of 2026-11 was charged when it was activated, and is not refunded"

"""VN611: a number that was charged another amount than its fee is named."""

from decimal import Decimal

import pytest
from rule_world import declared, entry, facts, found, number

from reconciler.model.trace import OF_ACCOUNT, Trace, TraceKind, gathered

OURS = "057188880001"


def charged(whole: str, bills: dict[str, str], **live):
    traces = [
        Trace(TraceKind.BILL, name, "charged for 2026-10", amount=Decimal(amount))
        for name, amount in {OF_ACCOUNT: whole, **bills}.items()
    ]
    return facts(declared(entry(), live=number(**live)), observed={"traces": gathered(traces)})


@pytest.mark.parametrize(
    ("whole", "bills"),
    [
        ("35.00", {OURS: "35.00"}),
        ("42.30", {}),  # told for the account only: what it is made of nobody knows
        ("500.00", {OURS: "35.00", "4008100009": "465.00"}),  # a number that went
        ("0.00", {}),
    ],
)
def test_a_bill_that_differs_in_no_number_is_not_worth_a_word(whole, bills):
    assert found("VN611", charged(whole, bills)) == []


def test_a_number_that_is_charged_its_last_month_is_no_difference():
    assert found("VN611", charged("35.00", {OURS: "35.00"}, status="cancelled")) == []


def test_another_amount_is_said_with_what_was_expected():
    [finding] = found("VN611", charged("500.00", {OURS: "60.00", "4008100009": "440.00"}))
    assert (
        finding.message
        == f"charged another amount than their fee: {OURS} 60.00 CNY (charged for 2026-10), not 35.00"
    )


def test_without_the_billing_service_nothing_is_said():
    assert found("VN611", facts(declared(entry(), live=number()))) == []

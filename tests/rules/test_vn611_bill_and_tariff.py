"""VN611: what was charged is shown beside the price list, where they differ."""

from decimal import Decimal

import pytest
from rule_world import declared, entry, facts, found, number

from reconciler.model.trace import ACCOUNT, Trace, TraceKind, gathered


def charged(whole: str, **numbers: str):
    bills = [Trace(TraceKind.BILL, ACCOUNT, "charged for 2026-10", amount=Decimal(whole))]
    bills += [
        Trace(TraceKind.BILL, name.removeprefix("n"), "charged for 2026-10", amount=Decimal(amount))
        for name, amount in numbers.items()
    ]
    return facts(declared(entry(), live=number()), observed={"traces": gathered(bills)})


def test_a_bill_like_the_price_list_is_not_worth_a_word():
    assert found("VN611", charged("35.00", n057188880001="35.00")) == []


@pytest.mark.parametrize(
    ("whole", "numbers", "message"),
    [
        ("42.30", {}, "charged for 2026-10: 42.30 CNY, usage included; by the price list 35.00 CNY a month"),
        (
            "500.00",
            {"n057188880001": "60.00", "n4008100009": "440.00"},
            "charged for 2026-10: 500.00 CNY, usage included; by the price list 35.00 CNY a month; "
            "charged another amount than their fee: 057188880001 60.00 CNY",
        ),
    ],
)
def test_another_amount_is_said_and_which_numbers_of_the_account_it_came_from(whole, numbers, message):
    [finding] = found("VN611", charged(whole, **numbers))
    assert finding.message == message


def test_without_the_billing_service_nothing_is_said():
    assert found("VN611", facts(declared(entry(), live=number()))) == []

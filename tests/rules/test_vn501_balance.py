"""VN501: what is done now can be paid now."""

from datetime import date
from decimal import Decimal

import pytest
from rule_world import TOMB, action, buried, declared, facts, found, hotline, hotline_entry, number, tombstone

from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict
from reconciler.model.observation import Balance

BUY = action(Verb.ORDER, "care/brand")
CANCEL = action(Verb.CANCEL)
SLOTS = (declared(hotline_entry()), buried(tombstone(), number()))


@pytest.mark.parametrize(
    ("available", "arrears", "said"),
    [
        ("155.00", "0.00", None),
        ("154.99", "0.00", "this plan costs 155.00 CNY now; the balance of prod is 154.99 CNY"),
        ("500.00", "0.01", "prod owes 0.01 CNY"),
        ("-11.19", "0.00", "prod owes 11.19 CNY"),
    ],
)
def test_the_balance_covers_every_purchase_and_cancellation_together(available, arrears, said):
    balance = Balance(Decimal(available), Decimal(arrears))
    findings = found("VN501", facts(*SLOTS, actions=[BUY, CANCEL], observed={"balance": balance}))
    assert [(f.verdict, f.message, f.address, f.stops) for f in findings] == (
        [] if said is None else [(Verdict.BLOCK, said, "prod", (BUY.id, CANCEL.id))]
    )


@pytest.mark.parametrize(
    ("observed", "mode", "waits"),
    [
        ({"balance": None}, Mode.AUTOMATIC, True),
        ({"balance": None}, Mode.MANUAL, True),
        ({"origins": {"balance": "attested"}}, Mode.AUTOMATIC, True),
        ({"origins": {"balance": "attested"}}, Mode.MANUAL, False),
    ],
)
def test_an_unknown_balance_makes_them_wait(observed, mode, waits):
    buy = action(Verb.ORDER, "care/brand", mode=mode)
    findings = found("VN501", facts(declared(hotline_entry()), actions=[buy], observed=observed))
    assert [(f.verdict, f.waits, f.stops) for f in findings] == (
        [(Verdict.HOLD, True, (buy.id,))] if waits else []
    )


@pytest.mark.parametrize(
    ("grave", "live", "counts"),
    [
        (tombstone(not_before=date(2026, 11, 23)), number(), True),
        (tombstone(not_before=date(2026, 11, 24)), number(), False),
        (tombstone(), number(activated_on=date(2026, 8, 22)), True),
        (tombstone(), number(activated_on=date(2026, 8, 23)), False),
        (tombstone(), hotline(activated_on=date(2026, 11, 22)), True),
    ],
)
def test_a_cancellation_is_paid_when_its_instant_comes(grave, live, counts):
    cancel = action(Verb.CANCEL, source=TOMB)
    balance = Balance(Decimal(34), Decimal(0))
    findings = found("VN501", facts(buried(grave, live), actions=[cancel], observed={"balance": balance}))
    assert [finding.stops for finding in findings] == ([(cancel.id,)] if counts else [])


def test_what_costs_nothing_asks_for_no_balance():
    given = facts(*SLOTS, actions=[action(Verb.BIND), action(Verb.ADOPT)], observed={"balance": None})
    assert found("VN501", given) == []

"""VN504: a team stays within its monthly budget."""

from decimal import Decimal

import pytest
from rule_world import action, declared, entry, facts, found, hotline, hotline_entry, number

from reconciler.memory.memory import Memory
from reconciler.memory.records import Intent
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.state import Team

BUY = action(Verb.ORDER, "care/brand")


def teams(budget):
    return {
        "teams": {
            "care": Team("care", budget=None if budget is None else Decimal(budget)),
            "sales": Team("sales"),
        }
    }


@pytest.mark.parametrize(
    ("budget", "blocked"), [("155", False), ("154.99", True), ("155.01", False), ("0", True), (None, False)]
)
def test_what_runs_and_what_is_added_stay_within_the_budget(budget, blocked):
    slots = (declared(entry(), number()), declared(hotline_entry()))
    findings = found("VN504", facts(*slots, actions=[BUY], desired=teams(budget)))
    assert [(f.verdict, f.address, f.stops) for f in findings] == (
        [(Verdict.BLOCK, "prod", (BUY.id,))] if blocked else []
    )


@pytest.mark.parametrize(
    ("slot", "monthly"),
    [
        (declared(entry(), number(monthly=Decimal(60))), "60.00"),
        (declared(entry(), number(status="unknown")), "35.00?"),
        (declared(entry(), number(status="restricted")), "35.00"),
        (declared(entry(), number(status="cancelled")), "0.00"),
        (
            declared(hotline_entry("care/other"), hotline(package=Decimal(500), status="documents_due")),
            "500.00",
        ),
        (declared(hotline_entry("care/other", package=None), hotline(package=None)), "120.00?"),
        (declared(hotline_entry("care/other", package=Decimal(500)), hotline(package=None)), "500.00*"),
        (declared(entry("sales/hz-001"), number()), "0.00"),
    ],
)
def test_a_live_number_counts_as_it_is_billed(slot, monthly):
    [finding] = found("VN504", facts(slot, actions=[BUY], desired=teams("1")))
    assert (
        finding.message == f"team care spends {monthly} CNY a month and would add 120.00; its budget is 1.00"
    )


def test_an_open_purchase_counts_as_if_it_had_succeeded():
    intent = Intent(
        at="2026-11-23T09:00:00+08:00",
        id="1",
        address="care/a",
        action="apply",
        resource="number",
        monthly="35.00",
    )
    memory = Memory(held={"care/a": intent})
    assert found("VN504", facts(actions=[BUY], memory=memory, desired=teams("155"))) == []
    [finding] = found("VN504", facts(actions=[BUY], memory=memory, desired=teams("154")))
    assert finding.stops == (BUY.id,)


def test_one_teams_budget_stops_only_its_own_purchases():
    theirs = action(Verb.ORDER, "sales/brand")
    [finding] = found("VN504", facts(actions=[BUY, theirs], desired=teams("1")))
    assert finding.stops == (BUY.id,)

"""VN601: what nobody manages keeps being reported with its cost."""

from datetime import date
from decimal import Decimal

import pytest
from rule_world import facts, found, hotline, moment, number

from reconciler.memory.memory import Memory
from reconciler.model.finding import Verdict


@pytest.mark.parametrize(
    ("live", "address", "said"),
    [
        (number(), "-/057188880001", "nobody manages 057188880001: 35.00 CNY a month"),
        (number(monthly=Decimal(60)), "-/057188880001", "nobody manages 057188880001: 60.00 CNY a month"),
        (hotline(), "-/4008100001", "nobody manages 4008100001: 120.00 CNY a month"),
        (
            number(number=None, application="APP-000001", status="reviewing"),
            "-/APP-000001",
            "nobody manages APP-000001: 35.00 CNY a month; it is reviewing",
        ),
        (
            hotline(status="documents_due", applied_on=date(2026, 11, 10)),
            "-/4008100001",
            "nobody manages 4008100001: 120.00 CNY a month; it is documents_due, "
            "its documents are due before 2026-11-25 00:00",
        ),
    ],
)
def test_one_note_per_number_with_its_monthly_cost(live, address, said):
    [finding] = found("VN601", facts(unmanaged=(live,)))
    assert (finding.verdict, finding.address, finding.message) == (Verdict.INFO, address, said)
    assert finding.until == (moment("2026-11-25") if live.status == "documents_due" else None)


def test_it_says_whose_number_it_was():
    memory = Memory(owner={"057188880001": "care/hz-001"})
    [finding] = found("VN601", facts(unmanaged=(number(),), memory=memory))
    assert finding.message.endswith("; it was care/hz-001 before")


@pytest.mark.parametrize("status", ["cancelled", "cancelling", "released", "rejected"])
def test_what_is_gone_is_history(status):
    assert found("VN601", facts(unmanaged=(number(status=status),))) == []

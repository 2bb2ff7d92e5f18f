"""Money as a reviewer reads it: budget, columns, headline, bill and balance are one sum on every provider."""

from __future__ import annotations

from decimal import Decimal

import pytest
from drawn import (
    APIS,
    COMPANY,
    HOTLINE,
    ON_OFFER,
    SECOND_HOTLINE,
    SECOND_LANDLINE,
    Drawn,
    hotline,
    landline,
    live_hotline,
    live_landline,
)

PENDING = ("documents_due", "reviewing", "rejected")


def vouched(shop: Drawn, *numbers: str) -> None:
    """What a person attests where no API tells, so that a purchase would only need its money."""
    for number in numbers:
        shop.attest(number, "status=active", "activatedOn=2026-03-20")
    shop.attest("listing", "complete=true")
    shop.attest(f"enterprise:{COMPANY}", "approved=true", "hotline=true")
    shop.attest("script:SCRIPT-3321", "approved=true")


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    ("more", "adds"),
    [
        ({"hotlines": {"more": hotline(ON_OFFER, package=380)}}, "380.00"),
        ({"numbers": {"more": landline(None, instance=None)}}, "35.00"),
    ],
)
def test_a_package_that_nobody_shows_uses_up_the_budget_all_the_same(api, more, adds, draw):
    shop = draw(api, numbers=[live_hotline()], budgets={"care": "510"})
    shop.team(hotlines={"brand": hotline()})
    if api != "full":
        vouched(shop, HOTLINE)
    mark = "" if api == "full" else "*"
    assert shop.bill()[:2] == ("500.00", "500.00")
    assert f"500.00{mark} CNY/month" in shop("status").out
    shop.team(hotlines={"brand": hotline(), **more.get("hotlines", {})}, numbers=more.get("numbers", {}))
    assert [message for _, _, message in shop.found("VN504")] == [
        f"team care spends 500.00{mark} CNY a month and would add {adds}; its budget is 510.00"
    ]
    assert shop.statuses()["care/more:order"] == "blocked"


def test_another_team_has_a_budget_of_its_own(draw):
    shop = draw(numbers=[live_hotline()], budgets={"care": "510", "sales": "380"})
    shop.team(hotlines={"brand": hotline()})
    shop.team("sales", hotlines={"brand": hotline(ON_OFFER, package=380)})
    assert shop.found("VN504") == []
    assert shop.statuses()["sales/brand:order"] == "ready"


@pytest.mark.parametrize("package", [120, 500, 5000])
def test_a_400_commits_to_its_package(package, draw):
    shop = draw()
    shop.team(hotlines={"brand": hotline(ON_OFFER, package=package)})
    fee = f"{package}.00"
    assert shop.costs()["care/brand:order"] == (fee, fee, fee)


@pytest.mark.parametrize(
    ("now", "months"),
    [("2026-11-30T23:59:59+08:00", 5), ("2026-12-01T00:00:00+08:00", 4), ("2026-12-31T10:00:00+08:00", 5)],
)
def test_a_regular_number_commits_to_every_month_until_it_may_be_cancelled(now, months, draw):
    shop = draw(now=now)
    shop.team(numbers={"desk": landline(None)})
    assert shop.costs()["care/desk:order"] == ("35.00", "35.00", f"{35 * months}.00")


@pytest.mark.parametrize("status", PENDING)
@pytest.mark.parametrize("package", [120, 1000])
def test_deregistering_what_never_became_active_costs_nothing_and_gives_back(status, package, draw):
    pending = live_hotline(status=status, package=package, appliedOn="2026-11-05")
    shop = draw(numbers=[pending], balance="3.00")
    shop.team()
    shop.tombstone("care/brand", HOTLINE)
    assert shop.costs() == {"care/brand:cancel": ("0.00", f"-{package}.00", "0.00")}
    assert shop.found("VN501") == []
    assert [message for _, _, message in shop.found("VN502")] == [
        "it never became active: nothing is charged, and the first fee that was set aside comes back"
    ]
    shop.ok("apply", "--yes")
    assert shop.balance == f"{package + 3}.00"
    assert shop.bill() == ("0.00", "0.00", "observed", "0.00")


@pytest.mark.parametrize("api", ["public", "alibaba"])
@pytest.mark.parametrize("status", PENDING)
def test_a_pending_400_is_deregistered_by_hand_without_asking_for_its_transfer(api, status, draw):
    shop = draw(api, numbers=[live_hotline(status=status, appliedOn="2026-11-05")])
    shop.team()
    shop.tombstone("care/brand", HOTLINE)
    shop.attest(HOTLINE, f"status={status}", "appliedOn=2026-11-05", "package=500")
    shop.attest("listing", "complete=true")
    assert shop.statuses() == {"care/brand:cancel": "ready"}
    assert shop.costs() == {"care/brand:cancel": ("0.00", "-500.00", "0.00")}


def test_documents_that_were_refused_are_paid_for_until_they_were_due(draw):
    refused = live_hotline(status="rejected", appliedOn="2026-11-05")
    shop = draw(numbers=[refused], budgets={"care": "900"})
    shop.team(hotlines={"brand": hotline(), "more": hotline(ON_OFFER)})
    assert shop.statuses()["care/more:order"] == "blocked"
    shop.at_the_counter("advance", "10d")
    assert shop.statuses()["care/more:order"] == "ready"


def test_a_number_that_moves_to_another_team_counts_once(draw):
    shop = draw(numbers=[live_landline()], budgets={"care": "60", "sales": "60"})
    shop.team(numbers={"desk": landline()})
    shop.ok("apply", "--yes")
    shop.team()
    shop.team("sales", numbers={"desk": landline(), "more": landline(None, instance=None)})
    assert shop.bill()[0] == "35.00"
    assert "1 number · 35.00 CNY/month" in shop("status").out
    [(_, _, message)] = shop.found("VN504")
    assert message == "team sales spends 35.00 CNY a month and would add 35.00; its budget is 60.00"


@pytest.mark.parametrize("api", APIS)
def test_a_number_that_two_teams_claim_counts_once_and_is_an_error(api, draw):
    shop = draw(api, numbers=[live_landline()])
    shop.team(numbers={"desk": landline()})
    shop.team("sales", numbers={"desk": landline()})
    ran = shop("status")
    assert (ran.code, "VN309" in ran.err) == (1, True)
    assert "1 number · 35.00" in ran.out


@pytest.mark.parametrize(("balance", "enough"), [("569.99", False), ("570.00", True)])
def test_headline_columns_balance_and_bill_are_one_sum(balance, enough, draw):
    """A 400 of 500, a landline of 35, and a cancelled landline whose month is still charged."""
    shop = draw(numbers=[live_landline(), live_landline(SECOND_LANDLINE)], balance=balance)
    shop.team(
        hotlines={"brand": hotline(ON_OFFER)},
        numbers={"desk": landline(), "new": landline(None, callType="outbound", ivr=None)},
    )
    shop.tombstone("care/old", SECOND_LANDLINE)
    assert sum(Decimal(now) for now, _, _ in shop.costs().values()) == Decimal("570.00")
    if enough:
        assert shop.bill() == ("70.00", "570.00", "observed", "0.00")
        headline = shop("plan").out.splitlines()[1]
        assert headline.endswith("570.00 CNY now · +500.00 CNY/month · 2 waiting")
        shop.ok("apply", "--yes")
        assert shop.balance == "0.00"
    else:
        short = "this plan costs 570.00 CNY now; the balance of prod is 569.99 CNY"
        assert shop.found("VN501") == [("block", "prod", short)]
        assert shop.bill() == ("70.00", "70.00", "observed", "0.00")


@pytest.mark.parametrize("api", ["public", "alibaba"])
def test_what_nobody_knows_is_marked_wherever_it_stands(api, draw):
    shop = draw(api, numbers=[live_hotline()], balance="50.00")
    shop.team()
    shop.tombstone("care/brand", HOTLINE)
    shop.attest(HOTLINE, "status=active", "activatedOn=2026-03-20", "ivr.transfer.to=")
    shop.attest("listing", "complete=true")
    text = shop("plan").out
    for figure in (
        "120.00?   -120.00?",
        "this plan costs 120.00? CNY now",
        "the fee of 2026-11, 120.00? CNY",
    ):
        assert figure in text
    assert "still charged: 120.00? CNY" in text
    assert "Monthly bill: 120.00? CNY" in text
    for form in ("markdown", "html"):
        assert "-120.00?" in shop("plan", "-o", form).out


def test_a_freeze_that_ends_in_another_month_costs_that_month(draw):
    """The month of its activation was charged; December, in which it now ends, was not."""
    shop = draw(
        numbers=[live_hotline(appliedOn="2026-11-01", activatedOn="2026-11-05")],
        freezes=[{"from": "2026-11-09", "to": "2026-12-05", "reason": "Sale"}],
    )
    shop.team()
    shop.tombstone("care/brand", HOTLINE)
    assert shop.costs() == {"care/brand:cancel": ("500.00", "-500.00", "0.00")}
    [(_, _, message)] = shop.found("VN502")
    assert message == "the fee of 2026-12, 500.00 CNY, is still charged and not refunded"


@pytest.mark.parametrize("api", ["public", "alibaba"])
def test_a_fee_charged_as_declared_is_no_difference(api, draw):
    """The billing service shows 500 for a 400 whose package only Git knows."""
    shop = draw(api, numbers=[live_hotline(), live_hotline(SECOND_HOTLINE, package=300)])
    shop.team(hotlines={"brand": hotline(), "more": hotline(SECOND_HOTLINE)})
    vouched(shop, HOTLINE, SECOND_HOTLINE)
    messages = [message for _, _, message in shop.found("VN611")]
    assert messages == [
        f"charged another amount than their fee: {SECOND_HOTLINE} 300.00 CNY (charged for 2026-10), not 500.00"
    ]


@pytest.mark.parametrize(
    ("now", "saves"),
    [
        ("2026-11-20T23:59:59+08:00", None),
        ("2026-11-21T00:00:00+08:00", "2026-12-01"),
        ("2026-12-31T23:30:00+08:00", "2027-01-01"),
        ("2027-02-18T23:59:59+08:00", None),
        ("2027-02-19T00:00:00+08:00", "2027-03-01"),
    ],
)
def test_whole_months_are_said_of_both_types(now, saves, draw):
    shop = draw(now=now)
    shop.team(hotlines={"brand": hotline(ON_OFFER)}, numbers={"desk": landline(None)})
    said = [
        (address, f"waiting until {saves} saves up to {fee} CNY" in message)
        for (_, address, message), fee in zip(shop.found("VN502"), ("500.00", "35.00"), strict=False)
    ]
    assert said == ([] if saves is None else [("care/brand", True), ("care/desk", True)])

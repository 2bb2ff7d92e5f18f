"""Applying for numbers: every condition of the purchase dialog, and the money and deadlines that follow."""

from __future__ import annotations

import pytest
from simulated import (
    COMPANY,
    HOTLINE,
    NOTICE,
    OTHER,
    TELECOM,
    advance,
    hotline_form,
    money,
    refused,
    regular_form,
    status,
    world,
)

from reconciler.providers.simulator.world import World


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"enterprise": None}, "Enterprise.NotApproved"),
        ({"enterprise": "无名有限公司"}, "Enterprise.NotApproved"),
        ({"enterprise": "待审有限公司"}, "Enterprise.NotApproved"),
        ({"enterprise": OTHER}, "Enterprise.NotApprovedForHotline"),
        ({"script": "SCRIPT-9"}, "Script.NotApproved"),
        ({"script": "SCRIPT-404"}, "Script.NotApproved"),
        ({"acknowledgement": None}, "Notice.NotAcknowledged"),
        ({"acknowledgement": "2025-01-01"}, "Notice.NotAcknowledged"),
        ({"carrier": TELECOM}, "Carrier.Mismatch"),
        ({"carrier": None}, "Carrier.Mismatch"),
        ({"number": "4008109999"}, "Number.NotOnOffer"),
        ({"package": None}, "Package.OutOfRange"),
        ({"package": 11999}, "Package.OutOfRange"),
        ({"package": 500001}, "Package.OutOfRange"),
        ({"package": 60000}, "Account.BalanceNotEnough"),
    ],
)
def test_a_400_is_refused_and_nothing_changes(changes: dict[str, object], code: str) -> None:
    account = world()
    before = account.look(tuple)
    with refused(code):
        account.apply_hotline(hotline_form(**changes))
    assert account.look(tuple) == before


@pytest.mark.parametrize("package", [12000, 12001, 500000])
def test_packages_from_120_to_5000_cny_are_sold(package: int) -> None:
    account = world(account={"balance": "5000.00"})
    account.apply_hotline(hotline_form(package=package))
    assert money(account) == (500000 - package, 0)


def test_a_400_that_was_applied_for_waits_for_documents_and_is_off_the_offer() -> None:
    account = world()
    answer = account.apply_hotline(hotline_form())
    assert answer == ("4008100001", "APP-000001", ())
    assert status(account, "4008100001") == "documents_due"
    assert account.look(tuple).tables["offers"] == [("4009100002", TELECOM)]
    assert money(account) == (38000, 0)


def test_a_notice_confirmed_before_is_enough() -> None:
    account = world(account={"balance": "500.00", "acknowledged": [NOTICE]})
    account.apply_hotline(hotline_form(acknowledgement=None))
    assert status(account, "4008100001") == "documents_due"


def test_a_script_need_not_be_named_for_a_400_but_for_a_regular_number() -> None:
    account = world()
    account.apply_hotline(hotline_form(script=None))
    with refused("Script.NotApproved"):
        account.apply_regular(regular_form(script=None))


@pytest.mark.parametrize("end", ["released", "cancelled", "active", "rejected"])
def test_a_number_that_was_ever_ours_is_not_sold_again(end: str) -> None:
    held = HOTLINE | {"number": "4008100001", "status": end}
    account = world(numbers=[held])
    assert account.look(tuple).tables["offers"] == [("4009100002", TELECOM)]
    with refused("Number.HeldBefore"):
        account.apply_hotline(hotline_form())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"line": None}, "Line.Required"),
        ({"line": "satellite"}, "Line.Required"),
        ({"region": None}, "Line.Required"),
        ({"call_type": "sideways"}, "CallType.Unknown"),
        ({"enterprise": "待审有限公司"}, "Enterprise.NotApproved"),
        ({"script": "SCRIPT-9"}, "Script.NotApproved"),
        ({"acknowledgement": None}, "Notice.NotAcknowledged"),
        ({"call_type": "inbound", "acknowledgement": None}, "Notice.NotAcknowledged"),
    ],
)
def test_a_regular_number_is_refused(changes: dict[str, object], code: str) -> None:
    with refused(code):
        world().apply_regular(regular_form(**changes))


def test_a_number_that_takes_no_calls_needs_no_acknowledgement_and_no_400_qualification() -> None:
    account = world()
    answer = account.apply_regular(regular_form(call_type="outbound", acknowledgement=None, enterprise=OTHER))
    assert answer == (None, "APP-000001", ())
    assert status(account, "APP-000001") == "reviewing"


@pytest.mark.parametrize(("balance", "allowed"), [("35.00", True), ("34.99", False)])
def test_the_first_months_fee_must_be_there(balance: str, allowed: bool) -> None:
    account = world(account={"balance": balance})
    if allowed:
        account.apply_regular(regular_form())
        assert money(account) == (0, 0)
    else:
        with refused("Account.BalanceNotEnough"):
            account.apply_regular(regular_form())


def test_nothing_is_sold_to_an_account_in_arrears() -> None:
    account = world(account={"balance": "500.00", "arrears": "0.01"})
    with refused("Account.Arrears"):
        account.apply_hotline(hotline_form())


# Applied for at 10:00 on 23 November: documents are due at 00:00 on 8 December.
@pytest.mark.parametrize(
    ("durations", "state"),
    [
        (("14d", "13h", "59m", "59s"), "documents_due"),
        (("14d", "14h"), "released"),
        (("15d",), "released"),
        (("60d",), "released"),
    ],
)
def test_documents_are_due_at_midnight_15_days_after_the_application_day(
    durations: tuple[str, ...], state: str
) -> None:
    account = world()
    account.apply_hotline(hotline_form())
    advance(account, *durations)
    assert status(account, "4008100001") == state


def test_a_release_says_why_and_gives_the_fee_back() -> None:
    account = world(numbers=[])
    account.apply_hotline(hotline_form())
    advance(account, "15d")
    row = account.look(tuple).pages[0].rows[0]
    assert "15天内未提交资料，号码超时释放" in row
    assert money(account) == (50000, 0)
    with refused("Documents.NotDue"):
        account.submit_documents("4008100001", "DOC-88")


def test_a_400_is_active_once_its_documents_are_reviewed() -> None:
    account = world(numbers=[])
    account.apply_hotline(hotline_form())
    account.submit_documents("4008100001", "DOC-88")
    assert status(account, "4008100001") == "reviewing"
    advance(account, "47h", "59m", "59s")
    assert status(account, "4008100001") == "reviewing"
    advance(account, "1s")
    assert status(account, "4008100001") == "active"
    assert money(account) == (38000, 0)


def test_submitted_documents_stop_the_deadline() -> None:
    account = world(review={"documents": "90d", "regular": "5d"})
    account.apply_hotline(hotline_form())
    account.submit_documents("4008100001", "DOC-88")
    advance(account, "30d")
    assert status(account, "4008100001") == "reviewing"


def test_documents_need_a_name() -> None:
    account = world()
    account.apply_hotline(hotline_form())
    with refused("Documents.Required"):
        account.submit_documents("4008100001", "")


def test_a_regular_number_is_allotted_from_the_stock_of_its_line_and_region_after_the_review() -> None:
    account = world()
    landline = account.apply_regular(regular_form()).application
    mobile = account.apply_regular(regular_form(line="mobile")).application
    assert landline == "APP-000001"
    assert mobile == "APP-000002"
    advance(account, "5d")
    rows = {row[3]: row for page in account.look(tuple).pages for row in page.rows}
    assert rows["APP-000001"][1:3] == ("active", "057188880222")
    assert rows["APP-000002"][1:3] == ("active", "13800000222")
    assert account.look(tuple).tables["stock"] == []


def test_an_application_without_stock_is_rejected_with_a_reason_and_its_fee_given_back() -> None:
    account = world(stock=[])
    account.apply_regular(regular_form())
    assert money(account) == (46500, 0)
    advance(account, "5d")
    assert status(account, "APP-000001") == "rejected"
    assert "所选地区暂无可用号码" in account.look(tuple).pages[0].rows[1]
    assert money(account) == (50000, 0)


def test_stock_is_allotted_in_the_order_of_the_applications() -> None:
    stock = [{"line": "landline", "region": "浙江/杭州", "number": f"05718888030{last}"} for last in range(2)]
    account = world(stock=stock)
    for _ in range(3):
        account.apply_regular(regular_form())
        advance(account, "1h")
    advance(account, "5d")
    rows = {row[3]: row[1:3] for page in account.look(tuple).pages for row in page.rows}
    assert rows["APP-000001"] == ("active", "057188880300")
    assert rows["APP-000002"] == ("active", "057188880301")
    assert rows["APP-000003"] == ("rejected", None)


def test_a_number_we_already_hold_is_never_allotted() -> None:
    account = world(stock=[{"line": "landline", "region": "浙江/杭州", "number": "057188880001"}])
    account.apply_regular(regular_form())
    advance(account, "5d")
    assert status(account, "APP-000001") == "rejected"


def test_the_reviewer_approves_one_or_all_and_may_reject() -> None:
    account = world(account={"balance": "900.00"})
    account.apply_hotline(hotline_form())
    account.submit_documents("4008100001", "DOC-88")
    account.apply_regular(regular_form())
    account.apply_regular(regular_form(line="mobile"))
    account.reject("APP-000003", "证件不清晰")
    assert account.approve("APP-000002") == ("APP-000002: active as 057188880222",)
    assert account.approve() == ("4008100001: active",)
    assert account.approve() == ()
    assert status(account, "APP-000003") == "rejected"
    assert money(account) == (90000 - 12000 - 3500, 0)


def refused_hotline() -> World:
    """A 400 applied for on 23 November whose documents were refused at once; 120 of 500 CNY are set aside."""
    account = world(numbers=[])
    account.apply_hotline(hotline_form())
    account.submit_documents("4008100001", "DOC-88")
    account.reject("4008100001", "证件不清晰")
    return account


def test_refused_documents_may_be_corrected_until_they_are_due() -> None:
    account = refused_hotline()
    advance(account, "14d")
    assert (status(account, "4008100001"), money(account)) == ("rejected", (38000, 0))
    account.submit_documents("4008100001", "DOC-89")
    assert account.approve() == ("4008100001: active",)
    assert money(account) == (38000, 0)


def test_a_400_whose_refused_documents_are_not_corrected_in_time_is_released() -> None:
    account = refused_hotline()
    advance(account, "15d")
    assert (status(account, "4008100001"), money(account)) == ("released", (50000, 0))
    with refused("Documents.NotDue"):
        account.submit_documents("4008100001", "DOC-89")


def test_a_400_whose_documents_were_refused_may_be_given_back() -> None:
    account = refused_hotline()
    account.cancel("4008100001")
    assert (status(account, "4008100001"), money(account)) == ("cancelled", (50000, 0))


def test_documents_refused_after_they_were_due_are_refused_for_good() -> None:
    account = world(numbers=[], review={"documents": "30d", "regular": "5d"})
    account.apply_hotline(hotline_form())
    account.submit_documents("4008100001", "DOC-88")
    advance(account, "16d")
    account.reject("4008100001", "证件不清晰")
    assert (status(account, "4008100001"), money(account)) == ("rejected", (50000, 0))


@pytest.mark.parametrize("deed", ["approve", "reject"])
def test_only_what_is_under_review_can_be_judged(deed: str) -> None:
    account = world()
    account.apply_hotline(hotline_form())
    for name, code in [("4008100001", "Review.NotUnderReview"), ("4000000000", "Number.NotFound")]:
        with refused(code):
            getattr(account, deed)(name)


def test_public_mode_is_activated_once() -> None:
    account = world()
    account.activate_public_mode()
    assert account.look(tuple).account["public_mode"] == 1
    with refused("PublicMode.AlreadyActive"):
        account.activate_public_mode()


def test_the_enterprise_of_an_application_is_kept() -> None:
    account = world(numbers=[])
    account.apply_hotline(hotline_form())
    assert COMPANY in account.look(tuple).pages[0].rows[0]

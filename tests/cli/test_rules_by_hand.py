"""What a plan leads to is said before the merge, on every provider that shows enough to say it."""

from __future__ import annotations

import pytest
from drawn import (
    APIS,
    HOTLINE,
    LANDLINE,
    ON_OFFER,
    SECOND_HOTLINE,
    SECOND_LANDLINE,
    THIRD_LANDLINE,
    hotline,
    landline,
    live_hotline,
    live_landline,
)

HOTLINE_ENTRY = ("hotlines", hotline, live_hotline, HOTLINE)
LANDLINE_ENTRY = ("numbers", landline, live_landline, LANDLINE)
NEW_LANDLINES = {"appliedOn": "2026-09-01", "activatedOn": "2026-09-15"}
"""May be cancelled from 2026-12-16 on."""


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(("section", "entry", "live", "number"), [HOTLINE_ENTRY, LANDLINE_ENTRY])
def test_taking_the_playback_away_is_said_before_the_merge(api, section, entry, live, number, draw):
    shop = draw(api, numbers=[live()])
    shop.team(**{section: {"x": entry()}})
    if api != "full":
        shop.attest(number, "status=active", "activatedOn=2026-03-20")
        shop.attest(number, "callType=" + ("inbound" if live is live_hotline else "both"))
        shop.attest(number, "ivr.playback.audio=hello.wav", "ivr.playback.description=Hello")
    shop("apply", "--yes")
    assert shop.found("VN307") == []
    shop.team(**{section: {"x": entry(ivr=None)}})
    said = f"this plan leaves {number} without an inbound playback: default rules apply then, fees may too"
    assert shop.found("VN307") == [("warn", "care/x", said)]
    assert shop("plan").code == 0


@pytest.mark.parametrize("api", APIS)
def test_buying_without_a_playback_is_said_before_the_merge(api, draw):
    shop = draw(api)
    shop.team(
        hotlines={"brand": hotline(ON_OFFER, ivr=None)},
        numbers={
            "both": landline(None, ivr=None),
            "in": landline(None, ivr=None, callType="inbound"),
            "out": landline(None, ivr=None, callType="outbound"),
        },
    )
    addresses = [address for verdict, address, _ in shop.found("VN307") if verdict == "warn"]
    assert addresses == ["care/both", "care/brand", "care/in"]


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    ("instance", "rule", "why"),
    [
        ("missing", "VN304", "instance 057100007777 does not exist in the account"),
        ("destroyed", "VN304", "instance 057100009012 is destory, not usable"),
        ("foreign", "VN302", "instance 057100005678 belongs to 上海别家有限公司, the number to"),
    ],
)
def test_nothing_is_bought_for_a_binding_that_cannot_be(api, instance, rule, why, draw):
    shop = draw(api)
    shop.team(numbers={"desk": landline(None, instance=instance)})
    if api != "full" and instance == "foreign":
        shop.attest("instance:057100005678", "enterprise=上海别家有限公司")
    blocks = [message for verdict, _, message in shop.found(rule) if verdict == "block"]
    assert [message.startswith(why) for message in blocks] == [True]
    statuses = shop.statuses()
    assert (statuses["care/desk:order"], statuses["care/desk:bind"]) == ("blocked", "blocked")


@pytest.mark.parametrize(("section", "entry", "live", "number"), [HOTLINE_ENTRY, LANDLINE_ENTRY])
def test_a_violation_that_the_plan_mends_is_no_alarm(section, entry, live, number, draw):
    shop = draw(numbers=[live(ivr=None)])
    shop.team(**{section: {"x": entry()}})
    assert [verdict for verdict, _, _ in shop.found("VN307")] == ["info"]
    assert (shop("plan").code, shop("drift").code) == (0, 0)
    shop.ok("apply", "--yes")
    assert (shop.found("VN307"), shop("drift").code) == ([], 0)


def test_a_violation_that_something_stops_the_plan_from_mending_is_one(draw):
    frozen = [{"from": "2026-11-01", "to": "2026-11-30", "reason": "Sale"}]
    shop = draw(numbers=[live_landline(ivr=None)], freezes=frozen)
    shop.team(numbers={"x": landline()})
    assert [verdict for verdict, _, _ in shop.found("VN307")] == ["violation"]
    assert shop("plan").code == 3


@pytest.mark.parametrize(
    ("applied", "until", "goes_on"),
    [
        ("2026-11-10", "2026-11-24", True),
        ("2026-11-10", "2026-11-23", False),
        ("2026-11-16", "2026-12-05", True),
    ],
)
def test_a_freeze_never_loses_a_number(applied, until, goes_on, draw):
    """Documents are due at 00:00, 15 days after the application: on the day after the freeze they are too late."""
    shop = draw(
        numbers=[live_hotline(status="documents_due", appliedOn=applied)],
        now="2026-11-20T10:00:00+08:00",
        freezes=[{"from": "2026-11-14", "to": until, "reason": "Sale"}],
    )
    shop.team(hotlines={"brand": hotline(documents={"reference": "D-1"})})
    assert shop.statuses()["care/brand:submit-documents"] == ("ready" if goes_on else "deferred")
    shop.ok("apply", "--yes")
    shop.at_the_counter("advance", "5d" if goes_on else "4d")
    shop("apply", "--yes")
    shop.at_the_counter("advance", "15d")
    assert shop.read("status")["numbers"][0]["status"] == "active"


def test_refused_documents_too_are_corrected_in_a_freeze_until_they_were_due(draw):
    shop = draw(
        numbers=[live_hotline(status="documents_due", appliedOn="2026-11-08")],
        freezes=[{"from": "2026-11-09", "to": "2026-12-31", "reason": "Sale"}],
    )
    for reference in ("D-1", "D-2", "D-3"):
        shop.team(hotlines={"brand": hotline(documents={"reference": reference})})
        assert shop.statuses()["care/brand:submit-documents"] == "ready"
        shop.ok("apply", "--yes")
        shop.at_the_counter("reject", HOTLINE)
        shop.at_the_counter("advance", "3d")
    shop.at_the_counter("advance", "4d")
    shop.team(hotlines={"brand": hotline(documents={"reference": "D-4"})})
    assert "care/brand:submit-documents" not in shop.statuses()
    assert shop.read("status")["numbers"][0]["status"] == "released"


def test_what_was_refused_is_submitted_again_as_something_else_or_by_hand(draw):
    shop = draw(numbers=[live_hotline(status="documents_due", appliedOn="2026-11-08")])
    shop.team(hotlines={"brand": hotline(documents={"reference": "D-1"})})
    shop.ok("apply", "--yes")
    shop.at_the_counter("reject", HOTLINE)
    [submit] = [a for a in shop.read("plan")["actions"] if a["action"] == "submit-documents"]
    assert (submit["mode"], submit["status"], submit["deadline"]) == (
        "manual",
        "ready",
        "2026-11-23T00:00:00+08:00",
    )
    shop.at_the_counter("console", "submit-documents", HOTLINE, "--reference", "D-1b")
    shop.at_the_counter("approve", HOTLINE)
    assert shop.read("status")["numbers"][0]["status"] == "active"


@pytest.mark.parametrize("end", ["released", "rejected", "cancelled"])
def test_what_is_gone_closes_its_slot_and_is_in_no_share(end, draw):
    """One of two managed numbers is gone and leaves Git: half, were it counted."""
    applied = (
        {"appliedOn": "2026-11-08", "documents": "D-1"} if end == "rejected" else {"appliedOn": "2026-11-08"}
    )
    status = "reviewing" if end == "rejected" else "documents_due"
    shop = draw(numbers=[live_hotline(status=status, **applied), live_landline()], balance="600.00")
    shop.team(hotlines={"brand": hotline()}, numbers={"desk": landline()})
    shop("apply", "--yes")
    if end == "released":
        shop.at_the_counter("advance", "14d")
    elif end == "rejected":
        shop.at_the_counter("reject", HOTLINE)
        shop.at_the_counter("advance", "14d")
    else:
        shop.at_the_counter("console", "cancel", HOTLINE)
    shop.team(numbers={"desk": landline(), "new": landline(None)})
    assert shop.found("VN505") == []
    statuses = shop.statuses()
    assert statuses["care/new:order"] == "ready"
    assert not any(name.startswith("care/brand:") for name in statuses)
    assert shop.bill()[0] == "35.00"


@pytest.mark.parametrize("api", ["full", "public"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (live_landline(instance=None), live_landline(SECOND_LANDLINE, instance=None)),
        (live_hotline(), live_landline(instance=None)),
        (
            live_hotline(status="reviewing", appliedOn="2026-11-08"),
            live_hotline(SECOND_HOTLINE, "reviewing", appliedOn="2026-11-08"),
        ),
    ],
)
def test_of_two_cancellations_the_first_goes_through_and_the_second_next_month(api, first, second, draw):
    shop = draw(api, numbers=[first, second], limits={"cancellations": 1})
    shop.team()
    for key, live in (("a", first), ("b", second)):
        shop.tombstone(f"care/{key}", live["number"])
        if api == "public":
            facts = [f"status={live['status']}", f"appliedOn={live['appliedOn']}"]
            facts += (
                ["ivr.transfer.to="] if live["type"] == "400" else ["instance=", "activatedOn=2026-03-20"]
            )
            shop.attest(live["number"], *facts)
    if api == "public":
        shop.attest("listing", "complete=true")
    assert shop.statuses() == {"care/a:cancel": "ready", "care/b:cancel": "blocked"}
    assert shop("apply", "--yes").code == 3
    if api == "public":
        shop.at_the_counter("console", "cancel", first["number"])
        shop.attest(first["number"], "status=cancelled")
        shop("apply", "--yes")
    assert shop.statuses() == {"care/b:cancel": "blocked"}
    shop.at_the_counter("advance", "21d")
    assert shop.statuses() == {"care/b:cancel": "ready"}


def test_what_waits_for_a_fact_keeps_no_other_from_its_turn(draw):
    shop = draw(
        "public", numbers=[live_landline(instance=None), live_landline(SECOND_LANDLINE, instance=None)]
    )
    shop.team()
    shop.tombstone("care/a", LANDLINE)
    shop.tombstone("care/b", SECOND_LANDLINE)
    shop.attest(LANDLINE, "status=active", "instance=")
    shop.attest(SECOND_LANDLINE, "status=active", "activatedOn=2026-03-20", "instance=")
    shop.attest("listing", "complete=true")
    assert shop.statuses() == {"care/a:cancel": "blocked", "care/b:cancel": "ready"}
    shop.attest(LANDLINE, "activatedOn=2026-03-20")
    assert shop.statuses() == {"care/a:cancel": "ready", "care/b:cancel": "blocked"}


def test_deadlines_and_plan_name_the_same_day_and_it_is_one_that_is_kept(draw):
    """Three may be cancelled in December, one a month; a fourth lapses before its turn."""
    numbers = [f"05718888000{index}" for index in range(1, 5)]
    shop = draw(numbers=[live_landline(number, **NEW_LANDLINES) for number in numbers])
    shop.team()
    for index, number in enumerate(numbers):
        shop.tombstone(f"care/k{index}", number, until="2027-02-28" if index == 3 else "2027-12-31")
    entries = shop.read("deadlines")["entries"]
    days = {entry["address"]: entry["instant"] for entry in entries if entry["kind"] == "cancellation"}
    assert days == {
        "care/k0": "2026-12-16T00:00:00+08:00",
        "care/k1": "2027-01-01T00:00:00+08:00",
        "care/k2": "2027-02-01T00:00:00+08:00",
    }
    actions = {a["id"]: a for a in shop.read("plan")["actions"]}
    assert {address: actions[f"{address}:cancel"]["earliest"] for address in days} == days
    assert actions["care/k3:cancel"]["status"] == "blocked"
    for address, advance in (("care/k0", "36d"), ("care/k1", "16d"), ("care/k2", "31d")):
        shop.at_the_counter("advance", advance)
        assert shop.statuses()[f"{address}:cancel"] == "ready"
        shop("apply", "--yes")


def test_what_this_month_has_no_room_for_takes_the_next_month_s(draw):
    lives = [live_landline(), live_landline(SECOND_LANDLINE), live_landline(THIRD_LANDLINE, **NEW_LANDLINES)]
    shop = draw(numbers=lives)
    shop.team()
    for key, live in zip("abc", lives, strict=True):
        shop.tombstone(f"care/{key}", live["number"])
    actions = {a["id"]: (a["status"], a["earliest"]) for a in shop.read("plan")["actions"]}
    assert actions["care/a:cancel"] == ("ready", None)
    assert actions["care/b:cancel"] == ("blocked", None)
    assert actions["care/c:cancel"] == ("deferred", "2027-01-01T00:00:00+08:00")


@pytest.mark.parametrize("until", ["9999-12-31"])
def test_a_limit_looks_no_further_than_the_calendar(until, draw):
    lives = [live_landline(), live_landline(SECOND_LANDLINE)]
    shop = draw(numbers=lives)
    shop.team()
    for key, live in zip("ab", lives, strict=True):
        shop.tombstone(f"care/{key}", live["number"], since=until, until=until)
    assert set(shop.statuses().values()) == {"deferred"}


def test_a_workspace_that_permits_no_cancellation_says_so_of_those_to_come(draw):
    shop = draw(numbers=[live_landline(**NEW_LANDLINES)], limits={"cancellations": 0})
    shop.team()
    shop.tombstone("care/x", LANDLINE)
    assert shop.statuses()["care/x:cancel"] == "blocked"


@pytest.mark.parametrize("activated", ["2026-08-31", "2026-11-30", "2027-11-30"])
def test_a_month_s_end_is_the_same_day_for_deadlines_and_planner(activated, draw):
    """31 August and 30 November: three months later that month ends on the 30th, the 28th and the 29th."""
    expected = {"2026-08-31": "2026-12-01", "2026-11-30": "2027-03-01", "2027-11-30": "2028-03-01"}[activated]
    live = live_landline(appliedOn=activated, activatedOn=activated)
    shop = draw(numbers=[live], now=f"{activated}T10:00:00+08:00")
    shop.team()
    shop.tombstone("care/x", LANDLINE, until="2028-12-31")
    [entry] = [e for e in shop.read("deadlines")["entries"] if e["kind"] == "cancellation"]
    [cancel] = [a for a in shop.read("plan")["actions"] if a["action"] == "cancel"]
    assert entry["instant"] == cancel["earliest"] == f"{expected}T00:00:00+08:00"


@pytest.mark.parametrize("api", ["public", "alibaba"])
def test_nobody_is_told_a_day_while_the_activation_day_is_unknown(api, draw):
    shop = draw(api, numbers=[live_landline(instance=None, **NEW_LANDLINES)])
    shop.team()
    shop.tombstone("care/x", LANDLINE, since="2026-12-10")
    shop.attest(LANDLINE, "status=active", "instance=")
    shop.attest("listing", "complete=true")
    assert [e["kind"] for e in shop.read("deadlines")["entries"] if e["kind"] == "cancellation"] == []
    assert shop.statuses()["care/x:cancel"] == "waiting"
    shop.attest(LANDLINE, "activatedOn=2026-09-15")
    [entry] = [e for e in shop.read("deadlines")["entries"] if e["kind"] == "cancellation"]
    assert entry["instant"] == "2026-12-16T00:00:00+08:00"

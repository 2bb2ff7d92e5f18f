"""`status`, `deadlines` and `offers`: what people look at every day."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from icalendar import Calendar
from staged import ACKNOWLEDGEMENT

# --- status ---------------------------------------------------------------------------------------------


def test_the_status_json_key_by_key(shop):
    document = shop.ok("status", "-o", "json").json
    assert list(document) == ["format_version", "as_of", "account", "numbers", "complete", "gaps"]
    assert document["as_of"] == "2026-11-23T10:00:00+08:00"
    brand = next(n for n in document["numbers"] if n["address"] == "care/brand")
    facts = brand.pop("facts")
    assert brand == {
        "address": "care/brand",
        "number": "4008100001",
        "type": "400",
        "status": "documents_due",
        "running_status": "待提交资料",
        "reason": None,
        "call_type": "呼入",
        "instance": None,
        "deadline": "2026-11-27T00:00:00+08:00",
        "monthly": "120.00",
        "monthly_origin": "observed",
    }
    assert set(facts.values()) == {"observed"}
    assert [n["address"] for n in document["numbers"]] == [
        "care/brand", "care/hz-001", "care/hz-002", "care/hz-007", "-/057188880099"
    ]  # fmt: skip


def test_a_team_sees_its_own_numbers(shop):
    addresses = [n["address"] for n in shop.ok("status", "--team", "care", "-o", "json").json["numbers"]]
    assert "-/057188880099" not in addresses
    assert len(addresses) == 4


def test_what_was_released_says_why_in_the_providers_words(shop):
    shop.ok("simulator", "advance", "5d")
    brand = next(n for n in shop.read("status")["numbers"] if n["address"] == "care/brand")
    assert (brand["status"], brand["running_status"]) == ("released", "已释放")
    assert brand["reason"] == "15天内未提交资料，号码超时释放"
    assert brand["deadline"] is None


def test_the_page_ends_with_tasks_and_deadlines(shop):
    out = shop.ok("status").out
    assert out.index("Numbers of prod") < out.index("Human tasks (1)") < out.index("Deadlines of prod")
    assert "5 numbers · 260.00 CNY/month · 1 managed by nobody" in out


def test_a_held_address_does_not_hide_its_number(shop):
    shop.ok("simulator", "fault", "timeout-after", "--verb", "bind")
    assert shop("apply", "--yes").code == 4
    rows = {n["address"]: n["instance"] for n in shop.read("status")["numbers"]}
    assert rows["care/hz-002"] == "057100001234"


def test_what_cannot_be_read_is_unknown_and_never_guessed(public):
    numbers = public.read("status")["numbers"]
    assert [n["address"] for n in numbers] == ["care/hz-001", "care/hz-002", "care/hz-007"]
    assert {n["status"] for n in numbers} == {"unknown"}
    assert {n["monthly"] for n in numbers} == {None}
    assert {n["facts"]["status"] for n in numbers} == {"unknown"}
    assert {n["facts"]["instance"] for n in numbers} == {"observed"}


def test_status_writes_nothing(shop):
    shop.ok("status")
    assert not (shop.root / ".reconciler" / "ledger.db").exists()


# --- an invalid file ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["status", "deadlines"])
def test_with_an_invalid_file_the_rest_is_told_and_the_code_says_so(shop, command):
    shop.edit(ACKNOWLEDGEMENT, "account: prod", "acount: prod")
    ran = shop(command)
    assert ran.code == 1
    assert "care/brand" in ran.out
    assert "VN102" in ran.err
    assert ran.err.endswith("the report is incomplete: some manifests are invalid\n")
    assert shop(command, "-o", "json").json["account"] == "prod"


@pytest.mark.parametrize("command", ["status", "deadlines", "drift", "plan"])
def test_a_broken_workspace_file_is_the_end(shop, command):
    shop.edit("reconciler.yaml", "spec:", "spek:")
    ran = shop(command, "-o", "json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "VN001"


# --- deadlines ------------------------------------------------------------------------------------------


def test_the_deadlines_json_key_by_key(shop):
    document = shop.ok("deadlines", "-o", "json").json
    assert list(document) == ["format_version", "as_of", "account", "entries", "complete", "gaps"]
    assert document["entries"][0] == {
        "id": "care/brand:documents",
        "address": "care/brand",
        "kind": "documents",
        "instant": "2026-11-27T00:00:00+08:00",
        "team": "care",
        "message": "submit the documents of 4008100001, or it is released",
    }
    assert [(e["id"], e["instant"][:10]) for e in document["entries"][1:]] == [
        ("care/hz-007:cancellation", "2027-01-03"),
        ("care/hz-007:tombstone-expiry", "2027-04-01"),
    ]


@pytest.mark.parametrize(
    ("as_of", "code"), [("2026-11-26T23:59:59", 0), ("2026-11-27T00:00:00", 3), ("2027-06-01", 3)]
)
def test_something_overdue_sets_the_code(shop, as_of, code):
    assert shop("deadlines", "--as-of", as_of).code == code


@pytest.mark.parametrize(
    ("within", "kinds"),
    [
        ("3d", []),
        ("4d", ["documents"]),
        ("86h", ["documents"]),
        ("85h", []),
        ("41d", ["documents", "cancellation"]),
    ],
)
def test_only_what_falls_due_in_time_and_what_is_overdue(shop, within, kinds):
    told = shop.ok("deadlines", "--within", within, "-o", "json").json
    assert [e["kind"] for e in told["entries"]] == kinds
    late = shop("deadlines", "--within", within, "--as-of", "2026-12-24", "-o", "json").json
    assert late["entries"][0]["kind"] == "documents"


def test_what_is_no_length_of_time_is_a_usage_error(shop):
    ran = shop("deadlines", "--within", "soon", "-o", "json")
    assert ran.code == 64
    assert "'soon' is no length of time; write 14d or 36h" in ran.json["error"]["message"]


def unfolded(text):
    """The lines of a calendar, folded ones joined."""
    assert text.replace("\r\n", "").count("\n") == 0
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def parsed(lines):
    """The events of a calendar: property to value, and how many alarms."""
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events, stack = [], []
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                events.append({"alarms": 0})
            if value == "VALARM":
                events[-1]["alarms"] += 1
        elif name == "END":
            assert stack.pop() == value
        elif stack[-1] == "VEVENT":
            events[-1][name.partition(";")[0]] = value
    assert stack == []
    return events


def test_the_calendar_is_one_that_programs_read(shop):
    ran = shop.ok("deadlines", "-o", "ics", "--output-file", "d.ics")
    assert ran.out == ""
    events = parsed(unfolded((shop.root / "d.ics").read_bytes().decode()))
    assert len(events) == 3
    first = events[0]
    assert first["UID"] == "care/brand:documents@prod"
    assert first["DTSTART"] == "20261126T160000Z"
    assert first["DTSTAMP"] == "20261123T020000Z"
    assert first["alarms"] == 3
    assert datetime.strptime(first["DTSTART"], "%Y%m%dT%H%M%SZ")


@pytest.mark.parametrize(("words", "masked"), [([], True), (["--show-numbers"], False)])
def test_a_calendar_masks_numbers(shop, words, masked):
    out = shop.ok("deadlines", "-o", "ics", *words).out.replace("\r\n ", "").replace("\n ", "")
    assert ("0571****0007" in out) is masked
    assert ("057188880007" in out) is not masked


def test_a_deadline_keeps_its_id_from_day_to_day(shop):
    before = {e["id"] for e in shop.read("deadlines")["entries"]}
    shop.ok("simulator", "advance", "1d")
    assert {e["id"] for e in shop.read("deadlines")["entries"]} == before


# --- offers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ([], ["4009100002", "4009100007"]),
        (["--prefix", "40091000"], ["4009100002", "4009100007"]),
        (["--prefix", "4009100007"], ["4009100007"]),
        (["--carrier", "中国电信"], ["4009100002", "4009100007"]),
        (["--carrier", "中国联通"], []),
    ],
)
def test_the_numbers_on_offer(shop, words, numbers):
    told = shop.ok("offers", *words, "-o", "json").json
    assert list(told) == ["format_version", "account", "offers", "complete", "gaps"]
    assert told["offers"] == [{"number": number, "carrier": "中国电信"} for number in numbers]
    text = shop.ok("offers", *words).out
    assert (text == "No 400 number on offer matches.\n") is (numbers == [])


def test_what_we_bought_is_on_offer_no_more(shop):
    shop.ok("apply", "--yes")
    assert [o["number"] for o in shop.read("offers")["offers"]] == ["4009100007"]


def test_without_an_api_the_console_is_named(public):
    ran = public("offers", "-o", "json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "VN705"
    assert "Purchase Number" in ran.json["error"]["hint"]


def test_saving_an_observation_keeps_what_people_attested_apart(public):
    public.ok("attest", "057188880001", "status=active", "--by", "ops", "--evidence", "OPS-1")
    public.ok("status", "--save", "seen.json")
    saved = json.loads((public.root / "seen.json").read_text("utf-8"))
    assert saved["numbers"]["057188880001"]["attested"] == ["status"]


@pytest.mark.parametrize(("span", "code"), [("3d", 0), ("4d", 3), ("100h", 3)])
def test_what_falls_due_soon_fails_a_job_that_asks_for_it(shop, span, code):
    assert shop("deadlines").code == 0
    assert shop("deadlines", "--fail-within", span, "--within", "1h").code == code


def test_what_comes_about_by_itself_fails_nobody(shop):
    shop.ok("apply", "--yes")
    assert shop("deadlines", "--fail-within", "2d").code == 0


def test_a_real_reader_takes_the_feed_full_and_empty(shop):
    for words, count in ((["--within", "1h"], 0), ([], 3)):
        shop.ok("deadlines", "-o", "ics", "--output-file", "d.ics", *words)
        calendar = Calendar.from_ical((shop.root / "d.ics").read_bytes())
        assert len(calendar.walk("VEVENT")) == count
        assert calendar.subcomponents
        assert not calendar.errors

"""Clocks run without a report: what a person may have done by hand counts from the day they were asked to."""

from __future__ import annotations

import pytest
from staged import Workspace

COMPANY = "杭州示例科技有限公司"
ME = ("--by", "ops-lead", "--evidence", "OPS-7")
NUMBER = "4009100007"


def documents_of(shop, address="care/spare", *words):
    return [e for e in shop.read("deadlines", *words)["entries"] if e["id"] == f"{address}:documents"]


@pytest.fixture
def asked(public: Workspace) -> Workspace:
    """A person was asked on 2026-11-23 to order a 400; nobody has said whether they did."""
    for subject in (f"enterprise:{COMPANY}", "script:SCRIPT-3321"):
        facts = ("approved=true", "hotline=true") if subject.startswith("enterprise") else ("approved=true",)
        public.ok("attest", subject, *facts, *ME)
    public.ok("attest", "listing", "complete=true", *ME)
    public.ok("apply", "--yes")
    return public


def test_the_documents_are_due_from_the_day_a_person_was_asked_to_order(asked):
    (due,) = documents_of(asked)
    assert due["instant"] == "2026-12-08T00:00:00+08:00"
    assert "was the number ordered by hand? If on 2026-11-23" in due["message"]
    assert f"UID:{due['id']}@prod" in asked.ok("deadlines", "-o", "ics").out
    card = next(t for t in asked.read("tasks")["tasks"] if t["id"].startswith("care/spare:"))
    assert card["due"] == due["instant"]


@pytest.mark.parametrize(("day", "code"), [("2026-12-07T23:59:59", 0), ("2026-12-08", 3)])
@pytest.mark.parametrize("command", ["deadlines", "tasks"])
def test_nobody_who_has_said_by_then_is_overdue(asked, command, day, code):
    asked.ok("attest", "4008100001", "status=reviewing", *ME)
    assert asked(command, "--as-of", day).code == code


def test_drift_and_plan_count_the_days_too(asked):
    def drift(day):
        entries = asked.read("drift", "--as-of", day)["entries"]
        return [e["message"] for e in entries if e["address"] == "care/spare" and e["category"] == "deadline"]

    assert drift("2026-12-01") == [
        "nobody has said whether it was ordered by hand; if at once, its documents are due before 2026-12-08 "
        "00:00: 7 days left"
    ]
    assert drift("2026-12-08")[0].endswith("overdue")
    assert asked("drift", "--as-of", "2026-12-08").code == 3
    found = [f for f in asked.read("plan", "--as-of", "2026-12-08")["findings"] if f["rule"] == "VN404"]
    assert ("block", "care/spare") in [(f["verdict"], f["address"]) for f in found]


@pytest.mark.parametrize(
    ("day", "due"), [("2026-11-23", "2026-12-08"), ("2026-11-25", "2026-12-10"), ("2026-11-21", "2026-12-06")]
)
def test_the_day_that_somebody_says_replaces_the_one_that_was_feared(asked, day, due):
    asked.ok("simulator", "advance", "3d")
    asked.ok("attest", NUMBER, "status=documents_due", f"appliedOn={day}", "--for-address", "care/spare", *ME)
    assert [d["instant"][:10] for d in documents_of(asked)] == [due]


def test_a_number_without_its_day_keeps_the_one_that_was_feared(asked):
    asked.ok("attest", NUMBER, "status=documents_due", "--for-address", "care/spare", *ME)
    assert [d["instant"][:10] for d in documents_of(asked)] == ["2026-12-08"]


def test_a_recorded_deadline_never_moves_later_without_a_finding(shop):
    shop.ok("apply", "--yes")
    (before,) = documents_of(shop, "care/brand")
    database = shop.root / ".reconciler" / "simulator.db"
    import sqlite3

    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE numbers SET applied_on = '2026-11-20' WHERE number = '4008100001'")
    connection.close()
    assert documents_of(shop, "care/brand") == [before]
    texts = [f["message"] for f in shop.read("plan")["findings"] if f["rule"] == "VN404"]
    assert any("now 2026-12-05 is given: the earlier day counts" in text for text in texts)


# --- documents that are refused -------------------------------------------------------------------------


@pytest.fixture
def refused(shop: Workspace) -> Workspace:
    """The reviewers refused the documents of care/spare, which the apply had submitted."""
    shop.ok("apply", "--yes")
    shop.ok("simulator", "reject", "4009100002", "--reason", "the licence is illegible")
    return shop


def test_refused_documents_are_said_and_the_number_is_not_given_up(refused):
    plan = refused.read("plan")
    found = [
        (f["rule"], f["verdict"], f["message"]) for f in plan["findings"] if f["address"] == "care/spare"
    ]
    assert found == [
        (
            "VN404",
            "warn",
            "the documents of 4009100002 were refused (the licence is illegible); corrected ones are due before "
            "2026-12-08 00:00: 14 days left",
        )
    ]
    action = next(a for a in plan["actions"] if a["id"] == "care/spare:submit-documents")
    assert (action["mode"], action["changes"]) == ("manual", []), "never the refused ones again"


def test_other_documents_are_submitted_and_the_number_becomes_active(refused):
    refused.edit("teams/care/team.yaml", "documents: {reference: DOC-88}", "documents: {reference: DOC-90}")
    action = next(a for a in refused.read("plan")["actions"] if a["id"] == "care/spare:submit-documents")
    assert (action["status"], action["deadline"]) == ("ready", "2026-12-08T00:00:00+08:00")
    refused.ok("apply", "--yes")
    assert refused.requests()[-1] == ("submit-documents", "4009100002", "accepted")
    refused.ok("simulator", "approve", "4009100002")
    row = next(n for n in refused.read("status")["numbers"] if n["number"] == "4009100002")
    assert row["status"] == "active"


def test_after_its_days_a_refusal_is_final(refused):
    refused.edit("teams/care/team.yaml", "documents: {reference: DOC-88}", "documents: {reference: DOC-90}")
    refused.ok("simulator", "advance", "15d")
    plan = refused.read("plan")
    assert ("VN405", "block") in [
        (f["rule"], f["verdict"]) for f in plan["findings"] if f["address"] == "care/spare"
    ]
    assert "care/spare:submit-documents" not in {a["id"] for a in plan["actions"]}
    ran = refused("simulator", "console", "submit-documents", "4009100002", "--reference", "DOC-90")
    assert (ran.code, "no documents are due" in ran.err) == (1, True)


# --- an order that is taken back ------------------------------------------------------------------------


def test_a_withdrawn_order_stays_a_question_and_is_not_asked_for_again(asked):
    text = (asked.root / "teams/care/team.yaml").read_text("utf-8")
    line = next(x for x in text.splitlines(True) if x.strip().startswith("spare:"))
    asked.put("teams/care/team.yaml", text.replace(line, ""))
    ran = asked("apply", "--yes")
    assert "care/spare:order is withdrawn, do not do it by hand: its entry left Git" in ran.out
    asked.put("teams/care/team.yaml", text)
    action = next(a for a in asked.read("plan")["actions"] if a["id"] == "care/spare:order")
    assert action["status"] == "waiting"
    assert (
        "say what became of it, `reconciler resolve care/spare:order --done|--not-done`" in action["reason"]
    )
    asked.ok("resolve", "care/spare:order", "--not-done", "--reason", "nobody had begun")
    assert asked.statuses()["care/spare:order"] == "ready"


def test_a_withdrawn_order_that_was_made_all_the_same_is_attested(asked):
    text = (asked.root / "teams/care/team.yaml").read_text("utf-8")
    line = next(x for x in text.splitlines(True) if x.strip().startswith("spare:"))
    asked.put("teams/care/team.yaml", text.replace(line, ""))
    asked("apply", "--yes")
    asked.put("teams/care/team.yaml", text)
    asked.ok(
        "attest", NUMBER, "status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME
    )
    assert "care/spare:order" not in asked.statuses()
    assert [d["instant"][:10] for d in documents_of(asked)] == ["2026-12-08"]


def renamed(shop, old="spare", new="reserve", more=""):
    text = (shop.root / "teams/care/team.yaml").read_text("utf-8")
    shop.put(
        "teams/care/team.yaml",
        text.replace(f"    {old}:", f"    {new}:").replace("spec:\n", f"spec:\n{more}"),
    )


@pytest.mark.parametrize(
    ("more", "code", "status"),
    [("", 3, "blocked"), ("  moved: [{from: care/spare, to: care/reserve}]\n", 0, "waiting")],
)
def test_an_order_in_hand_is_not_made_again_under_another_key(asked, more, code, status):
    """The person may have ordered it before they read that it was withdrawn: nothing else is bought meanwhile."""
    renamed(asked, more=more)
    for _ in range(2):
        assert asked("apply", "--yes").code == code
        assert asked.statuses()["care/reserve:order"] == status
    assert "care/reserve:order" not in {t["id"] for t in asked.read("tasks")["tasks"]}
    asked.ok("resolve", "care/spare:order", "--not-done", "--reason", "nobody had begun")
    assert asked.statuses()["care/reserve:order"] == "ready"


def test_the_clock_of_a_withdrawn_order_runs_on(asked):
    renamed(asked)
    asked("apply", "--yes")
    (due,) = documents_of(asked)
    assert due["instant"] == "2026-12-08T00:00:00+08:00"
    assert asked("deadlines", "--as-of", "2026-12-08").code == 3


def test_what_was_ordered_under_the_old_key_follows_the_rename(asked):
    renamed(asked, more="  moved: [{from: care/spare, to: care/reserve}]\n")
    asked("apply", "--yes")
    day = ("status=documents_due", "appliedOn=2026-11-23")
    asked.ok("attest", NUMBER, *day, "--for-address", "care/spare", *ME)
    asked("apply", "--yes")
    assert [d["instant"][:10] for d in documents_of(asked, "care/reserve")] == ["2026-12-08"]
    assert documents_of(asked) == []


def test_a_task_issued_before_its_number_was_known_moves_with_the_number(asked):
    asked.ok(
        "attest", NUMBER, "status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME
    )
    renamed(asked, more="  moved: [{from: care/spare, to: care/reserve}]\n")
    assert asked.statuses()["care/reserve:submit-documents"] == "waiting"
    asked("apply", "--yes")
    shown = asked.read("tasks")
    assert "care/reserve:submit-documents" in {t["id"] for t in shown["tasks"] if t["state"] == "issued"}
    assert shown["withdrawn"] == []
    issued = [r for r in asked.records() if r["kind"] == "task" and r["action"] == "submit-documents"]
    assert len([r for r in issued if r["address"].endswith(("spare", "reserve"))]) == 1


# --- a word about a task is weighed too -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("care/spare:order", "--done"), "say what was applied for"),
        (
            ("care/spare:order", "--done", "--number", "057188880222"),
            "is no 400 number, and care/spare is 400",
        ),
        (("care/spare:order", "--done", "--number", "4008100009"), "asks for a number that begins with 4009"),
        (("care/spare:submit-documents", "--done"), "cannot be done before care/spare:order"),
        (("care/spare", "--done"), "a person was asked: `reconciler resolve care/spare:order"),
    ],
)
def test_an_answer_that_cannot_be_true_is_refused_and_not_recorded(asked, words, message):
    before = asked.records()
    ran = asked("resolve", *words, "--reason", "r")
    assert ran.code in {1, 64}
    assert message in ran.err
    assert asked.records() == before


def test_the_days_of_an_order_that_was_made_run_until_somebody_says_when(asked):
    asked.ok("resolve", "care/spare:order", "--done", "--number", NUMBER, "--reason", "seen in the console")
    (due,) = documents_of(asked)
    assert due["instant"] == "2026-12-08T00:00:00+08:00"
    assert f"how does {NUMBER} stand?" in due["message"]
    assert asked("drift", "--as-of", "2026-12-08").code == 3
    found = asked.read("plan", "--as-of", "2026-12-08")["findings"]
    assert [f["verdict"] for f in found if f["rule"] == "VN404" and f["address"] == "care/spare"] == ["block"]
    asked.ok("attest", NUMBER, "status=reviewing", *ME)
    assert documents_of(asked) == []


def test_a_deadline_outlives_the_word_it_rests_on(asked):
    day = ("status=documents_due", "appliedOn=2026-11-23")
    asked.ok("attest", NUMBER, *day, "--for-address", "care/spare", "--expires", "2026-11-25", *ME)
    (due,) = documents_of(asked, "care/spare", "--as-of", "2026-11-26")
    assert due["instant"] == "2026-12-08T00:00:00+08:00"


def test_an_order_in_hand_goes_where_moved_says(asked):
    renamed(asked)
    hints = [f["hint"] for f in asked.read("plan")["findings"] if f["rule"] == "VN408"]
    assert hints == [
        "write `moved: [{from: care/spare, to: care/reserve}]`, or say what became of it (`reconciler resolve "
        "care/spare:order --done|--not-done --reason TEXT`); or list what you do not want in `spec.baseline`"
    ]
    asked.edit("teams/care/team.yaml", "spec:\n", "spec:\n  moved: [{from: care/spare, to: care/reserve}]\n")
    plan = {a["id"]: (a["status"], a["reason"]) for a in asked.read("plan")["actions"]}
    assert plan["care/reserve:order"] == (
        "waiting",
        "a task was issued on 2026-11-23 for care/spare; waiting for it to be done and seen or attested",
    )
    asked("apply", "--yes")
    listed = asked.read("tasks")
    cards = {t["id"]: t for t in listed["tasks"]}
    assert (cards["care/spare:order"]["state"], listed["withdrawn"]) == ("issued", [])
    assert "status=documents_due appliedOn=YYYY-MM-DD" in cards["care/spare:order"]["verification"]
    asked.ok(
        "attest", NUMBER, "status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME
    )
    asked("apply", "--yes")
    assert "care/reserve:submit-documents" in {t["id"] for t in asked.read("tasks")["tasks"]}
    assert {n["address"]: n["number"] for n in asked.read("status")["numbers"]}["care/reserve"] == NUMBER

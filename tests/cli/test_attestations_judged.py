"""What cannot be true is refused with the reason; what was wrong is corrected by name, or taken back."""

from __future__ import annotations

import pytest
from staged import TEAM, Workspace

COMPANY = "杭州示例科技有限公司"
ME = ("--by", "ops-lead", "--evidence", "OPS-7")
BRAND, OTHER = "4008100001", "4009100007"


@pytest.fixture
def asked(public: Workspace) -> Workspace:
    """A person was asked to order a 400 that begins with 4009."""
    public.ok("attest", f"enterprise:{COMPANY}", "approved=true", "hotline=true", *ME)
    public.ok("attest", "script:SCRIPT-3321", "approved=true", *ME)
    public.ok("attest", "listing", "complete=true", *ME)
    public.ok("apply", "--yes")
    return public


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([BRAND, "appliedOn=2026-11-24"], "appliedOn=2026-11-24 lies in the future: today is 2026-11-23"),
        (["057188880001", "activatedOn=2027-01-01"], "activatedOn=2027-01-01 lies in the future"),
        ([BRAND, "appliedOn=1999-01-01"], "lies before the provider began, on 2009-09-10"),
        (
            ["057188880001", "appliedOn=2026-08-02", "activatedOn=2026-08-01"],
            "activated on 2026-08-01, before it was applied for on 2026-08-02",
        ),
        (
            [BRAND, "status=documents_due", "appliedOn=2026-11-01"],
            "no longer waits for documents: the 15 days are over",
        ),
        (["057188880001", "status=documents_due"], "is no 400: it has no documents to submit"),
        (
            [BRAND, "status=reviewing", "activatedOn=2026-11-20"],
            "a number that is reviewing is not activated yet",
        ),
        (["listing", "complete=true", "--expires", "2028-01-01"], "counts for a year at most"),
    ],
)
def test_what_cannot_be_true_is_refused_and_not_recorded(public, words, reason):
    ran = public("attest", *words, *ME)
    assert (ran.code, ran.out) == (1, "")
    assert reason in ran.err
    assert "VN807" in ran.err
    assert public.records() == []


def test_the_last_day_of_the_latest_reading_is_still_believed(public):
    public.ok("attest", BRAND, "status=documents_due", "appliedOn=2026-11-08", *ME)


def test_a_day_that_was_said_is_only_changed_by_a_correction(public):
    public.ok("attest", BRAND, "status=documents_due", "appliedOn=2026-11-12", *ME)
    ran = public("attest", BRAND, "appliedOn=2026-11-20", *ME)
    assert ran.code == 1
    assert "was attested as 2026-11-12 (attestation 1), and does not become 2026-11-20" in ran.err
    assert "add --corrects 1" in ran.err
    public.ok("attest", BRAND, "status=documents_due", "appliedOn=2026-11-13", "--corrects", "1", *ME)
    row = next(n for n in public.read("status")["numbers"] if n["number"] == BRAND)
    assert row["deadline"] == "2026-11-28T00:00:00+08:00"
    assert "corrects attestation 1" in public.ok("history", BRAND).out


def test_a_life_that_goes_on_needs_no_correction(public):
    for status in ("documents_due", "reviewing", "active", "restricted", "active"):
        public.ok("attest", BRAND, f"status={status}", *ME)
    ran = public("attest", BRAND, "status=documents_due", *ME)
    assert (ran.code, "add --corrects 5" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("4008100009", "care/spare asks for a number that begins with 4009"),
        ("057188880222", "057188880222 is no 400 number, and care/spare is 400"),
    ],
)
def test_a_mistyped_number_is_seldom_what_was_asked_for(asked, number, reason):
    ran = asked("attest", number, "appliedOn=2026-11-23", "--for-address", "care/spare", *ME)
    assert (ran.code, reason in ran.err) == (1, True), ran.err


def test_the_number_attested_for_an_address_is_corrected_until_it_is_used(asked):
    words = ("status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME)
    asked.ok("attest", "4009100070", *words)
    assert "by attestation 4, ops-lead vouched for it: OPS-7" in asked.ok("history", "care/spare").out
    asked.ok("attest", OTHER, *words, "--corrects", "4")
    rows = {n["address"]: n["number"] for n in asked.read("status")["numbers"]}
    assert rows["care/spare"] == OTHER
    assert "4009100070" not in rows.values()
    asked("apply", "--yes")
    asked.ok("attest", OTHER, "status=active", "activatedOn=2026-11-23", *ME)
    asked("apply", "--yes")
    asked.ok("attest", OTHER, "ivr.playback.audio=hotline-2026.wav", "ivr.playback.description=Hotline", *ME)
    asked("apply", "--yes")
    ran = asked("attest", "--retract", "5", *ME)
    assert (ran.code, "attestation 5 was used: care/spare:order was done on it" in ran.err) == (64, True), ran


def test_what_a_person_chose_is_written_back(asked):
    asked.ok(
        "attest", OTHER, "status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME
    )
    ran = asked.ok("apply", "--yes", "--write-back")
    assert ran.err == f"{TEAM}: care/spare is {OTHER} now\n"
    assert f'number: "{OTHER}"' in (asked.root / TEAM).read_text("utf-8")
    assert "care/spare:order" not in asked.statuses()


def test_a_retracted_order_is_open_again_and_its_clock_runs(asked):
    asked.ok(
        "attest", OTHER, "status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME
    )
    asked.ok("attest", "--retract", "4", *ME)
    card = next(t for t in asked.read("tasks")["tasks"] if t["id"] == "care/spare:order")
    assert (card["state"], card["due"]) == ("issued", "2026-12-08T00:00:00+08:00")


@pytest.mark.parametrize("option", ["--retract", "--confirm", "--corrects"])
def test_what_was_never_attested_cannot_be_named(public, option):
    words = [BRAND, "status=active"] if option == "--corrects" else []
    ran = public("attest", *words, option, "7", *ME)
    assert ran.code == (1 if words else 64)
    assert "there is no attestation 7" in ran.err
    assert public.records() == []


@pytest.mark.parametrize("name", ["ops-lead", "ops-lead ", " Ops-Lead", "OPS-LEAD", "ｏｐｓ-lead"])
def test_who_attested_does_not_confirm_however_the_name_is_typed(public, name):
    public.ok("attest", BRAND, "status=active", *ME)
    ran = public("attest", "--confirm", "1", "--by", name, "--evidence", "OPS-8")
    assert (ran.code, "attested it: a second person confirms" in ran.err) == (64, True)


def test_a_second_person_confirms(public):
    public.ok("attest", BRAND, "status=active", *ME)
    ran = public.ok("attest", "--confirm", "1", "--by", "second", "--evidence", "OPS-8")
    assert ran.out == f"attestation 1 ({BRAND}) is confirmed by second\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((BRAND, "status=active", "status=released", *ME), "status is said twice"),
        ((BRAND, "status=active", "--by", " ", "--evidence", "OPS-7"), "Missing option '--by'"),
        (("--confirm", "1", "--corrects", "1", *ME), "--retract N and --confirm N stand alone"),
        (("--retract", "1", "--for-address", "care/brand", *ME), "--retract N and --confirm N stand alone"),
    ],
)
def test_what_says_two_things_or_nobody_says_is_refused(public, words, message):
    ran = public("attest", *words)
    assert (ran.code, message in ran.err) == (64, True)
    assert public.records() == []


def test_a_transfer_is_vouched_for_and_misspelt_ones_are_not(public):
    ran = public("attest", BRAND, "ivr.transfer.to=call the desk", *ME)
    assert (ran.code, "phone numbers, separated by commas" in ran.err) == (1, True)
    public.ok("attest", BRAND, "status=active", "ivr.transfer.to=057188880001,057188880009", *ME)
    row = next(n for n in public.read("status")["numbers"] if n["number"] == BRAND)
    assert row["facts"]["ivr.transfer"] == "attested"


def test_history_tells_the_correction_of_an_address(asked):
    words = ("status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME)
    asked.ok("attest", "4009100070", *words)
    asked.ok("attest", OTHER, *words, "--corrects", "4")
    text = asked.ok("history", "care/spare", "--show-numbers").out
    assert f"attestation 5, {OTHER}" in text
    assert "corrects attestation 4" in text


def test_correcting_one_day_leaves_the_rest_of_the_word_and_the_number_at_its_address(asked):
    asked.ok(
        "attest", OTHER, "status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME
    )
    asked.ok("attest", OTHER, "appliedOn=2026-11-22", "--corrects", "4", *ME)
    row = next(n for n in asked.read("status")["numbers"] if n["number"] == OTHER)
    assert (row["address"], row["status"], row["deadline"][:10]) == (
        "care/spare",
        "documents_due",
        "2026-12-07",
    )
    assert "care/spare:order" not in asked.statuses()


def test_a_late_correction_does_not_undo_what_was_said_since(asked):
    asked.ok(
        "attest", OTHER, "status=documents_due", "appliedOn=2026-11-23", "--for-address", "care/spare", *ME
    )
    asked.ok("attest", OTHER, "status=reviewing", *ME)
    asked.ok("attest", OTHER, "appliedOn=2026-11-22", "--corrects", "4", *ME)
    row = next(n for n in asked.read("status")["numbers"] if n["number"] == OTHER)
    assert (row["address"], row["status"]) == ("care/spare", "reviewing")


def test_a_correction_to_an_earlier_state_takes_the_activation_with_it(asked):
    asked.ok(
        "attest",
        OTHER,
        "status=active",
        "appliedOn=2026-11-22",
        "activatedOn=2026-11-23",
        "--for-address",
        "care/spare",
        *ME,
    )
    asked.ok("attest", OTHER, "status=reviewing", "--corrects", "4", *ME)
    record = next(r for r in reversed(asked.records()) if r["kind"] == "attest")
    assert record["fields"] == {"appliedOn": "2026-11-22", "status": "reviewing"}


def test_a_reason_goes_with_the_status_it_explains(asked):
    asked.ok(
        "attest",
        OTHER,
        "status=rejected",
        "reason=the licence is illegible",
        *ME,
        "--for-address",
        "care/spare",
    )
    card = {task["id"]: task for task in asked.read("tasks")["tasks"]}["care/spare:submit-documents"]
    assert card["conditions"] == [
        "they were corrected: the last ones were refused (the licence is illegible)"
    ]
    asked.ok("attest", OTHER, "status=reviewing", *ME)
    [row] = [row for row in asked.read("status")["numbers"] if row["number"] == OTHER]
    assert (row["status"], row["reason"]) == ("reviewing", None)


def test_what_is_taken_back_says_what_is_open_again_and_what_does_not_come_back(asked):
    asked.ok("attest", OTHER, "status=reviewing", *ME, "--for-address", "care/spare")
    asked.ok("attest", OTHER, "status=documents_due", "--corrects", "4", *ME)
    ran = asked.ok("attest", "--retract", "5", *ME)
    assert ran.err.splitlines() == [
        "open again: care/spare:order",
        "attestation 4, which it corrected, does not stand again: attest what is true",
    ]

"""`tasks`, `attest`, `resolve` and `import`: where people do or say what no API does or tells."""

from __future__ import annotations

import pytest
from staged import TEAM

COMPANY = "杭州示例科技有限公司"
ME = ["--by", "ops-lead", "--evidence", "OPS-7"]


def attested(shop, subject, *facts):
    """Somebody vouches for these facts."""
    return shop.ok("attest", subject, *facts, *ME)


def kinds(shop):
    return [record["kind"] for record in shop.records()]


# --- tasks ----------------------------------------------------------------------------------------------


def test_a_task_is_ready_until_apply_hands_it_out_and_listed_until_it_is_seen(shop):
    (before,) = shop.read("tasks")["tasks"]
    assert (before["status"], before["issued"], before["due"]) == ("ready", None, "2026-11-27T00:00:00+08:00")
    shop.ok("apply", "--yes")
    (after,) = shop.read("tasks")["tasks"]
    assert (after["status"], after["issued"]) == ("waiting", "2026-11-23T10:00:00+08:00")
    assert after["id"] == before["id"] == "care/brand:submit-documents"
    shop.ok("simulator", "console", "submit-documents", "4008100001", "--reference", "DOC-1")
    assert shop.read("tasks")["tasks"] == []


def test_the_tasks_json_key_by_key(shop):
    document = shop.read("tasks")
    assert list(document) == ["format_version", "as_of", "account", "tasks", "withdrawn", "complete", "gaps"]
    (card,) = document["tasks"]
    assert list(card) == [
        "id", "address", "number", "action", "status", "title", "steps", "link", "team", "contacts", "due",
        "issued", "cost", "changes", "verification", "state", "stop", "conditions",
    ]  # fmt: skip
    assert card["contacts"] == ["care@example.com"]
    assert list(card["steps"][0]) == ["en", "zh"]


def test_a_task_is_never_handed_out_twice(shop):
    for _ in range(3):
        shop.ok("apply", "--yes")
    assert kinds(shop).count("task") == 1
    shop.ok("simulator", "advance", "1d")
    shop.ok("apply", "--yes")
    assert kinds(shop).count("task") == 1


@pytest.mark.parametrize(("applied", "code"), [("2026-11-09", 0), ("2026-11-08", 3)])
def test_an_overdue_task_sets_the_code(public, applied, code):
    attested(public, "4008100001", "status=documents_due", f"appliedOn={applied}")
    ran = public("tasks", "-o", "json")
    assert ran.code == code
    assert "care/brand:submit-documents" in [t["id"] for t in ran.json["tasks"]]


def test_markdown_masks_numbers_and_text_does_not(public):
    attested(public, "057188880002", "status=active", "instance=")
    markdown = public.ok("tasks", "-o", "markdown").out
    assert "0571****0002" in markdown
    assert "057188880002" not in markdown
    assert "057188880002" in public.ok("tasks", "-o", "markdown", "--show-numbers").out
    assert "057188880002" in public.ok("tasks").out


# --- attest ---------------------------------------------------------------------------------------------


def test_a_word_moves_a_plan_on_step_by_step(public):
    """The public API tells the binding only: the rest of hz-002 moves on what a person says."""
    assert public.statuses()["care/hz-002:unbind"] == "waiting"
    attested(public, "057188880002", "status=active", "ivr.playback.audio=welcome-2026.wav",
             "ivr.playback.description=Welcome to Example")  # fmt: skip
    assert public.statuses()["care/hz-002:unbind"] == "ready"
    public.ok("apply", "--yes")
    assert [t["id"] for t in public.read("tasks")["tasks"]] == [
        "care/hz-002:unbind",
        "care/otp:activate-public-mode",
    ]
    public.ok("simulator", "console", "unbind", "057188880002")
    attested(public, "057188880002", "instance=")
    attested(public, f"instance:{'057100001234'}", f"enterprise={COMPANY}")
    attested(public, f"enterprise:{COMPANY}", "approved=true", "hotline=true")
    attested(public, "public-mode", "active=true")
    assert public.read("tasks")["tasks"] == []
    assert public.statuses()["care/hz-002:bind"] == "ready"
    public.ok("apply", "--yes")
    assert public.requests()[-1] == ("bind", "057188880002", "accepted")
    assert not [i for i in public.statuses() if i.startswith(("care/hz-002", "care/otp"))]


def test_an_empty_value_says_that_there_is_none(public):
    attested(public, "057188880099", "status=active", "instance=")
    row = next(n for n in public.read("status")["numbers"] if n["number"] == "057188880099")
    assert (row["status"], row["instance"], row["facts"]["instance"]) == ("active", None, "attested")


def test_a_word_counts_for_90_days_and_then_is_asked_for_again(public):
    ran = attested(public, "057188880001", "status=active")
    assert ran.out == "057188880001: status attested by ops-lead until 2027-02-21\n"
    due = [e for e in public.read("deadlines")["entries"] if e["kind"] == "attestation-expiry"]
    assert [(e["address"], e["instant"]) for e in due] == [("care/hz-001", "2027-02-21T10:00:00+08:00")]
    until = {
        n["number"]: n["status"] for n in public.read("status", "--as-of", "2027-02-21T09:59:59")["numbers"]
    }
    after = {
        n["number"]: n["status"] for n in public.read("status", "--as-of", "2027-02-21T10:00:00")["numbers"]
    }
    assert (until["057188880001"], after["057188880001"]) == ("active", "unknown")


def test_what_is_observed_is_not_overruled(shop):
    attested(shop, "4008100001", "status=active")
    row = next(n for n in shop.read("status")["numbers"] if n["number"] == "4008100001")
    assert (row["status"], row["facts"]["status"]) == ("documents_due", "observed")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["057188880001", "status"], 64, "'status' is no fact"),
        (["057188880001", "=active"], 64, "'=active' is no fact"),
        (["057188880001", "status=alive"], 1, "status: 'alive' does not fit"),
        (["057188880001", "status="], 1, "status: '' does not fit"),
        (["057188880001", "colour=red"], 1, "no fact is called 'colour' here"),
        (["weather", "fine=true"], 1, "nobody can vouch for 'weather'"),
        (["listing", "complete=true", "--expires", "2026-11-23T10:00:00"], 64, "is in the past"),
        (
            ["listing", "complete=true", "--for-address", "care/x"],
            64,
            "listing is no number that care/x could",
        ),
        (
            ["4009100007", "status=active", "--for-address", "care/x"],
            64,
            "no application was issued as a task",
        ),
        (["057188880001"], 64, "Missing argument 'FACT=VALUE...'"),
    ],
)
def test_a_word_that_cannot_count_is_refused_and_not_recorded(shop, words, code, message):
    ran = shop("attest", *words, *ME)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert shop.records() == []


@pytest.mark.parametrize("missing", ["--by", "--evidence"])
def test_a_word_needs_a_name_and_evidence(shop, missing):
    given = dict(zip(ME[::2], ME[1::2], strict=True))
    given.pop(missing)
    words = [word for pair in given.items() for word in pair]
    assert shop("attest", "listing", "complete=true", *words).code == 64


def test_an_application_made_by_hand_is_tied_to_its_entry(public):
    for subject, fact in ((f"enterprise:{COMPANY}", "hotline=true"), ("script:SCRIPT-3321", "approved=true")):
        attested(public, subject, "approved=true", fact)
    attested(public, "listing", "complete=true")
    statuses = public.statuses()
    assert statuses["care/spare:order"] == "ready", statuses
    public.ok("apply", "--yes")
    public.ok("simulator", "console", "apply", "4009100007", "--enterprise", COMPANY,
              "--carrier", "中国电信", "--package", "120")  # fmt: skip
    public.ok("attest", "4009100007", "status=documents_due", "appliedOn=2026-11-23",
              "--for-address", "care/spare", *ME)  # fmt: skip
    told = public.statuses()
    assert "care/spare:order" not in told
    assert told["care/spare:submit-documents"] == "waiting", "it was handed out with the application"
    card = next(t for t in public.read("tasks")["tasks"] if t["id"] == "care/spare:submit-documents")
    assert (card["number"], card["due"]) == ("4009100007", "2026-12-08T00:00:00+08:00")


# --- resolve --------------------------------------------------------------------------------------------


@pytest.fixture
def held(shop):
    """An application whose answer was lost, and that the provider's lists do not show."""
    shop.edit(TEAM, "  publicMode:", "    hz-003: {instance: outbound, ivr: welcome}\n  publicMode:")
    shop.edit(TEAM, "  publicMode:", "    hz-004: {instance: outbound, ivr: welcome}\n  publicMode:")
    shop.edit("reconciler.yaml", "purchases: 2", "purchases: 9")
    shop.edit("reconciler.yaml", "  manifests:", "  baseline: baseline.txt\n  manifests:")
    shop.put("baseline.txt", "057188880099\n")
    shop.ok("simulator", "fault", "timeout-before", "--verb", "apply", "--times", "2")
    assert shop("apply", "--yes").code == 4
    return shop


def test_no_waiting_decides_what_became_of_a_call(held):
    held("simulator", "advance", "30d")
    for _ in range(2):
        assert held.statuses()["care/hz-003:order"] == "held"
    held("apply", "--yes")
    assert [n for v, n, _ in held.requests() if v == "apply"] == [None, None, "4009100002"]


def test_not_done_lets_the_next_run_try_again(held):
    ran = held.ok("resolve", "care/hz-003", "--not-done", "--reason", "looked in the console", "--by", "ops")
    assert ran.out == "care/hz-003: order is not-done, on the word of ops\n"
    assert held.statuses()["care/hz-003:order"] == "ready"
    outcome = held.records()[-1]
    assert (outcome["evidence"], outcome["by"], outcome["reason"]) == (
        "operator",
        "ops",
        "looked in the console",
    )


def test_done_needs_what_was_applied_for(held):
    ran = held("resolve", "care/hz-003", "--done", "--reason", "r")
    assert ran.code == 64
    assert "care/hz-003: say what was applied for: the account lists nothing that fits" in ran.err
    held.ok("resolve", "care/hz-003", "--done", "--application", "APP-000077", "--reason", "r")
    assert "care/hz-003:order" not in held.statuses()
    held.ok("resolve", "care/hz-004", "--done", "--number", "057188880099", "--reason", "r")
    assert {i: s for i, s in held.statuses().items() if i.startswith("care/hz-004")} == {
        "care/hz-004:bind": "ready"
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["care/hz-001", "--done", "--reason", "r"], "care/hz-001 holds no call of unknown outcome"),
        (["care/hz-003", "--reason", "r"], "say --done or --not-done"),
        (["care/hz-003", "--done"], "Missing option '--reason'"),
        (
            ["care/hz-003", "--done", "--number", "0571-8888", "--reason", "r"],
            "'0571-8888' is no phone number",
        ),
    ],
)
def test_a_word_about_no_call_is_a_usage_error(held, words, message):
    before = held.records()
    ran = held("resolve", *words)
    assert ran.code == 64
    assert message in ran.err
    assert held.records() == before


def test_what_is_held_is_named(held):
    assert "care/hz-003, care/hz-004" in held("resolve", "care/x", "--done", "--reason", "r").err

"""`reconciler drift`: its exit codes, the chain of reports, the baseline."""

from __future__ import annotations

import json
import stat

import pytest
from staged import ACKNOWLEDGEMENT, TEAM, validated

STRAY = "-/057188880099"


@pytest.fixture
def settled(shop):
    """A workspace that was applied and whose stray number is gone."""
    shop.edit("world.yaml", "  # nobody declares this one\n", "  # gone\n")
    text = (shop.root / "world.yaml").read_text("utf-8")
    begin = text.index('  - {number: "057188880099"')
    shop.put("world.yaml", text[:begin] + text[text.index("review:") :])
    shop.ok("simulator", "reset")
    shop.ok("apply", "--yes")
    return shop


def entries(shop, *words):
    """Address and category to who moved."""
    told = validated(shop("drift", "-o", "json", *words).json, "drift")
    return {(e["address"], e["category"]): e["moved"] for e in told["entries"]}


MORE = ("since", "ignored", "overview")


def test_the_json_is_as_published_key_by_key(shop):
    ran = shop("drift", "-o", "json")
    document = validated(ran.json, "drift")
    assert list(document) == [
        "format_version",
        "as_of",
        "account",
        "entries",
        "summary",
        *MORE,
        "complete",
        "gaps",
    ]
    assert list(document["entries"][0]) == [
        "address", "category", "moved", "fields", "first_seen", "team", "message"
    ]  # fmt: skip
    assert document["summary"] == {
        "managed": 4, "unmanaged": 1, "unknown": 0, "unmanaged_monthly": "35.00",
        "unmanaged_monthly_origin": "observed",
    }  # fmt: skip
    changed = next(e for e in document["entries"] if e["address"] == "care/hz-002")
    assert changed["fields"] == [
        {"path": "instance", "declared": "057100001234", "live": "057100005678", "last_applied": None}
    ]
    assert document["as_of"] == "2026-11-23T10:00:00+08:00"


def test_drift_writes_nothing(shop):
    shop("drift")
    assert not (shop.root / ".reconciler" / "ledger.db").exists()
    assert shop.requests() == []


# --- exit codes -----------------------------------------------------------------------------------------


def test_what_waits_for_the_provider_or_for_git_is_no_drift(settled):
    ran = settled("drift", "-o", "json")
    assert ran.code == 0
    assert entries(settled) == {("care/brand", "deadline"): "provider"}
    settled.edit(TEAM, "instance: outbound, ivr: welcome}\n  publicMode", "ivr: welcome}\n  publicMode")
    settled.edit(TEAM, "otp: {use", "voice: {use")
    assert settled("drift").code == 0
    assert entries(settled)["care/hz-002", "changed"] == "git"


def test_another_hand_is_drift(settled):
    settled.ok("simulator", "console", "unbind", "057188880001")
    assert settled("drift").code == 2
    assert entries(settled)["care/hz-001", "changed"] == "live"


def test_both_hands_are_drift(settled):
    settled.ok("simulator", "console", "unbind", "057188880001")
    settled.ok("simulator", "console", "bind", "057188880001", "057100005678")
    settled.edit(TEAM, 'code: "057100001234"', 'code: "057100009999"')
    assert settled("drift").code == 2
    assert entries(settled)["care/hz-001", "changed"] == "both"


def test_a_number_nobody_declares_is_drift(settled):
    settled.ok(
        "simulator", "console", "apply", "4009100007",
        "--enterprise", "杭州示例科技有限公司", "--carrier", "中国电信", "--package", "120",
    )  # fmt: skip
    assert settled("drift").code == 2
    assert entries(settled)["-/4009100007", "unmanaged"] == "live"


@pytest.mark.parametrize(
    ("deeds", "entry"),
    [
        ([("restrict", "057188880001")], ("care/hz-001", "lifecycle")),
        ([("console", "unbind", "057188880001"), ("console", "cancel", "057188880001")], ("care/hz-001", "lifecycle")),
        ([("reject", "4009100002")], ("care/spare", "lifecycle")),
        ([("advance", "4d")], ("care/brand", "lifecycle")),
    ],
    ids=["restricted", "cancelled without our tombstone", "rejected", "released"],
)  # fmt: skip
def test_what_the_provider_ended_or_forbids_is_grave(settled, deeds, entry):
    for deed in deeds:
        settled.ok("simulator", *deed)
    assert settled("drift").code == 3
    assert entries(settled)[entry] == "provider"


def test_what_is_not_listed_at_all_is_grave(settled):
    settled.ok("simulator", "reset")
    settled.ok("simulator", "advance", "25h")  # the list may lag a day behind an order
    told = entries(settled)
    assert settled("drift").code == 3
    assert told["care/spare", "missing"] == "live"


@pytest.mark.parametrize(("as_of", "code"), [("2026-11-26T23:59:59", 0), ("2026-11-27", 3)])
def test_a_deadline_is_grave_once_it_is_overdue(settled, as_of, code):
    assert settled("drift", "--as-of", as_of).code == code


def test_our_own_cancellation_is_no_drift(shop):
    shop.edit("world.yaml", 'balance: "500.00"', 'balance: "5000.00"')
    shop.ok("simulator", "reset")
    shop.ok("apply", "--yes")
    shop.ok("simulator", "console", "submit-documents", "4008100001", "--reference", "DOC-1")
    shop.ok("simulator", "advance", "42d")
    shop.ok("apply", "--yes")
    shop.ok("simulator", "advance", "1d")
    assert ("cancel", "057188880007", "accepted") in shop.requests()
    assert entries(shop) == {(STRAY, "unmanaged"): "live"}


# --- the chain of reports -------------------------------------------------------------------------------


def report(shop, name, *words):
    ran = shop("drift", "-o", "json", "--output-file", name, *words)
    document = json.loads((shop.root / name).read_text("utf-8"))
    return ran.code, {e["address"]: e["first_seen"] for e in document["entries"]}


def test_since_when_an_entry_is_there_is_told_by_the_reports_before(shop):
    _, first = report(shop, "1.json")
    assert set(first.values()) == {None}
    shop.ok("simulator", "advance", "1d")
    shop.ok("simulator", "restrict", "057188880001")
    _, second = report(shop, "2.json", "--previous", "1.json")
    assert second[STRAY] == "2026-11-23T10:00:00+08:00"
    assert second["care/hz-001"] is None
    shop.ok("simulator", "advance", "1d")
    _, third = report(shop, "3.json", "--previous", "2.json")
    assert third[STRAY] == "2026-11-23T10:00:00+08:00"
    assert third["care/hz-001"] == "2026-11-24T10:00:00+08:00"


def test_what_was_gone_in_between_begins_anew(shop):
    report(shop, "1.json")
    shop.edit(TEAM, "  publicMode:\n    otp: {use: verification-code}\n", "")
    report(shop, "2.json", "--previous", "1.json")
    shop.put(
        TEAM, (shop.root / TEAM).read_text("utf-8") + "  publicMode:\n    otp: {use: verification-code}\n"
    )
    _, third = report(shop, "3.json", "--previous", "2.json")
    assert third["care/otp"] is None


def test_unmanaged_numbers_of_the_baseline_set_no_code(settled):
    settled.ok(
        "simulator", "console", "apply", "4009100007",
        "--enterprise", "杭州示例科技有限公司", "--carrier", "中国电信", "--package", "120",
    )  # fmt: skip
    code, told = report(settled, "base.json")
    assert code == 2
    code, again = report(settled, "now.json", "--baseline", "base.json")
    assert (code, again.keys()) == (0, told.keys())


@pytest.mark.parametrize("option", ["--previous", "--baseline"])
@pytest.mark.parametrize("text", ["{}", "", '{"a": 1, "a": 1}'])
def test_what_is_no_report_is_refused(shop, option, text):
    shop.put("other.json", text)
    ran = shop("drift", option, "other.json", "-o", "json")
    assert ran.code == 1
    message = ran.json["error"]["message"]
    assert (message.startswith("not a drift report: "), message.endswith(" (other.json)")) == (True, True)


# --- scope and incomplete manifests ---------------------------------------------------------------------


def test_a_team_is_known_or_it_is_a_usage_error(shop):
    assert shop("drift", "--team", "care").code == 2
    assert shop("drift", "--team", "nobody").code == 64


def test_with_an_invalid_file_the_rest_is_reported_and_the_code_says_so(shop):
    shop.edit(ACKNOWLEDGEMENT, "account: prod", "acount: prod")
    ran = shop("drift")
    assert ran.code == 1
    assert "care/hz-002" in ran.out
    assert "INCOMPLETE" in ran.out
    assert ran.err.endswith("the report is incomplete: some manifests are invalid\n")


def test_what_an_invalid_file_declares_is_not_called_missing(shop):
    shop.ok("apply", "--yes")
    shop.edit(TEAM, "ivr: welcome}\n    hz-002", "ivr: welcome, colour: red}\n    hz-002")
    ran = shop("drift", "-o", "json")
    assert ran.code == 1
    assert {e["category"] for e in ran.json["entries"]}.isdisjoint({"missing", "lifecycle"})


@pytest.mark.parametrize(
    ("old", "new"),
    [("kind: Team", "kind: Taem"), ("kind: Team", "kind: [Team"), ("spec:", "spek:"), (None, "\xff")],
    ids=["another kind", "no YAML", "no spec", "no text"],
)
def test_the_numbers_of_an_unreadable_file_are_unknown_and_the_report_names_the_file(shop, old, new):
    shop.ok("apply", "--yes")
    team = shop.root / TEAM
    team.write_bytes(new.encode("latin-1") if old is None else team.read_text().replace(old, new, 1).encode())
    ran = shop("drift", "-o", "json")
    assert (ran.code, ran.json["complete"]) == (1, False)
    assert f"{TEAM} is not valid: what it declares is unknown" in ran.json["gaps"]
    assert {e["category"] for e in ran.json["entries"]} <= {"unknown", "lifecycle", "violation"}
    assert "care/hz-001" in {e["address"] for e in ran.json["entries"]}
    listed = shop("status", "-o", "json").json
    assert "care/hz-001" in {row["address"] for row in listed["numbers"]}
    assert listed["complete"] is False


# --- text -----------------------------------------------------------------------------------------------


def test_text_says_who_moved_what(settled):
    settled.ok("simulator", "console", "unbind", "057188880001")
    out = settled("drift").out
    assert "changed outside Git: instance" in out
    assert "instance: declared 057100001234 · live (none) · last applied 057100001234" in out


@pytest.mark.parametrize(("until", "code"), [("2026-12-31", 0), ("2026-11-22", 2)])
def test_a_reviewed_exception_lets_a_drift_be_until_its_day(settled, until, code):
    settled.ok("import", "--baseline")
    settled.ok("simulator", "console", "unbind", "057188880001")
    assert settled("drift").code == 2
    entry = f'{{rule: VN610, address: care/hz-001, reason: OPS-9, until: "{until}"}}'
    settled.edit("reconciler.yaml", "spec:\n", f"spec:\n  exceptions: [{entry}]\n")
    ran = settled("drift")
    assert ran.code == code
    assert ("let be: OPS-9, until 2026-12-31" in ran.out) is (code == 0)
    settled("drift", "-o", "json", "--output-file", "before.json")
    settled.ok("apply", "--yes")
    gone = settled("drift", "--previous", "before.json").out
    assert "Gone since the report before (1)" in gone


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        (("drift", "-o", "openmetrics"), 0o644),
        (("deadlines", "-o", "ics"), 0o644),
        (("deadlines", "-o", "ics", "--show-numbers"), 0o600),
        (("drift", "-o", "json"), 0o600),
    ],
)
def test_what_a_program_of_another_user_reads_can_be_read_by_it(settled, words, mode):
    """A node exporter, a web server: neither runs as whoever ran the morning's job."""
    settled(*words, "--output-file", "report")
    assert stat.S_IMODE((settled.root / "report").stat().st_mode) == mode


def test_a_line_of_the_list_that_does_nothing_is_told(settled):
    settled.edit("reconciler.yaml", "spec:\n", "spec:\n  baseline: known.txt\n")
    settled.put("known.txt", "".join(f"0571888{number:05}\n" for number in range(500, 522)))
    lines = settled.ok("drift").err.splitlines()
    told = [line for line in lines if line.startswith("warning[VN613]: known.txt:")]
    assert len(told) == 20
    assert "known.txt:1: 057188800500 is listed, and not in the account: remove the line" in told[0]
    assert "… and 2 more lines like it; the plan names them all" in lines


def test_two_earlier_reports_are_read_at_once(shop):
    """What is new is told from one, what was accepted from the other."""
    shop("drift", "-o", "json", "--output-file", "known.json")
    shop.ok("apply", "--yes")
    shop("drift", "-o", "json", "--output-file", "yesterday.json")
    assert shop("drift", "--previous", "yesterday.json").code == 2
    both = ("--previous", "yesterday.json", "--baseline", "known.json")
    assert shop("drift", *both).code == 0
    seen = {e["address"]: e["first_seen"] for e in shop("drift", "-o", "json", *both).json["entries"]}
    assert seen[STRAY] == "2026-11-23T10:00:00+08:00"

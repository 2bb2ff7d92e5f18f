"""`reconciler plan`: what it prints and saves, and which part of the world it looks at."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal

import pytest
from staged import ACKNOWLEDGEMENT, GRAVE, TEAM, validated

KEYS = [
    "format_version", "as_of", "hypothetical", "account", "scope", "digest", "basis", "actions", "findings", "summary",
    "complete", "gaps",
]  # fmt: skip
ACTION_KEYS = [
    "id", "address", "kind", "action", "mode", "status", "reason", "reversible", "needs", "changes", "cost",
    "cost_origin",
    "earliest", "deadline", "source", "team",
]  # fmt: skip
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00")
MONEY = re.compile(r"-?\d+\.\d{2}")


# --- what it prints -------------------------------------------------------------------------------------


def test_the_json_is_as_published_key_by_key(shop):
    document = validated(shop.ok("plan", "-o", "json").json, "plan")
    assert list(document) == KEYS
    assert document["format_version"] == "1.1"
    assert document["as_of"] == "2026-11-23T10:00:00+08:00"
    assert (document["hypothetical"], document["account"]) == (False, "prod")
    assert document["scope"] == {"account": "prod", "team": None}
    assert list(document["basis"]) == ["manifests", "policies", "tool", "ledger", "created"]
    assert all(list(action) == ACTION_KEYS for action in document["actions"])
    assert all(list(c) == ["path", "before", "after"] for a in document["actions"] for c in a["changes"])
    assert list(document["findings"][0]) == [
        "rule", "verdict", "address", "message", "hint", "until", "source"
    ]  # fmt: skip


def test_money_is_decimal_text_and_times_carry_the_shanghai_offset(shop):
    document = shop.ok("plan", "-o", "json").json
    costs = [amount for action in document["actions"] for amount in action["cost"].values()]
    costs += [document["summary"]["monthly_before"], document["summary"]["monthly_after"]]
    assert all(MONEY.fullmatch(amount) for amount in costs)
    instants = [a[name] for a in document["actions"] for name in ("earliest", "deadline") if a[name]]
    instants += [f["until"] for f in document["findings"] if f["until"]]
    instants += [document["as_of"], document["basis"]["created"]]
    assert len(instants) > 5
    assert all(INSTANT.fullmatch(instant) for instant in instants)


def test_the_summary_counts_every_action_and_adds_what_is_ready(shop):
    document = shop.ok("plan", "-o", "json").json
    actions, summary = document["actions"], document["summary"]
    money = ["monthly_before", "monthly_after", "monthly_origin", "unmanaged_monthly"]
    assert list(summary) == ["actions", "statuses", *money]
    assert sum(summary["actions"].values()) == sum(summary["statuses"].values()) == len(actions)
    assert summary["statuses"] == {"deferred": 2, "ready": 9, "waiting": 2}
    added = sum(Decimal(a["cost"]["monthly"]) for a in actions if a["status"] == "ready")
    assert Decimal(summary["monthly_after"]) - Decimal(summary["monthly_before"]) == added == 120


def test_the_same_workspace_gives_the_same_bytes(shop):
    assert shop.ok("plan", "-o", "json").out == shop.ok("plan", "-o", "json").out


def test_planning_writes_nothing_but_the_accounts_own_file(shop):
    shop.ok("plan")
    assert [path.name for path in (shop.root / ".reconciler").iterdir()] == ["simulator.db"]
    assert shop.requests() == []


def test_out_saves_what_json_prints_and_text_stays_on_the_terminal(shop):
    ran = shop.ok("plan", "--out", "plan.json")
    assert ran.out.startswith("Plan for prod as of 2026-11-23 10:00")
    assert (shop.root / "plan.json").read_text("utf-8") == shop.ok("plan", "-o", "json").out


def test_output_file_takes_the_data_and_leaves_the_terminal_alone(shop):
    ran = shop.ok("plan", "-o", "json", "--output-file", "told.json")
    assert (ran.out, ran.err) == ("", "")
    assert validated(json.loads((shop.root / "told.json").read_text("utf-8")), "plan")


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        (["-o", "markdown"], True),
        (["-o", "markdown", "--show-numbers"], False),
        ([], False),
        (["-o", "json"], False),
    ],
)
def test_numbers_are_masked_where_a_text_leaves_the_house(shop, words, masked):
    out = shop.ok("plan", *words).out
    assert ("0571****0002" in out) is masked
    assert ("057188880002" in out) is not masked


# --- exit codes -----------------------------------------------------------------------------------------


def test_changes_set_a_code_only_when_asked_for(shop):
    assert shop("plan").code == 0
    assert shop("plan", "--detailed-exitcode").code == 2
    shop.ok("apply", "--yes")
    assert shop("plan", "--detailed-exitcode").code == 0


def test_what_is_stuck_sets_a_code_before_changes_do(shop):
    shop.edit(TEAM, "instance: outbound, ivr: welcome}\n    hz-002", "instance: outbound}\n    hz-002")
    assert shop("plan").code == 0, "a playback that is to be cleared is no violation yet"
    shop.ok("simulator", "restrict", "057188880001")
    assert shop("plan").code == shop("plan", "--detailed-exitcode").code == 3


def test_an_adoption_alone_is_no_change(shop):
    shop.edit(TEAM, "  publicMode:\n    otp: {use: verification-code}\n", "")
    shop.edit(TEAM, "    spare:", "    # spare:")
    shop.edit(TEAM, "hz-002: {number", "hz-003: {number")
    shop.edit(
        TEAM, '"057188880002", purpose: two-way, instance: outbound', '"057188880002", purpose: two-way'
    )
    shop.edit("world.yaml", 'instance: "057100005678",\n', "\n")
    shop.ok("simulator", "reset")
    shop.edit(TEAM, "ivr: hotline}\n    # any", "ivr: hotline, documents: {reference: DOC-1}}\n    # any")
    statuses = shop.statuses()
    ready = [name.partition(":")[2] for name, status in statuses.items() if status == "ready"]
    assert sorted(ready) == ["adopt", "adopt", "adopt", "submit-documents"]
    shop.edit(TEAM, '    brand: {carrier: 中国联通, number: "4008100001"', "    # brand: {carrier")
    shop.edit(TEAM, "  hotlines:", "  hotlines: {}")
    assert shop("plan", "--detailed-exitcode").code == 0
    assert {i: s for i, s in shop.statuses().items() if s == "ready"} == {
        "care/hz-001:adopt": "ready",
        "care/hz-003:adopt": "ready",
    }


# --- as of another day ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "code", "verdict"),
    [
        ("2026-11-19T23:59:59+08:00", 0, None),
        ("2026-11-20", 0, "warn"),
        ("2026-11-26T23:59:59+08:00", 0, "warn"),
        ("2026-11-27", 3, "block"),
    ],
)
def test_a_document_deadline_is_judged_as_of_the_day_asked_for(shop, as_of, code, verdict):
    ran = shop("plan", "--as-of", as_of, "-o", "json")
    assert ran.code == code
    said = [f["verdict"] for f in ran.json["findings"] if f["rule"] == "VN404"]
    assert said == ([] if verdict is None else [verdict])
    assert ran.json["hypothetical"] is True


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2026-11-30T23:59:59", "deferred"),
        ("2027-01-02T23:59:59", "deferred"),
        ("2027-01-03T00:00:00", "ready"),
        ("2027-03-31T23:59:59", "ready"),
        ("2027-04-01", "blocked"),
    ],
)
def test_a_tombstone_is_judged_as_of_the_day_asked_for(shop, as_of, status):
    statuses = shop.statuses("--as-of", as_of)
    assert statuses["care/hz-007:cancel"] == statuses["care/hz-007:unbind"] == status


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        ("2026-11-30T23:59:59+08:00", "2026-11"),
        ("2026-12-01T00:00:00+08:00", "2026-12"),
        ("2026-11-30T16:00:00+00:00", "2026-12"),
    ],
)
def test_a_month_ends_in_shanghai(shop, as_of, month):
    told = shop("plan", "--as-of", as_of, "-o", "json").json
    billing = [
        f["message"] for f in told["findings"] if f["rule"] == "VN502" and f["address"] == "care/spare"
    ]
    assert all(f"all of {month}" in message for message in billing)
    assert bool(billing) is (month == "2026-11")


def test_the_observation_stays_the_one_of_today(shop):
    told = shop("plan", "--as-of", "2027-03-01", "-o", "json").json
    assert "care/brand:submit-documents" in [a["id"] for a in told["actions"]]
    assert not any("released" in f["message"] for f in told["findings"] if f["verdict"] == "violation")


def test_what_is_no_instant_is_a_usage_error(shop):
    ran = shop("plan", "--as-of", "soon")
    assert (ran.code, ran.out) == (64, "")
    assert "'soon' is no ISO 8601 instant" in ran.err


# --- a saved observation --------------------------------------------------------------------------------


def test_a_saved_observation_is_planned_against_without_the_provider(shop):
    shop.ok("status", "--save", "seen.json")
    live = shop.ok("plan", "-o", "json").json
    shop.ok("simulator", "advance", "60d")
    offline = shop("plan", "--observed", "seen.json", "-o", "json").json
    assert offline == live
    assert shop.ok("plan", "--observed", "seen.json", "--team", "care").code == 0


def test_a_saved_observation_as_of_a_later_day_is_hypothetical(shop):
    shop.ok("status", "--save", "seen.json")
    told = shop("plan", "--observed", "seen.json", "--as-of", "2027-01-03", "-o", "json").json
    assert (told["hypothetical"], told["as_of"]) == (True, "2027-01-03T00:00:00+08:00")


@pytest.mark.parametrize(("text", "why"), [("{}", "account"), ("not json", "the text")])
def test_what_is_no_observation_is_refused(shop, text, why):
    shop.put("seen.json", text)
    ran = shop("plan", "--observed", "seen.json", "-o", "json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "VN806"
    assert why in ran.json["error"]["message"]


def test_an_observation_of_another_account_is_refused(shop):
    shop.ok("status", "--save", "seen.json")
    shop.edit("seen.json", '"account": "prod"', '"account": "test"')
    ran = shop("plan", "--observed", "seen.json", "-o", "json")
    assert ran.code == 1
    assert "test" in ran.json["error"]["message"]


# --- the base's configuration ---------------------------------------------------------------------------


def test_limits_come_from_the_base_of_a_pull_request(shop, tmp_path):
    base = tmp_path / "base"
    shutil.copytree(shop.root, base)
    shop.edit("reconciler.yaml", "purchases: 2", "purchases: 0")
    assert shop.statuses()["care/spare:order"] == "blocked"
    assert shop.statuses("--config-from", str(base))["care/spare:order"] == "ready"


def test_what_is_wanted_still_comes_from_here(shop, tmp_path):
    base = tmp_path / "base"
    shutil.copytree(shop.root, base)
    shop.edit(TEAM, "otp: {use", "voice: {use")
    assert "care/voice:activate-public-mode" in shop.statuses("--config-from", str(base))


def test_a_base_that_is_not_there_is_a_usage_error(shop):
    assert shop("plan", "--config-from", "nowhere").code == 64


# --- scope and accounts ---------------------------------------------------------------------------------

SECOND_TEAM = """\
apiVersion: voice.reconciler/v1
kind: Team
metadata: {name: sales}
spec:
  account: prod
  publicMode: {promo: {use: voice-notification}}
  enterprise: 杭州示例科技有限公司
  script: SCRIPT-3321
  numbers:
    x: {number: "057188880099", line: landline, callType: both, region: 浙江/杭州}
"""


@pytest.fixture
def two_teams(shop):
    shop.put("teams/sales/team.yaml", SECOND_TEAM)
    shop.edit(
        "reconciler.yaml",
        "    care: {",
        "    sales: {paths: [teams/sales], accounts: [prod]}\n    care: {",
    )
    return shop


def test_a_teams_plan_is_its_own_and_so_is_its_digest(two_teams):
    care, sales, whole = (
        two_teams.read("plan", *words) for words in (["--team", "care"], ["--team", "sales"], [])
    )
    assert {a["team"] for a in care["actions"]} == {"care"}
    assert {a["address"] for a in sales["actions"]} == {"sales/x"}
    assert care["scope"] == {"account": "prod", "team": "care"}
    assert len({care["digest"], sales["digest"], whole["digest"]}) == 3
    assert len(care["actions"]) + len(sales["actions"]) == len(whole["actions"])


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["--team", "nobody"], "no team 'nobody' in the workspace", "it has: care"),
        (["--account", "test"], "no account 'test' in the workspace", "it has: prod"),
    ],
)
def test_an_unknown_scope_is_a_usage_error(shop, words, message, hint):
    ran = shop("plan", *words, "-o", "json")
    assert ran.code == 64
    assert ran.json == {"error": {"code": "VN064", "message": message, "hint": hint}}


ACCOUNTS = """\
    test:
      provider: simulator
      settings: {database: .reconciler/test.db, world: world.yaml}
"""


@pytest.fixture
def two_accounts(shop):
    shop.edit("reconciler.yaml", "  limits:", ACCOUNTS + "  limits:")
    return shop


@pytest.mark.parametrize(
    "words",
    [["plan"], ["apply", "--yes"], ["drift"], ["status"], ["deadlines"], ["tasks"], ["offers"],
     ["import", "--team", "care"], ["resolve", "care/x", "--done", "--reason", "r"],
     ["attest", "listing", "complete=true", "--by", "me", "--evidence", "t"]],
)  # fmt: skip
def test_several_accounts_ask_which_one_is_meant(two_accounts, words):
    ran = two_accounts(*words)
    assert (ran.code, ran.out) == (64, "")
    assert "the workspace has several accounts" in ran.err
    assert "add --account: prod, test" in ran.err


def test_each_account_has_its_own_plan_and_ledger(two_accounts):
    prod = two_accounts.read("plan", "--account", "prod")
    test = two_accounts.read("plan", "--account", "test")
    assert (prod["account"], test["account"]) == ("prod", "test")
    assert "care/hz-007:cancel" not in [a["id"] for a in prod["actions"]]
    assert "the tombstone 2026-12-old-branch names no account: 057188880007 is not cancelled" in [
        f["message"] for f in prod["findings"]
    ]
    assert len(prod["actions"]) == 11
    assert test["actions"] == []
    two_accounts.ok("apply", "--yes", "--account", "prod")
    assert two_accounts.read("plan", "--account", "test") == test


# --- invalid manifests ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["plan"], ["apply", "--yes"], ["offers"]])
def test_one_invalid_file_and_there_is_no_plan(shop, command):
    shop.edit(ACKNOWLEDGEMENT, "account: prod", "acount: prod")
    ran = shop(*command)
    assert (ran.code, ran.out) == (1, "")
    assert "compliance/inbound-2026.yaml:11:3" in ran.err
    assert "VN102" in ran.err
    assert shop.requests() == []
    assert shop.records() == []


def test_an_invalid_file_is_told_to_machines_in_one_line(shop):
    shop.edit(GRAVE, "target:", "taget:")
    ran = shop("plan", "-o", "json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "VN001"
    assert ran.json["error"]["hint"] == "run `reconciler validate`"

"""`reconciler apply`: what it carries out, what it refuses, and that nothing is ever done twice."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from staged import ACKNOWLEDGEMENT, GRAVE, TEAM

from reconciler.clock import SystemClock
from reconciler.ledger import open_ledger
from reconciler.model.plan import Scope
from reconciler.planning.digest import digest as digest_of

FIRST = [
    ("activate-public-mode", None, "accepted"),
    ("apply", "4009100002", "accepted"),
    ("submit-documents", "4009100002", "accepted"),
    ("unbind", "057188880002", "accepted"),
    ("bind", "057188880002", "accepted"),
]
"""What the quickstart's first apply asks of the provider."""


def accept_stray(shop):
    """The number nobody manages is one that nobody is ready to own: no purchase is held back by it."""
    shop.put("baseline.txt", "057188880099\n")
    shop.edit("reconciler.yaml", "  manifests:", "  baseline: baseline.txt\n  manifests:")


def ledger_id(shop):
    return shop.read("ledger", "verify")["ledger_id"]


def test_the_first_apply_names_the_ledger_and_makes_no_plan_stale(shop):
    shop.ok("plan", "--out", "plan.json")
    before = (shop.root / "reconciler.yaml").read_text("utf-8")
    digest = shop.read("plan")["basis"]["manifests"]
    shop.ok("apply", "plan.json")
    line = f'  ledgerId: "{ledger_id(shop)}"\n'
    assert (shop.root / "reconciler.yaml").read_text("utf-8").replace(line, "") == before
    assert shop.read("plan")["basis"]["manifests"] == digest
    assert shop.ok("apply", "--yes").err == "", "it is said once"


def test_where_the_file_cannot_be_written_people_are_told_what_to_commit(shop):
    config = shop.root / "reconciler.yaml"
    config.rename(shop.root / "shared.yaml")
    (shop.root / "base").mkdir()
    (shop.root / "shared.yaml").rename(shop.root / "base" / "reconciler.yaml")
    ran = shop("apply", "--yes", "--config-from", "base")
    assert 'commit `ledgerId: "' in ran.err


def fates(ran):
    """Action id to fate, of an apply with `-o json`."""
    return {result["id"]: result["fate"] for result in ran.json["results"]}


# --- carrying out ---------------------------------------------------------------------------------------


def test_a_bare_apply_needs_a_terminal_or_a_yes(shop):
    ran = shop("apply")
    assert (ran.code, ran.out) == (64, "")
    assert "a bare apply needs a terminal to ask on" in ran.err
    assert shop.requests() == []
    assert shop.records() == []


def test_yes_applies_what_is_ready_in_order_and_reports_every_action(shop):
    planned = shop.statuses()
    ran = shop.ok("apply", "--yes", "-o", "json")
    assert shop.requests() == FIRST
    assert list(ran.json) == [
        "format_version", "account", "digest", "interrupted", "settled", "results", "summary", "complete", "gaps"
    ]  # fmt: skip
    assert list(ran.json["results"][0]) == ["id", "address", "action", "fate", "message", "number"]
    assert set(fates(ran)) == set(planned)
    assert ran.json["summary"] == {"deferred": 2, "done": 8, "issued": 1, "waiting": 2}
    assert {i for i, fate in fates(ran).items() if fate == "issued"} == {"care/brand:submit-documents"}


def test_a_second_bare_apply_changes_nothing(shop):
    shop.ok("apply", "--yes")
    before = shop.records()
    ran = shop.ok("apply", "--yes", "-o", "json")
    assert shop.requests() == FIRST
    assert shop.records() == before
    assert ran.json["summary"] == {"deferred": 2, "waiting": 3}


def test_every_intent_stands_before_its_outcome_and_says_what_it_relied_on(shop):
    shop.ok("apply", "--yes", "--approved-by", "alice")
    records = shop.records()
    run = next(r for r in records if r["kind"] == "run")
    assert run["approved_by"] == "alice"
    intents = [r for r in records if r["kind"] == "intent"]
    assert [(i["action"], i["address"]) for i in intents] == [
        ("activate-public-mode", "care/otp"),
        ("order", "care/spare"),
        ("submit-documents", "care/spare"),
        ("unbind", "care/hz-002"),
        ("bind", "care/hz-002"),
    ]
    assert [(i["number"], i["acknowledgement"]) for i in intents][1] == ("4009100002", "2026-06-01")
    kinds = [r["kind"] for r in records]
    outcomes = [r["intent"] for r in records if r["kind"] == "outcome"]
    assert outcomes == [i["id"] for i in intents]
    assert all(kinds[place + 1] == "outcome" for place, kind in enumerate(kinds) if kind == "intent")


def test_the_story_of_the_quickstart_to_its_end(shop):
    shop.edit("world.yaml", 'balance: "500.00"', 'balance: "5000.00"')
    shop.ok("simulator", "reset")
    shop.ok("apply", "--yes")
    shop.ok("simulator", "console", "submit-documents", "4008100001", "--reference", "DOC-1")
    shop.ok("simulator", "advance", "2d")
    assert shop("apply", "--yes").code == 0
    shop.ok("simulator", "advance", "39d")
    assert shop("apply", "--yes").code == 0
    assert shop.requests()[len(FIRST) + 1 :] == [
        ("configure-ivr", "4008100001", "accepted"),
        ("configure-ivr", "4009100002", "accepted"),
        ("unbind", "057188880007", "accepted"),
        ("cancel", "057188880007", "accepted"),
    ]
    assert shop("plan", "--detailed-exitcode").code == 0
    shop.ok("simulator", "advance", "1d")
    assert shop("plan", "--detailed-exitcode").code == 0
    shown = {n["number"]: n["status"] for n in shop.read("simulator", "show")["numbers"]}
    assert shown["057188880007"] == "cancelled"
    assert shop.statuses() == {}


def test_what_is_stuck_sets_the_code_though_everything_ready_was_done(shop):
    shop.ok("simulator", "restrict", "057188880001")
    ran = shop("apply", "--yes")
    assert ran.code == 3
    assert shop.requests() == FIRST


def test_what_a_run_mended_does_not_set_the_code(shop):
    shop.ok("apply", "--yes")
    shop.ok("simulator", "advance", "2d")
    assert shop("plan").code == 0, "that 4009100002 has no playback is mended by this very plan"
    ran = shop.ok("apply", "--yes", "-o", "json")
    assert fates(ran)["care/spare:configure-ivr"] == "done"
    assert shop("plan").code == 0


def test_a_team_applies_its_own(shop):
    shop.edit(
        "reconciler.yaml", "    care: {", "    sales: {paths: [teams/sales], accounts: [prod]}\n    care: {"
    )
    shop.put(
        "teams/sales/team.yaml",
        "apiVersion: voice.reconciler/v1\nkind: Team\nmetadata: {name: sales}\n"
        "spec: {account: prod, publicMode: {promo: {use: voice-notification}}}\n",
    )
    ran = shop.ok("apply", "--yes", "--team", "sales", "-o", "json")
    assert ran.json["results"] == []
    assert shop.requests() == []


def test_text_names_each_fate(shop):
    lines = shop.ok("apply", "--yes").out.splitlines()
    assert lines[0].split() == ["FATE", "ACTION", "ADDRESS", "NUMBER"]
    assert lines[1].split() == ["done", "activate-public-mode", "care/otp"]
    assert lines[-1] == "8 done · 1 issued · 2 deferred · 2 waiting"


# --- an approved plan -----------------------------------------------------------------------------------


def saved(shop, *words):
    shop("plan", "--out", "plan.json", *words)
    return json.loads((shop.root / "plan.json").read_text("utf-8"))


def save(shop, document):
    (shop.root / "plan.json").write_text(json.dumps(document), "utf-8")


def refused(shop, *words, code=5):
    """A refusal calls nothing that changes anything and writes nothing to the ledger."""
    asked, kept = shop.requests(), shop.records()
    ran = shop("apply", *words, "-o", "json")
    assert ran.code == code, ran
    assert shop.requests() == asked
    assert shop.records() == kept
    return ran.json["error"]


def test_just_the_saved_plan_is_applied_once(shop):
    digest = saved(shop)["digest"]
    assert shop.ok("apply", "plan.json", "-o", "json").json["digest"] == digest
    assert shop.requests() == FIRST
    error = refused(shop, "plan.json")
    assert error["code"] == "VN805"
    assert error["message"] == "the plan is stale: something was applied since"


def test_an_approved_digest_is_applied_and_another_is_not(shop):
    digest = saved(shop)["digest"]
    assert refused(shop, "--digest", "sha256:0")["message"].startswith("this is not the approved plan")
    shop.ok("apply", "--digest", digest)
    assert shop.requests() == FIRST
    refused(shop, "--digest", digest)


def test_a_digest_survives_a_merge_that_moves_lines(shop):
    digest = saved(shop)["digest"]
    shop.edit(TEAM, "spec:\n", "spec:\n  # a comment more\n")
    assert refused(shop, "plan.json")["message"] == "the plan is stale: the manifests changed"
    shop.ok("apply", "--digest", digest)


def test_the_lines_that_differ_are_told(shop):
    saved(shop)
    shop.edit(TEAM, "otp: {use", "voice: {use")
    ran = shop("apply", "plan.json")
    assert ran.code == 5
    assert ran.err.splitlines() == [
        "  - care/otp:activate-public-mode",
        "      publicMode: false → true",
        "  + care/voice:activate-public-mode",
        "      publicMode: false → true",
        "error[VN805]: the plan is stale: the manifests changed",
        "  hint: plan again",
    ]


def test_given_only_a_digest_the_current_plan_is_told(shop):
    ran = shop("apply", "--digest", "sha256:0")
    assert "  + care/spare:order" in ran.err.splitlines()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["actions"][4].update(address="care/else"), "the plan file was altered"),
        (lambda d: d["actions"][3]["cost"].update(now="0.00"), "the plan file was altered"),
        (lambda d: d.update(digest="sha256:" + "0" * 64), "the plan file was altered"),
        (lambda d: d["scope"].update(team="care"), "the plan file was altered"),
        (lambda d: d["basis"].update(manifests="sha256:x"), "the manifests changed"),
        (lambda d: d["basis"].update(policies="sha256:x"), "the policies changed"),
        (lambda d: d["basis"].update(tool="0.0.0"), "another version of this tool made it"),
        (lambda d: d["basis"].update(ledger="0" * 63 + "1"), "something was applied since"),
        (lambda d: d["basis"].update(created="2026-11-22T09:59:59+08:00"), "valid for 24 hours"),
        (lambda d: d["basis"].update(created="2026-11-23T10:00:01+08:00"), "valid for 24 hours"),
        (lambda d: d.update(hypothetical=True), "hypothetical"),
    ],
)
def test_a_plan_file_that_was_touched_is_refused(shop, change, message):
    document = saved(shop)
    change(document)
    save(shop, document)
    assert message in refused(shop, "plan.json")["message"]


def test_an_altered_file_with_a_digest_made_to_fit_is_not_the_plan_of_now(shop):
    document = saved(shop)
    apply = next(a for a in document["actions"] if a["id"] == "care/spare:order")
    apply["cost"]["now"] = "1.00"
    document["digest"] = digest_of(Scope("prod"), document["actions"])
    save(shop, document)
    ran = shop("apply", "plan.json")
    assert ran.code == 5
    assert "  ~ care/spare:order: cost" in ran.err.splitlines()
    assert shop.requests() == []


@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"format_version": "1.0"', '{"format_version": "1.0", "format_version": "1.0"}', "[]"],
    ids=["empty", "no keys", "cut", "a key twice", "a list"],
)
def test_what_is_no_plan_is_an_error(shop, text):
    shop.put("plan.json", text)
    error = refused(shop, "plan.json", code=1)
    assert error["code"] == "VN806"
    assert error["message"].startswith("not a plan: ")


def test_a_plan_of_another_format_is_an_error(shop):
    document = saved(shop)
    document["format_version"] = "2.0"
    save(shop, document)
    assert "format_version" in refused(shop, "plan.json", code=1)["message"]


def test_a_plan_as_of_another_day_is_never_applied(shop):
    saved(shop, "--as-of", "2027-01-03")
    assert "hypothetical" in refused(shop, "plan.json")["message"]


def test_a_plan_file_is_valid_for_a_day(shop):
    saved(shop)
    shop.ok("simulator", "advance", "24h")
    shop.ok("apply", "plan.json")
    assert shop.requests() == FIRST


def test_and_not_a_minute_longer(shop):
    saved(shop)
    shop.ok("simulator", "advance", "1441m")
    assert "valid for 24 hours" in refused(shop, "plan.json")["message"]


def test_a_plan_file_does_not_cross_the_end_of_a_billing_month(shop):
    shop.ok("simulator", "advance", "7d")
    saved(shop)
    shop.ok("simulator", "advance", "14h")
    assert "a billing month ended" in refused(shop, "plan.json")["message"]


def test_the_scope_of_a_plan_file_is_the_scope_of_the_run(shop):
    document = saved(shop, "--team", "care")
    assert document["scope"]["team"] == "care"
    assert shop.ok("apply", "plan.json", "-o", "json").json["digest"] == document["digest"]


def test_a_plan_file_for_another_team_is_not_this_teams(shop):
    saved(shop)
    assert "another account or team" in refused(shop, "plan.json", "--team", "care")["message"]


def test_a_plan_file_and_a_digest_are_two_approvals(shop):
    digest = saved(shop)["digest"]
    assert refused(shop, "plan.json", "--digest", digest, code=64)["code"] == "VN064"


def test_a_plan_file_that_is_not_there_is_a_usage_error(shop):
    assert shop("apply", "nowhere.json").code == 64


# --- approval: plan, and runs on a schedule -------------------------------------------------------------


@pytest.fixture
def strict(shop):
    shop.edit("reconciler.yaml", "  limits:", "  approval: plan\n  limits:")
    return shop


def test_a_workspace_of_approved_plans_applies_no_other(strict):
    error = refused(strict, "--yes")
    assert error["message"] == "this workspace applies approved plans only (approval: plan)"
    assert "apply plan.json" in error["hint"]


def test_it_applies_a_plan_file_and_a_digest(strict):
    saved(strict)
    strict.ok("apply", "plan.json")
    assert strict.requests() == FIRST


@pytest.mark.parametrize("workspace", ["shop", "strict"])
def test_a_resumed_run_never_buys(request, workspace):
    given = request.getfixturevalue(workspace)
    ran = given.ok("apply", "--resume", "-o", "json")
    assert given.requests() == [("unbind", "057188880002", "accepted"), ("bind", "057188880002", "accepted")]
    left = {i for i, fate in fates(ran).items() if fate == "not run"}
    assert left == {"care/otp:activate-public-mode", "care/spare:order", "care/spare:submit-documents"}


def test_a_resumed_run_carries_out_what_follows_from_merged_documents(strict):
    saved(strict)
    strict.ok("apply", "plan.json")
    strict.ok("simulator", "advance", "42d")
    strict("apply", "--resume")
    assert strict.requests()[len(FIRST) :] == [
        ("unbind", "057188880007", "accepted"),
        ("cancel", "057188880007", "accepted"),
        ("configure-ivr", "4009100002", "accepted"),
    ]


# --- writing back ---------------------------------------------------------------------------------------


def test_a_chosen_number_is_written_back_and_the_next_plan_is_no_change(shop):
    before = (shop.root / TEAM).read_text("utf-8")
    ran = shop.ok("apply", "--yes", "--write-back")
    assert ran.err.splitlines()[-1] == f"{TEAM}: care/spare is 4009100002 now"
    after = (shop.root / TEAM).read_text("utf-8")
    assert after == before.replace('select: {prefix: "4009"}', 'number: "4009100002"')
    assert shop("plan", "--detailed-exitcode").code == 0
    assert shop.ok("validate").out.startswith("Valid")


def test_an_allotted_number_is_written_back_once_it_is_known(shop):
    accept_stray(shop)
    shop.edit(
        TEAM,
        "  publicMode:",
        "    hz-003: {instance: outbound, ivr: welcome}  # to be allotted\n  publicMode:",
    )
    shop.ok("apply", "--yes", "--write-back")
    assert "    hz-003: {instance" in (shop.root / TEAM).read_text("utf-8")
    shop.ok("simulator", "approve", "APP-000001")
    ran = shop("apply", "--yes", "--write-back")
    assert f"{TEAM}: care/hz-003 is 057188880222 now\n" in ran.err
    text = (shop.root / TEAM).read_text("utf-8")
    assert (
        '    hz-003: {number: "057188880222", instance: outbound, ivr: welcome}  # to be allotted\n' in text
    )
    assert shop("plan", "--detailed-exitcode").code == 0
    applied = [verb for verb, _, _ in shop.requests()].count("apply")
    assert applied == 2


def test_what_an_earlier_run_chose_is_written_back_too(shop):
    shop.ok("apply", "--yes")
    ran = shop.ok("apply", "--yes", "--write-back")
    assert ran.err == f"{TEAM}: care/spare is 4009100002 now\n"
    assert 'number: "4009100002"' in (shop.root / TEAM).read_text("utf-8")
    assert shop.ok("apply", "--yes", "--write-back").err == ""


def test_what_git_names_already_is_not_written(shop):
    shop.edit(TEAM, 'select: {prefix: "4009"}', 'number: "4009100007"')
    before = (shop.root / TEAM).read_text("utf-8")
    told = shop.ok("apply", "--yes", "--write-back").err
    assert told.splitlines() == [
        f'reconciler.yaml: ledgerId: "{ledger_id(shop)}" is new; commit it, and a ledger that is lost is noticed'
    ]
    assert (shop.root / TEAM).read_text("utf-8") == before


# --- failures -------------------------------------------------------------------------------------------


def test_a_refusal_sets_the_code_names_what_it_left_out_and_lets_the_rest_go_on(shop):
    shop.ok("simulator", "fault", "business-error", "--verb", "apply", "--code", "isv.NO_STOCK")
    ran = shop("apply", "--yes", "-o", "json")
    assert ran.code == 4
    told = fates(ran)
    assert (told["care/spare:order"], told["care/spare:submit-documents"]) == ("refused", "skipped")
    assert (told["care/hz-002:bind"], told["care/otp:activate-public-mode"]) == ("done", "done")
    assert shop.statuses()["care/spare:order"] == "ready"


def test_an_unknown_outcome_holds_the_address_until_it_is_seen(shop):
    shop.ok("simulator", "fault", "timeout-after", "--verb", "apply")
    ran = shop("apply", "--yes", "-o", "json")
    assert ran.code == 4
    assert fates(ran)["care/spare:order"] == "unknown"
    assert shop.read("plan", "--team", "care")["actions"]
    assert shop("plan").code == 3
    assert shop.statuses()["care/spare:order"] == "held"
    ran = shop.ok("apply", "--yes", "-o", "json")
    assert ran.json["settled"] == ["care/spare:order is settled as done: the number is listed as ours"]
    assert [verb for verb, _, _ in shop.requests()].count("apply") == 1
    assert fates(ran)["care/spare:submit-documents"] == "done"


def test_a_number_that_was_not_bought_is_tried_again_itself(shop):
    shop.ok("simulator", "fault", "timeout-before", "--verb", "apply")
    assert shop("apply", "--yes").code == 4
    shop.ok("apply", "--yes")
    bought = [(number, outcome) for verb, number, outcome in shop.requests() if verb == "apply"]
    assert [number for number, _ in bought] == ["4009100002"] * len(bought)
    assert bought[-1] == ("4009100002", "accepted")


def test_without_an_acknowledgement_nothing_is_bought(shop):
    (shop.root / ACKNOWLEDGEMENT).unlink()
    assert shop("apply", "--yes").code == 3
    assert ("apply", "4009100002", "accepted") not in shop.requests()


def test_a_tombstone_for_another_number_cancels_nothing(shop):
    shop.edit(GRAVE, '"057188880007"', '"057188880008"')
    shop.ok("simulator", "advance", "42d")
    assert shop("apply", "--yes").code == 3
    assert {verb for verb, _, _ in shop.requests()}.isdisjoint({"cancel"})
    assert ("unbind", "057188880007", "accepted") not in shop.requests()


def test_another_run_is_not_waited_for(shop):
    ledger = open_ledger("sqlite:///.reconciler/ledger.db", shop.root)
    with ledger.lock("prod", "bob@elsewhere:1", SystemClock().now()):
        ran = shop("apply", "--yes", "-o", "json")
    assert ran.code == 6
    assert "bob@elsewhere:1" in ran.json["error"]["message"]
    assert shop.requests() == []


# --- money ----------------------------------------------------------------------------------------------


def test_what_was_planned_is_what_it_costs(shop):
    before = Decimal(shop.read("simulator", "show")["account"]["balance"])
    summary = shop.read("plan")["summary"]
    shop.ok("apply", "--yes")
    after = Decimal(shop.read("simulator", "show")["account"]["balance"])
    assert before - after == Decimal(summary["monthly_after"]) - Decimal(summary["monthly_before"]) == 120
    assert shop.read("plan")["summary"]["monthly_before"] == summary["monthly_after"]


def test_a_removed_entry_is_forgotten_and_its_number_lives_on(shop):
    shop.ok("apply", "--yes")
    shop.edit(TEAM, "    hz-002:", "    # hz-002:")
    assert shop.statuses()["care/hz-002:forget"] == "ready"
    shop.ok("apply", "--yes")
    shown = {n["number"]: n["status"] for n in shop.read("simulator", "show")["numbers"]}
    assert shown["057188880002"] == "active"
    assert shop.requests() == FIRST
    shop.edit(TEAM, "    # hz-002:", "    hz-002:")
    assert shop.statuses()["care/hz-002:adopt"] == "ready"


def test_an_entry_that_was_reverted_gets_its_allotted_number_back(shop):
    accept_stray(shop)
    line = "    hz-003: {instance: outbound, ivr: welcome}\n"
    shop.edit(TEAM, "  publicMode:", line + "  publicMode:")
    shop.ok("apply", "--yes")
    shop.edit(TEAM, line, "")
    shop.ok("apply", "--yes")
    shop.edit(TEAM, "  publicMode:", line + "  publicMode:")
    assert shop.statuses()["care/hz-003:adopt"] == "ready"
    shop.ok("apply", "--yes")
    assert [verb for verb, _, _ in shop.requests()].count("apply") == 2


def test_a_plan_file_that_names_two_accounts_is_refused(shop):
    shop.ok("plan", "--out", "plan.json")
    document = json.loads((shop.root / "plan.json").read_text(encoding="utf-8"))
    document["account"] = "other"
    shop.put("plan.json", json.dumps(document))
    assert "names two accounts" in refused(shop, "plan.json", code=5)["message"]


def test_a_rebind_that_is_refused_ends_at_the_first_number(shop):
    """No other number is taken off what it is bound to for an instance that refuses."""
    shop.ok("apply", "--yes")
    shop.edit(TEAM, "instance: outbound", "instance: campaign")
    shop.edit(TEAM, "  ivr:\n", '    campaign: {code: "057100005678", routing: region-first}\n  ivr:\n')
    ready = {name: status for name, status in shop.statuses().items() if name.endswith(("unbind", "bind"))}
    assert ready == dict.fromkeys(ready, "ready") | {"care/hz-007:unbind": "deferred"}
    shop.ok("simulator", "fault", "business-error", "--verb", "bind", "--times", "99")
    ran = shop("apply", "--yes", "-o", "json")
    assert ran.code == 4
    told = {f"{r['address']}:{r['action']}": (r["fate"], r["message"]) for r in ran.json["results"]}
    assert told["care/hz-001:unbind"][0] == "done"
    assert told["care/hz-001:bind"][0] == "refused"
    text = "057100005678 refused a binding in this run: the number keeps what it is bound to"
    assert told["care/hz-002:unbind"] == ("skipped", text)
    bound = {n["number"]: n.get("instance") for n in shop.read("simulator", "show")["numbers"]}
    assert (bound["057188880001"], bound["057188880002"]) == (None, "057100001234")

"""A plan as a whole: what it is made from, what a team sees of it, and what the month costs before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from planned import (
    COMPANY,
    HOTLINE,
    NOW,
    OTHER_INSTANCE,
    REGULAR,
    SECOND,
    SPARE,
    UNICOM,
    hotline,
    inputs,
    intent,
    live,
    live_hotline,
    on,
    owning,
    public_mode,
    regular,
    remembered,
    selected,
    tombstone,
)

from reconciler.model.action import Status, Verb
from reconciler.model.finding import Verdict
from reconciler.model.money import Fee, total
from reconciler.model.observation import Enterprise, ObservedInstance, Offer
from reconciler.model.plan import Scope
from reconciler.model.state import Account, Team
from reconciler.planning.build import build, plan_of, view

ON_OFFER = {"observed": {"offers": (Offer(HOTLINE, UNICOM), Offer(SPARE, "中国电信"))}}


def plan(*entries, **said):
    return build(inputs(*entries, **said))


def statuses(made):
    return {action.id: action.status.value for action in made.actions}


# --- what it says of itself -----------------------------------------------------------------------------


def test_a_plan_says_what_it_was_made_from():
    given = inputs(regular(), has=[live()], memory=remembered(owning()))
    made = build(given)
    assert (made.as_of, made.hypothetical, made.scope) == (NOW, False, Scope("prod"))
    assert (made.basis.manifests, made.basis.policies) == ("sha256:manifests", "sha256:policies")
    assert (made.basis.tool, made.basis.ledger, made.basis.created) == ("0.1.0", "f" * 64, NOW)


def test_a_plan_as_of_another_instant_is_hypothetical_and_judged_then():
    grave = tombstone(not_before=date(2026, 12, 1))
    has, memory = [live(instance=None, routing=None)], remembered(owning())
    today = plan(grave, has=has, memory=memory)
    then = plan(grave, has=has, memory=memory, now=on("2026-12-01"), hypothetical=True)
    assert statuses(today) == {"care/hz-001:cancel": "deferred"}
    assert statuses(then) == {"care/hz-001:cancel": "ready"}
    assert (then.hypothetical, then.as_of) == (True, on("2026-12-01"))


def test_building_is_viewing_then_judging():
    given = inputs(regular(), has=[live(instance=OTHER_INSTANCE)])
    assert build(given) == plan_of(view(given), given)


def test_the_view_holds_this_accounts_part_and_its_drafts():
    accounts = {name: Account(name, "simulator") for name in ("prod", "test")}
    given = inputs(
        regular(),
        regular("care/x", account="test"),
        has=[live(), live(SECOND)],
        desired={"accounts": accounts},
    )
    facts = view(given)
    assert list(facts.slots) == ["care/hz-001"]
    assert [n.number for n in facts.unmanaged] == [SECOND]
    assert facts.account.name == "prod"
    assert len(facts.desired.numbers) == 2
    assert [a.id for a in facts.actions] == ["care/hz-001:adopt"]
    assert facts.by_address == {"care/hz-001": facts.actions}


def test_nothing_to_do_is_a_plan_too():
    made = plan(regular(), has=[live()], memory=remembered(owning()))
    assert (made.actions, made.changes, made.stuck) == ((), False, False)


# --- what an exit code asks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "said", "changes", "stuck"),
    [
        pytest.param([regular()], {"has": [live()]}, False, False, id="an adoption changes nothing"),
        pytest.param(
            [regular()], {"has": [live(ivr=None)]}, True, False, id="a playback the plan configures"
        ),
        pytest.param([regular(ivr=None)], {"has": [live(ivr=None)]}, False, True, id="no playback"),
        pytest.param([regular(ivr=None)], {"has": [live()]}, True, False, id="a playback the plan removes"),
        pytest.param([public_mode()], {}, True, False, id="public mode"),
        pytest.param([regular()], {}, False, True, id="an incident"),
        pytest.param([hotline()], {}, False, True, id="a number that is not on offer"),
    ],
)
def test_whether_an_apply_would_change_anything_and_whether_something_is_stuck(entries, said, changes, stuck):
    made = plan(*entries, **said)
    assert (made.changes, made.stuck) == (changes, stuck)


def test_a_held_call_is_stuck_and_changes_nothing():
    asked = intent(number=REGULAR)
    memory = remembered(owning(), open={asked.id: asked}, held={asked.address: asked})
    made = plan(regular(), has=[live()], memory=memory)
    assert (statuses(made), made.changes, made.stuck) == ({"care/hz-001:bind": "held"}, False, True)


# --- a team's part --------------------------------------------------------------------------------------

TEAMS = (
    regular(),
    hotline("sales/brand"),
    regular("sales/x", number=SECOND),
    tombstone("care/old", number="057188880003"),
)
WORLD = {
    "has": [
        live(instance=OTHER_INSTANCE),
        live(SECOND, ivr=None),
        live("057188880003"),
        live("057188880004"),
    ],
    **ON_OFFER,
}


def test_a_team_sees_its_own_actions_findings_and_bill():
    care, sales, whole = (plan(*TEAMS, team=team, **WORLD) for team in ("care", "sales", None))
    assert {a.team for a in care.actions} == {"care"}
    assert {a.team for a in sales.actions} == {"sales"}
    assert {a.id for a in whole.actions} == {a.id for a in (*care.actions, *sales.actions)}
    assert {f.address.partition("/")[0] for f in care.findings} <= {"care", "prod"}
    assert {f.address.partition("/")[0] for f in sales.findings} <= {"sales", "prod"}
    assert any(f.rule == "VN601" for f in whole.findings)
    parts = (care.monthly_before, sales.monthly_before, whole.unmanaged_monthly)
    assert total(parts) == whole.monthly_before == Fee(Decimal(140))
    assert total((care.monthly_after, sales.monthly_after)).amount == Decimal(190)
    assert whole.monthly_after == Fee(Decimal(225))


def test_a_team_is_judged_by_the_whole_plan():
    limits = {
        "policy": replace(
            inputs().desired.policy, limits=replace(inputs().desired.policy.limits, purchases=1)
        )
    }
    entries = hotline("sales/b"), selected("care/a")
    made = plan(*entries, team="sales", desired=limits, **ON_OFFER)
    assert statuses(made)["sales/b:order"] == "blocked"


def test_what_concerns_the_account_is_every_teams_and_a_team_of_that_name_is_not_the_account():
    teams = {"teams": {"care": Team("care"), "prod": Team("prod")}}
    entries = regular(), regular("prod/x", number=SECOND)
    made = plan(*entries, team="care", desired=teams, has=[live()], observed={"gaps": ("a page is missing",)})
    assert {f.address for f in made.findings} == {"prod"}
    assert "prod/x" in {f.address for f in plan(*entries, desired=teams, has=[live()]).findings}


# --- money ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "number", "monthly"),
    [
        (regular(), live(), "35"),
        (regular(), live(monthly=None), "35"),
        (regular(), live(monthly=Decimal("38.5")), "38.5"),
        (hotline(), live_hotline(monthly=None, package=Decimal(240)), "240"),
        (hotline(), live_hotline(status="documents_due"), "120"),
        (hotline(), live_hotline(status="reviewing"), "120"),
        (hotline(), live_hotline(status="restricted"), "120"),
        (hotline(), live_hotline(status="unknown"), "120"),
        (hotline(), live_hotline(status="cancelling"), "0"),
        (hotline(), live_hotline(status="released"), "0"),
        (tombstone(), live(), "35"),
    ],
)
def test_the_bill_counts_what_is_declared_and_billed(entry, number, monthly):
    assert plan(entry, has=[number]).monthly_before.amount == Decimal(monthly)


@pytest.mark.parametrize("memory", [None, remembered(owning())], ids=["a stray", "its entry left Git"])
def test_what_nobody_declares_is_paid_all_the_same_and_named_apart(memory):
    made = plan(has=[live()], **{} if memory is None else {"memory": memory})
    assert (made.monthly_before, made.unmanaged_monthly) == (Fee(Decimal(35)), Fee(Decimal(35)))


def test_a_number_whose_entry_left_git_stays_in_its_teams_bill():
    assert plan(has=[live()], memory=remembered(owning()), team="care").monthly_before == Fee(Decimal(35))
    assert plan(has=[live()], memory=remembered(owning()), team="sales").monthly_before == Fee()


def test_a_number_that_two_entries_claim_is_paid_once():
    made = plan(hotline(), hotline("sales/brand"), has=[live_hotline()])
    assert made.monthly_before == Fee(Decimal(120))


def test_the_bill_afterwards_counts_what_is_ready_and_nothing_else():
    entries = hotline(), selected(), tombstone(number=REGULAR)
    only_brand = {"observed": {"offers": (Offer(HOTLINE, UNICOM),)}}
    made = plan(*entries, has=[live(instance=None, routing=None)], **only_brand)
    assert {i: s for i, s in statuses(made).items() if i.endswith(("order", "cancel"))} == {
        "care/brand:order": "ready",
        "care/spare:order": "blocked",
        "care/hz-001:cancel": "ready",
    }
    assert (made.monthly_before, made.monthly_after) == (Fee(Decimal(35)), Fee(Decimal(120)))


# --- findings and statuses together ---------------------------------------------------------------------


def test_findings_come_gravest_first():
    made = plan(*TEAMS, **WORLD | {"has": [*WORLD["has"][:1], live(SECOND, ivr=None, status="restricted")]})
    verdicts = [f.verdict for f in made.findings]
    assert verdicts == sorted(verdicts, reverse=True)
    assert max(verdicts) is Verdict.VIOLATION


@pytest.mark.parametrize(
    "code", ["057100009999", OTHER_INSTANCE], ids=["no such instance", "another company's"]
)
def test_what_could_never_be_bound_is_not_bought(code):
    foreign = ObservedInstance(OTHER_INSTANCE, "theirs", "宁波样例贸易有限公司")
    made = plan(regular(number=None, instance=code), observed={"instances": {OTHER_INSTANCE: foreign}})
    assert statuses(made)["care/hz-001:order"] == "blocked"


def test_a_rule_blocks_its_action_and_what_follows_from_it():
    refused = {"enterprises": {COMPANY: Enterprise(COMPANY, approved=False, hotline=False)}}
    made = plan(regular(number=None), observed=refused)
    assert set(statuses(made).values()) == {"blocked"}
    assert [a.verb for a in made.actions] == [Verb.ORDER, Verb.BIND, Verb.CONFIGURE_IVR]


def test_a_rebind_of_a_number_that_cannot_be_bound_yet_waits_whole():
    made = plan(
        regular(), has=[live(instance=OTHER_INSTANCE, status="restricted")], memory=remembered(owning())
    )
    assert statuses(made) == {"care/hz-001:unbind": "waiting", "care/hz-001:bind": "waiting"}


def test_a_rebind_to_an_instance_that_is_not_there_leaves_the_number_bound():
    made = plan(regular(instance="057100009999"), has=[live()], memory=remembered(owning()))
    assert statuses(made) == {"care/hz-001:unbind": "blocked", "care/hz-001:bind": "blocked"}


def test_a_deferred_cancellation_keeps_the_number_bound():
    made = plan(tombstone(), has=[live(activated_on=date(2026, 10, 2))], memory=remembered(owning()))
    assert statuses(made) == {"care/hz-001:unbind": "deferred", "care/hz-001:cancel": "deferred"}
    assert {a.earliest for a in made.actions} == {on("2027-01-03")}


def test_ready_is_what_an_apply_would_run_in_that_order():
    made = plan(*TEAMS, **WORLD)
    assert made.ready == tuple(a for a in made.actions if a.status is Status.READY)
    places = {a.id: place for place, a in enumerate(made.actions)}
    assert all(places[need] < places[a.id] for a in made.actions for need in a.needs)

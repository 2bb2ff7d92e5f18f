"""VN507: the organisation's own schemas judge a plan as a whole."""

from __future__ import annotations

from threading import Thread

import pytest
from rule_world import action, declared, entry, facts, found, hotline_entry, number

from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.state import PlanPolicy, Policy

BUY, BIND = action(Verb.ORDER, "care/brand"), action(Verb.BIND, "care/hz-001")
ADOPT = action(Verb.ADOPT, "care/hz-001")


def judged(schema, *actions):
    slots = (declared(entry(), number()), declared(hotline_entry()))
    policy = Policy(plan=(PlanPolicy("policies/plan.json", schema),))
    return found("VN507", facts(*slots, actions=actions, desired={"policy": policy}))


def at_most(count):
    orders = {"title": "purchases", "maximum": count}
    return {"properties": {"summary": {"properties": {"actions": {"properties": {"order": orders}}}}}}


@pytest.mark.parametrize(("most", "blocked"), [(0, True), (1, False), (2, False)])
def test_what_a_plan_does_is_counted(most, blocked):
    findings = judged(at_most(most), BUY, BIND)
    assert [(f.verdict, f.address, f.message, f.hint, f.stops) for f in findings] == [
        (
            Verdict.BLOCK,
            "prod",
            "the plan is against the policy policies/plan.json: summary.actions.order, it is 1, and maximum is 0",
            "purchases",
            (BUY.id, BIND.id),
        )
    ] * blocked


def test_an_action_is_named_by_its_id():
    schema = {"properties": {"actions": {"items": {"properties": {"action": {"enum": ["order"]}}}}}}
    [finding] = judged(schema, BUY, BIND)
    assert finding.message.endswith('care/hz-001:bind.action, it is "bind", and enum is ["order"]')


def test_a_plan_that_only_learns_is_not_judged():
    assert judged({"not": {}}, ADOPT) == []
    assert judged({"not": {}}) == []


def test_a_pattern_without_end_blocks_and_ends_in_any_thread():
    schema = {"properties": {"as_of": {"pattern": r"^(?:(.+?)+)+[^0-9T:+-]$"}}}
    findings = []
    worker = Thread(target=lambda: findings.extend(judged(schema, BUY)))
    worker.start()
    worker.join()
    [finding] = findings
    assert (finding.verdict, "takes longer than 0.25 s" in finding.message) == (
        Verdict.BLOCK,
        True,
    )

"""VN503: one count per address, over the month and the whole plan."""

from datetime import date
from decimal import Decimal

import pytest
from rule_world import action, buried, declared, facts, found, hotline_entry, moment, number, tombstone

from reconciler.memory.memory import Memory, Spent
from reconciler.model.action import Status, Verb
from reconciler.model.finding import Verdict
from reconciler.model.state import Limits, Policy
from reconciler.rules import RULES, run

FIRST = "the first that fit go ahead"


def limited(**limits):
    return Policy(limits=Limits(**{"cancellations": None} | limits))


def spent(month="2026-11", **counts):
    return Memory(spent={month: Spent(**counts)})


def buys(*keys):
    return [action(Verb.ORDER, f"care/{key}") for key in keys]


@pytest.mark.parametrize(
    ("limit", "done", "planned", "stopped", "said"),
    [
        (None, "abc", "def", "", None),
        (2, "", "ab", "", None),
        (1, "", "ba", "b", f"2 (0 done or open, 2 planned), over the limit of 1: {FIRST}, 1 of 2 do not"),
        (2, "a", "b", "", None),
        (2, "ab", "c", "c", "3 (2 done or open, 1 planned), over the limit of 2"),
        (3, "ab", "edc", "de", f"5 (2 done or open, 3 planned), over the limit of 3: {FIRST}, 2 of 3 do not"),
        (2, "ab", "b", "", None),
        (0, "", "a", "a", "1 (0 done or open, 1 planned), over the limit of 0"),
        (1, "abc", "", "", None),
    ],
)
def test_purchases_of_the_month_and_the_plan_count_together_once_per_address(
    limit, done, planned, stopped, said
):
    memory = spent(purchases=frozenset(f"care/{key}" for key in done))
    actions = buys(*planned)
    findings = found("VN503", facts(actions=actions, memory=memory, policy=limited(purchases=limit)))
    stops = tuple(f"care/{key}:order" for key in stopped)
    assert [(f.verdict, f.address, f.message, f.stops) for f in findings] == (
        [] if said is None else [(Verdict.BLOCK, "prod", f"purchases in 2026-11: {said}", stops)]
    )


def test_what_another_rule_blocks_takes_no_room():
    gone = hotline_entry("care/a", script=None)
    given = facts(declared(gone), actions=buys("a", "b"), policy=limited(purchases=1))
    rules = tuple(rule for rule in RULES if rule.code in {"VN303", "VN503"})
    assert {f.rule: f.stops for f in run(given, rules)} == {"VN303": ("care/a:order",)}


@pytest.mark.parametrize(
    ("now", "blocked"),
    [
        ("2026-11-30T23:59:59", True),
        ("2026-11-30T15:59:59Z", True),
        ("2026-12-01", False),
        ("2026-11-30T16:00:00Z", False),
    ],
)
def test_a_month_is_a_month_in_shanghai(now, blocked):
    memory = spent(purchases=frozenset({"care/x"}))
    given = facts(actions=buys("a"), memory=memory, policy=limited(purchases=1), now=moment(now))
    assert bool(found("VN503", given)) is blocked


@pytest.mark.parametrize(
    ("limit", "done", "blocked"),
    [("240", "0", ""), ("239.99", "0", "b"), ("240", "0.01", "b"), ("119", "0", "ab"), (None, "9999", "")],
)
def test_added_cny_a_month_are_limited_too(limit, done, blocked):
    policy = limited(added_monthly=None if limit is None else Decimal(limit))
    given = facts(actions=buys("a", "b"), memory=spent(added_monthly=Decimal(done)), policy=policy)
    findings = found("VN503", given)
    stops = tuple(f"care/{key}:order" for key in blocked)
    assert [f.stops for f in findings] == ([stops] if blocked else [])


def test_money_of_an_address_that_was_paid_this_month_is_not_counted_twice():
    memory = spent(purchases=frozenset({"care/a"}), added_monthly=Decimal(120))
    given = facts(actions=buys("a"), memory=memory, policy=limited(added_monthly=Decimal(120)))
    assert found("VN503", given) == []


def ends(*windows):
    """Tombstoned numbers, each from its day on, and their cancellations."""
    slots = [
        buried(
            tombstone(f"care/{day}", not_before=date.fromisoformat(day), expires=date(2027, 12, 31)),
            number(number=f"05718888000{index}"),
        )
        for index, day in enumerate(windows)
    ]
    return slots, [action(Verb.CANCEL, slot.address) for slot in slots]


@pytest.mark.parametrize(
    ("windows", "done", "stopped"),
    [
        (["2026-11-01"], 0, 0),
        (["2026-11-01", "2026-11-02"], 0, 1),
        (["2026-11-01", "2026-11-30"], 0, 1),
        (["2026-11-01", "2026-12-01"], 0, 0),
        (["2026-11-01"], 1, 1),
        (["2026-12-01"], 1, 0),
    ],
)
def test_the_default_is_one_cancellation_a_month_and_a_deferred_one_counts_later(windows, done, stopped):
    slots, actions = ends(*windows)
    memory = spent(cancellations=frozenset({"care/earlier"} if done else ()))
    findings = found("VN503", facts(*slots, actions=actions, memory=memory, policy=Policy()))
    assert [len(finding.stops) for finding in findings] == ([stopped] if stopped else [])


def test_a_held_purchase_is_counted_by_the_ledger_and_not_again():
    held = action(Verb.ORDER, "care/a", status=Status.HELD)
    memory = spent(purchases=frozenset({"care/a"}))
    given = facts(actions=[held, *buys("b")], memory=memory, policy=limited(purchases=2))
    assert found("VN503", given) == []


@pytest.mark.parametrize(
    ("rebuilt", "status", "counted"),
    [
        ("", "cancelled", False),
        ("2026-10-30T10:00:00+08:00", "cancelled", False),
        ("2026-11-02T10:00:00+08:00", "cancelled", True),
        ("2026-11-02T10:00:00+08:00", "cancelling", True),
        ("2026-11-02T10:00:00+08:00", "active", False),
    ],
)
def test_in_the_month_of_a_loss_what_tombstones_ended_counts(rebuilt, status, counted):
    ended = buried(tombstone("care/old"), number(number="057188880077", status=status))
    actions = [action(Verb.CANCEL, "care/b")]
    given = facts(ended, actions=actions, memory=Memory(rebuilt=rebuilt), policy=limited(cancellations=1))
    assert bool(found("VN503", given)) is counted

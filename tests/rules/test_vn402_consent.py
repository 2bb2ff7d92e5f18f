"""VN402: the tombstone names the number, its window is open, and it was not used."""

from datetime import date

import pytest
from rule_world import (
    REGULAR_NUMBER,
    action,
    buried,
    declared,
    entry,
    facts,
    found,
    moment,
    number,
    tombstone,
)

from reconciler.memory.memory import Memory
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict

CANCEL = action(Verb.CANCEL)
WINDOW = tombstone(not_before=date(2026, 12, 1), expires=date(2027, 3, 31))


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ("2026-11-30T23:59:59", Verdict.HOLD),
        ("2026-11-30T15:59:59Z", Verdict.HOLD),
        ("2026-12-01", None),
        ("2026-11-30T16:00:00Z", None),
        ("2027-03-31T23:59:59", None),
        ("2027-03-31T15:59:59Z", None),
        ("2027-04-01", Verdict.BLOCK),
        ("2027-03-31T16:00:00Z", Verdict.BLOCK),
    ],
)
def test_both_days_of_the_window_are_included_in_shanghai(now, verdict):
    findings = found("VN402", facts(buried(WINDOW, number()), actions=[CANCEL], now=moment(now)))
    assert [finding.verdict for finding in findings] == ([] if verdict is None else [verdict])
    if verdict is Verdict.HOLD:
        assert findings[0].until == moment("2026-12-01")
        assert findings[0].stops == (CANCEL.id,)


@pytest.mark.parametrize(
    ("typed", "live", "blocked"),
    [
        (REGULAR_NUMBER, number(), False),
        ("057188880008", number(), True),
        (REGULAR_NUMBER, number(number=None, application="APP-000001"), True),
    ],
)
def test_the_number_is_typed_again_and_equals_the_live_one(typed, live, blocked):
    findings = found("VN402", facts(buried(tombstone(number=typed), live), actions=[CANCEL]))
    assert [finding.verdict for finding in findings] == ([Verdict.BLOCK] if blocked else [])
    assert all(typed in finding.message and live.identity in finding.message for finding in findings)


@pytest.mark.parametrize(("used", "blocked"), [("2026-12-old-branch", True), ("another", False)])
def test_a_tombstone_is_used_once(used, blocked):
    memory = Memory(consents=frozenset({used}))
    findings = found("VN402", facts(buried(tombstone(), number()), actions=[CANCEL], memory=memory))
    assert [f.message for f in findings] == (
        ["the tombstone 2026-12-old-branch was used already"] if blocked else []
    )


def test_a_cancellation_without_a_tombstone_never_runs():
    [finding] = found("VN402", facts(declared(entry(), number()), actions=[CANCEL]))
    assert (finding.verdict, finding.stops) == (Verdict.BLOCK, (CANCEL.id,))


@pytest.mark.parametrize(
    ("grave", "live", "warned"),
    [
        (tombstone("care/gone"), [number()], True),
        (tombstone("care/gone", account="prod"), [number()], False),
        (tombstone("care/gone"), [], False),
        (tombstone("care/hz-001"), [number()], False),
    ],
    ids=["names no account", "names one", "its number is elsewhere", "its target is known here"],
)
def test_a_tombstone_that_speaks_of_no_account_is_warned_of_where_its_number_is(grave, live, warned):
    given = facts(
        declared(entry(number=None)),
        desired={"tombstones": (grave,)},
        observed={"numbers": {n.identity: n for n in live}},
    )
    said = [(f.verdict, f.address, f.stops) for f in found("VN402", given)]
    assert said == ([(Verdict.WARN, "care/gone", ())] if warned else [])

"""VN407: in a freeze everything that changes the provider waits."""

from datetime import date

import pytest
from rule_world import action, buried, facts, found, moment, number, tombstone

from reconciler.model.action import Status, Verb
from reconciler.model.finding import Verdict
from reconciler.model.state import Freeze, Policy
from reconciler.rules import RULES, run

FESTIVAL = Freeze(date(2027, 2, 5), date(2027, 2, 12), "Spring Festival")
AFTER = Freeze(date(2027, 2, 13), date(2027, 2, 14), "weekend")
LATER = Freeze(date(2027, 2, 20), date(2027, 2, 21), "audit")


@pytest.mark.parametrize(
    ("now", "freezes", "until"),
    [
        ("2027-02-04T23:59:59", (FESTIVAL,), None),
        ("2027-02-04T15:59:59Z", (FESTIVAL,), None),
        ("2027-02-05", (FESTIVAL,), "2027-02-13"),
        ("2027-02-04T16:00:00Z", (FESTIVAL,), "2027-02-13"),
        ("2027-02-12T23:59:59", (FESTIVAL,), "2027-02-13"),
        ("2027-02-13", (FESTIVAL,), None),
        ("2027-02-05", (FESTIVAL, AFTER, LATER), "2027-02-15"),
        ("2027-02-05", (AFTER, FESTIVAL), "2027-02-15"),
        ("2027-02-05", (Freeze(date(2027, 1, 1), date.max, "wound up"),), "9999-12-31"),
        ("2027-02-05", (), None),
    ],
)
def test_everything_is_deferred_to_the_day_after(now, freezes, until):
    actions = [action(Verb.BIND), action(Verb.CANCEL, "care/hz-002"), action(Verb.ADOPT, "care/hz-003")]
    findings = found("VN407", facts(actions=actions, now=moment(now), policy=Policy(freezes=freezes)))
    if until is None:
        assert findings == []
    else:
        [finding] = findings
        assert (finding.verdict, finding.address) == (Verdict.HOLD, "prod")
        assert finding.until is not None
        assert finding.until.replace(tzinfo=None).isoformat()[:10] == until
        assert finding.stops == ("care/hz-001:bind", "care/hz-002:cancel")


@pytest.mark.parametrize(
    "actions",
    [[], [action(Verb.FORGET)], [action(Verb.ORDER, status=Status.HELD)]],
    ids=["none", "ledger", "held"],
)
def test_without_anything_to_hold_there_is_nothing_to_say(actions):
    given = facts(actions=actions, now=moment("2027-02-05"), policy=Policy(freezes=(FESTIVAL,)))
    assert found("VN407", given) == []


@pytest.mark.parametrize(("deadline", "goes_on"), [("2027-02-13", True), ("2027-02-13T00:00:01", False)])
def test_a_freeze_never_holds_what_has_a_deadline_inside_it(deadline, goes_on):
    submit = action(Verb.SUBMIT_DOCUMENTS, "care/brand", deadline=moment(deadline))
    given = facts(actions=[submit], now=moment("2027-02-06"), policy=Policy(freezes=(FESTIVAL,)))
    [finding] = found("VN407", given)
    expected = (Verdict.INFO, "care/brand", ()) if goes_on else (Verdict.HOLD, "prod", (submit.id,))
    assert (finding.verdict, finding.address, finding.stops) == expected


def cancelling(expires):
    """A number whose three months end on the second day of the festival, and its cancellation."""
    grave = tombstone(not_before=date(2026, 11, 1), expires=expires)
    slot = buried(grave, number(activated_on=date(2026, 11, 5)))
    cancel = action(Verb.CANCEL, consent=grave.name)
    given = facts(slot, actions=[cancel], now=moment("2027-01-10"), policy=Policy(freezes=(FESTIVAL,)))
    rules = tuple(rule for rule in RULES if rule.code in {"VN401", "VN407"})
    return [finding for finding in run(given, rules) if finding.rule == "VN407"]


def test_what_is_deferred_into_a_freeze_waits_for_its_end():
    [finding] = cancelling(date(2027, 3, 31))
    assert (finding.verdict, finding.until) == (Verdict.HOLD, moment("2027-02-13"))


def test_a_tombstone_that_expires_in_the_freeze_is_blocked_with_the_day_to_write():
    [finding] = cancelling(date(2027, 2, 12))
    assert (finding.verdict, finding.hint) == (
        Verdict.BLOCK,
        'write `expires: "2027-02-13"` or later in 2026-12-old-branch',
    )

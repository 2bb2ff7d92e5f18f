"""VN407: in a freeze everything that changes the provider waits."""

from datetime import date

import pytest
from rule_world import action, facts, found, moment

from reconciler.model.action import Status, Verb
from reconciler.model.finding import Verdict
from reconciler.model.state import Freeze, Policy

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


@pytest.mark.parametrize(("deadline", "warned"), [("2027-02-13", True), ("2027-02-13T00:00:01", False)])
def test_a_deadline_inside_the_freeze_is_warned_of(deadline, warned):
    submit = action(Verb.SUBMIT_DOCUMENTS, "care/brand", deadline=moment(deadline))
    given = facts(actions=[submit], now=moment("2027-02-06"), policy=Policy(freezes=(FESTIVAL,)))
    assert [(f.verdict, f.address) for f in found("VN407", given)] == [
        (Verdict.HOLD, "prod"),
        *([(Verdict.WARN, "care/brand")] if warned else []),
    ]

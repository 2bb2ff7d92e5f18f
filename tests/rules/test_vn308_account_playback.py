"""VN308: the account-wide playback needs an agreement of its own."""

from datetime import date

import pytest
from rule_world import acknowledgement, facts, found

from reconciler.model.finding import Verdict
from reconciler.model.resource import Playback

CLOSED = Playback("closed.wav", "We are closed")
AGREED = acknowledgement(notice="account-wide-playback")
LATER = acknowledgement(notice="account-wide-playback", acknowledged_on=date(2026, 11, 24))
OLD = acknowledgement(notice="account-wide-playback", version="2020-01-01")


@pytest.mark.parametrize(
    ("declared", "live", "said", "verdicts"),
    [
        (None, None, (), []),
        (CLOSED, CLOSED, (AGREED,), []),
        (CLOSED, CLOSED, (), [Verdict.BLOCK]),
        (CLOSED, CLOSED, (acknowledgement(),), [Verdict.BLOCK]),
        (CLOSED, CLOSED, (OLD,), [Verdict.BLOCK]),
        (CLOSED, CLOSED, (LATER,), [Verdict.BLOCK]),
        (CLOSED, None, (AGREED,), [Verdict.WARN]),
        (None, CLOSED, (AGREED,), [Verdict.WARN]),
        (None, CLOSED, (), [Verdict.BLOCK, Verdict.WARN]),
        (CLOSED, Playback("open.wav", "We are open"), (AGREED,), [Verdict.WARN]),
    ],
)
def test_whoever_set_it_somebody_agreed_and_git_says_so(declared, live, said, verdicts):
    given = facts(
        account={"playback": declared},
        observed={"playback": live, "playback_readable": True},
        desired={"acknowledgements": said},
    )
    findings = found("VN308", given)
    assert [finding.verdict for finding in findings] == verdicts
    assert {finding.address for finding in findings} <= {"prod"}


def test_a_playback_that_cannot_be_read_is_not_called_missing():
    given = facts(account={"playback": CLOSED}, desired={"acknowledgements": (AGREED,)})
    assert found("VN308", given) == []

"""VN603: attestations are asked for again before they expire."""

import pytest
from rule_world import facts, found, moment

from reconciler.memory.memory import Memory, Owned
from reconciler.memory.records import Attested
from reconciler.model.finding import Verdict


def memory(subject="057188880001", expires="2026-12-01T00:00:00+08:00", **changes):
    attested = Attested(
        at="2026-11-01T00:00:00+08:00",
        subject=subject,
        fields={"status": "active"},
        by="ops-lead",
        evidence="console, screenshot 12",
        expires=expires,
    )
    return Memory(attestations={subject: attested}, **changes)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-23T23:59:59", None),
        ("2026-11-24T00:00:00", "; that expires on 2026-12-01"),
        ("2026-11-30T23:59:59", "; that expires on 2026-12-01"),
        ("2026-12-01T00:00:00", " until 2026-12-01: that has expired, and the facts are unknown again"),
        ("2026-11-30T16:00:00Z", " until 2026-12-01: that has expired, and the facts are unknown again"),
    ],
)
def test_it_is_asked_for_again_a_week_before_it_expires(now, words):
    findings = found("VN603", facts(memory=memory(), now=moment(now)))
    assert [(f.verdict, f.message, f.until) for f in findings] == (
        []
        if words is None
        else [(Verdict.WARN, f"ops-lead vouched for 057188880001 (status){words}", moment("2026-12-01"))]
    )


@pytest.mark.parametrize(
    ("subject", "owner", "address"),
    [
        ("057188880001", {"057188880001": "care/hz-001"}, "care/hz-001"),
        ("057188880001", {}, "-/057188880001"),
        ("enterprise:杭州示例科技有限公司", {}, "prod"),
    ],
)
def test_it_stands_at_the_number_or_at_the_account(subject, owner, address):
    given = facts(memory=memory(subject, owner=owner), now=moment("2026-12-01"))
    assert [finding.address for finding in found("VN603", given)] == [address]


@pytest.mark.parametrize(
    ("past", "asked"),
    [
        ({"owned": {"care/hz-001": Owned("care/hz-001", "057188880001")}}, True),
        ({"owned": {"care/hz-001": Owned("care/hz-001", "057188880001", cancelled=True)}}, False),
        ({"forgotten": frozenset({"care/hz-001"})}, False),
        ({"forgotten": frozenset({"care/hz-002"})}, True),
    ],
    ids=["ours", "cancelled", "let go", "another let go"],
)
def test_of_a_number_that_is_over_nothing_is_asked(past, asked):
    remembered = memory(owner={"057188880001": "care/hz-001"}, **past)
    assert bool(found("VN603", facts(memory=remembered, now=moment("2026-12-01")))) is asked


@pytest.mark.parametrize("activated", [True, False])
def test_public_mode_that_was_activated_stays_so(activated):
    given = facts(memory=memory("public-mode", activated=activated), now=moment("2026-12-01"))
    assert bool(found("VN603", given)) is not activated


@pytest.mark.parametrize(("expires", "warned"), [("2027-12-01", False), ("2026-12-01", True), ("soon", True)])
def test_a_day_without_a_zone_is_read_in_shanghai_and_what_is_no_day_has_expired(expires, warned):
    given = facts(memory=memory(expires=expires), now=moment("2026-12-01"))
    assert bool(found("VN603", given)) is warned

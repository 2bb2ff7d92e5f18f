"""VN401: three calendar months, clamped, and the day after them, in Shanghai."""

from datetime import UTC, date, timedelta

import pytest
from rule_world import action, buried, facts, found, hotline, moment, number, tombstone

from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict

CALENDAR = [
    ("2025-11-30", "2026-02-28T16:00:00Z"),
    ("2026-11-28", "2027-02-28T16:00:00Z"),
    ("2026-11-29", "2027-02-28T16:00:00Z"),
    ("2026-11-30", "2027-02-28T16:00:00Z"),
    ("2027-11-29", "2028-02-29T16:00:00Z"),
    ("2027-11-30", "2028-02-29T16:00:00Z"),
    ("2024-02-29", "2024-05-29T16:00:00Z"),
    ("2026-05-31", "2026-08-31T16:00:00Z"),
    ("2026-08-31", "2026-11-30T16:00:00Z"),
    ("2026-01-31", "2026-04-30T16:00:00Z"),
    ("2026-12-01", "2027-03-01T16:00:00Z"),
    ("1988-05-15", "1988-08-15T15:00:00Z"),
]
"""Activation day, and the instant from which the number may be cancelled; in 1988 Shanghai had summer time."""

CANCEL = action(Verb.CANCEL)
NEVER_ENDS = tombstone(expires=date(2999, 12, 31))


@pytest.mark.parametrize(("since", "earliest"), CALENDAR)
def test_an_early_tombstone_is_deferred_to_the_instant_and_not_a_second_longer(since, earliest):
    live = number(activated_on=date.fromisoformat(since))
    instant = moment(earliest)

    def at(now):
        return found("VN401", facts(buried(NEVER_ENDS, live), actions=[CANCEL], now=now))

    [finding] = at(instant - timedelta(microseconds=1))
    assert (finding.verdict, finding.stops, finding.waits) == (Verdict.HOLD, (CANCEL.id,), False)
    assert finding.until is not None
    assert finding.until.astimezone(UTC) == instant
    assert at(instant) == []
    assert at(instant + timedelta(days=400)) == []


@pytest.mark.parametrize(
    ("expires", "verdict"),
    [("2027-02-28", Verdict.BLOCK), ("2027-03-01", Verdict.HOLD), ("2027-03-02", Verdict.HOLD)],
)
def test_a_window_that_ends_too_early_is_blocked_with_the_day_to_write(expires, verdict):
    grave = tombstone(expires=date.fromisoformat(expires))
    live = number(activated_on=date(2026, 11, 30))
    [finding] = found("VN401", facts(buried(grave, live), actions=[CANCEL]))
    assert finding.verdict is verdict
    assert ('write `expires: "2027-03-01"` or later' in finding.hint) is (verdict is Verdict.BLOCK)


@pytest.mark.parametrize(
    ("since", "costs_a_month"), [("2026-10-31", True), ("2026-11-30", True), ("2026-11-15", False)]
)
def test_it_says_where_the_safe_reading_costs_another_month(since, costs_a_month):
    live = number(activated_on=date.fromisoformat(since))
    [finding] = found("VN401", facts(buried(NEVER_ENDS, live), actions=[CANCEL]))
    assert ("one more month's fee, 35.00 CNY" in finding.hint) is costs_a_month


@pytest.mark.parametrize("status", ["documents_due", "reviewing", "active", "restricted"])
def test_a_400_has_no_holding_period(status):
    live = hotline(status=status, activated_on=date(2026, 11, 22))
    assert found("VN401", facts(buried(tombstone(), live), actions=[CANCEL])) == []


@pytest.mark.parametrize(
    ("live", "mode", "words"),
    [
        (number(activated_on=None), Mode.AUTOMATIC, "nobody knows since when"),
        (number(activated_on=None), Mode.MANUAL, "nobody knows since when"),
        (number(activated_on=None, status="reviewing"), Mode.AUTOMATIC, "begin when it is activated"),
        (number(attested=frozenset({"activated_on"})), Mode.AUTOMATIC, "only attested"),
        (number(attested=frozenset({"activated_on"})), Mode.MANUAL, None),
    ],
)
def test_without_a_known_activation_day_it_waits(live, mode, words):
    cancel = action(Verb.CANCEL, mode=mode)
    findings = found("VN401", facts(buried(tombstone(), live), actions=[cancel]))
    if words is None:
        assert findings == []
    else:
        [finding] = findings
        assert (finding.verdict, finding.waits, finding.until) == (Verdict.HOLD, True, None)
        assert words in finding.message

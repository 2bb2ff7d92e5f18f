"""VN307: from 2026-06-01 an active number that takes calls plays something."""

import pytest
from rule_world import WELCOME, action, declared, entry, facts, found, hotline, hotline_entry, moment, number

from reconciler.contracts.facts import Slot
from reconciler.model.action import Verb
from reconciler.model.calendar import PLAYBACK_DUTY
from reconciler.model.finding import Verdict
from reconciler.model.resource import Ivr, Playback, Transfer

TRANSFER = Ivr(transfer=Transfer("round-robin", ("057188880009",), None))


@pytest.mark.parametrize(
    ("now", "verdict", "words"),
    [
        ("2026-05-01", Verdict.WARN, "in 31 days"),
        ("2026-05-31T23:59:59", Verdict.WARN, "in 0 days"),
        ("2026-05-31T15:59:59Z", Verdict.WARN, "in 0 days"),
        ("2026-06-01", Verdict.VIOLATION, "default rules in force since 2026-06-01, fees may apply"),
        (
            "2026-05-31T16:00:00Z",
            Verdict.VIOLATION,
            "default rules in force since 2026-06-01, fees may apply",
        ),
        ("2026-11-23", Verdict.VIOLATION, "default rules in force since 2026-06-01, fees may apply"),
    ],
)
def test_a_warning_before_the_duty_and_a_violation_from_its_instant(now, verdict, words):
    [finding] = found("VN307", facts(declared(entry(ivr=None), number(ivr=None)), now=moment(now)))
    assert finding.verdict is verdict
    assert words in finding.message
    assert finding.until == (PLAYBACK_DUTY if verdict is Verdict.WARN else None)


@pytest.mark.parametrize(
    ("slot", "missing"),
    [
        (declared(entry(), number(ivr=WELCOME)), False),
        (declared(entry(), number(ivr=None)), True),
        (declared(entry(), number(ivr=Ivr())), True),
        (declared(entry(), number(ivr=None, call_type="inbound")), True),
        (declared(entry(), number(ivr=None, call_type="outbound")), False),
        (declared(entry(), number(ivr=None, call_type=None, unknown=frozenset({"call_type"}))), False),
        (declared(entry(), number(ivr=None, unknown=frozenset({"ivr"}))), False),
        (declared(entry(), number(ivr=TRANSFER, unknown=frozenset({"ivr.playback"}))), False),
        (declared(entry(), number(ivr=None, status="reviewing")), False),
        (declared(entry(), number(ivr=None, status="restricted")), False),
        (declared(hotline_entry(), hotline(ivr=TRANSFER)), True),
        (declared(hotline_entry(), hotline(ivr=WELCOME)), False),
        (Slot("care/hz-001", None, number(ivr=None)), False),
    ],
)
def test_only_declared_active_numbers_that_take_calls_and_are_known_to_be_silent(slot, missing):
    assert bool(found("VN307", facts(slot))) is missing


def test_an_account_wide_playback_plays_for_every_number():
    playback = Playback("closed.wav", "We are closed")
    assert found("VN307", facts(declared(entry(), number(ivr=None)), observed={"playback": playback})) == []


def test_it_says_when_the_plan_ends_it():
    slot = declared(entry(), number(ivr=None))
    [finding] = found("VN307", facts(slot, actions=[action(Verb.CONFIGURE_IVR)]))
    assert finding.verdict is Verdict.VIOLATION
    assert finding.hint == "this plan configures it"

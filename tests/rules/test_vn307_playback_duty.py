"""VN307: from 2026-06-01 an active number that takes calls plays something."""

import pytest
from rule_world import WELCOME, action, declared, entry, facts, found, hotline, hotline_entry, moment, number

from reconciler.contracts.facts import Slot
from reconciler.model.action import Mode, Verb
from reconciler.model.calendar import PLAYBACK_DUTY
from reconciler.model.finding import Verdict
from reconciler.model.resource import Ivr, Playback, Transfer
from reconciler.rules import RULES, run

TRANSFER = Ivr(transfer=Transfer("round-robin", ("057188880009",), None))


@pytest.mark.parametrize(
    ("now", "verdict", "words"),
    [
        ("2026-05-01", Verdict.WARN, "in 31 days"),
        ("2026-05-31T23:59:59", Verdict.WARN, "in less than an hour"),
        ("2026-05-31T15:59:59Z", Verdict.WARN, "in less than an hour"),
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


def test_what_the_plan_configures_is_a_note():
    slot = declared(entry(), number(ivr=None))
    [finding] = found("VN307", facts(slot, actions=[action(Verb.CONFIGURE_IVR)]))
    assert (finding.verdict, finding.mended) == (Verdict.INFO, False)
    assert finding.message.endswith("has no inbound playback yet: this plan configures it")


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"mode": Mode.MANUAL}, "a person configures it: see `reconciler tasks`"),
        ({}, "this plan would configure it; see what stops that"),
    ],
)
def test_what_a_person_must_do_or_another_rule_stops_is_not_mended(changes, hint):
    audio = Ivr(Playback("draft.wav", "Draft"))
    slot = declared(entry(ivr=audio), number(ivr=None))
    given = facts(
        slot, actions=[action(Verb.CONFIGURE_IVR, **changes)], observed={"audio": {"draft.wav": "reviewing"}}
    )
    rules = tuple(rule for rule in RULES if rule.code in {"VN305", "VN307"})
    [finding] = [f for f in run(given, rules) if f.rule == "VN307"]
    assert (finding.verdict, finding.hint) == (Verdict.VIOLATION, hint)


def test_a_plan_that_takes_the_playback_away_says_so_before_it_is_merged():
    slot = declared(entry(ivr=None), number(ivr=WELCOME))
    [finding] = found("VN307", facts(slot, actions=[action(Verb.CLEAR_IVR)]))
    assert (finding.verdict, finding.foreseen) == (Verdict.WARN, True)
    assert "leaves 057188880001 without an inbound playback" in finding.message


@pytest.mark.parametrize(
    "slot",
    [
        declared(hotline_entry(ivr=None)),
        declared(hotline_entry(ivr=TRANSFER), hotline(status="reviewing", ivr=None)),
    ],
    ids=["bought", "under review"],
)
def test_a_number_to_come_without_a_playback_is_warned_of(slot):
    orders = [action(Verb.ORDER, "care/brand")] if slot.live is None else []
    [finding] = found("VN307", facts(slot, actions=orders))
    assert (finding.verdict, finding.foreseen) == (Verdict.WARN, True)


def test_what_only_calls_out_needs_none():
    slot = declared(entry(ivr=None, call_type="outbound"))
    assert found("VN307", facts(slot, actions=[action(Verb.ORDER)])) == []

"""VN306: no number that takes calls is applied for without a current acknowledgement."""

from datetime import date

import pytest
from rule_world import acknowledgement, action, declared, entry, facts, found, hotline_entry, moment

from reconciler.model.action import Verb
from reconciler.model.finding import Verdict

ASIDE = acknowledgement(notice="account-wide-playback")


@pytest.mark.parametrize(
    ("said", "blocked"),
    [
        ((acknowledgement(),), None),
        ((acknowledgement(version="2025-01-01"), acknowledgement()), None),
        ((), "nobody has acknowledged the notice inbound-audio-playback for account prod"),
        ((ASIDE,), "nobody has acknowledged the notice inbound-audio-playback for account prod"),
        (
            (acknowledgement(account="test"),),
            "nobody has acknowledged the notice inbound-audio-playback for account prod",
        ),
        (
            (acknowledgement(version="2025-01-01"),),
            "the notice inbound-audio-playback was acknowledged as of 2025-01-01; its current text is of 2026-06-01",
        ),
        (
            (acknowledgement(acknowledged_on=date(2026, 11, 24)),),
            "the notice inbound-audio-playback is acknowledged only from 2026-11-24 on",
        ),
    ],
)
def test_the_account_has_agreed_to_the_current_text(said, blocked):
    given = facts(
        declared(hotline_entry()),
        actions=[action(Verb.ORDER, "care/brand")],
        desired={"acknowledgements": said},
    )
    findings = found("VN306", given)
    assert [(f.verdict, f.message) for f in findings] == (
        [] if blocked is None else [(Verdict.BLOCK, blocked)]
    )


@pytest.mark.parametrize(
    ("now", "blocked"),
    [("2026-11-23T23:59:59", True), ("2026-11-24", False), ("2026-11-23T16:00:00Z", False)],
)
def test_an_acknowledgement_counts_from_its_day_in_shanghai(now, blocked):
    given = facts(
        declared(hotline_entry()),
        now=moment(now),
        actions=[action(Verb.ORDER, "care/brand")],
        desired={"acknowledgements": (acknowledgement(acknowledged_on=date(2026, 11, 24)),)},
    )
    assert bool(found("VN306", given)) is blocked


def test_only_numbers_that_take_calls_need_it_and_one_finding_names_them_all():
    slots = [
        declared(hotline_entry()),
        declared(entry("care/both", number=None)),
        declared(entry("care/inbound", number=None, call_type="inbound")),
        declared(entry("care/outbound", number=None, call_type="outbound")),
    ]
    actions = [action(Verb.ORDER, slot.address) for slot in slots]
    [finding] = found("VN306", facts(*slots, actions=actions, desired={"acknowledgements": ()}))
    assert finding.address == "prod"
    assert finding.stops == ("care/brand:order", "care/both:order", "care/inbound:order")


def test_without_an_application_nothing_is_asked():
    assert found("VN306", facts(declared(hotline_entry()), desired={"acknowledgements": ()})) == []

"""VN606: a restricted number is a violation, in the provider's words."""

import pytest
from rule_world import declared, entry, facts, found, number

from reconciler.contracts.facts import Slot
from reconciler.model.finding import Verdict
from reconciler.model.observation import NumberStatus


@pytest.mark.parametrize("status", NumberStatus)
def test_only_restricted_numbers_are_reported(status):
    findings = found("VN606", facts(declared(entry(), number(status=status))))
    assert [finding.verdict for finding in findings] == (
        [Verdict.VIOLATION] if status == "restricted" else []
    )


@pytest.mark.parametrize(
    ("live", "said", "hint"),
    [
        ({}, "057188880001 is restricted and cannot be used", "ask the provider's support to lift"),
        (
            {"running_status": "已限制", "reason": "未配置放音", "ivr": None},
            "057188880001 is restricted and cannot be used: 已限制; 未配置放音",
            "declare an inbound playback, then ask the provider's support to lift",
        ),
    ],
)
def test_the_providers_words_stand_verbatim(live, said, hint):
    [finding] = found("VN606", facts(declared(entry(), number(status="restricted", **live))))
    assert finding.message == said
    assert finding.hint.startswith(hint)


def test_what_nobody_declares_is_not_a_violation_of_ours():
    assert found("VN606", facts(Slot("care/hz-001", None, number(status="restricted")))) == []

"""VN602: unknown never counts as allowed, and absence from an incomplete list proves nothing."""

import pytest
from rule_world import (
    HOTLINE_NUMBER,
    REGULAR_NUMBER,
    action,
    buried,
    declared,
    entry,
    facts,
    found,
    hotline_entry,
    number,
    tombstone,
)

from reconciler.memory.memory import Memory, Owned
from reconciler.memory.records import Intent
from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict

PARTIAL = {"complete": False}


def test_what_was_not_read_is_named():
    [finding] = found("VN602", facts(observed={"gaps": ("page 3 of the bindings did not answer",)}))
    assert (finding.verdict, finding.address) == (Verdict.WARN, "prod")
    assert finding.message == "page 3 of the bindings did not answer"


@pytest.mark.parametrize(
    ("observed", "mode", "waits"),
    [
        ({}, Mode.AUTOMATIC, False),
        (PARTIAL, Mode.AUTOMATIC, True),
        (PARTIAL, Mode.MANUAL, True),
        ({"origins": {"numbers": "attested"}}, Mode.AUTOMATIC, True),
        ({"origins": {"numbers": "attested"}}, Mode.MANUAL, False),
    ],
)
def test_nothing_is_bought_on_an_incomplete_listing(observed, mode, waits):
    buy = action(Verb.ORDER, "care/brand", mode=mode)
    findings = found("VN602", facts(declared(hotline_entry()), actions=[buy], observed=observed))
    assert [(f.verdict, f.waits, f.stops) for f in findings] == (
        [(Verdict.HOLD, True, (buy.id,))] if waits else []
    )


@pytest.mark.parametrize(
    ("desired", "owned", "complete", "expected"),
    [
        (entry(), None, False, REGULAR_NUMBER),
        (entry(), None, True, None),
        (entry(number=None), None, False, None),
        (entry(number=None), Owned("care/hz-001", None, "APP-000001"), False, "APP-000001"),
        (hotline_entry("care/hz-001"), None, False, None),
        (hotline_entry("care/hz-001"), Owned("care/hz-001", HOTLINE_NUMBER), False, HOTLINE_NUMBER),
        (hotline_entry("care/hz-001"), Owned("care/hz-001", HOTLINE_NUMBER, cancelled=True), False, None),
    ],
)
def test_a_number_an_incomplete_list_does_not_show_is_unknown(desired, owned, complete, expected):
    findings = found("VN602", facts(declared(desired, owned=owned), observed={"complete": complete}))
    assert [(f.verdict, f.message) for f in findings] == (
        []
        if expected is None
        else [
            (
                Verdict.WARN,
                f"{expected} does not show in an incomplete list: whether it is there is unknown",
            )
        ]
    )


def test_a_held_address_is_another_rules_business():
    intent = Intent(at="", id="1", address="care/hz-001", action="bind", resource="binding")
    memory = Memory(held={"care/hz-001": intent})
    assert found("VN602", facts(declared(entry()), memory=memory, observed=PARTIAL)) == []


def test_what_is_planned_at_a_number_of_unknown_status_waits():
    live = number(status="unknown", running_status="状态异常")
    actions = [action(Verb.ADOPT), action(Verb.BIND), action(Verb.BIND, "care/hz-002")]
    [finding] = found("VN602", facts(declared(entry(), live), actions=actions))
    assert (finding.verdict, finding.waits) == (Verdict.HOLD, True)
    assert finding.stops == ("care/hz-001:bind",)
    assert finding.message == f"the status of {REGULAR_NUMBER} is unknown (状态异常)"


def test_an_unknown_status_with_nothing_planned_is_a_warning():
    [finding] = found("VN602", facts(declared(entry(), number(status="unknown"))))
    assert (finding.verdict, finding.stops) == (Verdict.WARN, ())


@pytest.mark.parametrize(
    ("attested", "mode", "waits"),
    [
        ({"status"}, Mode.AUTOMATIC, True),
        ({"number"}, Mode.AUTOMATIC, True),
        ({"status"}, Mode.MANUAL, False),
        ({"region"}, Mode.AUTOMATIC, False),
    ],
)
def test_an_automatic_cancellation_needs_an_observed_number(attested, mode, waits):
    cancel = action(Verb.CANCEL, mode=mode)
    live = number(attested=frozenset(attested))
    findings = found("VN602", facts(buried(tombstone(), live), actions=[cancel]))
    assert [(f.verdict, f.waits) for f in findings] == ([(Verdict.HOLD, True)] if waits else [])


def test_fields_that_nobody_can_see_are_counted_once_for_the_account():
    slots = [
        declared(entry("care/a"), number(number="057188880011", unknown=frozenset({"ivr", "region"}))),
        declared(entry("care/b"), number(number="057188880012", unknown=frozenset({"ivr"}))),
        declared(entry("care/c"), number(number="057188880013")),
    ]
    [finding] = found("VN602", facts(*slots))
    assert (finding.verdict, finding.address) == (Verdict.INFO, "prod")
    assert finding.message == "not everything is known of 2 managed numbers: ivr of 2, region of 1"

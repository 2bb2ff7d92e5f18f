"""VN405: a number that went away is never replaced, one that is there is never bought again."""

from decimal import Decimal

import pytest
from rule_world import (
    HOTLINE_NUMBER,
    OTHER_ENTERPRISE,
    REGULAR_NUMBER,
    TELECOM,
    action,
    buried,
    declared,
    entry,
    facts,
    found,
    hotline,
    hotline_entry,
    number,
    tombstone,
)

from reconciler.memory.memory import Memory, Owned
from reconciler.memory.records import Intent
from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import Select

GONE_FOR_GOOD = "; it is never bought again"
OWNED = Owned("care/brand", HOTLINE_NUMBER)
CANCELLED = Owned("care/brand", HOTLINE_NUMBER, cancelled=True)
APPLIED = Owned("care/brand", None, "APP-000001")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("released", "was released by the provider: 逾期未提交资料"),
        ("rejected", "was rejected by the provider's review: 逾期未提交资料"),
        ("cancelling", "is being cancelled, and not by a tombstone of ours: 逾期未提交资料"),
        ("cancelled", "was cancelled, and not by a tombstone of ours: 逾期未提交资料"),
        ("active", None),
        ("restricted", None),
        ("reviewing", None),
        ("documents_due", None),
        ("unknown", None),
    ],
)
def test_a_number_that_is_gone_is_an_incident_with_the_providers_reason(status, said):
    slot = declared(hotline_entry(), hotline(status=status, reason="逾期未提交资料"), owned=OWNED)
    findings = found("VN405", facts(slot))
    assert [(f.verdict, f.message) for f in findings] == (
        [] if said is None else [(Verdict.BLOCK, f"{HOTLINE_NUMBER} {said}{GONE_FOR_GOOD}")]
    )


@pytest.mark.parametrize(
    ("desired", "owned", "memory", "complete", "said"),
    [
        (hotline_entry(), None, Memory(), True, None),
        (hotline_entry(), OWNED, Memory(), True, f"{HOTLINE_NUMBER} has vanished from the account"),
        (hotline_entry(), OWNED, Memory(), False, None),
        (hotline_entry(number=None), APPLIED, Memory(), True, "APP-000001 has vanished from the account"),
        (
            hotline_entry(),
            CANCELLED,
            Memory(),
            False,
            f"{HOTLINE_NUMBER} was cancelled, and its key is declared again",
        ),
        (
            hotline_entry(),
            None,
            Memory(owner={HOTLINE_NUMBER: "care/old"}),
            True,
            f"{HOTLINE_NUMBER} was ours at care/old and is not in the account any more",
        ),
        (
            entry("care/brand"),
            None,
            Memory(),
            True,
            f"{REGULAR_NUMBER} is declared as existing, but the account does not have it",
        ),
        (entry("care/brand"), None, Memory(), False, None),
        (entry("care/brand", number=None), None, Memory(), True, None),
        (
            hotline_entry(),
            OWNED,
            Memory(
                held={
                    "care/brand": Intent(
                        at="", id="1", address="care/brand", action="apply", resource="number"
                    )
                }
            ),
            True,
            None,
        ),
    ],
)
def test_absence_is_an_incident_only_where_it_is_known_and_something_was_there(
    desired, owned, memory, complete, said
):
    slot = declared(desired, owned=owned)
    findings = found("VN405", facts(slot, memory=memory, observed={"complete": complete}))
    assert [(f.verdict, f.message, f.stops) for f in findings] == (
        [] if said is None else [(Verdict.BLOCK, said + GONE_FOR_GOOD, ())]
    )


def test_a_number_we_cancelled_leaves_a_closed_slot_and_a_key_that_is_not_used_again():
    gone = hotline(status="cancelled")
    assert found("VN405", facts(buried(tombstone("care/brand"), gone, owned=CANCELLED))) == []
    [finding] = found("VN405", facts(declared(hotline_entry(), gone, owned=CANCELLED)))
    assert finding.message.startswith(f"{HOTLINE_NUMBER} was cancelled as consented to, and its key is still")


def buy(desired, *, mode=Mode.AUTOMATIC, wish=HOTLINE_NUMBER, **given):
    """What the rule says of one application at care/brand."""
    apply = action(Verb.ORDER, "care/brand", number=wish, mode=mode)
    findings = found("VN405", facts(declared(desired), actions=[apply], **given))
    assert all(finding.stops == (apply.id,) for finding in findings)
    return [(finding.verdict, finding.message) for finding in findings]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, None),
        (
            {"desired": hotline_entry(carrier=TELECOM)},
            f"{HOTLINE_NUMBER} is on offer from 中国联通, not from 中国电信",
        ),
        ({"observed": {"offers": ()}}, f"{HOTLINE_NUMBER} is not on offer"),
        (
            {"unmanaged": (hotline(status="released"),)},
            f"{HOTLINE_NUMBER} is in the account already, as released",
        ),
        ({"unmanaged": (hotline(number="4008100009"),)}, None),
    ],
)
def test_a_named_400_is_bought_only_while_it_is_on_offer_and_not_there(given, said):
    desired = given.pop("desired", hotline_entry())
    assert buy(desired, **given) == ([] if said is None else [(Verdict.BLOCK, said)])


def test_a_400_that_was_ours_is_never_bought_again():
    [finding] = found(
        "VN405",
        facts(
            declared(hotline_entry()),
            actions=[action(Verb.ORDER, "care/brand", number=HOTLINE_NUMBER)],
            memory=Memory(owner={HOTLINE_NUMBER: "care/old"}),
            observed={"complete": False},
        ),
    )
    assert (finding.verdict, finding.message) == (
        Verdict.BLOCK,
        f"{HOTLINE_NUMBER} was ours at care/old before",
    )


@pytest.mark.parametrize(("mode", "waits"), [(Mode.AUTOMATIC, True), (Mode.MANUAL, False)])
def test_unreadable_offers_stop_a_machine_but_not_a_person_who_sees_them(mode, waits):
    said = buy(hotline_entry(), mode=mode, observed={"offers": None})
    assert said == ([(Verdict.HOLD, "what is on offer cannot be read")] if waits else [])


SELECT = hotline_entry(number=None, carrier=TELECOM, select=Select("4009"))


@pytest.mark.parametrize(
    ("live", "said"),
    [
        (hotline(number="4009100077", carrier="中国联通"), None),
        (hotline(number="4008100077", carrier=TELECOM), None),
        (number(number="4009100077"), None),
        (
            hotline(number="4009100077", carrier=TELECOM, package=Decimal(500)),
            "its package is 500, not 120",
        ),
        (
            hotline(number="4009100077", carrier=TELECOM, enterprise=OTHER_ENTERPRISE),
            f"its enterprise is {OTHER_ENTERPRISE}, not 杭州示例科技有限公司",
        ),
        (
            hotline(number="4009100077", carrier=None, package=None),
            "its carrier is unknown, not 中国电信; its package is unknown, not 120",
        ),
    ],
)
def test_nothing_is_bought_for_a_select_that_an_unclaimed_400_matches(live, said):
    whole = f"the account holds 4009100077, which nobody claims and this `select` matches: {said}"
    assert buy(SELECT, wish="4009100002", unmanaged=(live,)) == (
        [] if said is None else [(Verdict.BLOCK, whole)]
    )


@pytest.mark.parametrize(
    ("offers", "said"),
    [((), [(Verdict.BLOCK, "no number on offer matches 中国电信 with prefix 4009")]), (None, [])],
)
def test_a_select_that_nothing_on_offer_matches_is_blocked(offers, said):
    assert buy(SELECT, wish=None, mode=Mode.MANUAL, observed={"offers": offers}) == said


def test_after_an_unsettled_purchase_no_other_number_is_chosen():
    memory = Memory(pinned={"care/brand": "4009100001"})
    assert buy(SELECT, wish="4009100002", memory=memory) == [
        (
            Verdict.BLOCK,
            "an earlier purchase of 4009100001 for this address is not settled, so 4009100002 is not bought",
        )
    ]

"""Which declared entry is which number: the ledger's word first, then the number that is named, then a `select`."""

from __future__ import annotations

import sys

import pytest
from planned import (
    COMPANY,
    HOTLINE,
    REGULAR,
    SECOND,
    SPARE,
    TELECOM,
    hotline,
    intent,
    live,
    live_hotline,
    owning,
    regular,
    remembered,
    seen,
    selected,
    tombstone,
    wanted,
)

from reconciler.memory.memory import Memory
from reconciler.model.action import Verb
from reconciler.model.state import Account
from reconciler.planning.identity import identify


def matched(*entries, has=(), memory=None, **said):
    """Address to the identity of its live number, and the identities nobody claims."""
    who = identify(wanted(*entries, **said), seen(*has), memory or Memory())
    shown = {
        address: None if slot.live is None else slot.live.identity for address, slot in who.slots.items()
    }
    return shown, [number.identity for number in who.unmanaged]


def match(*inputs):
    """The slots, and the numbers nobody claims."""
    who = identify(*inputs)
    return who.slots, who.unmanaged


PENDING = {"number": None, "application": "APP-000001", "status": "reviewing", "activated_on": None}


@pytest.mark.parametrize(
    ("entry", "owned", "has", "expected", "free"),
    [
        pytest.param(regular(), (), [live()], REGULAR, [], id="the number that is named"),
        pytest.param(regular(), (), [live(SECOND)], None, [SECOND], id="a named number that is not there"),
        pytest.param(regular(number=None), (), [live()], None, [REGULAR], id="nothing is named"),
        pytest.param(
            regular(number=SECOND), [owning()], [live(), live(SECOND)], REGULAR, [],
            id="the ledger's number, whatever is named now; what is named is not nobody's either",
        ),
        pytest.param(
            regular(number=SECOND), [owning()], [live(SECOND)], None, [],
            id="a number of ours that is gone is not replaced by the one that is named",
        ),
        pytest.param(
            regular(number=None), [owning(number=None, application="APP-000001")], [live(**PENDING)],
            "APP-000001", [], id="an application by its reference",
        ),
        pytest.param(
            regular(number=None), [owning(number=None, application="APP-000001")],
            [live(application="APP-000001")], REGULAR, [], id="an application that got its number",
        ),
        pytest.param(
            regular(number=None), [owning(number=None, application="APP-000002")], [live(**PENDING)],
            None, ["APP-000001"], id="another's application is not ours",
        ),
        pytest.param(
            regular(), [owning(number=None)], [live()], REGULAR, [],
            id="a memory that names neither says nothing",
        ),
    ],
)  # fmt: skip
def test_a_slot_is_the_number_the_ledger_or_git_names(entry, owned, has, expected, free):
    shown, unclaimed = matched(entry, has=has, memory=remembered(*owned))
    assert shown == {entry.address: expected}
    assert unclaimed == free


def test_slots_stand_in_address_order_whatever_speaks_of_them():
    memory = remembered(owning("care/b", SECOND))
    slots, _ = match(wanted(regular("care/c"), tombstone("care/a", number=HOTLINE)), seen(), memory)
    assert list(slots) == ["care/a", "care/b", "care/c"]
    assert [(s.desired is None, s.owned is None, s.tombstone is None) for s in slots.values()] == [
        (True, True, False),
        (True, False, True),
        (False, True, True),
    ]


def test_a_tombstone_names_the_number_of_a_slot_that_the_ledger_does_not_know():
    assert matched(tombstone(), has=[live()]) == ({"care/hz-001": REGULAR}, [])


def test_the_ledger_is_believed_before_a_tombstone():
    shown, free = matched(tombstone(number=SECOND), has=[live(), live(SECOND)], memory=remembered(owning()))
    assert (shown, free) == ({"care/hz-001": REGULAR}, [SECOND])


def test_a_tombstone_may_name_a_number_that_nobody_manages():
    shown, free = matched(tombstone(f"-/{REGULAR}"), has=[live(), live(SECOND)])
    assert (shown, free) == ({f"-/{REGULAR}": REGULAR}, [SECOND])


def test_what_left_git_stays_a_slot_and_its_number_shows_as_unmanaged():
    shown, free = matched(has=[live()], memory=remembered(owning()))
    assert (shown, free) == ({"care/hz-001": REGULAR}, [REGULAR])


def test_a_number_that_moved_to_another_key_stands_there_alone():
    memory = remembered(owning("care/hz-001"))
    shown, free = matched(regular("care/new"), has=[live()], memory=memory)
    assert (shown, free) == ({"care/new": REGULAR}, [])


@pytest.mark.parametrize("status", ["cancelling", "cancelled", "released", "rejected"])
def test_what_is_gone_is_nobodys_concern(status):
    assert matched(has=[live(status=status)]) == ({}, [])


def test_a_declared_number_that_is_gone_is_still_seen_at_its_address():
    assert matched(hotline(), has=[live_hotline(status="released")])[0] == {"care/brand": HOTLINE}


# --- select ---------------------------------------------------------------------------------------------

FREE = live_hotline(SPARE, carrier=TELECOM)


@pytest.mark.parametrize(
    ("number", "taken"),
    [
        (FREE, True),
        (live_hotline(SPARE, carrier=TELECOM, status="documents_due", activated_on=None), True),
        (live_hotline(SPARE, carrier=TELECOM, status="restricted"), True),
        (live_hotline(SPARE, carrier=TELECOM, status="released"), False),
        (live_hotline(SPARE), False),
        (live_hotline(SPARE, carrier=None), False),
        (live_hotline(HOTLINE, carrier=TELECOM), False),
        (live_hotline(SPARE, carrier=TELECOM, package=None), False),
        (live_hotline(SPARE, carrier=TELECOM, package=5000), False),
        (live_hotline(SPARE, carrier=TELECOM, enterprise="上海别家有限公司"), False),
        (live("4009100002", carrier=TELECOM, package=120), False),
    ],
    ids=["agrees", "pending", "restricted", "released", "carrier", "carrier unknown", "prefix", "package unknown",
         "package", "enterprise", "no 400"],
)  # fmt: skip
def test_a_select_takes_an_unclaimed_400_that_agrees_in_everything_fixed(number, taken):
    shown, free = matched(selected(), has=[number])
    assert shown == {"care/spare": number.identity if taken else None}
    assert free == ([] if taken or number.status == "released" else [number.identity])


def test_a_select_without_a_prefix_takes_any_number_of_the_carrier():
    assert matched(selected(prefix=""), has=[FREE])[0] == {"care/spare": SPARE}


def test_two_selects_never_share_a_number_and_the_lowest_goes_first():
    entries = [selected("care/b"), selected("care/a"), selected("care/c")]
    shown, free = matched(*entries, has=[live_hotline("4009100007", carrier=TELECOM), FREE])
    assert shown == {"care/a": SPARE, "care/b": "4009100007", "care/c": None}
    assert free == []


@pytest.mark.parametrize(
    "memory",
    [
        pytest.param(
            Memory(held={"care/x": intent("care/x", Verb.ORDER, number=SPARE)}), id="an open intent names it"
        ),
        pytest.param(
            Memory(held={"care/spare": intent("care/spare", Verb.ORDER, number="4009100007")}),
            id="the slot itself is held",
        ),
        pytest.param(remembered(owning("care/spare", "4009100009")), id="the slot has a number already"),
    ],
)
def test_a_select_leaves_alone_what_is_spoken_for(memory):
    shown, free = matched(selected(), has=[FREE], memory=memory)
    assert (shown, free) == ({"care/spare": None}, [SPARE])


def test_a_number_declared_elsewhere_is_never_taken_by_a_select():
    named = hotline("care/brand", number=SPARE, carrier=TELECOM)
    shown, free = matched(selected(), named, has=[FREE])
    assert (shown, free) == ({"care/brand": SPARE, "care/spare": None}, [])


def test_naming_the_chosen_number_later_is_the_same_slot():
    memory = remembered(owning("care/spare", SPARE))
    before, _ = match(wanted(selected()), seen(FREE), memory)
    after, _ = match(wanted(hotline("care/spare", number=SPARE, carrier=TELECOM)), seen(FREE), memory)
    assert before["care/spare"].live == after["care/spare"].live == FREE


# --- several accounts -----------------------------------------------------------------------------------

BOTH = {"accounts": {"prod": Account("prod", "simulator"), "test": Account("test", "simulator")}}


def test_only_the_observed_accounts_entries_become_slots():
    elsewhere = regular("care/hz-002", number=SECOND, account="test")
    shown, free = matched(regular(), elsewhere, has=[live(), live(SECOND)], **BOTH)
    assert (shown, free) == ({"care/hz-001": REGULAR}, [SECOND])


@pytest.mark.parametrize(
    ("said", "memory", "concerned"),
    [
        ({"account": "prod"}, Memory(), True),
        ({"account": "test"}, Memory(), False),
        ({"account": "test"}, remembered(owning()), False),
        ({}, Memory(), False),
        ({}, remembered(owning()), True),
        ({}, remembered(owning("care/other")), False),
    ],
    ids=["named", "named otherwise", "of the other though ours", "not told", "told by the ledger", "of another"],
)  # fmt: skip
def test_a_tombstone_speaks_of_the_account_it_names_or_the_ledger_knows(said, memory, concerned):
    slots, _ = match(wanted(tombstone(**said), **BOTH), seen(live()), memory)
    assert any(slot.tombstone is not None for slot in slots.values()) is concerned


def test_in_a_workspace_with_one_account_every_tombstone_speaks_of_it():
    slots, _ = match(wanted(tombstone()), seen(live()), Memory())
    assert slots["care/hz-001"].tombstone is not None
    assert slots["care/hz-001"].live == live(enterprise=COMPANY)


# --- what left Git and came back ------------------------------------------------------------------------

BACK = {"forgotten": frozenset({"care/hz-003"})}
ASKED = regular("care/hz-003", number=None)


@pytest.mark.parametrize(
    ("entry", "owner", "said", "taken"),
    [
        (ASKED, {REGULAR: "care/hz-003"}, {}, True),
        (ASKED, {"APP-000001": "care/hz-003"}, {"application": "APP-000001"}, True),
        (ASKED, {REGULAR: "care/hz-003"}, {"status": "released"}, False),
        (ASKED, {REGULAR: "care/hz-009"}, {}, False),
        (ASKED, {}, {}, False),
        (regular("care/hz-003", number=SECOND), {REGULAR: "care/hz-003"}, {}, False),
        (regular("care/hz-004", number=None), {REGULAR: "care/hz-003"}, {}, False),
    ],
    ids=["its number", "its application", "gone since", "was another's", "was nobody's", "names one", "another key"],
)  # fmt: skip
def test_an_entry_that_left_git_and_came_back_gets_its_own_number_again(entry, owner, said, taken):
    memory = Memory(owner=owner, **BACK)
    assert matched(entry, has=[live(**said)], memory=memory)[0] == {entry.address: REGULAR if taken else None}


def test_a_pending_application_is_the_entrys_again_by_its_reference():
    memory = Memory(owner={"APP-000001": "care/hz-003"}, **BACK)
    assert matched(ASKED, has=[live(**PENDING)], memory=memory) == ({"care/hz-003": "APP-000001"}, [])


@pytest.mark.parametrize(
    "said",
    [
        {"held": {"care/hz-003": intent("care/hz-003", Verb.ORDER)}},
        {"owned": {"care/hz-003": owning("care/hz-003", SECOND)}},
    ],
    ids=["held", "owned"],
)
def test_a_slot_with_a_number_or_an_open_call_takes_none_back(said):
    memory = Memory(owner={REGULAR: "care/hz-003"}, **BACK, **said)
    assert matched(ASKED, has=[live()], memory=memory) == ({"care/hz-003": None}, [REGULAR])


def counted(entries: int) -> int:
    """The function calls it takes to know who is who, all keys renamed, and as many strays as entries."""
    numbers = [f"0571{nth:08d}" for nth in range(2 * entries)]
    git = wanted(*(regular(f"care/new-{nth:05d}", number=numbers[nth]) for nth in range(entries)))
    account = seen(*(live(number) for number in numbers))
    ledger = remembered(*(owning(f"care/old-{nth:05d}", numbers[nth]) for nth in range(entries)))
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        identify(git, account, ledger)
    finally:
        sys.setprofile(None)
    return calls


def test_the_work_is_linear_in_the_account():
    few, many = counted(100), counted(400)
    assert many <= 4 * few

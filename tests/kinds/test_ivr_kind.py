"""How a number answers: its playback, and a 400's transfer; configured, cleared, and left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from planned import (
    GRAVE,
    HOTLINE,
    TRANSFER,
    WELCOME,
    drafted,
    hotline,
    live,
    live_hotline,
    owning,
    regular,
    remembered,
    tombstone,
)

from reconciler.kinds.ivr import IVR_KIND
from reconciler.model.action import Verb
from reconciler.model.change import Change
from reconciler.model.resource import Ivr, Playback

REGULAR_IS_MINE = remembered(owning())
MINE = remembered(owning("care/brand", HOTLINE))
OTHER = Playback("other.wav", "Welcome")
READ_BACK = replace(TRANSFER, qualification=None)
"""As the provider shows a transfer: the qualification is never returned."""
NO_PLAYBACK = {"ivr": None, "unknown": frozenset({"ivr.playback"})}
NO_TRANSFER = {"ivr": None, "unknown": frozenset({"ivr.transfer"})}


def steps(entry, number, memory=MINE):
    """Verbs of the answering, in order."""
    actions = drafted(entry, has=[number] if number else [], memory=memory).values()
    return [a.verb.value for a in actions if a.kind == "ivr"]


@pytest.mark.parametrize(
    ("wanted", "has", "expected"),
    [
        pytest.param(Ivr(WELCOME), {}, [], id="as declared"),
        pytest.param(Ivr(WELCOME), {"ivr": None}, ["configure-ivr"], id="silent"),
        pytest.param(Ivr(WELCOME), {"ivr": Ivr()}, ["configure-ivr"], id="silent, said otherwise"),
        pytest.param(Ivr(WELCOME), {"ivr": Ivr(OTHER)}, ["configure-ivr"], id="another file"),
        pytest.param(
            Ivr(WELCOME), {"ivr": Ivr(Playback("welcome.wav", "Hi"))}, ["configure-ivr"], id="another description"
        ),
        pytest.param(None, {}, ["clear-ivr"], id="declared silent"),
        pytest.param(Ivr(), {}, ["clear-ivr"], id="declared silent, said otherwise"),
        pytest.param(None, {"ivr": None}, [], id="neither"),
        pytest.param(None, {"ivr": Ivr()}, [], id="neither, said otherwise"),
        pytest.param(Ivr(WELCOME), NO_PLAYBACK, ["configure-ivr"], id="unreadable and wanted"),
        pytest.param(None, NO_PLAYBACK, [], id="unreadable and not wanted"),
    ],
)  # fmt: skip
def test_a_playback_is_configured_or_cleared_where_it_differs(wanted, has, expected):
    assert steps(regular(ivr=wanted), live(**has), REGULAR_IS_MINE) == expected
    assert steps(hotline(ivr=wanted), live_hotline(**has)) == expected


@pytest.mark.parametrize(
    ("wanted", "has", "expected"),
    [
        pytest.param(TRANSFER, {"ivr": Ivr(WELCOME, TRANSFER)}, [], id="as declared"),
        pytest.param(TRANSFER, {"ivr": Ivr(WELCOME, READ_BACK)}, [], id="its qualification is not returned"),
        pytest.param(TRANSFER, {}, ["set-transfer"], id="not set"),
        pytest.param(
            replace(TRANSFER, qualification="2"), {"ivr": Ivr(WELCOME, TRANSFER)}, ["set-transfer"],
            id="another qualification, where it is known",
        ),
        pytest.param(
            replace(TRANSFER, qualification="2"), {"ivr": Ivr(WELCOME, READ_BACK)}, [],
            id="another qualification, where it is not known",
        ),
        pytest.param(
            replace(TRANSFER, routing="random"), {"ivr": Ivr(WELCOME, READ_BACK)}, ["set-transfer"],
            id="another way",
        ),
        pytest.param(
            replace(TRANSFER, to=("057188880009", "13800001111")), {"ivr": Ivr(WELCOME, READ_BACK)},
            ["set-transfer"], id="more targets",
        ),
        pytest.param(
            replace(TRANSFER, to=("2", "1")), {"ivr": Ivr(WELCOME, replace(TRANSFER, to=("1", "2")))},
            ["set-transfer"], id="another order",
        ),
        pytest.param(None, {"ivr": Ivr(WELCOME, READ_BACK)}, ["clear-transfer"], id="declared without"),
        pytest.param(TRANSFER, NO_TRANSFER, ["configure-ivr", "set-transfer"], id="unreadable and wanted"),
        pytest.param(None, NO_TRANSFER, ["configure-ivr"], id="unreadable and not wanted"),
    ],
)  # fmt: skip
def test_a_transfer_is_set_or_cleared_where_it_differs(wanted, has, expected):
    assert steps(hotline(ivr=Ivr(WELCOME, wanted)), live_hotline(**has)) == expected


@pytest.mark.parametrize(
    ("last", "shown", "sets"),
    [
        ("10000008748", READ_BACK, False),
        ("1", READ_BACK, True),
        (None, READ_BACK, False),
        ("1", TRANSFER, False),
        ("10000008748", replace(READ_BACK, routing="random"), True),
    ],
    ids=["the same", "changed in Git", "never applied by us", "the provider tells", "changed in the console"],
)
def test_a_qualification_that_is_not_returned_is_the_one_we_last_gave(last, shown, sets):
    applied = {} if last is None else {"ivr.transfer.qualification": last}
    memory = remembered(owning("care/brand", HOTLINE, applied=applied))
    number = live_hotline(ivr=Ivr(WELCOME, shown))
    said = steps(hotline(ivr=Ivr(WELCOME, TRANSFER)), number, memory)
    assert said == (["set-transfer"] if sets else [])


def test_only_a_400_transfers():
    assert steps(regular(ivr=Ivr(WELCOME, TRANSFER)), live(), REGULAR_IS_MINE) == []


@pytest.mark.parametrize("status", ["cancelling", "cancelled", "released", "rejected"])
@pytest.mark.parametrize("entry", [hotline(), tombstone("care/brand", number=HOTLINE)])
def test_what_is_gone_is_left_alone(entry, status):
    assert steps(entry, live_hotline(ivr=Ivr(OTHER, TRANSFER), status=status)) == []


@pytest.mark.parametrize(
    ("status", "waits"),
    [
        ("active", False),
        ("restricted", False),
        ("documents_due", True),
        ("reviewing", True),
        ("unknown", True),
    ],
)
def test_answering_awaits_a_number_in_use_and_a_restricted_one_is(status, waits):
    entry = hotline(ivr=Ivr(WELCOME, TRANSFER))
    actions = drafted(entry, has=[live_hotline(ivr=None, status=status)], memory=MINE).values()
    awaits = {a.verb: a.awaits for a in actions if a.kind == "ivr"}
    assert awaits == dict.fromkeys(
        (Verb.CONFIGURE_IVR, Verb.SET_TRANSFER), "the number to become active" if waits else ""
    )


def test_a_number_to_come_answers_once_it_is_there():
    actions = drafted(hotline(ivr=Ivr(WELCOME, TRANSFER)))
    for verb in ("configure-ivr", "set-transfer"):
        action = actions[f"care/brand:{verb}"]
        assert (action.needs, action.awaits) == (("care/brand:order",), "the number to become active")


def test_each_step_says_what_it_changes():
    actions = drafted(hotline(ivr=Ivr(WELCOME, TRANSFER)), has=[live_hotline(ivr=Ivr(OTHER))], memory=MINE)
    assert actions["care/brand:configure-ivr"].changes == (
        Change("ivr.playback.audio", "other.wav", "welcome.wav"),
    )
    assert actions["care/brand:set-transfer"].changes == (
        Change("ivr.transfer.qualification", None, "10000008748"),
        Change("ivr.transfer.routing", None, "round-robin"),
        Change("ivr.transfer.to", None, ("057188880009",)),
    )


def test_clearing_says_what_goes():
    actions = drafted(hotline(ivr=None), has=[live_hotline(ivr=Ivr(WELCOME, READ_BACK))], memory=MINE)
    assert list(actions) == ["care/brand:clear-ivr", "care/brand:clear-transfer"]
    assert [c.path for c in actions["care/brand:clear-transfer"].changes] == [
        "ivr.transfer.routing",
        "ivr.transfer.to",
    ]
    assert all(c.after is None for a in actions.values() for c in a.changes)


@pytest.mark.parametrize(
    ("ivr", "expected"),
    [(Ivr(WELCOME, TRANSFER), ["clear-transfer"]), (Ivr(WELCOME), []), (None, [])],
    ids=["transfers", "plays", "silent"],
)
def test_a_tombstone_clears_the_transfer_and_leaves_the_playback_until_the_number_goes(ivr, expected):
    assert steps(tombstone("care/brand", number=HOTLINE), live_hotline(ivr=ivr)) == expected


@pytest.mark.parametrize("status", ["active", "restricted"])
def test_the_clearing_for_a_tombstone_awaits_nothing_and_points_to_it(status):
    number = live_hotline(ivr=Ivr(None, TRANSFER), status=status)
    actions = drafted(tombstone("care/brand", number=HOTLINE), has=[number], memory=MINE)
    action = actions["care/brand:clear-transfer"]
    assert (action.source, action.awaits) == (GRAVE, "")
    assert actions["care/brand:cancel"].needs == (action.id,)


@pytest.mark.parametrize(
    ("has", "shown", "blind"),
    [
        (
            {"ivr": Ivr(WELCOME, TRANSFER)},
            {
                "ivr.playback.audio": "welcome.wav",
                "ivr.playback.description": "Welcome",
                "ivr.transfer.routing": "round-robin",
                "ivr.transfer.to": ("057188880009",),
                "ivr.transfer.qualification": "10000008748",
            },
            set(),
        ),
        (
            {"ivr": Ivr(None, READ_BACK)},
            {"ivr.transfer.routing": "round-robin", "ivr.transfer.to": ("057188880009",)},
            {"ivr.transfer.qualification"},
        ),
        ({"ivr": None}, {}, set()),
        (
            {"ivr": Ivr(WELCOME), "unknown": frozenset({"ivr.playback"})},
            {},
            {"ivr.playback.audio", "ivr.playback.description"},
        ),
        (
            {"ivr": Ivr(WELCOME, TRANSFER), "unknown": frozenset({"ivr.transfer"})},
            {"ivr.playback.audio": "welcome.wav", "ivr.playback.description": "Welcome"},
            {"ivr.transfer.routing", "ivr.transfer.to", "ivr.transfer.qualification"},
        ),
    ],
    ids=["whole", "as returned", "silent", "playback unreadable", "transfer unreadable"],
)
def test_what_is_shown_and_what_is_not_known(has, shown, blind):
    number = live_hotline(**has)
    assert IVR_KIND.live(number) == shown
    assert IVR_KIND.blind(number) == blind


def test_what_is_wanted_may_be_nothing():
    assert IVR_KIND.wanted(hotline(ivr=None)) == {}
    assert IVR_KIND.wanted(hotline(ivr=Ivr(None, READ_BACK))) == {
        "ivr.transfer.routing": "round-robin",
        "ivr.transfer.to": ("057188880009",),
    }

"""The binding of a regular number to an instance: bound, unbound, rebound, and left alone."""

from __future__ import annotations

import pytest
from planned import (
    GRAVE,
    HOTLINE,
    INSTANCE,
    OTHER_INSTANCE,
    REGULAR,
    SOURCE,
    drafted,
    hotline,
    intent,
    live,
    live_hotline,
    owning,
    regular,
    remembered,
    tombstone,
)

from reconciler.kinds.binding import BINDING_KIND
from reconciler.memory.memory import Memory
from reconciler.model.action import Verb
from reconciler.model.change import Change

MINE = remembered(owning())
UNBOUND = {"instance": None, "routing": None}
BLIND = {**UNBOUND, "unknown": frozenset({"instance"})}


def steps(entry, number, memory=MINE):
    """Verbs of the binding, in order."""
    actions = drafted(entry, has=[number] if number else [], memory=memory).values()
    return [a.verb.value for a in actions if a.kind == "binding"]


@pytest.mark.parametrize(
    ("wanted", "has", "expected"),
    [
        pytest.param({}, {}, [], id="as declared"),
        pytest.param({}, UNBOUND, ["bind"], id="bound to nothing"),
        pytest.param({}, {"instance": OTHER_INSTANCE}, ["unbind", "bind"], id="bound elsewhere"),
        pytest.param(UNBOUND, {}, ["unbind"], id="declared without an instance"),
        pytest.param(UNBOUND, UNBOUND, [], id="neither"),
        pytest.param({}, {"routing": "random"}, ["unbind", "bind"], id="another routing"),
        pytest.param({}, {"routing": None}, [], id="a routing the provider does not tell"),
        pytest.param({"routing": None}, {"routing": "random"}, [], id="a routing nobody wants"),
        pytest.param({}, BLIND, ["bind"], id="unreadable and wanted"),
        pytest.param(UNBOUND, BLIND, [], id="unreadable and not wanted"),
    ],
)
def test_a_difference_is_closed_by_unbind_then_bind(wanted, has, expected):
    assert steps(regular(**wanted), live(**has)) == expected


@pytest.mark.parametrize("status", ["cancelling", "cancelled", "released", "rejected"])
@pytest.mark.parametrize("entry", [regular(), tombstone()])
def test_what_is_gone_is_neither_bound_nor_unbound(entry, status):
    assert steps(entry, live(instance=OTHER_INSTANCE, status=status)) == []


@pytest.mark.parametrize(
    ("status", "awaits"),
    [
        ("active", ""),
        ("restricted", "the number to become active"),
        ("reviewing", "the number to become active"),
        ("unknown", "the number to become active"),
    ],
)
def test_a_rebind_awaits_an_active_number_as_a_whole(status, awaits):
    actions = drafted(regular(), has=[live(instance=OTHER_INSTANCE, status=status)], memory=MINE)
    assert [(a.verb, a.awaits) for a in actions.values()] == [(Verb.UNBIND, awaits), (Verb.BIND, awaits)]


@pytest.mark.parametrize("status", ["active", "restricted", "unknown"])
def test_an_unbinding_that_nothing_follows_awaits_nothing(status):
    actions = drafted(regular(**UNBOUND), has=[live(status=status)], memory=MINE)
    assert [(a.verb, a.awaits) for a in actions.values()] == [(Verb.UNBIND, "")]


def test_each_step_says_what_it_changes_and_whose_it_is():
    actions = drafted(regular(), has=[live(instance=OTHER_INSTANCE)], memory=MINE)
    unbind, bind = actions["care/hz-001:unbind"], actions["care/hz-001:bind"]
    assert unbind.changes == (
        Change("instance", OTHER_INSTANCE, None),
        Change("routing", "region-first", None),
    )
    assert bind.changes == (
        Change("instance", None, INSTANCE),
        Change("routing", None, "region-first"),
    )
    assert (unbind.number, bind.number) == (REGULAR, REGULAR)
    assert (unbind.source, bind.source, unbind.team, bind.team) == (SOURCE, SOURCE, "care", "care")
    assert bind.needs == (unbind.id,)
    assert unbind.reversible
    assert bind.reversible


def test_a_number_to_come_is_bound_once_it_is_there():
    bind = drafted(regular(number=None))["care/hz-001:bind"]
    assert (bind.number, bind.awaits, bind.needs) == (
        None,
        "the number to become active",
        ("care/hz-001:order",),
    )


def test_a_number_that_should_be_there_and_is_not_gets_no_binding():
    assert steps(regular(), None) == []
    assert steps(regular(), None, Memory()) == []


def test_a_400_is_never_bound():
    assert steps(hotline(instance=INSTANCE), live_hotline(), remembered(owning("care/brand", HOTLINE))) == []


@pytest.mark.parametrize(
    ("has", "expected"), [({}, ["unbind"]), (UNBOUND, []), (BLIND, [])], ids=["bound", "unbound", "unreadable"]
)  # fmt: skip
def test_a_tombstone_unbinds_first(has, expected):
    assert steps(tombstone(), live(**has)) == expected


def test_the_unbinding_for_a_tombstone_points_to_it():
    action = drafted(tombstone(team="sales"), has=[live()], memory=MINE)["care/hz-001:unbind"]
    assert (action.source, action.team, action.awaits) == (GRAVE, "sales", "")


def test_what_left_git_without_a_tombstone_keeps_its_binding():
    assert list(drafted(has=[live()], memory=MINE)) == ["care/hz-001:forget"]


def test_a_held_slot_is_neither_bound_nor_unbound():
    held = intent(verb=Verb.CONFIGURE_IVR)
    memory = remembered(owning(), open={held.id: held}, held={held.address: held})
    assert list(drafted(regular(), has=[live(**UNBOUND)], memory=memory)) == ["care/hz-001:configure-ivr"]


@pytest.mark.parametrize(
    ("has", "shown", "blind"),
    [
        ({}, {"instance": INSTANCE, "routing": "region-first"}, set()),
        ({"routing": None}, {"instance": INSTANCE}, {"routing"}),
        (UNBOUND, {}, {"routing"}),
        ({"unknown": frozenset({"instance"})}, {}, {"instance", "routing"}),
    ],
)
def test_what_is_shown_and_what_is_not_known(has, shown, blind):
    assert BINDING_KIND.live(live(**has)) == shown
    assert BINDING_KIND.blind(live(**has)) == blind


def test_what_is_wanted_may_be_nothing():
    assert BINDING_KIND.wanted(regular()) == {"instance": INSTANCE, "routing": "region-first"}
    assert BINDING_KIND.wanted(regular(routing=None)) == {"instance": INSTANCE}
    assert BINDING_KIND.wanted(regular(**UNBOUND)) == {}

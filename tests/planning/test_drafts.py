"""The draft plan: who does each step, what holds a whole address, and what has no ground to stand on."""

from __future__ import annotations

from itertools import pairwise

import pytest
from planned import (
    FULL,
    GRAVE,
    HOTLINE,
    INSTANCE,
    OTHER_INSTANCE,
    REGULAR,
    SECOND,
    SOURCE,
    TRANSFER,
    WELCOME,
    drafted,
    facts,
    hotline,
    intent,
    live,
    live_hotline,
    owning,
    public_mode,
    regular,
    remembered,
    selected,
    tombstone,
    verbs,
)

from reconciler.kinds import KINDS
from reconciler.memory.memory import Memory
from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.capability import CANNOT, Capabilities
from reconciler.model.change import Change
from reconciler.model.resource import Ivr
from reconciler.planning.actions import number_type
from reconciler.planning.order import NEEDS, SEQUENCE, by_address, linked, preparations
from reconciler.providers.simulator.capabilities import PUBLIC_API

# --- modes ----------------------------------------------------------------------------------------------


def modes(*entries, **said):
    """Verb to mode, of what changes the provider."""
    actions = drafted(*entries, **said).values()
    return {a.verb.value: a.mode.value for a in actions if a.verb.outward}


@pytest.mark.parametrize("capabilities", [FULL, PUBLIC_API, CANNOT])
def test_a_step_is_automatic_where_the_provider_can_be_asked_for_it(capabilities):
    entry = hotline(documents="DOC-1", ivr=Ivr(WELCOME, TRANSFER))
    for verb, mode in modes(entry, capabilities=capabilities).items():
        assert mode == ("automatic" if capabilities.can(Verb(verb), "400") else "manual"), verb


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        (FULL, {"unbind": "automatic", "bind": "automatic"}),
        (PUBLIC_API, {"unbind": "manual", "bind": "automatic"}),
        (CANNOT, {"unbind": "manual", "bind": "manual"}),
        (Capabilities(calls={"400": frozenset(Verb)}), {"unbind": "manual", "bind": "manual"}),
    ],
    ids=["full", "public", "cannot", "can, but only 400"],
)
def test_capabilities_are_asked_for_the_numbers_own_type(capabilities, expected):
    number = live(instance=OTHER_INSTANCE)
    assert modes(regular(), has=[number], memory=remembered(owning()), capabilities=capabilities) == expected


def test_public_mode_has_a_type_of_its_own():
    only = Capabilities(calls={"public": frozenset({Verb.ACTIVATE_PUBLIC_MODE})})
    assert modes(public_mode(), capabilities=only) == {"activate-public-mode": "automatic"}


def test_documents_nobody_named_are_a_persons_matter_even_where_there_is_an_api():
    number = live_hotline(status="documents_due", activated_on=None)
    said = modes(hotline(ivr=None), has=[number], capabilities=FULL)
    assert said["submit-documents"] == "manual"


@pytest.mark.parametrize("capabilities", [FULL, CANNOT])
def test_what_only_the_ledger_learns_is_always_automatic(capabilities):
    entries = regular("care/new"), regular("care/second", number=SECOND)
    known = remembered(owning("care/old"), owning("care/gone", "057188880003"))
    actions = drafted(
        *entries, has=[live(), live(SECOND), live("057188880003")], memory=known, capabilities=capabilities
    )
    assert {a.id: a.mode for a in actions.values() if not a.verb.outward} == {
        "care/gone:forget": Mode.AUTOMATIC,
        "care/new:move": Mode.AUTOMATIC,
        "care/second:adopt": Mode.AUTOMATIC,
    }


@pytest.mark.parametrize(
    ("entry", "has", "verb", "expected"),
    [
        (regular(number=None), [], Verb.ORDER, "regular"),
        (hotline(), [], Verb.ORDER, "400"),
        (hotline(), [live_hotline()], Verb.ADOPT, "400"),
        (hotline(), [live(HOTLINE)], Verb.ADOPT, "regular"),
        (tombstone("care/brand", number=HOTLINE), [live_hotline()], Verb.CANCEL, "400"),
        (public_mode(), [], Verb.ACTIVATE_PUBLIC_MODE, "public"),
    ],
    ids=["declared", "declared 400", "live", "live before declared", "tombstoned", "public mode"],
)
def test_the_type_is_the_live_numbers_else_the_entrys(entry, has, verb, expected):
    given = facts(entry, has=has)
    action = next(a for a in given.actions if a.verb is verb)
    assert number_type(action, given) == expected


@pytest.mark.parametrize(("number", "expected"), [(HOTLINE, "400"), (REGULAR, "regular"), (None, "regular")])
def test_the_type_of_what_neither_lives_nor_is_declared_is_told_by_its_digits(number, expected):
    given = facts(memory=remembered(owning(number=number, application="APP-1")))
    (action,) = given.actions
    assert action.verb is Verb.FORGET
    assert number_type(action, given) == expected


# --- ground ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "memory", "expected"),
    [
        pytest.param(
            hotline(documents="D", ivr=Ivr(WELCOME, TRANSFER)), Memory(),
            ["order", "submit-documents", "configure-ivr", "set-transfer"], id="an application gives ground",
        ),
        pytest.param(regular(number=None), Memory(), ["order", "bind", "configure-ivr"], id="a regular one too"),
        pytest.param(regular(), Memory(), [], id="nothing follows a number that should be there and is not"),
        pytest.param(hotline(), remembered(owning("care/brand", HOTLINE)), [], id="nor one that vanished"),
        pytest.param(hotline(), Memory(owner={HOTLINE: "care/x"}), [], id="nor one that is not bought again"),
        pytest.param(tombstone(), remembered(owning()), [], id="nor a tombstone over nothing"),
    ],
)  # fmt: skip
def test_nothing_follows_where_there_is_neither_a_number_nor_an_application(entry, memory, expected):
    address = getattr(entry, "address", None) or entry.target
    assert verbs(entry, memory=memory) == [f"{address}:{verb}" for verb in expected]


def test_what_is_live_is_ground_whatever_its_status():
    number = live_hotline(status="unknown", ivr=None)
    assert verbs(hotline(), has=[number]) == ["care/brand:adopt", "care/brand:configure-ivr"]


# --- held -----------------------------------------------------------------------------------------------


def holding(open_intent, *owned):
    return remembered(*owned, open={open_intent.id: open_intent}, held={open_intent.address: open_intent})


def test_an_open_intent_is_the_only_action_at_its_address_and_says_all_it_asked():
    asked = intent(
        verb=Verb.BIND, number=REGULAR, fields={"instance": INSTANCE, "routing": None}, consent=None
    )
    number = live(instance=OTHER_INSTANCE, ivr=None)
    actions = drafted(regular(), has=[number], memory=holding(asked, owning()))
    assert actions == {
        "care/hz-001:bind": Action(
            address="care/hz-001",
            kind="binding",
            verb=Verb.BIND,
            team="care",
            number=REGULAR,
            status=Status.HELD,
            reason="the outcome of a call at 2026-11-23T10:00:00+08:00 is unknown; "
            "nothing else happens here until it is",
            changes=(Change("instance", None, INSTANCE),),
            source=SOURCE,
        )
    }


def test_a_held_transfer_names_its_targets_as_a_live_one_does():
    asked = intent("care/brand", Verb.SET_TRANSFER, fields={"ivr.transfer.to": ["057188880009"]})
    action = drafted(hotline(), has=[live_hotline()], memory=holding(asked))["care/brand:set-transfer"]
    assert action.changes == (Change("ivr.transfer.to", None, ("057188880009",)),)


@pytest.mark.parametrize(
    ("entry", "source", "team"),
    [(regular(), SOURCE, "care"), (tombstone(team="sales"), GRAVE, "sales"), (None, None, "care")],
    ids=["declared", "tombstoned", "left Git"],
)
def test_a_held_action_shows_even_if_nothing_else_would_be_planned_there(entry, source, team):
    asked = intent(verb=Verb.CANCEL, number=REGULAR, consent="old-branch", application="APP-1")
    actions = drafted(*[entry] if entry else [], memory=holding(asked)).values()
    assert [(a.status, a.source, a.team, a.consent, a.application) for a in actions] == [
        (Status.HELD, source, team, "old-branch", "APP-1")
    ]


def test_an_open_purchase_is_never_drafted_again_under_its_address():
    asked = intent("care/spare", Verb.ORDER, number="4009100002", acknowledgement="2026-06-01")
    actions = drafted(selected(documents="DOC-1"), memory=holding(asked))
    assert list(actions) == ["care/spare:order"]
    action = actions["care/spare:order"]
    assert (action.status, action.number, action.acknowledgement) == (
        Status.HELD, "4009100002", "2026-06-01"
    )  # fmt: skip


def test_other_addresses_go_on():
    memory = holding(intent("care/spare", Verb.ORDER, number="4009100002"))
    assert verbs(selected(), regular(number=None), memory=memory) == [
        "care/hz-001:order",
        "care/hz-001:bind",
        "care/hz-001:configure-ivr",
        "care/spare:order",
    ]


# --- order ----------------------------------------------------------------------------------------------


def step(verb, address="care/x"):
    return Action(address, "number", verb, "care")


def test_every_verb_has_its_place_in_the_sequence():
    assert sorted(SEQUENCE) == sorted(Verb)


@pytest.mark.parametrize(("verb", "before"), [(v, b) for v, needed in NEEDS.items() for b in needed])
def test_what_is_needed_comes_first_and_is_named(verb, before):
    (group,) = linked([step(verb), step(before)]).values()
    assert [(a.verb, a.needs) for a in group] == [(before, ()), (verb, (f"care/x:{before}",))]


def test_needs_are_of_the_same_address_only():
    groups = linked([step(Verb.CANCEL), step(Verb.UNBIND, "care/y"), step(Verb.ORDER, "care/z")])
    assert [a.needs for group in groups.values() for a in group] == [(), (), ()]


@pytest.mark.parametrize(
    ("verbs", "needs"),
    [
        ((Verb.ADOPT, Verb.UNBIND, Verb.CLEAR_TRANSFER, Verb.CANCEL), ("care/x:clear-transfer", "care/x:unbind")),
        ((Verb.UNBIND, Verb.ORDER, Verb.BIND), ("care/x:unbind", "care/x:order")),
        ((Verb.ADOPT, Verb.BIND), ()),
        ((Verb.ADOPT, Verb.CLEAR_IVR), ()),
    ],
)  # fmt: skip
def test_the_last_step_names_all_it_needs(verbs, needs):
    (group,) = linked(step(v) for v in reversed(verbs)).values()
    assert group[-1].verb is verbs[-1]
    assert group[-1].needs == needs


def test_addresses_are_in_order_and_at_each_the_steps_run_in_sequence():
    groups = by_address([step(Verb.CANCEL, "b/1"), step(Verb.UNBIND, "b/1"), step(Verb.ADOPT, "a/1")])
    assert {a: [s.verb for s in group] for a, group in groups.items()} == {
        "a/1": [Verb.ADOPT],
        "b/1": [Verb.UNBIND, Verb.CANCEL],
    }
    assert list(groups) == ["a/1", "b/1"]


@pytest.mark.parametrize(
    ("verbs", "expected"),
    [
        ((Verb.UNBIND, Verb.CLEAR_TRANSFER, Verb.CANCEL), ["care/x:unbind", "care/x:clear-transfer"]),
        ((Verb.UNBIND, Verb.ORDER, Verb.BIND), ["care/x:unbind"]),
        ((Verb.ORDER, Verb.BIND), []),
        ((Verb.ORDER, Verb.SUBMIT_DOCUMENTS), []),
        ((Verb.ORDER, Verb.SET_TRANSFER), []),
    ],
)
def test_only_what_undoes_something_is_a_preparation(verbs, expected):
    group = tuple(step(v) for v in verbs)
    assert sorted(preparations(group[-1], group)) == sorted(expected)


# --- the whole ------------------------------------------------------------------------------------------


def test_a_plan_of_everything_keeps_needs_before_dependants():
    given = facts(
        regular(),
        regular("care/gone", number=None),
        hotline(documents="D", ivr=Ivr(WELCOME, TRANSFER)),
        tombstone("care/old", number="057188880003"),
        public_mode(),
        has=[live(instance=OTHER_INSTANCE, ivr=None), live("057188880003")],
        memory=remembered(owning("care/left", "057188880004")),
    )
    places = {a.id: place for place, a in enumerate(given.actions)}
    assert len(places) == len(given.actions) == 15
    assert all(places[need] < places[a.id] for a in given.actions for need in a.needs)
    assert list(given.by_address) == sorted(given.by_address)
    assert all(one.address <= other.address for one, other in pairwise(given.actions))
    assert {a.kind for a in given.actions} == {kind.name for kind in KINDS}

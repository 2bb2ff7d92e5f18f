"""Public mode: asked for once an account, at the first entry that uses it, and never taken back."""

from __future__ import annotations

import pytest
from planned import FULL, drafted, intent, live, public_mode, regular

from reconciler.kinds.public_mode import PUBLIC_MODE_KIND
from reconciler.memory.memory import Memory
from reconciler.model.action import Mode, Verb
from reconciler.model.capability import Capabilities
from reconciler.model.change import Change
from reconciler.model.money import FREE
from reconciler.model.state import Account

VERB = Verb.ACTIVATE_PUBLIC_MODE


@pytest.mark.parametrize(("active", "asks"), [(False, True), (None, True), (True, False)])
def test_it_is_activated_unless_it_is_known_to_be_active(active, asks):
    said = list(drafted(public_mode(), observed={"public_mode": active}))
    assert said == (["care/otp:activate-public-mode"] if asks else [])


@pytest.mark.parametrize(("active", "asks"), [(False, True), (None, False), (True, False)])
def test_what_we_activated_need_not_be_seen_again_but_what_is_seen_counts(active, asks):
    said = drafted(public_mode(), memory=Memory(activated=True), observed={"public_mode": active})
    assert bool(said) is asks


def test_it_is_free_cannot_be_undone_and_belongs_to_the_first_entry():
    actions = drafted(public_mode("sales/otp"), public_mode("care/voice"), public_mode("care/otp"))
    assert list(actions) == ["care/otp:activate-public-mode"]
    action = actions["care/otp:activate-public-mode"]
    assert (action.team, action.cost, action.reversible, action.number) == ("care", FREE, False, None)
    assert action.changes == (Change("publicMode", False, True),)


def test_another_accounts_entries_ask_nothing_of_this_one():
    accounts = {name: Account(name, "simulator") for name in ("prod", "test")}
    actions = drafted(public_mode(account="test"), public_mode("sales/x"), desired={"accounts": accounts})
    assert list(actions) == ["sales/x:activate-public-mode"]


@pytest.mark.parametrize("active", [False, None, True])
def test_removing_the_entry_does_nothing(active):
    assert drafted(observed={"public_mode": active}) == {}


def test_an_activation_of_unknown_outcome_is_not_asked_for_again_at_another_entry():
    held = intent("care/otp", VERB)
    memory = Memory(open={held.id: held}, held={"care/otp": held})
    actions = drafted(public_mode("sales/otp"), memory=memory)
    assert [(a.address, a.status) for a in actions.values()] == [("care/otp", "held")]


@pytest.mark.parametrize(("capabilities", "mode"), [(FULL, Mode.AUTOMATIC), (Capabilities(), Mode.MANUAL)])
def test_without_an_api_a_person_activates_it(capabilities, mode):
    assert [a.mode for a in drafted(public_mode(), capabilities=capabilities).values()] == [mode]


def test_it_is_no_matter_of_any_number():
    assert (PUBLIC_MODE_KIND.wanted(regular()), PUBLIC_MODE_KIND.live(live())) == ({}, {})
    assert PUBLIC_MODE_KIND.blind(live()) == frozenset()
    assert not PUBLIC_MODE_KIND.whole

"""NFC and NFD of one text are one text to the planner."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from planned import REGULAR, WELCOME, live, seen

from reconciler.model.composed import composed
from reconciler.model.observation import Enterprise
from reconciler.model.resource import Ivr, Playback
from reconciler.wire.saved_observation import from_json, to_json

NFC = "Café Zürich"
NFD = unicodedata.normalize("NFD", NFC)


def account(text: str):
    number = live(enterprise=text, ivr=Ivr(Playback("a.wav", text)))
    return replace(seen(number), enterprises={text: Enterprise(text, True, False)})


def test_an_account_that_spells_otherwise_is_the_same_account() -> None:
    assert NFC != NFD
    assert composed(account(NFD)) == account(NFC)
    assert from_json(to_json(account(NFD))) == account(NFC)


def test_an_account_in_composed_form_stays_the_very_object() -> None:
    state = seen(live(ivr=Ivr(WELCOME)))
    assert composed(state) is state
    assert REGULAR in composed(state).numbers

"""The notices people agree to, and how each verb is done by hand in the provider's console."""

from __future__ import annotations

from datetime import date

import pytest

from reconciler.catalogue.console import LINK
from reconciler.catalogue.notice import ACCOUNT_WIDE_PLAYBACK, INBOUND_PLAYBACK, NOTICES, STATEMENT
from reconciler.kinds import VERBS
from reconciler.model.action import Verb


@pytest.mark.parametrize("name", [INBOUND_PLAYBACK, ACCOUNT_WIDE_PLAYBACK])
def test_a_notice_has_a_dated_version_and_a_text(name):
    notice = NOTICES[name]
    assert notice.name == name
    assert date.fromisoformat(notice.version) == date(2026, 6, 1)
    assert len(notice.text) > 100


def test_the_inbound_notice_says_what_the_page_says():
    text = NOTICES[INBOUND_PLAYBACK].text
    for said in ("smooth inbound call", "restrict", "June 1, 2026", "fees", "agreement", "15 days"):
        assert said in text
    assert STATEMENT == "I acknowledge and agree"


WAYS = [(spec, kind) for spec in VERBS.values() for kind in spec.types]
each_way = pytest.mark.parametrize(("spec", "kind"), WAYS, ids=lambda part: getattr(part, "verb", part))


@each_way
def test_every_step_is_told_in_english_and_in_the_consoles_chinese(spec, kind):
    steps = spec.by_hand(kind).steps
    assert steps
    for step in steps:
        assert step.en.isascii()
        assert step.en.endswith(".")
        assert step.zh.endswith("。")
        assert not step.zh.isascii()


def test_the_page_of_its_type_comes_first_and_the_rest_is_the_same():
    hotline, regular = steps(Verb.CANCEL, "400"), steps(Verb.CANCEL, "regular")
    assert "400 numbers" in hotline[0]
    assert "Landline & mobile number" in regular[0]
    assert hotline[1:] == regular[1:]
    assert hotline[1] == "Find the number in the list."


def test_a_400_is_bought_as_the_page_says():
    text = " ".join(steps(Verb.ORDER, "400"))
    labels = ["Purchase Number", "Enterprise Name", "Provider", "I acknowledge and agree", "Apply Now"]
    places = [text.index(label) for label in labels]
    assert places == sorted(places)
    assert "Find the number" not in text


def test_nobody_is_sent_to_the_account_wide_playback():
    assert "Never use the account-wide configuration" in steps(Verb.CONFIGURE_IVR, "regular")[-1]


def test_there_is_one_door():
    assert LINK.startswith("https://")


def steps(verb, kind):
    """What a person does, in English."""
    return [step.en for step in VERBS[verb].by_hand(kind).steps]

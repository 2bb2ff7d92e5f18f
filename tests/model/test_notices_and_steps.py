"""The notices people agree to, and how each verb is done by hand in the provider's console."""

from __future__ import annotations

from datetime import date

import pytest

from reconciler.catalogue.console import HOTLINE_STEPS, LINK, STEPS, steps
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


@pytest.mark.parametrize("verb", [*STEPS, *HOTLINE_STEPS])
def test_every_step_is_told_in_english_and_in_the_consoles_chinese(verb):
    for step in (*STEPS.get(verb, ()), *HOTLINE_STEPS.get(verb, ())):
        assert step.en.isascii()
        assert step.en.endswith(".")
        assert step.zh.endswith("。")
        assert not step.zh.isascii()


def test_the_page_of_its_type_comes_first_and_the_rest_is_the_same():
    hotline, regular = steps(Verb.CANCEL, hotline=True), steps(Verb.CANCEL, hotline=False)
    assert "400 numbers" in hotline[0].en
    assert "Landline & mobile number" in regular[0].en
    assert hotline[1:] == regular[1:]


def test_a_400_is_bought_as_the_page_says():
    said = " ".join(step.en for step in steps(Verb.ORDER, hotline=True))
    labels = [
        "Purchase Number",
        "Enterprise Name",
        "Provider",
        "Number",
        "I acknowledge and agree",
        "Apply Now",
    ]
    assert all(label in said for label in labels)
    assert [said.index(label) for label in ("Purchase Number", "Enterprise Name", "Apply Now")] == sorted(
        said.index(label) for label in ("Purchase Number", "Enterprise Name", "Apply Now")
    )


def test_nobody_is_sent_to_the_account_wide_playback():
    assert "Never use the account-wide configuration" in steps(Verb.CONFIGURE_IVR, hotline=False)[-1].en


def test_only_regular_numbers_have_no_steps_of_a_400():
    assert steps(Verb.SUBMIT_DOCUMENTS, hotline=False) == ()
    assert steps(Verb.SET_TRANSFER, hotline=False) == ()


def test_every_verb_with_steps_has_a_title_and_there_is_one_door():
    outward = {spec.verb for spec in VERBS.values() if spec.types}
    assert outward == set(STEPS) | set(HOTLINE_STEPS)
    assert LINK.startswith("https://")

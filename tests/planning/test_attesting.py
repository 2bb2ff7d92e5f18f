"""A person's word fills the gaps of an observation, and only the gaps, until it expires."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from planned import (
    COMPANY,
    HOTLINE,
    NOW,
    REGULAR,
    TRANSFER,
    WELCOME,
    live,
    live_hotline,
    on,
    recall,
    seen,
    word,
)

from reconciler.errors import ReconcilerError
from reconciler.model.observation import Enterprise, ObservedState
from reconciler.model.resource import Ivr, Playback
from reconciler.planning.attesting import ACCOUNT_FIELDS, ATTESTABLE, attested, check, flag

EXPIRES = on("2027-01-01")


def filled(subject, fields, *numbers, now=NOW, **observed):
    return attested(seen(*numbers, **observed), recall(word(subject, fields)), now)


def about(fields, number, **said):
    """The number after somebody vouched for these fields of it."""
    return filled(number.identity, fields, number, **said).numbers[number.identity]


# --- numbers --------------------------------------------------------------------------------------------

UNREAD = live(
    status="unknown",
    activated_on=None,
    instance=None,
    monthly=None,
    ivr=None,
    unknown=frozenset({"status", "activated_on", "instance", "monthly", "ivr.playback", "reason"}),
)


DAY = "a day, such as 2026-11-23"


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"status": "active"}, "status", "active"),
        ({"activatedOn": "2026-08-01"}, "activated_on", date(2026, 8, 1)),
        ({"instance": "057100001234"}, "instance", "057100001234"),
        ({"instance": None}, "instance", None),
        ({"monthly": "35"}, "monthly", Decimal(35)),
        ({"reason": "由客服说明"}, "reason", "由客服说明"),
    ],
)
def test_an_unknown_field_becomes_what_is_said_and_is_marked_as_attested(said, field, value):
    number = about(said, UNREAD)
    assert getattr(number, field) == value
    assert number.attested == {field}
    assert number.unknown == UNREAD.unknown - {field}


@pytest.mark.parametrize("word_used", sorted(ATTESTABLE))
def test_what_was_observed_is_never_overruled(word_used):
    text = {
        "callType": "both",
        "package": "9",
        "monthly": "9",
        "appliedOn": "2020-01-01",
        "activatedOn": "2020-01-01",
    }
    number = live_hotline(ivr=Ivr(WELCOME, TRANSFER), documents="DOC-1", reason="r")
    assert about({word_used: text.get(word_used, "active")}, number) == number


def test_a_word_nobody_knows_says_nothing():
    assert about({"colour": "red"}, UNREAD) == UNREAD


@pytest.mark.parametrize(
    ("said", "has", "expected"),
    [
        ({"ivr.playback.audio": "a.wav"}, None, Ivr(Playback("a.wav", ""))),
        (
            {"ivr.playback.audio": "a.wav", "ivr.playback.description": "Hello"},
            None,
            Ivr(Playback("a.wav", "Hello")),
        ),
        ({"ivr.playback.audio": None}, None, Ivr()),
        ({"ivr.playback.audio": "a.wav"}, Ivr(None, TRANSFER), Ivr(Playback("a.wav", ""), TRANSFER)),
    ],
    ids=["audio", "both", "none", "beside a transfer"],
)
def test_an_unreadable_playback_is_what_is_said(said, has, expected):
    number = about(said, live(ivr=has, unknown=frozenset({"ivr.playback", "script"})))
    assert number.ivr == expected
    assert (number.attested, number.unknown) == ({"ivr.playback"}, {"script"})


@pytest.mark.parametrize("said", [{"status": "active"}, {"ivr.playback.description": "Hello"}])
def test_a_playback_is_unknown_until_somebody_names_its_file(said):
    number = about(said, UNREAD)
    assert number.ivr is None
    assert "ivr.playback" in number.unknown


# --- numbers that no read shows -------------------------------------------------------------------------


def test_a_number_that_does_not_show_is_there_on_a_persons_word_and_else_unknown():
    (number,) = filled(REGULAR, {"status": "active"}, complete=False).numbers.values()
    assert (number.number, number.type, number.line, number.status) == (
        REGULAR, "regular", "landline", "active"
    )  # fmt: skip
    assert number.attested == {"status"}
    assert number.unknown >= {"instance", "activated_on", "ivr.playback", "call_type"}
    assert number.unknown.isdisjoint({"type", "number", "line", "status"})


def test_the_digits_tell_the_type_of_what_does_not_show():
    observed = attested(
        seen(), recall(word(HOTLINE, {"status": "active"}), word("13800001111", {"status": "active"})), NOW
    )
    assert [(n.identity, n.type, n.line, n.call_type) for n in observed.numbers.values()] == [
        ("13800001111", "regular", "mobile", None),
        (HOTLINE, "400", None, "inbound"),
    ]
    assert "call_type" not in observed.numbers[HOTLINE].unknown
    assert list(observed.numbers) == sorted(observed.numbers)


def test_a_word_without_a_status_leaves_it_unknown():
    assert filled(REGULAR, {"instance": None}).numbers[REGULAR].status == "unknown"


# --- time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "counts"), [(NOW, True), (EXPIRES - timedelta(seconds=1), True), (EXPIRES, False)]
)
def test_a_word_counts_until_the_instant_it_expires(now, counts):
    observed = filled(REGULAR, {"status": "active"}, UNREAD, now=now)
    assert observed.numbers[REGULAR].status == ("active" if counts else "unknown")


def test_without_a_fresh_word_the_observation_is_the_same_object():
    observed = seen(live())
    assert attested(observed, recall(), NOW) is observed
    assert attested(observed, recall(word(REGULAR, {"status": "active"})), EXPIRES) is observed


# --- account-wide facts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "said", "fact", "value"),
    [
        (
            f"enterprise:{COMPANY}",
            {"approved": "true", "hotline": "yes"},
            "enterprises",
            {COMPANY: Enterprise(COMPANY, approved=True, hotline=True)},
        ),
        (
            f"enterprise:{COMPANY}",
            {"approved": "true"},
            "enterprises",
            {COMPANY: Enterprise(COMPANY, approved=True, hotline=False)},
        ),
        ("script:S-1", {"approved": "true"}, "scripts", {"S-1": True}),
        ("script:S-1", {"approved": "no"}, "scripts", {"S-1": False}),
        ("script:S-1", {}, "scripts", {"S-1": False}),
        ("public-mode", {"active": "true"}, "public_mode", True),
        ("public-mode", {"active": "false"}, "public_mode", False),
    ],
)
def test_an_unreadable_fact_of_the_account_is_what_is_said_and_marked(subject, said, fact, value):
    observed = filled(subject, said, **{fact: None})
    assert getattr(observed, fact) == value
    assert observed.origins == {fact: "attested"}


@pytest.mark.parametrize(
    ("subject", "said", "fact"),
    [
        ("enterprise:别家", {"approved": "true"}, "enterprises"),
        ("script:S-1", {"approved": "true"}, "scripts"),
        ("public-mode", {"active": "true"}, "public_mode"),
    ],
)
def test_an_observed_fact_of_the_account_is_not_overruled(subject, said, fact):
    observed = filled(subject, said)
    assert getattr(observed, fact) == getattr(seen(), fact)
    assert observed.origins == {}


def test_what_a_roster_attested_is_added_to():
    observed = filled(
        "script:S-1", {"approved": "true"}, scripts={"S-0": True}, origins={"scripts": "attested"}
    )
    assert observed.scripts == {"S-0": True, "S-1": True}
    assert observed.origins == {"scripts": "attested"}


def test_several_words_are_one_list():
    memory = recall(word("script:S-1", {"approved": "true"}), word("script:S-2", {"approved": "false"}))
    assert attested(seen(scripts=None), memory, NOW).scripts == {"S-1": True, "S-2": False}


@pytest.mark.parametrize(
    ("complete", "said", "whole", "origins"),
    [
        (False, "true", True, {"numbers": "attested"}),
        (False, "false", False, {}),
        (True, "true", True, {}),
        (True, "false", True, {}),
    ],
)
def test_that_a_listing_is_whole_can_be_vouched_for_not_that_it_is_short(complete, said, whole, origins):
    observed = filled("listing", {"complete": said}, complete=complete)
    assert (observed.complete, observed.origins) == (whole, origins)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("true", True), ("True", True), ("yes", True), ("YES", True), (True, True), ("1", False), ("on", False),
     ("", False), (None, False), ("false", False)],
)  # fmt: skip
def test_only_true_and_yes_are_true(text, expected):
    assert flag(text) is expected


# --- what can be vouched for ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (REGULAR, {"status": "active", "activatedOn": "2026-08-01", "instance": None}),
        (HOTLINE, {"package": "120", "appliedOn": "2026-11-10", "documents.reference": "DOC-1"}),
        (REGULAR, {"package": None}),
        (f"enterprise:{COMPANY}", {"approved": "true", "hotline": "true"}),
        ("script:S-1", {"approved": "true"}),
        ("instance:057100001234", {"enterprise": COMPANY}),
        ("public-mode", {"active": "true"}),
        ("listing", {"complete": "true"}),
    ],
)
def test_what_fits_is_taken(subject, said):
    check(subject, said)


@pytest.mark.parametrize(
    ("subject", "said", "message", "hint"),
    [
        ("4008100", {"status": "active"}, "nobody can vouch for '4008100'", "enterprise:NAME"),
        ("weather", {"fine": "true"}, "nobody can vouch for 'weather'", "public-mode or listing"),
        ("enterprise:", {"approved": "true"}, "nobody can vouch for 'enterprise:'", "name a number"),
        ("listings", {"complete": "true"}, "nobody can vouch for 'listings'", "listing"),
        (REGULAR, {"colour": "red"}, "no fact is called 'colour' here", "known: status, runningStatus"),
        (REGULAR, {"approved": "true"}, "no fact is called 'approved' here", "activatedOn"),
        ("listing", {"status": "active"}, "no fact is called 'status' here", "known: complete"),
        ("script:S-1", {"hotline": "true"}, "no fact is called 'hotline' here", "known: approved"),
        (REGULAR, {"status": "alive"}, "status: 'alive' does not fit", "one of documents_due, reviewing, active"),
        (REGULAR, {"status": "active", "activatedOn": "soon"}, "activatedOn: 'soon' does not fit", DAY),
        (REGULAR, {"activatedOn": "2026-02-30"}, "activatedOn: '2026-02-30' does not fit", DAY),
        (REGULAR, {"activatedOn": "20261002"}, "activatedOn: '20261002' does not fit", DAY),
        (REGULAR, {"status": None}, "status: '' does not fit", "one of documents_due"),
        (REGULAR, {"callType": "in"}, "callType: 'in' does not fit", "one of inbound, outbound, both"),
        (
            HOTLINE,
            {"ivr.transfer.to": "13800001111", "ivr.transfer.routing": "region-first"},
            "ivr.transfer.routing: 'region-first' does not fit",
            "one of round-robin, random",
        ),
        (HOTLINE, {"package": "many"}, "package: 'many' does not fit", "such as 35 or 120.00"),
        (HOTLINE, {"monthly": "NaN"}, "monthly: 'NaN' does not fit", "such as 35 or 120.00"),
        (HOTLINE, {"package": "Infinity"}, "package: 'Infinity' does not fit", "such as 35 or 120.00"),
        (HOTLINE, {"package": "-1"}, "package: '-1' does not fit", "such as 35 or 120.00"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_would(subject, said, message, hint):
    with pytest.raises(ReconcilerError) as refused:
        check(subject, said)
    assert refused.value.message == message
    assert hint in refused.value.hint
    assert (refused.value.code, refused.value.exit_code) == ("VN807", 1)


def test_every_account_wide_subject_says_what_may_be_said_of_it():
    assert set(ACCOUNT_FIELDS) == {"enterprise:", "script:", "instance:", "public-mode", "listing"}


def test_an_empty_observation_can_be_filled_whole():
    bare = ObservedState("prod", NOW, {})
    memory = recall(
        word("listing", {"complete": "true"}),
        word(REGULAR, {"status": "active", "callType": "both"}),
        word("public-mode", {"active": "yes"}),
    )
    observed = attested(bare, memory, NOW)
    assert (observed.complete, observed.public_mode) == (True, True)
    assert observed.origins == {"public_mode": "attested", "numbers": "attested"}
    assert observed.numbers[REGULAR].inbound is True

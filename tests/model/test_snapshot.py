"""A saved observation: reads back as it was, and what is none is refused with the first field that does not fit."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planned import REGULAR, TRANSFER, WELCOME, live, live_hotline, seen

from reconciler.errors import ReconcilerError
from reconciler.model.observation import (
    Balance,
    Enterprise,
    NumberStatus,
    ObservedInstance,
    ObservedNumber,
    ObservedState,
    Offer,
)
from reconciler.model.resource import Ivr, Playback, Transfer
from reconciler.wire.saved_observation import from_json, to_json

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
money = st.decimals(0, 99999, places=2)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def maybe(strategy):
    return st.none() | strategy


playbacks = st.builds(Playback, words, words)
transfers = st.builds(Transfer, words, st.lists(words, min_size=1, max_size=3).map(tuple), maybe(words))
names = st.sampled_from([f.name for f in fields(ObservedNumber)] + ["ivr.playback", "ivr.transfer"])
numbers = st.builds(
    ObservedNumber,
    type=st.sampled_from(["400", "regular"]),
    status=st.sampled_from(NumberStatus),
    **{f.name: maybe(words) for f in fields(ObservedNumber) if f.type == "str | None"},
    package=maybe(money),
    monthly=maybe(money),
    applied_on=maybe(days),
    activated_on=maybe(days),
    ivr=maybe(st.builds(Ivr, maybe(playbacks), maybe(transfers))),
    unknown=st.frozensets(names, max_size=3),
    attested=st.frozensets(names, max_size=3),
)
states = st.builds(
    ObservedState,
    account=words,
    now=instants,
    numbers=st.dictionaries(words, numbers, max_size=2),
    instances=maybe(
        st.dictionaries(words, st.builds(ObservedInstance, words, maybe(words), maybe(words)), max_size=2)
    ),
    enterprises=maybe(
        st.dictionaries(words, st.builds(Enterprise, words, st.booleans(), st.booleans()), max_size=2)
    ),
    scripts=maybe(st.dictionaries(words, st.booleans(), max_size=2)),
    audio=maybe(st.dictionaries(words, words, max_size=2)),
    offers=maybe(st.lists(st.builds(Offer, words, words), max_size=2).map(tuple)),
    balance=maybe(st.builds(Balance, money, money)),
    public_mode=maybe(st.booleans()),
    playback=maybe(playbacks),
    playback_readable=st.booleans(),
    complete=st.booleans(),
    gaps=st.lists(words, max_size=2).map(tuple),
    origins=st.dictionaries(words, st.just("attested"), max_size=2),
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(states)
def test_an_observation_reads_back_as_it_was_saved(observed):
    saved = to_json(observed)
    assert from_json(saved) == observed
    assert to_json(from_json(saved)) == saved


def test_money_keeps_its_text_and_an_instant_its_offset():
    saved = json.loads(to_json(seen(live_hotline(package=Decimal("120.50")))))
    number = saved["numbers"]["4008100001"]
    assert number["package"] == "120.50"
    assert saved["now"] == "2026-11-23T10:00:00+08:00"


def test_what_is_absent_is_left_out_and_what_cannot_be_read_is_absent():
    saved = json.loads(to_json(seen(live(instance=None), offers=None)))
    assert "offers" not in saved
    assert {"instance", "unknown", "attested"}.isdisjoint(saved["numbers"][REGULAR])
    assert from_json(json.dumps(saved)).offers is None


def test_names_of_fields_are_sorted_so_that_two_saves_are_equal():
    number = live(unknown=frozenset({"script", "instance", "ivr.playback"}), attested=frozenset({"status"}))
    saved = json.loads(to_json(seen(number)))["numbers"][REGULAR]
    assert saved["unknown"] == ["instance", "ivr.playback", "script"]
    assert saved["attested"] == ["status"]


def test_the_text_is_chinese_where_the_account_is_and_ends_with_a_line():
    saved = to_json(seen(live()))
    assert "浙江/杭州" in saved
    assert saved.endswith("}\n")


def test_a_transfer_reads_back_as_tuples():
    observed = seen(live_hotline(ivr=Ivr(WELCOME, TRANSFER)))
    assert from_json(to_json(observed)).numbers["4008100001"].ivr == Ivr(WELCOME, TRANSFER)


WHOLE = json.loads(to_json(seen(live())))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "the text"),
        ("{", "the text"),
        ("[]", "the text"),
        ("{}", "account"),
        (json.dumps({**WHOLE, "now": "yesterday"}), "now"),
        (json.dumps({**WHOLE, "numbers": {REGULAR: {"type": "regular"}}}), f"numbers.{REGULAR}.status"),
        (json.dumps({**WHOLE, "offers": [{"number": 1}]}), "offers.0.number"),
        (json.dumps({**WHOLE, "complete": "perhaps"}), "complete"),
    ],
)
def test_what_is_no_observation_is_refused_with_the_first_field_that_does_not_fit(text, where):
    with pytest.raises(ReconcilerError) as refused:
        from_json(text)
    assert refused.value.message.startswith(f"not a saved observation: {where}: ")
    assert (refused.value.code, refused.value.exit_code) == ("VN806", 1)
    assert "status --save" in refused.value.hint


def test_saving_changes_nothing():
    observed = seen(live(unknown=frozenset({"script"})))
    before = replace(observed)
    to_json(observed)
    assert observed == before

"""What a provider does not read is unknown, whoever the provider is; what it states without reading it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planned import COMPANY, HOTLINE, REGULAR, TRANSFER, WELCOME, live, live_hotline, seen

from reconciler.errors import Inconsistent
from reconciler.kinds import facts_of
from reconciler.model.capability import Capabilities
from reconciler.model.observation import ObservedNumber
from reconciler.model.resource import Ivr
from reconciler.planning.origins import with_origins
from reconciler.providers.simulator.capabilities import FULL

ACCOUNT = FULL.account


def reading(*facts: str, kind: str = "regular", **more) -> Capabilities:
    usual = {"reads": {kind: frozenset(facts)}, "account": ACCOUNT, "listing": True}
    return Capabilities(**usual | more)


def plain(**more) -> ObservedNumber:
    return ObservedNumber(type="regular", status="unknown", number=REGULAR, **more)


def test_what_no_reads_name_is_unknown_and_not_absent():
    [number] = with_origins(seen(plain()), reading("status", "instance"), "notebook").numbers.values()
    assert number.unknown == set(facts_of("regular")) - {
        "number", "type", "application", "line", "status", "instance",
    }  # fmt: skip
    assert number.line == "landline"


def test_what_is_read_and_absent_is_absent():
    [number] = with_origins(seen(plain()), reading("instance", "ivr"), "notebook").numbers.values()
    assert number.unknown.isdisjoint({"instance", "ivr.playback"})
    assert number.instance is None


def test_what_somebody_vouches_for_is_not_unknown():
    told = plain(enterprise=COMPANY, attested=frozenset({"enterprise"}))
    [number] = with_origins(seen(told), reading("status"), "notebook").numbers.values()
    assert "enterprise" not in number.unknown
    assert number.enterprise == COMPANY


def test_what_was_not_read_this_time_stays_unknown():
    told = plain(unknown=frozenset({"instance"}))
    [number] = with_origins(seen(told), reading("status", "instance"), "notebook").numbers.values()
    assert "instance" in number.unknown


def test_a_400_is_inbound_and_has_neither_line_nor_instance_without_a_reading():
    number = ObservedNumber(type="400", status="unknown", number=HOTLINE, call_type="inbound")
    [number] = with_origins(seen(number), reading(kind="400"), "notebook").numbers.values()
    assert number.unknown.isdisjoint({"call_type", "line", "region", "instance", "routing"})
    assert {"carrier", "package", "documents", "ivr.transfer", "monthly"} <= number.unknown


def test_who_reads_everything_leaves_nothing_unknown():
    given = seen(live(), live_hotline())
    assert with_origins(given, FULL, "simulator") == given


@pytest.mark.parametrize(
    ("number", "fact"),
    [
        (plain(script="SCRIPT-3321"), "script"),
        (plain(activated_on=date(2026, 8, 1)), "activated_on"),
        (plain(ivr=Ivr(WELCOME)), "ivr.playback"),
        (plain(carrier="中国联通"), "carrier"),
        (replace(plain(), status="active"), "status"),
    ],
)
def test_a_provider_that_states_what_it_does_not_read_is_refused_by_name(number, fact):
    with pytest.raises(Inconsistent, match=f"provider notebook states .*{fact} of {REGULAR}"):
        with_origins(seen(number), reading("region"), "notebook")


def test_a_part_that_is_read_says_nothing_of_the_other():
    number = ObservedNumber(type="400", status="unknown", number=HOTLINE, ivr=Ivr(WELCOME, TRANSFER))
    with pytest.raises(Inconsistent, match=r"ivr\.playback"):
        with_origins(seen(number), reading("ivr.transfer", kind="400"), "notebook")


@pytest.mark.parametrize(
    ("more", "claim"),
    [
        ({"scripts": {"SCRIPT-3321": True}}, "scripts of the account"),
        ({"public_mode": True}, "public_mode of the account"),
        ({"complete": True}, "that its list of numbers is complete"),
    ],
)
def test_the_account_is_judged_alike(more, claim):
    nothing = dict.fromkeys(
        ("instances", "enterprises", "scripts", "audio", "offers", "balance", "public_mode")
    )
    given = seen(**nothing | {"playback_readable": False, "complete": False} | more)
    with pytest.raises(Inconsistent, match=claim):
        with_origins(given, Capabilities(), "notebook")
    vouched = dict.fromkeys((*more, "numbers"), "attested")
    assert (
        with_origins(replace(given, origins=vouched), Capabilities(), "notebook").complete is given.complete
    )


def test_many_contradictions_are_counted():
    numbers = [replace(live(f"05718888{i:04d}"), attested=frozenset()) for i in range(9)]
    with pytest.raises(Inconsistent, match=r"and \d+ more"):
        with_origins(seen(*numbers), reading(), "notebook")

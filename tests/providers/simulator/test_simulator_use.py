"""Binding, answering, restricting: what a number in use permits."""

from __future__ import annotations

import pytest
from simulated import ACTIVE, COMPANY, HOTLINE, INSTANCE, OTHER, provider, refused, status, world

from reconciler.model.resource import Playback, Transfer
from reconciler.providers.simulator.world import World

SECOND = ACTIVE | {"number": "057188880002"}


@pytest.mark.parametrize(
    ("number", "instance", "code"),
    [
        (HOTLINE, INSTANCE, "Number.NotRegular"),
        (ACTIVE | {"status": "restricted"}, INSTANCE, "Number.NotActive"),
        (ACTIVE | {"status": "cancelled"}, INSTANCE, "Number.NotActive"),
        (ACTIVE, "057100007777", "Instance.NotFound"),
        (ACTIVE, "057100005555", "Instance.NotUsable"),
        (ACTIVE, "057100009999", "Instance.OtherEnterprise"),
        (ACTIVE | {"enterprise": OTHER}, INSTANCE, "Instance.OtherEnterprise"),
        (ACTIVE | {"instance": "057100005555"}, INSTANCE, "Number.AlreadyBound"),
    ],
)
def test_a_binding_is_refused(number: dict[str, str], instance: str, code: str) -> None:
    account = world(numbers=[number])
    with refused(code):
        account.bind([number["number"]], instance)


def test_a_number_we_do_not_hold_cannot_be_bound() -> None:
    with refused("Number.NotFound"):
        world().bind(["057188889999"], INSTANCE)


@pytest.mark.parametrize(("routing", "bound"), [(None, "region-first"), ("random", "random")])
def test_a_binding_has_its_own_routing_or_the_instances(routing: str | None, bound: str) -> None:
    account = provider()
    account.world.bind(["057188880001"], INSTANCE, routing)
    number = account.observe().numbers["057188880001"]
    assert (number.instance, number.routing) == (INSTANCE, bound)


def test_binding_again_to_the_same_instance_changes_nothing() -> None:
    account = world()
    account.bind(["057188880001"], INSTANCE, "random")
    account.bind(["057188880001"], INSTANCE, "region-first")
    assert [(entry.outcome, entry.effect) for entry in account.requests()] == [
        ("accepted", True),
        ("accepted", False),
    ]


@pytest.mark.parametrize(("count", "allowed"), [(200, True), (201, False)])
def test_at_most_200_numbers_are_bound_at_once(count: int, allowed: bool) -> None:
    names = [f"0571{at:08d}" for at in range(count)]
    account = world(numbers=[ACTIVE | {"number": name} for name in names])
    if allowed:
        account.bind(names, INSTANCE)
    else:
        with refused("Bind.TooMany"):
            account.bind(names, INSTANCE)
    bound = [row for page in account.look(tuple).pages for row in page.rows if INSTANCE in row]
    assert len(bound) == (count if allowed else 0)


def test_a_binding_that_fails_half_way_binds_nothing() -> None:
    account = world(numbers=[ACTIVE, SECOND | {"status": "restricted"}])
    with refused("Number.NotActive"):
        account.bind(["057188880001", "057188880002"], INSTANCE)
    assert not [row for page in account.look(tuple).pages for row in page.rows if INSTANCE in row]


def test_a_number_is_unbound_once() -> None:
    account = world(numbers=[ACTIVE | {"instance": INSTANCE}])
    account.unbind("057188880001")
    with refused("Number.NotBound"):
        account.unbind("057188880001")


@pytest.mark.parametrize(
    ("number", "audio", "code"),
    [
        (ACTIVE | {"callType": "outbound"}, "welcome.wav", "Playback.OutboundOnly"),
        (HOTLINE | {"status": "documents_due", "activatedOn": None}, "welcome.wav", "Number.NotActive"),
        (HOTLINE | {"status": "released"}, "welcome.wav", "Number.NotActive"),
        (ACTIVE, "new.wav", "Audio.NotApproved"),
        (ACTIVE, "bad.wav", "Audio.NotApproved"),
        (ACTIVE, "", "Playback.AudioRequired"),
    ],
)
def test_a_playback_is_refused(number: dict[str, str], audio: str, code: str) -> None:
    account = world(numbers=[number], now="2026-09-10T10:00:00+08:00")
    with refused(code):
        account.configure_playback(number["number"], audio, "Welcome")


@pytest.mark.parametrize("state", ["active", "restricted"])
@pytest.mark.parametrize("number", [HOTLINE, ACTIVE, ACTIVE | {"callType": "inbound"}])
def test_a_number_in_use_gets_its_playback(number: dict[str, str], state: str) -> None:
    account = provider(numbers=[number | {"status": state}])
    account.world.configure_playback(number["number"], "unlisted.wav", "Welcome")
    ivr = account.observe().numbers[number["number"]].ivr
    assert ivr is not None
    assert ivr.playback == Playback("unlisted.wav", "Welcome")
    account.world.clear_playback(number["number"])
    assert account.observe().numbers[number["number"]].ivr is None
    with refused("Playback.NotConfigured"):
        account.world.clear_playback(number["number"])


def test_a_400_transfers_and_a_new_transfer_replaces_the_old() -> None:
    account = provider(numbers=[HOTLINE])
    account.world.set_transfer("4008100009", "round-robin", ["057188880009", "057188880010"], "10000008748")
    account.world.set_transfer("4008100009", "random", ["057188880011"], "10000008748")
    ivr = account.observe().numbers["4008100009"].ivr
    assert ivr is not None
    assert ivr.transfer == Transfer("random", ("057188880011",), "10000008748")
    account.world.clear_transfer("4008100009")
    with refused("Transfer.NotConfigured"):
        account.world.clear_transfer("4008100009")


@pytest.mark.parametrize(
    ("number", "routing", "to", "qualification", "code"),
    [
        (ACTIVE, "random", ["057188880009"], "1", "Transfer.HotlineOnly"),
        (HOTLINE, "fastest", ["057188880009"], "1", "Transfer.Routing"),
        (HOTLINE, "random", [], "1", "Transfer.Incomplete"),
        (HOTLINE, "random", ["057188880009"], None, "Transfer.Incomplete"),
        (HOTLINE | {"status": "reviewing"}, "random", ["057188880009"], "1", "Number.NotActive"),
    ],
)
def test_a_transfer_is_refused(
    number: dict[str, str], routing: str, to: list[str], qualification: str | None, code: str
) -> None:
    account = world(numbers=[number])
    with refused(code):
        account.set_transfer(number["number"], routing, to, qualification)


def test_a_carrier_restricts_and_the_provider_lifts_it() -> None:
    account = provider()
    account.world.restrict("057188880001")
    number = account.observe().numbers["057188880001"]
    assert (number.status, number.running_status) == ("restricted", "受限")
    assert number.reason == "未配置呼入放音，运营商限制使用"
    with refused("Number.NotActive"):
        account.world.restrict("057188880001")
    assert account.world.approve("057188880001") == ("057188880001: active",)
    assert status(account.world, "057188880001") == "active"


RULES = "未配置呼入放音，平台默认呼入接听与放音规则生效，可能产生费用"


@pytest.mark.parametrize(
    ("now", "changes", "reason"),
    [
        ("2026-06-01T09:59:59+08:00", {}, None),
        ("2026-06-01T10:00:00+08:00", {}, RULES),
        ("2026-06-01T10:00:00+08:00", {"callType": "inbound"}, RULES),
        ("2026-06-01T10:00:00+08:00", {"callType": "outbound"}, None),
        ("2026-06-01T10:00:00+08:00", {"ivr": {"playback": {"audio": "a.wav", "description": "A"}}}, None),
        ("2026-06-01T10:00:00+08:00", {"status": "restricted", "reason": "其他"}, "其他"),
    ],
)
def test_default_rules_are_noted_from_ten_o_clock_on_1_june_2026(
    now: str, changes: dict[str, object], reason: str | None
) -> None:
    account = provider(now=now, numbers=[ACTIVE | {"activatedOn": "2026-01-01"} | changes])
    assert account.observe().numbers["057188880001"].reason == reason


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (ACTIVE, "呼入+呼出"),
        (ACTIVE | {"callType": "inbound"}, "呼入"),
        (ACTIVE | {"callType": "outbound"}, "呼出"),
        (HOTLINE, "呼入"),
    ],
)
def test_the_call_type_is_told_in_the_providers_words(number: dict[str, str], text: str) -> None:
    seen = provider(numbers=[number]).observe().numbers[number["number"]]
    assert seen.call_type_text == text


def test_the_enterprise_may_differ_from_the_companys_name_by_nothing() -> None:
    account: World = world(numbers=[ACTIVE | {"enterprise": COMPANY + "分公司"}])
    with refused("Instance.OtherEnterprise"):
        account.bind(["057188880001"], INSTANCE)

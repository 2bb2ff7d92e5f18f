"""Scripted faults: what strikes, when, and what is left behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from simulated import (
    ACTIVE,
    COMPANY,
    INSTANCE,
    UNICOM,
    desired_hotline,
    desired_regular,
    hotline_form,
    money,
    provider,
    seed,
    status,
    world,
)

from reconciler.contracts.provider import Call
from reconciler.errors import OutcomeUnknown, Refused, Throttled, Unreadable, UsageError
from reconciler.model.action import Verb
from reconciler.providers.simulator.provider import SimulatorProvider
from reconciler.providers.simulator.world import open_world
from reconciler.providers.simulator.world.effects import Reply
from reconciler.providers.simulator.world.faults import FAULT_KINDS, Fault, Struck
from reconciler.providers.simulator.world.wallclock import SECOND

BUY = Call(Verb.ORDER, desired_hotline(), "4008100001", acknowledgement="2026-06-01")
BIND = Call(Verb.BIND, desired_regular(), "057188880001")


@pytest.mark.parametrize("cause", ["timeout", "reset", "error-500", "undecodable"])
@pytest.mark.parametrize(("moment", "sold"), [("before", False), ("after", True)])
def test_a_lost_answer_is_an_unknown_outcome_whether_or_not_it_happened(
    cause: str, moment: str, sold: bool
) -> None:
    account = provider()
    account.world.script(Fault(f"{cause}-{moment}"))
    with pytest.raises(OutcomeUnknown):
        account.execute(BUY)
    assert ("4008100001" in account.observe().numbers) == sold
    assert money(account.world) == ((38000, 0) if sold else (50000, 0))
    entry = account.world.requests()[0]
    assert entry.effect == sold
    assert entry.outcome == (f"{cause}-after: accepted" if sold else f"{cause}-before")


@pytest.mark.parametrize(
    ("kind", "bound"), [("throttle", None), ("throttle-before", None), ("throttle-after", INSTANCE)]
)
def test_a_throttle_names_its_wait_and_may_come_after_the_effect(kind: str, bound: str | None) -> None:
    account = provider()
    account.world.script(Fault(kind, wait=1.5))
    with pytest.raises(Throttled) as throttled:
        account.execute(BIND)
    assert throttled.value.retry_after == 1.5
    assert account.observe().numbers["057188880001"].instance == bound


@pytest.mark.parametrize(
    ("code", "reason"), [(None, "isv.BUSINESS_LIMIT_CONTROL"), ("isv.OUT_OF_SERVICE", "isv.OUT_OF_SERVICE")]
)
def test_a_business_error_is_a_refusal_without_effect(code: str | None, reason: str) -> None:
    account = provider()
    account.world.script(Fault("business-error", code=code))
    with pytest.raises(Refused) as refusal:
        account.execute(BIND)
    assert refusal.value.reason == reason
    assert account.observe().numbers["057188880001"].instance is None


def test_an_effect_that_is_refused_stays_refused_behind_a_lost_answer() -> None:
    account = provider(pool=[])
    account.world.script(Fault("timeout-after"))
    with pytest.raises(OutcomeUnknown):
        account.execute(BUY)
    assert account.world.requests()[0].outcome == "timeout-after: refused: Number.NotOnOffer"
    assert not account.world.requests()[0].effect


def test_a_partial_bind_succeeds_and_names_what_it_left_out() -> None:
    names = [f"05718888000{last}" for last in range(1, 5)]
    account = world(numbers=[ACTIVE | {"number": name} for name in names])
    account.script(Fault("partial-bind"))
    assert account.bind(names, INSTANCE) == Reply(failed=("057188880003", "057188880004"))
    bound = [row[2] for row in account.look(tuple).pages[0].rows if INSTANCE in row]
    assert bound == ["057188880001", "057188880002"]


def test_a_single_number_that_a_partial_bind_left_out_was_positively_not_bound() -> None:
    account = provider()
    account.world.script(Fault("partial-bind"))
    with pytest.raises(Refused) as refusal:
        account.execute(BIND)
    assert refusal.value.reason == "Bind.Partial"
    assert account.observe().numbers["057188880001"].instance is None
    account.execute(BIND)
    assert account.observe().numbers["057188880001"].instance == INSTANCE


def test_a_number_on_offer_can_be_sold_to_somebody_else_in_between() -> None:
    account = provider()
    account.world.script(Fault("sold-between-list-and-buy"))
    assert "4008100001" in {offer.number for offer in account.observe().offers or ()}
    with pytest.raises(Refused) as refusal:
        account.execute(BUY)
    assert refusal.value.reason == "Number.NotOnOffer"
    assert "4008100001" not in {offer.number for offer in account.observe().offers or ()}
    assert "4008100001" not in account.observe().numbers


@pytest.mark.parametrize(
    ("kind", "gap"),
    [
        ("short-list", "1 of 2 numbers were listed"),
        ("duplicate-entry", "of the numbers listed, 1 came twice"),
        ("total-changes", "the total changed while the numbers were listed: 2, 3"),
    ],
)
def test_a_listing_that_does_not_add_up_proves_no_absence(kind: str, gap: str) -> None:
    account = provider(numbers=[ACTIVE, ACTIVE | {"number": "057188880002"}])
    account.world.script(Fault(kind))
    seen = account.observe()
    assert not seen.complete
    assert gap in seen.gaps
    assert account.observe().complete


def test_a_duplicate_in_the_place_of_another_entry_leaves_the_count_right_and_is_still_noticed() -> None:
    account = provider(numbers=[ACTIVE, ACTIVE | {"number": "057188880002"}])
    account.world.script(Fault("duplicate-entry"))
    assert account.observe().gaps == ("of the numbers listed, 1 came twice",)


@pytest.mark.parametrize("numbers", [[], [ACTIVE]])
@pytest.mark.parametrize("kind", ["short-list", "duplicate-entry", "total-changes"])
def test_small_accounts_are_spoiled_too_unless_there_is_nothing_to_spoil(
    kind: str, numbers: list[dict[str, str]]
) -> None:
    account = provider(numbers=numbers)
    account.world.script(Fault(kind))
    assert account.observe().complete == (not numbers and kind != "total-changes")


@pytest.mark.parametrize(
    ("fault", "retryable"),
    [
        (Fault("unreadable"), True),
        (Fault("timeout-before", verb="read"), True),
        (Fault("reset-after", verb="read"), True),
        (Fault("error-500-before", verb="read"), True),
        (Fault("undecodable", verb="read"), False),
    ],
)
def test_a_read_that_fails_says_whether_to_ask_again(fault: Fault, retryable: bool) -> None:
    account = provider()
    account.world.script(fault)
    with pytest.raises(Unreadable) as unreadable:
        account.observe()
    assert unreadable.value.retryable == retryable
    assert account.observe().complete


def test_a_throttled_read_names_its_wait() -> None:
    account = provider()
    account.world.script(Fault("throttle", verb="read", wait=0.25))
    with pytest.raises(Throttled) as throttled:
        account.observe()
    assert throttled.value.retry_after == 0.25


def test_a_lagging_list_hides_our_own_writes_for_some_reads() -> None:
    account = provider()
    account.world.script(Fault("lag", times=2))
    assert account.observe().numbers["057188880001"].instance is None
    account.execute(BIND)
    account.execute(BUY)
    for _ in range(2):
        seen = account.observe()
        assert seen.numbers["057188880001"].instance is None
        assert "4008100001" not in seen.numbers
        assert seen.complete
    seen = account.observe()
    assert seen.numbers["057188880001"].instance == INSTANCE
    assert "4008100001" in seen.numbers


def test_a_lagging_list_is_read_by_the_present_clock() -> None:
    account = provider()
    account.world.script(Fault("lag"))
    account.execute(BIND)
    account.world.advance(60_000_000)
    assert account.observe().now == account.now()


def test_a_stale_replica_answers_after_a_newer_one_did() -> None:
    account = provider()
    account.world.script(Fault("stale"))
    account.execute(BIND)
    bound = [account.observe().numbers["057188880001"].instance for _ in range(3)]
    assert bound == [INSTANCE, None, INSTANCE]


def test_a_fault_waits_for_its_turn_its_verb_and_its_number_and_strikes_so_often() -> None:
    account = world()
    account.script(Fault("timeout-before", verb="unbind", number="057188880001", times=2, after=1))
    account.bind(["057188880001"], INSTANCE)
    account.unbind("057188880001")
    for _ in range(2):
        with pytest.raises(Struck):
            account.unbind("057188880001")
    assert account.faults() == ()


def test_faults_strike_in_the_order_they_were_scripted_and_do_not_touch_the_console() -> None:
    account = world()
    account.script(Fault("reset-before"))
    account.script(Fault("timeout-before"))
    account.bind(["057188880001"], INSTANCE, by="console")
    for kind in ("reset-before", "timeout-before"):
        with pytest.raises(Struck) as struck:
            account.unbind("057188880001")
        assert struck.value.fault.kind == kind
    account.unbind("057188880001")


def test_a_fault_for_changes_leaves_reads_alone() -> None:
    account = provider()
    account.world.script(Fault("timeout-before"))
    assert account.observe().complete
    assert len(account.world.faults()) == 1
    account.world.clear_faults()
    assert account.world.faults() == ()


def test_unknown_faults_and_impossible_verbs_are_usage_errors() -> None:
    account = world()
    with pytest.raises(UsageError):
        account.script(Fault("earthquake"))
    with pytest.raises(UsageError):
        account.script(Fault("partial-bind", verb="cancel"))
    assert account.faults() == ()


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_every_kind_can_be_scripted_and_listed(kind: str) -> None:
    account = world()
    account.script(Fault(kind))
    assert [fault.kind for fault in account.faults()] == [kind]


def test_a_fault_strikes_whichever_process_comes_next(tmp_path: Path) -> None:
    file = tmp_path / "account.db"
    open_world(file, seed()).script(Fault("timeout-after"))
    account = SimulatorProvider("prod", open_world(file))
    with pytest.raises(OutcomeUnknown):
        account.execute(BUY)
    assert status(open_world(file), "4008100001") == "documents_due"


def test_a_request_is_announced_before_it_has_any_effect() -> None:
    account = world()
    seen: list[tuple[str, str | None, int]] = []
    account.on_request = lambda request: seen.append((request.verb, request.number, len(account.requests())))
    account.script(Fault("timeout-before", verb="bind"))
    with pytest.raises(Struck):
        account.bind(["057188880001"], INSTANCE)
    account.bind(["057188880001"], INSTANCE)
    assert seen == [("bind", "057188880001", 0), ("bind", "057188880001", 1)]


def test_a_witness_who_objects_stops_the_request() -> None:
    account = world()

    def object_to(_: object) -> None:
        raise AssertionError("no intent")

    account.on_request = object_to
    with pytest.raises(AssertionError, match="no intent"):
        account.apply_hotline(hotline_form())
    account.on_request = None
    assert account.requests() == ()
    assert account.look(tuple).tables["offers"][0] == ("4008100001", UNICOM)


def test_every_request_is_on_record_with_its_application_and_its_hand() -> None:
    account = world()
    account.apply_hotline(hotline_form(), by="console")
    with pytest.raises(Refused):
        account.apply_hotline(hotline_form(enterprise=COMPANY + "x"))
    lines = [(e.seq, e.by, e.verb, e.number, e.application, e.outcome, e.effect) for e in account.requests()]
    assert lines == [
        (1, "console", "apply", "4008100001", "APP-000001", "accepted", True),
        (2, "api", "apply", "4008100001", None, "refused: Enterprise.NotApproved", False),
    ]
    assert account.requests()[0].at == account.now()


def late(account: SimulatorProvider, **more: float) -> None:
    account.world.script(Fault("late", verb="bind", **more))
    with pytest.raises(OutcomeUnknown):
        account.execute(BIND)


def test_a_late_request_lands_when_the_clock_gets_there_and_is_one_line_of_the_journal() -> None:
    account = provider()
    late(account, wait=90)
    assert [(e.outcome, e.effect) for e in account.world.requests()] == [("late: under way", False)]
    account.world.advance(89 * SECOND)
    assert account.observe().numbers["057188880001"].instance is None
    account.world.advance(SECOND)
    assert account.observe().numbers["057188880001"].instance == INSTANCE
    assert [(e.outcome, e.effect) for e in account.world.requests()] == [("late: accepted", True)]


def test_a_late_request_may_find_the_account_changed_and_be_refused() -> None:
    account = provider()
    late(account)
    account.world.restrict("057188880001")
    account.world.advance(60 * SECOND)
    assert [(e.outcome, e.effect) for e in account.world.requests()] == [
        ("late: refused: Number.NotActive", False)
    ]


def test_what_is_under_way_cannot_be_called_back_and_strikes_nothing_else() -> None:
    account = provider()
    late(account)
    account.world.clear_faults()
    assert [fault.copy is None for fault in account.world.faults()] == [False]
    account.world.advance(60 * SECOND)
    assert account.world.faults() == ()
    assert account.observe().numbers["057188880001"].instance == INSTANCE


def test_a_request_lives_no_longer_than_its_call_unless_this_world_holds_requests_up() -> None:
    account = provider()
    assert account.capabilities.request_lifetime == timedelta(0)
    account.world.script(Fault("late", verb="bind"))
    assert account.capabilities.request_lifetime == timedelta(minutes=15)
    with pytest.raises(OutcomeUnknown):
        account.execute(BIND)
    account.world.advance(60 * SECOND)
    assert account.capabilities.request_lifetime == timedelta(minutes=15)
    account.world.advance(15 * 60 * SECOND)
    assert account.capabilities.request_lifetime == timedelta(0)

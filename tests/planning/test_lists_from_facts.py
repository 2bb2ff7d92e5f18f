"""The number list and the deadlines, read off the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from reconciler.contracts.facts import Facts, Slot
from reconciler.memory.memory import Memory, Owned
from reconciler.memory.records import Attested, TaskIssued
from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.calendar import SHANGHAI, iso
from reconciler.model.listing import Deadline, DeadlineKind
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.model.origin import Origin
from reconciler.model.resource import Ivr, Playback, Source
from reconciler.model.state import Account, DesiredState, Exemption, Freeze, Policy, Tombstone
from reconciler.planning.deadlines import deadlines, overdue
from reconciler.planning.listing import status_rows

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
PLAYBACK = Ivr(Playback("welcome.wav", "Welcome"))
SAMPLE = ObservedNumber(
    type="regular",
    status="active",
    number="057188880001",
    call_type="both",
    activated_on=date(2026, 9, 15),
    instance="057100001234",
    ivr=PLAYBACK,
    monthly=Decimal("35.00"),
)
HOTLINE = ObservedNumber(
    type="400", status="documents_due", number="4009100002", applied_on=date(2026, 11, 11), ivr=PLAYBACK
)


def live(**said: Any) -> ObservedNumber:
    """An active regular number, changed in these fields."""
    return ObservedNumber(**{name: getattr(SAMPLE, name) for name in SAMPLE.__slots__} | said)


def tombstone(**said: Any) -> Tombstone:
    """A cancellation of care/hz-001 permitted from December."""
    usual: dict[str, Any] = {
        "name": "old-branch",
        "team": "care",
        "target": "care/hz-001",
        "number": "057188880001",
        "reason": "closed",
        "not_before": date(2026, 12, 1),
        "expires": date(2027, 3, 31),
        "requested_by": "lead",
        "source": Source("a.yaml", 1),
    }
    return Tombstone(**usual | said)


def facts(*slots: Slot, **said: Any) -> Facts:
    """One account with these slots."""
    account = Account("prod", "simulator")
    policy = said.pop("policy", Policy())
    observed = said.pop("observed", {})
    desired = DesiredState("w", "sqlite://", {"prod": account}, {}, policy, {}, {}, (), (), ())
    return Facts(
        now=NOW,
        account=account,
        desired=desired,
        observed=ObservedState("prod", NOW, {}, **observed),
        slots={slot.address: slot for slot in slots},
        **said,
    )


def told(entries: tuple[Deadline, ...]) -> list[tuple[str, str]]:
    """Only ids and instants."""
    return [(entry.id, iso(entry.instant)) for entry in entries]


# --- the numbers ----------------------------------------------------------------------------------------


def test_every_live_number_has_a_row_and_strays_come_last() -> None:
    given = facts(
        Slot("care/hz-001", live=live()), Slot("care/new"), unmanaged=(live(number="057188889999"),)
    )
    assert [(row.address, row.number) for row in status_rows(given)] == [
        ("care/hz-001", "057188880001"),
        ("-/057188889999", "057188889999"),
    ]


@pytest.mark.parametrize("status", ["documents_due", "released"])
def test_a_number_is_listed_once_where_git_speaks_of_it(status: str) -> None:
    number = replace(HOTLINE, status=status)
    moved = Slot("care/a", live=number, owned=Owned("care/a", "4009100002"))
    to = Slot("care/b", live=number, tombstone=tombstone(target="care/b"))
    given = facts(moved, to)
    assert [row.address for row in status_rows(given)] == ["care/b"]
    assert {entry.address for entry in deadlines(given)} <= {"care/b"}


def test_a_number_whose_entry_left_git_is_listed_among_the_strays_only() -> None:
    left = Slot("care/a", live=HOTLINE, owned=Owned("care/a", "4009100002"))
    given = facts(left, unmanaged=(HOTLINE,))
    assert [row.address for row in status_rows(given)] == ["-/4009100002"]
    assert [entry.address for entry in deadlines(given)] == ["-/4009100002"]


def test_what_ended_after_its_entry_left_git_is_listed_where_it_was_ours() -> None:
    left = Slot("care/a", live=replace(HOTLINE, status="released"), owned=Owned("care/a", "4009100002"))
    assert [row.address for row in status_rows(facts(left))] == ["care/a"]


def test_a_row_keeps_the_providers_own_words() -> None:
    given = live(running_status="已开通", reason="无", call_type_text="呼入呼出")
    row = status_rows(facts(Slot("care/hz-001", live=given)))[0]
    assert (row.running_status, row.reason, row.call_type) == ("已开通", "无", "呼入呼出")


def test_what_we_own_and_cannot_find_shows_as_unknown_and_what_we_cancelled_does_not() -> None:
    lost = Slot("care/a", owned=Owned("care/a", "057188880005"))
    ended = Slot("care/b", owned=Owned("care/b", "057188880006", cancelled=True))
    rows = status_rows(facts(lost, ended))
    assert [(row.address, row.number, row.status) for row in rows] == [("care/a", "057188880005", "unknown")]


def test_each_field_says_how_it_is_known() -> None:
    given = live(unknown=frozenset({"ivr.playback"}), attested=frozenset({"status"}))
    origins = status_rows(facts(Slot("care/a", live=given)))[0].facts
    assert origins["ivr.playback"] is Origin.UNKNOWN
    assert origins["status"] is Origin.ATTESTED
    assert origins["instance"] is Origin.OBSERVED
    assert "carrier" not in origins


def test_a_team_sees_its_own_numbers_only() -> None:
    given = facts(
        Slot("care/a", live=live()),
        Slot("sales/a", live=live(number="057188880002")),
        unmanaged=(live(number="057188880099"),),
    )
    assert [row.address for row in status_rows(given, "sales")] == ["sales/a"]


# --- what must happen by when ---------------------------------------------------------------------------


def test_documents_are_due_fifteen_days_after_the_application() -> None:
    given = facts(Slot("care/spare", live=HOTLINE))
    assert told(deadlines(given)) == [("care/spare:documents", "2026-11-26T00:00:00+08:00")]


def test_documents_of_a_number_nobody_manages_are_due_too() -> None:
    assert told(deadlines(facts(unmanaged=(HOTLINE,))))[0][0] == "-/4009100002:documents"


EARLIEST = datetime(2026, 12, 16, tzinfo=SHANGHAI)


def cancel(status: Status, earliest: datetime | None = EARLIEST) -> Action:
    """The judged cancellation of care/hz-001."""
    return Action(
        "care/hz-001",
        "number",
        Verb.CANCEL,
        "care",
        number="057188880001",
        status=status,
        earliest=earliest,
        consent="old-branch",
    )


def test_a_deferred_cancellation_and_its_expiry_both_show() -> None:
    given = facts(Slot("care/hz-001", live=live(), tombstone=tombstone()))
    assert told(deadlines(given, [cancel(Status.DEFERRED)])) == [
        ("care/hz-001:cancellation", "2026-12-16T00:00:00+08:00"),
        ("care/hz-001:tombstone-expiry", "2027-04-01T00:00:00+08:00"),
    ]


@pytest.mark.parametrize("status", [Status.WAITING, Status.BLOCKED, Status.HELD, Status.READY])
def test_a_day_that_the_planner_would_refuse_is_not_shown(status: Status) -> None:
    given = facts(Slot("care/hz-001", live=live(activated_on=None), tombstone=tombstone()))
    assert [entry.kind for entry in deadlines(given, [cancel(status)])] == ["tombstone-expiry"]


@pytest.mark.parametrize("status", ["cancelling", "cancelled", "released", "rejected"])
def test_a_closed_slot_has_no_cancellation_to_wait_for(status: str) -> None:
    assert deadlines(facts(Slot("care/hz-001", live=live(status=status), tombstone=tombstone()))) == ()


def test_a_cancellation_that_may_run_now_shows_only_its_expiry() -> None:
    given = Slot(
        "care/hz-001",
        live=live(activated_on=date(2026, 8, 1)),
        tombstone=tombstone(not_before=date(2026, 11, 1)),
    )
    assert [entry.kind for entry in deadlines(facts(given))] == ["tombstone-expiry"]


@pytest.mark.parametrize(
    ("activated", "due"),
    [(date(2026, 2, 1), "2026-06-01T00:00:00+08:00"), (date(2026, 11, 20), "2026-11-20T00:00:00+08:00")],
)
def test_playback_is_due_by_the_duty_or_from_activation(activated: date, due: str) -> None:
    given = facts(Slot("care/a", live=live(ivr=None, activated_on=activated)))
    assert told(deadlines(given)) == [("care/a:playback", due)]
    assert overdue(deadlines(given)[0], NOW)


@pytest.mark.parametrize(
    "said",
    [
        {"ivr": None, "call_type": "outbound"},
        {"ivr": None, "call_type": None},
        {"ivr": None, "unknown": frozenset({"ivr.playback"})},
        {"ivr": None, "unknown": frozenset({"ivr"})},
        {"ivr": None, "status": "reviewing"},
        {},
    ],
)
def test_no_playback_is_due_where_none_is_owed_or_nothing_is_known(said: dict[str, Any]) -> None:
    assert deadlines(facts(Slot("care/a", live=live(**said)))) == ()


def test_an_account_wide_playback_answers_for_every_number() -> None:
    given = facts(Slot("care/a", live=live(ivr=None)), observed={"playback": Playback("a.wav", "A")})
    assert deadlines(given) == ()


def test_freezes_and_exceptions_show_until_they_are_over() -> None:
    policy = Policy(
        freezes=(
            Freeze(date(2027, 2, 5), date(2027, 2, 12), "春节"),
            Freeze(date(2026, 10, 1), date(2026, 10, 7), "国庆"),
        ),
        exemptions=(
            Exemption("VN501", "care/a", "OPS-1", date(2026, 12, 31)),
            Exemption("VN501", "care/a", "OPS-0", date(2026, 11, 22)),
            Exemption("VN501", "other/a", "OPS-2", date(2026, 12, 31)),
        ),
    )
    given = facts(Slot("care/a", live=live()), policy=policy)
    assert told(deadlines(given)) == [
        ("care/a:exception-expiry:VN501", "2027-01-01T00:00:00+08:00"),
        ("prod:freeze-start:2027-02-05", "2027-02-05T00:00:00+08:00"),
        ("prod:freeze-end:2027-02-05", "2027-02-13T00:00:00+08:00"),
    ]


@pytest.mark.parametrize(("second", "kinds"), [(-1, {"exception-expiry", "freeze-end"}), (0, set())])
def test_what_ends_at_an_instant_is_over_then(second: int, kinds: set[str]) -> None:
    policy = Policy(
        freezes=(Freeze(date(2026, 11, 1), date(2026, 11, 30), "audit"),),
        exemptions=(Exemption("VN501", "prod", "OPS-1", date(2026, 11, 30)),),
    )
    now = datetime(2026, 12, 1, tzinfo=SHANGHAI) + timedelta(seconds=second)
    given = replace(facts(policy=policy), now=now)
    assert {entry.kind for entry in deadlines(given)} == kinds


def test_attestations_and_issued_tasks_run_out() -> None:
    said = Attested(
        at=iso(NOW),
        subject="057188880001",
        fields={},
        by="op",
        evidence="OPS",
        expires="2026-12-01T00:00:00+08:00",
    )
    issued = TaskIssued(
        at=iso(NOW), address="care/a", action="bind", resource="binding", due="2026-12-05T00:00:00+08:00"
    )
    done = TaskIssued(
        at=iso(NOW), address="care/b", action="bind", resource="binding", due="2026-12-05T00:00:00+08:00"
    )
    step = Action("care/a", "binding", Verb.BIND, "care", mode=Mode.MANUAL)
    memory = Memory(attestations={said.subject: said}, tasks={"care/a:bind": issued, "care/b:bind": done})
    given = facts(Slot("care/a", live=live()), memory=memory, actions=(step,))
    assert told(deadlines(given)) == [
        ("care/a:attestation-expiry:057188880001", "2026-12-01T00:00:00+08:00"),
        ("care/a:task:bind", "2026-12-05T00:00:00+08:00"),
    ]


def test_a_team_sees_its_own_and_what_concerns_the_account() -> None:
    policy = Policy(freezes=(Freeze(date(2027, 2, 5), date(2027, 2, 12), "春节"),))
    other, stray = (replace(HOTLINE, number=number) for number in ("4009100003", "4009100004"))
    given = facts(
        Slot("care/a", live=HOTLINE), Slot("sales/a", live=other), unmanaged=(stray,), policy=policy
    )
    assert [entry.address for entry in deadlines(given, team="care")] == ["care/a", "prod", "prod"]


def test_only_what_somebody_should_have_done_is_overdue() -> None:
    early = datetime(2026, 11, 1, tzinfo=SHANGHAI)
    assert overdue(Deadline("a", "a/b", DeadlineKind.DOCUMENTS, early, "a", ""), NOW)
    assert overdue(Deadline("a", "a/b", DeadlineKind.DOCUMENTS, NOW, "a", ""), NOW)
    assert not overdue(Deadline("a", "a/b", DeadlineKind.TOMBSTONE_EXPIRY, early, "a", ""), NOW)

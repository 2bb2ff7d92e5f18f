"""A human task ends when its effect is seen; until then it stays with the person it was given to."""

from __future__ import annotations

from datetime import datetime

from reconciler.memory.fold import fold
from reconciler.memory.memory import Memory
from reconciler.memory.records import Adopted, Outcome, TaskIssued
from reconciler.model.calendar import SHANGHAI
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.planning.settle import settle

AT = "2026-11-23T10:00:00+08:00"
NUMBER = "057188880002"
TASK = "care/hz-002:unbind"


def issued() -> Memory:
    bound = Adopted(at=AT, address="care/hz-002", number=NUMBER, fields={"instance": "057100005678"})
    task = TaskIssued(
        at=AT,
        address="care/hz-002",
        action="unbind",
        resource="binding",
        number=NUMBER,
        fields={"instance": None, "routing": None},
    )
    return fold(Memory().head, [bound, task])


def seen(instance: str | None, unknown: frozenset[str] = frozenset()) -> ObservedState:
    live = ObservedNumber(type="regular", status="active", number=NUMBER, instance=instance, unknown=unknown)
    return ObservedState("prod", datetime(2026, 11, 24, tzinfo=SHANGHAI), {NUMBER: live})


def test_a_task_whose_effect_is_seen_is_done_and_can_be_asked_for_again() -> None:
    memory = issued()
    (proof,) = settle(memory, seen(None))
    assert (proof.intent.id, proof.result) == (TASK, "done")
    after = fold(
        memory.head,
        [Outcome(at=AT, intent=proof.intent.id, result="done", evidence="observed", number=proof.number)],
        memory,
    )
    assert dict(after.tasks) == {}
    assert after.owned["care/hz-002"].applied == {}


def test_a_task_that_is_not_done_yet_stays_issued() -> None:
    assert settle(issued(), seen("057100005678")) == ()


def test_a_task_whose_effect_cannot_be_read_stays_issued() -> None:
    assert settle(issued(), seen(None, frozenset({"instance"}))) == ()


def test_a_task_whose_effect_somebody_vouches_for_is_done() -> None:
    [proof] = settle(issued(), seen("057100005678", frozenset({"instance"})), seen(None))
    assert (proof.intent.id, proof.result) == (TASK, "done")

"""What people are asked and what they say is never doubled and never lost, wherever the process dies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from documents import COMPANY, Git, Tombstone, hotline, world_file
from scene import Scene
from steps import Crash, Steps, die

from reconciler import pipeline
from reconciler.memory.memory import Memory

IT, WRONG, RIGHT = "care/it", "4009100002", "4009100001"
ASKING = Git(hotlines={"it": hotline()}, api="public", ledger="sqlite:///.reconciler/ledger.db")
ENDING = Git(tombstones={"gone": Tombstone(IT, RIGHT)}, api="public")
NEITHER = replace(ENDING, tombstones={}, hotlines={"it": hotline(RIGHT)})

Act = Callable[[pipeline.Session], Any]


def say(subject: str, *facts: str, **more: Any) -> Act:
    """One person vouches for it."""
    words = {name: value or None for name, _, value in (fact.partition("=") for fact in facts)}
    return lambda session: pipeline.attest(
        session, "ops", pipeline.AttestationRequest(subject, words, "ops", "OPS-1", **more)
    )


def apply(session: pipeline.Session) -> Any:
    """One run."""
    return pipeline.apply(session, "run", pipeline.ApplyOptions())


LIFE: tuple[tuple[str, Git, Act], ...] = (
    ("attest an enterprise", ASKING, say(f"enterprise:{COMPANY}", "approved=true", "hotline=true")),
    ("attest a script", ASKING, say("script:SCRIPT-3321", "approved=true")),
    ("attest the listing", ASKING, say("listing", "complete=true")),
    ("issue order and documents", ASKING, apply),
    ("attest the wrong number", ASKING, say(WRONG, "status=documents_due", "appliedOn=2026-11-03", address=IT)),
    ("correct it", ASKING, say(RIGHT, "status=documents_due", "appliedOn=2026-11-03", address=IT, corrects=4)),
    ("confirm it", ASKING, lambda session: pipeline.confirm(session, "ops", 5, "second", "OPS-2")),
    ("attest the review", ASKING, say(RIGHT, "status=reviewing")),
    ("settle the documents", ASKING, apply),
    ("attest that it is active", ASKING, say(RIGHT, "status=active", "activatedOn=2026-11-03", "ivr.transfer.to=")),
    ("issue the cancellation", ENDING, apply),
    ("withdraw it", NEITHER, apply),
    ("issue it again", ENDING, apply),
    ("attest the end", ENDING, say(RIGHT, "status=cancelled")),
    ("take that back", ENDING, lambda session: pipeline.retract(session, "ops", 8, "ops", "OPS-3")),
    ("attest it again", ENDING, say(RIGHT, "status=cancelled")),
    ("settle the end", ENDING, apply),
)  # fmt: skip
SAMPLE = 2
"""Of the steps of each act one in two, in turns."""
NAMES = [name for name, _, _ in LIFE]


def told(memory: Memory) -> dict[str, Any]:
    """What people were asked and said, without the runs that wrote it."""
    return {
        "tasks": sorted(memory.tasks),
        "withdrawn": sorted(memory.withdrawn),
        "words": {number: dict(word.fields) for number, word in memory.words.items()},
        "confirmed": dict(memory.confirmed),
        "attested": memory.attested,
        "owned": {a: (o.number, o.cancelled) for a, o in memory.owned.items()},
        "consents": sorted(memory.consents),
        "order_requests": dict(memory.order_requests),
        "due": dict(memory.due),
    }


def records(scene: Scene) -> Counter[str]:
    """How often the ledger says what, but for the begin and the end of runs."""
    return Counter(body["kind"] for body in scene.watch.read() if body["kind"] not in {"run", "end"})


def live(scene: Scene, until: int) -> None:
    """The first acts of the life, undisturbed."""
    for _, git, act in LIFE[:until]:
        scene.git = git
        act(scene.session())


@cache
def undisturbed(until: int) -> tuple[dict[str, Any], Counter[str], int]:
    """What is told after so many acts, and how many steps the last one takes."""
    with Scene(ASKING, world_file()) as scene:
        live(scene, until - 1)
        steps = Steps()
        _, scene.git, act = LIFE[until - 1]
        act(scene.session(steps))
        return told(scene.memory()), records(scene), steps.count


@pytest.mark.parametrize("name", NAMES)
def test_whoever_dies_while_people_are_asked_or_heard_leaves_no_half_and_no_double(name: str) -> None:
    number = NAMES.index(name)
    expected, written, count = undisturbed(number + 1)
    for at in range(1 + number % SAMPLE, count + 1, SAMPLE):
        with Scene(ASKING, world_file()) as scene:
            live(scene, number)
            before = told(scene.memory())
            _, scene.git, act = LIFE[number]
            with pytest.raises(Crash):
                act(scene.session(Steps({at: die})))
            scene.bury()
            left = told(scene.memory())
            if act is apply or left == before:
                act(scene.session())
            assert (told(scene.memory()), records(scene)) == (expected, written), f"killed at {at}"

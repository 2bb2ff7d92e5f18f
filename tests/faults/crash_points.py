"""A run is killed at every step it takes, and its recovery at every step that takes; each story must end alike."""

from __future__ import annotations

from functools import cache

from scenarios import STORIES, Scenario
from scene import Picture, Scene
from steps import die


@cache
def points(name: str) -> int:
    """How many steps the run takes when nothing goes wrong."""
    with STORIES[name].scene() as scene:
        return len(scene.run().steps)


def killed_at(scenario: Scenario, *at: int) -> Scene:
    """The scene after one run for each of these steps, each killed there."""
    scene = scenario.scene()
    for step in at:
        ended = scene.run({step: die})
        assert ended.crashed or step > len(ended.steps), f"{scenario.name}: {ended.error}"
        scene.check()
    return scene


@cache
def rested(name: str) -> Picture:
    """The account after a run nobody killed, once everything that follows from it is done."""
    with STORIES[name].scene() as scene:
        scene.run()
        scene.finish()
        return scene.picture()


@cache
def converged(name: str) -> Picture:
    """The same, at the moment when nothing is ready any more."""
    with STORIES[name].scene() as scene:
        scene.run()
        scene.converge()
        return scene.picture()


def single(name: str, at: int) -> None:
    """Kills the run at a step. Raises AssertionError naming story and step."""
    with killed_at(STORIES[name], at) as scene:
        try:
            _tells_every_fate(scene)
            scene.finish()
            assert scene.picture() == rested(name), "the account differs from that of a run nobody killed"
        except AssertionError as error:
            raise AssertionError(f"{name}, killed at {at}: {error}") from error


def pairs(name: str, first: int) -> int:
    """Kills the run at a step, and the run after it at each step of its own; how many pairs there were."""
    with killed_at(STORIES[name], first) as scene:
        recovery = len(scene.run().steps)
    for second in range(1, recovery + 1):
        with killed_at(STORIES[name], first, second) as scene:
            try:
                scene.converge()
                scene.check()
                assert scene.picture() == converged(name), "the account differs from an undisturbed one"
            except AssertionError as error:
                raise AssertionError(f"{name}, killed at {first} and {second}: {error}") from error
    return recovery


def _tells_every_fate(scene: Scene) -> None:
    """The run after a killed one says of each action that it had planned what became of it, and says it truly."""
    memory = scene.memory()
    planned = () if memory.ended or memory.run is None else memory.run.actions
    words = {"apply": "order"}  # at the provider's counter an order is an application
    seen = ((s.address, s.request.verb) for s in scene.watch.journal() if s.effect)
    effects = {f"{address}:{words.get(verb, verb)}" for address, verb in seen}
    told = scene.run().settled
    for action in planned:
        fate = next((line.rpartition(": ")[2] for line in told if line.startswith(f"{action} of the ")), None)
        assert fate is not None, f"nothing is said of {action}"
        if action.rpartition(":")[2] not in {"adopt", "forget"} and fate != "issued":
            assert (action in effects) is (fate == "done") or fate == "unknown", f"{action}: not {fate}"

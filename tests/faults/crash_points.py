"""A run is killed at every step it takes, and its recovery at every step that takes; each story must end alike."""

from __future__ import annotations

from scenarios import Scenario
from scene import Scene
from steps import die


def points(scenario: Scenario) -> int:
    """How many steps the run takes when nothing goes wrong."""
    with scenario.scene() as scene:
        return len(scene.run().steps)


def killed_at(scenario: Scenario, *at: int) -> Scene:
    """The scene after one run for each of these steps, each killed there."""
    scene = scenario.scene()
    for step in at:
        ended = scene.run({step: die})
        assert ended.crashed or step > len(ended.steps), f"{scenario.name}: {ended.error}"
        scene.check()
    return scene


def single(scenario: Scenario) -> int:
    """Kills the run at each step in turn; how many steps there were. Raises AssertionError naming the step."""
    with scenario.scene() as scene:
        scene.run()
        scene.finish()
        wanted = scene.picture()
    count = points(scenario)
    for at in range(1, count + 1):
        with killed_at(scenario, at) as scene:
            _ends_alike(scenario, scene, wanted, at)
    return count


def _tells_every_fate(scene: Scene) -> None:
    """The run after a killed one says of each action that it had planned what became of it, and says it truly."""
    memory = scene.memory()
    planned = () if memory.ended or memory.run is None else memory.run.actions
    effects = {f"{s.address}:{s.request.verb}" for s in scene.watch.journal() if s.effect}
    told = scene.run().settled
    for action in planned:
        fate = next((line.rpartition(": ")[2] for line in told if line.startswith(f"{action} of the ")), None)
        assert fate is not None, f"nothing is said of {action}"
        if action.rpartition(":")[2] not in {"adopt", "forget"} and fate != "issued":
            assert (action in effects) is (fate == "done") or fate == "unknown", f"{action}: not {fate}"


def _ends_alike(scenario: Scenario, scene: Scene, wanted: object, *at: int) -> None:
    try:
        _tells_every_fate(scene)
        scene.finish()
        assert scene.picture() == wanted, "the account differs from that of a run nobody killed"
    except AssertionError as error:
        raise AssertionError(f"{scenario.name}, killed at {at}: {error}") from error


def pairs(scenario: Scenario) -> int:
    """Kills the run at each step, and the run after it at each step of its own; how many pairs there were."""
    with scenario.scene() as scene:
        scene.run()
        scene.converge()
        wanted = scene.picture()
    tried = 0
    for first in range(1, points(scenario) + 1):
        with killed_at(scenario, first) as scene:
            recovery = len(scene.run().steps)
        for second in range(1, recovery + 1):
            with killed_at(scenario, first, second) as scene:
                _converges_alike(scenario, scene, wanted, first, second)
            tried += 1
    return tried


def _converges_alike(scenario: Scenario, scene: Scene, wanted: object, *at: int) -> None:
    try:
        scene.converge()
        scene.check()
        assert scene.picture() == wanted, "the account differs from that of a run nobody killed"
    except AssertionError as error:
        raise AssertionError(f"{scenario.name}, killed at {at}: {error}") from error

"""Two runners at once, in every order their steps can take; three in a sample of the orders.

Each runner is a thread that does one step when it is its turn; an execution is a list of turns, and all lists are tried
by trying, after each execution, the next choice at the last place where there was one.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scenarios import Scenario
from scene import Ended, Scene
from steps import Steps

from reconciler.errors import LedgerLocked, LedgerMoved

Choose = Callable[[int], int]
"""Given how many runners could go on, which one does."""


class Turns:
    """Lets one thread run at a time, from one step to the next."""

    def __init__(self, runners: int) -> None:
        self.ready = [threading.Event() for _ in range(runners)]
        self.paused = threading.Event()
        self.ended = [False] * runners

    def wait(self, runner: int) -> None:
        """A runner has come to a step: it stops until it is its turn."""
        self.paused.set()
        self.ready[runner].wait()
        self.ready[runner].clear()

    def end(self, runner: int) -> None:
        self.ended[runner] = True
        self.paused.set()

    def give(self, runner: int) -> None:
        """Lets a runner take one step."""
        self.paused.clear()
        self.ready[runner].set()
        self.paused.wait()


@dataclass
class Execution:
    """One order of steps, and how each runner ended."""

    ended: list[Ended]
    choices: list[tuple[int, int]] = field(default_factory=list)
    """At each turn: which of how many."""


def play(scene: Scene, runners: int, choose: Choose, robbers: bool) -> Execution:
    """Runs that many runners on the scene, turn by turn. A robber takes the lock from whoever holds it."""
    turns = Turns(runners)
    execution = Execution([Ended()] * runners)

    def run(me: int) -> None:
        def step(name: str) -> None:
            if "after" not in name and name != "ledger: recover":
                turns.wait(me)
            if robbers and name == "ledger: before lock":
                scene.unlock()

        execution.ended[me] = scene.run(steps=Steps(each=step))
        turns.end(me)

    threads = [threading.Thread(target=run, args=(me,)) for me in range(runners)]
    for thread in threads:
        turns.paused.clear()
        thread.start()
        turns.paused.wait()
    while not all(turns.ended):
        able = [me for me in range(runners) if not turns.ended[me]]
        choice = choose(len(able))
        execution.choices.append((choice, len(able)))
        turns.give(able[choice])
    for thread in threads:
        thread.join()
    return execution


def every_order(scenario: Scenario, robbers: bool) -> tuple[int, int]:
    """Plays two runners in every order; how many orders there are, and in how many somebody lost."""
    prefix: list[int] = []
    orders = lost = 0
    while True:
        with scenario.scene() as scene:
            execution = play(scene, 2, _follow(prefix), robbers)
            lost += _judge(scenario, scene, execution)
        orders += 1
        following = _next(execution.choices)
        if following is None:
            return orders, lost
        prefix = following


def some_orders(scenario: Scenario, runners: int, seed: int, robbers: bool) -> int:
    """Plays them in one order drawn from the seed; how many of them lost."""
    rng = random.Random(seed)
    with scenario.scene() as scene:
        return _judge(scenario, scene, play(scene, runners, rng.randrange, robbers))


def _follow(prefix: Sequence[int]) -> Choose:
    left = iter(prefix)
    return lambda _: next(left, 0)


def _next(choices: list[tuple[int, int]]) -> list[int] | None:
    for at in range(len(choices) - 1, -1, -1):
        choice, among = choices[at]
        if choice + 1 < among:
            return [earlier for earlier, _ in choices[:at]] + [choice + 1]
    return None


def _judge(scenario: Scenario, scene: Scene, execution: Execution) -> int:
    """At most one effect a slot, losers told clearly, and rest afterwards; how many runners lost."""
    order = [choice for choice, _ in execution.choices]
    try:
        scene.check()
        losers = [ended.error for ended in execution.ended if ended.error is not None]
        for error in losers:
            assert isinstance(error, (LedgerLocked, LedgerMoved)), f"{type(error).__name__}: {error.message}"
            assert error.exit_code == 6 and error.hint, "a loser is told what to do"
        scene.converge()
        scene.check()
    except AssertionError as error:
        raise AssertionError(f"{scenario.name}, turns {order}: {error}") from error
    return len(losers)

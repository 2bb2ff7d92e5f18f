"""What processes cost, run in turn: A B A B …, so that what else the machine does weighs on all alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""Of every process: without byte code each start would compile 250 modules of ours, which costs more than it."""
ACCEPTED = frozenset({0, 2, 3})
"""A plan that is blocked, or that changes something, is a plan."""


@dataclass(frozen=True)
class Spent:
    """What one process cost, its children included."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system."""
    peak: int
    """KB of resident memory."""


Run = Callable[[], Spent]


def spend(words: Sequence[str], text: str = "", **environment: str) -> Spent:
    """Runs one process to its end. Raises RuntimeError if it fails."""
    import time

    with TemporaryDirectory() as folder:
        given = Path(folder) / "stdin"
        given.write_text(text, encoding="utf-8")
        begun = time.perf_counter()
        child = os.posix_spawn(
            words[0],
            words,
            _ENVIRONMENT | environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, str(given), os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - begun
    code = os.waitstatus_to_exitcode(status)
    if code not in ACCEPTED:
        raise RuntimeError(f"{' '.join(words[:7])}: exit {code}")
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss)


def in_turn(rounds: int, *runs: Run) -> list[list[Spent]]:
    """The costs of each run, round by round."""
    turns = [[run() for run in runs] for _ in range(rounds)]
    return [list(column) for column in zip(*turns, strict=True)]


def ratio(ours: Sequence[Spent], theirs: Sequence[Spent], of: str = "cpu") -> float:
    """The median of the rounds' ratios."""
    return median(getattr(a, of) / getattr(b, of) for a, b in zip(ours, theirs, strict=True))


def middle(runs: Sequence[Spent], of: str = "cpu") -> float:
    """The median."""
    return median(getattr(run, of) for run in runs)

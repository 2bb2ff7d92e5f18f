"""What a cold plan costs, as ratios of processes run in turn on one machine: `make bench`.

It lives with the tests because it holds the program to figures; it asserts nothing, for a machine may be busy.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import fleet

SIZES = (10_000, 100_000)
ROUNDS = {10_000: 5, 100_000: 3}
HELP_ROUNDS = 15
GOALS = {"ratio": 2.0, "exponent": 1.08, "memory": 4.0, "help": 1.15}

BARE_PARSE = """
import gc, sys
gc.disable()
import yaml
for name in sys.stdin.read().splitlines():
    with open(name, "rb") as file:
        yaml.load(file, Loader=yaml.CSafeLoader)
"""
IDENTITY = """
import json, os, sys, time
from pathlib import Path
os.chdir(sys.argv[1])
from reconciler import pipeline
from reconciler.planning.identity import identify
given = pipeline.inputs(pipeline.open_session(Path()))
took = []
for _ in range(5):
    begun = time.process_time()
    identify(given.desired, given.observed, given.memory)
    took.append(time.process_time() - begun)
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(took, file)
"""
BARE_CLICK = """
import json, sys
import click
group = click.Group(help="As many commands, and nothing behind them.")
for name, text in json.loads(sys.stdin.read()).items():
    group.add_command(click.Command(name, help=text))
group.main(["--help"])
"""


@dataclass(frozen=True)
class Spent:
    """What one process cost."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system."""
    peak: int
    """KB of resident memory."""


def spend(words: Sequence[str], text: str = "") -> Spent:
    """Runs one process to its end. Raises RuntimeError if it fails."""
    with TemporaryDirectory() as folder:
        given = Path(folder) / "stdin"
        given.write_text(text, encoding="utf-8")
        begun = time.perf_counter()
        child = os.posix_spawn(
            words[0],
            words,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, str(given), os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            ],
        )
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{' '.join(words[:6])}: exit {os.waitstatus_to_exitcode(status)}")
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss)


def plan(workspace: Path) -> Spent:
    return spend([sys.executable, "-m", "reconciler", "-C", str(workspace), "plan"])


def parse(workspace: Path) -> Spent:
    return spend([sys.executable, "-c", BARE_PARSE], "\n".join(map(str, fleet.manifests(workspace))))


def in_turn(rounds: int, *runs: Callable[[], Spent]) -> list[list[Spent]]:
    """A B A B …, so that what else the machine does weighs on all alike."""
    turns = [[run() for run in runs] for _ in range(rounds)]
    return [list(column) for column in zip(*turns, strict=True)]


def ratio(ours: Sequence[Spent], theirs: Sequence[Spent], of: str) -> float:
    return median(getattr(a, of) / getattr(b, of) for a, b in zip(ours, theirs, strict=True))


def identity(workspace: Path) -> float:
    """Seconds of processor that who is who takes of a plan: the median of five, in a process of its own."""
    result = workspace / "identity.json"
    spend([sys.executable, "-c", IDENTITY, str(workspace), str(result)])
    return median(json.loads(result.read_text(encoding="utf-8")))


def fastest(runs: Sequence[Spent]) -> float:
    return min(run.wall for run in runs)


def row(*cells: object) -> None:
    print(f"{cells[0]!s:<44}{cells[1]!s:>12}{cells[2]!s:>12}")


def measure(folder: Path) -> None:
    single = folder / "1"
    fleet.build_apart(single, 1)
    start = min((plan(single) for _ in range(5)), key=lambda run: run.wall)
    took: dict[int, float] = {}
    row("", "measured", "goal")
    for size in SIZES:
        workspace = folder / str(size)
        fleet.build_apart(workspace, size)
        plan(workspace)
        ours, bare = in_turn(ROUNDS[size], lambda w=workspace: plan(w), lambda w=workspace: parse(w))
        took[size] = fastest(ours) - start.wall
        written = sum(path.stat().st_size for path in fleet.manifests(workspace)) / size
        row(f"{size:,} numbers of {written:.0f} bytes: plan, seconds", f"{fastest(ours):.2f}", "")
        row("  bare CSafeLoader parse, seconds", f"{fastest(bare):.2f}", "")
        row("  plan ÷ parse, wall", f"{ratio(ours, bare, 'wall'):.2f}", f"≤ {GOALS['ratio']}")
        row("  plan ÷ parse, processor", f"{ratio(ours, bare, 'cpu'):.2f}", "")
        who = identity(workspace)
        share = who / median(run.cpu for run in ours)
        row("  of it who is who, seconds of processor", f"{who:.2f}", "")
        row("  share of the plan", f"{share:.1%}", "")
        kilobytes = (median(run.peak for run in ours) - start.peak) / size
        row("  peak KB a number, start-up off", f"{kilobytes:.2f}", f"≤ {GOALS['memory']}")
    exponent = math.log(took[SIZES[1]] / took[SIZES[0]], SIZES[1] / SIZES[0])
    row("growth exponent, start-up off", f"{exponent:.3f}", f"≤ {GOALS['exponent']}")
    row("start-up: plan of one number, seconds", f"{start.wall:.2f}", "")


def measure_help() -> None:
    from reconciler.cli.main import COMMANDS

    table = json.dumps({name: text for name, (_, text) in COMMANDS.items()})
    ours, bare = in_turn(
        HELP_ROUNDS,
        lambda: spend([sys.executable, "-m", "reconciler", "--help"]),
        lambda: spend([sys.executable, "-c", BARE_CLICK], table),
    )
    row("--help ÷ bare click, wall", f"{ratio(ours, bare, 'wall'):.2f}", f"≤ {GOALS['help']}")
    row("--help ÷ bare click, processor", f"{ratio(ours, bare, 'cpu'):.2f}", "")


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        measure(Path(place))
    measure_help()

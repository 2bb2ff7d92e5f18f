"""The whole proof, with its figures: `python tests/faults/prove.py [PROOF…] [--first SEED] [--seeds N]`.

Exits 1 if a promise is broken.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

import crash_points
import every_door
import fault_matrix
import hands
import interleavings
import interrupts
import paths
import postgres
import processes
import scene
import schedules
import surroundings
from scenarios import EVERYTHING, SCENARIOS, STORIES

Task = tuple[Callable[..., Any], tuple[Any, ...]]


# --- one task each; what it returns is how many cases it tried -----------------------------------------------


def _crash(name: str, at: int) -> int:
    crash_points.single(name, at)
    return 1


def _interrupt(name: str, at: int) -> int:
    interrupts.interrupted(name, at)
    return 1


def _fault(kind: str, at: int) -> int:
    found, play = {
        "call": (fault_matrix.call_cases, fault_matrix.call),
        "late": (fault_matrix.late_cases, fault_matrix.late),
        "read": (fault_matrix.read_cases, fault_matrix.read),
    }[kind]
    cases = list(found())[at::_PARTS]
    for case in cases:
        _told(case, play)
    return len(cases)


def _told(case: object, play: Callable[[Any], object]) -> None:
    try:
        play(case)
    except AssertionError as error:
        raise AssertionError(f"{case}: {error}") from error


def _door(at: int) -> int:
    cases = list(every_door.cases())[at::_PARTS]
    for case in cases:
        _told(case, every_door.play)
    return len(cases)


def _two_faults(seed: int) -> int:
    _told(seed, fault_matrix.two_faults)
    return 1


def _hands(at: int) -> int:
    cases = list(hands.cases())[at::_PARTS]
    for case in cases:
        _told(case, hands.interfere)
    return len(cases)


def _elsewhere(at: int) -> int:
    surroundings.elsewhere(at)
    return 1


def _identity(seed: int) -> int:
    from renaming import story

    with tempfile.TemporaryDirectory(dir=scene.SHM if scene.SHM.is_dir() else None) as place:
        _told(seed, lambda chosen: story(Path(place), chosen))
    return 1


def _people(seed: int) -> int:
    from people_story import play, story

    with tempfile.TemporaryDirectory(dir=scene.SHM if scene.SHM.is_dir() else None) as place:
        _told(seed, lambda chosen: play(Path(place), story(chosen)))
    return 1


def _detour(seed: int) -> int:
    paths.walk(seed)
    return 1


def _tests(path: str) -> int:
    """Runs a file of tests; how many there are."""
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(ROOT / path)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    return sum(map(int, re.findall(r"(\d+) passed", ended.stdout)))


def _schedule(seed: int) -> int:
    schedules.play(seed)
    return 1


def _orders(name: str, robbers: bool) -> int:
    return interleavings.every_order(SCENARIOS[name], robbers)[0]


def _three(name: str, seed: int) -> int:
    interleavings.some_orders(STORIES[name], 3, seed, robbers=True)
    return 1


_forks: list[processes.Forks] = []


def _starter() -> processes.Forks:
    """One a worker, for as long as it lives."""
    if not _forks:
        _forks.append(processes.Forks())
    return _forks[0]


def _kill_at(step: int) -> int:
    return int(processes.killed_at_step(_starter(), step))


def _kill_some_time(seed: int) -> int:
    return int(processes.killed_some_time(_starter(), seed))


def _pair(seed: int) -> int:
    processes.together(_starter(), seed)
    return 1


def _on_a_server(play: Callable[..., object], rounds: int) -> int:
    with postgres.server() as url:
        for seed in range(rounds):
            play(_starter(), seed, processes.on_a_server(), processes.schema(url, f"s{seed}"))
    return rounds


def _signals() -> int:
    stopped = processes.stopped_while_hanging(_starter(), SCENARIOS["apply-400"])
    assert all(code == 130 and seconds < 7 for code, seconds in stopped), stopped
    return len(stopped)


def _states(seed: int) -> int:
    from hypothesis import seed as seeded
    from hypothesis import settings
    from hypothesis.stateful import run_state_machine_as_test
    from test_state_machine import Account

    examples = 100
    chosen = settings(Account.TestCase.settings, max_examples=examples, derandomize=False, database=None)
    run_state_machine_as_test(seeded(seed)(lambda: Account()), settings=chosen)  # type: ignore[no-untyped-call]
    return examples


# --- the proofs ----------------------------------------------------------------------------------------------

_PARTS = 60
ROOT = Path(__file__).resolve().parents[2]


def _proofs(first: int, seeds: int | None) -> dict[str, tuple[str, list[Task]]]:
    """Name to what is counted and the tasks; the long tasks first, so that no worker is left with one."""

    def drawn(usual: int) -> range:
        return range(first, first + (usual if seeds is None else seeds))

    return {
        "orders": (
            "orders of the steps of two runners",
            [
                (_orders, (name, robbers))
                for robbers in (True, False)
                for name in SCENARIOS
                if not robbers or name in {"apply-400", "apply-regular", "cancel"}
            ],
        ),
        "three-runners": (
            "orders of three runners who take each other's lock (sampled)",
            [
                (_three, (name, seed))
                for name in ("apply-400", "apply-regular", "cancel")
                for seed in range(200)
            ],
        ),
        "crash-points": (
            "steps a run was killed at",
            [(_crash, (name, at)) for name in STORIES for at in range(1, crash_points.points(name) + 1)],
        ),
        "crash-pairs": (
            "pairs of steps, in a run and in its recovery",
            [
                (crash_points.pairs, (name, at))
                for name in SCENARIOS
                for at in range(1, crash_points.points(name) + 1)
            ],
        ),
        "interrupts": (
            "lines of code a run was interrupted at",
            [
                (_interrupt, (name, at))
                for name in ("apply-400", "cancel")
                for at in range(1, interrupts.lines(name) + 1)
            ],
        ),
        "faults": (
            "single faults, each with its exact fate",
            [(_fault, (kind, at)) for kind in ("call", "late", "read") for at in range(_PARTS)],
        ),
        "doors": (
            "faults of every verb, late landings among them, through both APIs and over HTTP, one runner and two",
            [(_door, (at,)) for at in range(_PARTS)],
        ),
        "two-faults": ("pairs of faults (sampled)", [(_two_faults, (seed,)) for seed in range(2000)]),
        "hands": ("acts of another hand at a step", [(_hands, (at,)) for at in range(_PARTS)]),
        "paths": ("commits reached by a detour", [(_detour, (seed,)) for seed in range(500)]),
        "identity": (
            "estates renamed, lost and put back, under clocks that are wrong",
            [(_identity, (seed,)) for seed in range(1000)],
        ),
        "people": (
            "stories of people who act, report, err and die in any order",
            [(_people, (seed,)) for seed in drawn(1000)],
        ),
        "states": ("stories of the state machine", [(_states, (seed,)) for seed in range(10)]),
        "kills": (
            "processes killed with SIGKILL",
            [(_kill_at, (step,)) for step in range(1, crash_points.points(EVERYTHING.name) + 1)]
            + [(_kill_some_time, (seed,)) for seed in range(400)],
        ),
        "pairs": ("pairs of processes on SQLite", [(_pair, (seed,)) for seed in range(200)]),
        "server": (
            "pairs of processes, and killed ones, on PostgreSQL",
            [(_on_a_server, (processes.together, 60)), (_on_a_server, (processes.killed_some_time, 60))],
        ),
        "determinism": (
            "hash seeds × time zones × locales with one plan",
            [(_elsewhere, (at,)) for at in range(len(surroundings.ALL))],
        ),
        "calendar": ("readings of the calendar table", [(_tests, ("tests/calendar",))]),
        "signals": ("processes told to stop in a hanging call", [(_signals, ())]),
        "schedules": ("random stories", [(_schedule, (seed,)) for seed in drawn(10_000)]),
    }


def _try(task: Task) -> tuple[int, str]:
    play, words = task
    try:
        return play(*words), ""
    except AssertionError as error:
        return 1, str(error)
    except Exception as error:
        return 1, f"{play.__name__}{words}: {type(error).__name__}: {error}"


KINDS = {
    "P6:": "duplicates",
    "P8:": "lost records",
    "P10:": "guard violations",
    "P11:": "guard violations",
    "P12:": "guard violations",
    "was to be foreseen": "guard violations",
    "not converged": "not converged",
}


def _kind(error: str) -> str:
    return next((kind for mark, kind in KINDS.items() if mark in error), "other failures")


def _results(pool: Any, tasks: list[Task]) -> Iterator[tuple[int, str]]:
    yield from pool.imap_unordered(_try, tasks, chunksize=max(1, min(20, len(tasks) // 50)))


def main() -> int:
    """Runs the proofs and prints a line each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("proofs", nargs="*")
    asked.add_argument("--first", type=int, default=0, help="the first story of `people` and `schedules`")
    asked.add_argument("--seeds", type=int, help="how many of them")
    words = asked.parse_args()
    parent = tempfile.mkdtemp(prefix="proof-", dir=scene.SHM if scene.SHM.is_dir() else None)
    scene.SHM = processes.SHM = Path(parent)
    broken: Counter[str] = Counter()
    try:
        proofs = _proofs(words.first, words.seeds)
        with multiprocessing.get_context("fork").Pool(os.cpu_count(), scene.own_folders) as pool:
            for name in words.proofs or proofs:
                what, tasks = proofs[name]
                _prove(name, what, _results(pool, tasks), broken)
    finally:
        shutil.rmtree(parent, ignore_errors=True)
    kinds = ("duplicates", "lost records", "guard violations", "not converged", "other failures")
    print(" · ".join(f"{broken[kind]} {kind}" for kind in kinds))
    return 1 if broken else 0


def _prove(name: str, what: str, results: Iterator[tuple[int, str]], broken: Counter[str]) -> None:
    begun, cases, failed = time.monotonic(), 0, 0
    for count, error in results:
        cases += count
        if error:
            failed += 1
            broken[_kind(error)] += 1
            print(f"  {error}", file=sys.stderr)
    took = time.monotonic() - begun
    print(f"{name:<14} {cases:>7,} {what}: {failed} broken, {took:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())

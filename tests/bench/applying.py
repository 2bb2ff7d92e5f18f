"""What an apply costs: of one action against the size of the account and against how much is pending, and of a thousand
bindings beside one plan. `python tests/bench/applying.py [quick]` prints its rows, and so does `make bench`.

Processor seconds of one process a figure, so that a busy machine changes little; nothing is asserted.
"""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import seeded
from row import Row

from reconciler import pipeline
from reconciler.planning.build import build
from reconciler.providers.simulator.world import open_world

ONE = "057100009999"
"""The instance of every number: a batch is as large as the provider takes."""
SIZES, PENDING = (1_000, 10_000), (200, 1_000)
QUICK = (500, 2_000), (100, 400)
PENDING_BY_KIND = {"bind": "instance = NULL, routing = NULL", "configure-ivr": "audio = 'by-hand.wav'"}
"""What another hand has done to the numbers; one goes out in batches, the other number by number."""


def lay(folder: Path, size: int) -> None:
    """A fleet on one instance, adopted."""
    seeded.lay(folder, size)
    for file in folder.glob("teams/*/team.yaml"):
        text = file.read_text(encoding="utf-8")
        place = int(file.parent.name[1:])
        file.write_text(text.replace(f"0572{place:08d}", ONE), encoding="utf-8")
    world = open_world(folder / ".reconciler/simulator.db")
    world._db.execute(
        "INSERT INTO instances SELECT ?, name, enterprise, status, routing FROM instances LIMIT 1", [ONE]
    )
    world._db.execute("UPDATE numbers SET instance = ?, routing = 'region-first'", [ONE])
    world.close()
    command = [sys.executable, "-m", "reconciler", "-C", str(folder), "apply", "--yes", "-o", "json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def measure(folder: Path, kind: str, pending: int) -> dict[str, float]:
    """Processor seconds of a plan and of an apply, the peak in MB and the calls; in this process."""
    world = open_world(folder / ".reconciler/simulator.db")
    world._db.execute(f"UPDATE numbers SET {PENDING_BY_KIND[kind]} WHERE seq <= ?", [pending])
    before = len(world.requests())
    os.chdir(folder)
    begun = time.process_time()
    plan = build(pipeline.inputs(pipeline.open_session(Path())))
    planned = time.process_time()
    assert len(plan.ready) == pending
    session = pipeline.open_session(Path())
    appending = _timed(session.store, "append")
    started = time.perf_counter()
    pipeline.apply(session, "bench@localhost:1", pipeline.ApplyOptions())
    applied, lasted = time.process_time(), time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    calls = len(world.requests()) - before
    return {
        "plan": planned - begun,
        "apply": applied - planned,
        "peak": peak,
        "calls": calls,
        "appending": sum(appending) / lasted,
    }


def _timed(owner: Any, name: str) -> list[float]:
    """The seconds that each call of a method takes from here on."""
    method, spent = getattr(owner, name), list[float]()

    def timed(*values: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return method(*values, **named)
        finally:
            spent.append(time.perf_counter() - begun)

    setattr(owner, name, timed)
    return spent


def _apart(folder: Path, kind: str, pending: int) -> dict[str, float]:
    """The same on a copy, in a process of its own."""
    with TemporaryDirectory(dir=folder.parent) as copy:
        place = Path(copy) / "fleet"
        shutil.copytree(folder, place)
        command = [sys.executable, __file__, "measure", str(place), kind, str(pending)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def rows(quick: bool = False) -> Iterator[Row]:
    """Each figure beside its goal."""
    (small, large), (few, many) = QUICK if quick else (SIZES, PENDING)
    with TemporaryDirectory() as root:
        found: dict[tuple[str, int, int], dict[str, float]] = {}
        for size in (small, large):
            folder = Path(root) / str(size)
            lay(folder, size)
            for kind in PENDING_BY_KIND:
                for pending in (few, min(many, size)):
                    found[kind, size, pending] = _apart(folder, kind, pending)
        most = many if quick else large
        every = _apart(Path(root) / str(large), "bind", most)
    for kind in PENDING_BY_KIND:
        each = {
            size: (_cost(found[kind, size, many]) - _cost(found[kind, size, few])) / (many - few)
            for size in (small, large)
        }
        yield Row(
            f"apply, {kind}: one action, account {small:,} → {large:,}, exponent",
            math.log(each[large] / each[small], large / small),
            0.1,
        )
        mean = {pending: _cost(found[kind, large, pending]) / pending for pending in (few, many)}
        yield Row(
            f"apply, {kind}: mean of one action, pending {few:,} → {many:,}, exponent",
            math.log(mean[many] / mean[few], many / few),
            0.1,
        )
    of, what = found["bind", large, many], f"{many:,} bindings at {large:,} numbers"
    yield Row(f"{what} ÷ one plan", of["apply"] / of["plan"], 2)
    yield Row(f"{what}: peak MB", of["peak"], 100)
    yield Row(f"{what}: calls", of["calls"], 5)
    yield Row(f"{most:,} bindings: the ledger's share of the wall", every["appending"], 0.2)


def _cost(figures: dict[str, float]) -> float:
    """An apply without the plan that it makes anyhow."""
    return max(figures["apply"] - figures["plan"], 1e-6)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
    else:
        for row in rows(quick="quick" in sys.argv[1:]):
            print(row)

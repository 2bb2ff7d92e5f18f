"""Twice the numbers, twice the work: counted in function calls, so that no busy machine can tell otherwise."""

from __future__ import annotations

import cProfile
import os
import pstats
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import deepdiff.diff
import pytest
import seeded

from reconciler import pipeline
from reconciler.model.change import Fields
from reconciler.planning import diff
from reconciler.planning.build import build
from reconciler.report.plan import as_text as plan_text

SMALL = 300


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


def plan() -> str:
    return plan_text.text(build(pipeline.inputs(pipeline.open_session(Path()))))


def calls(run: Callable[[], Any]) -> int:
    profile = cProfile.Profile()
    profile.runcall(run)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("shape", seeded.SHAPES)
def test_a_plan_of_twice_the_numbers_takes_twice_the_calls(shape: str, tmp_path: Path) -> None:
    counted = []
    for size in (SMALL, 2 * SMALL):
        workspace = tmp_path / str(size)
        seeded.lay(workspace, size, shape)
        with at_home(workspace):
            plan()  # whatever is only done once is done
            counted.append(calls(plan))
    assert counted[1] <= 2.05 * counted[0]


def test_deepdiff_is_asked_only_about_a_nested_value_that_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs a hundred comparisons, and its trees are never freed while the collector is off."""
    asked: list[object] = []
    whole = deepdiff.diff.DeepDiff

    def counting(*pair: object, **options: Any) -> object:
        asked.append(pair)
        return whole(*pair, **options)

    monkeypatch.setattr(deepdiff.diff, "DeepDiff", counting)
    same: Fields = {"ivr.transfer.to": ("1", "2"), "instance": "1"}
    assert diff.changes(same, dict(same)) == ()
    assert len(diff.changes(same, same | {"instance": "2"})) == 1
    assert len(diff.changes({}, same)) == 2
    assert asked == []
    assert len(diff.changes(same, same | {"ivr.transfer.to": ("2", "1")})) == 1
    assert asked == [(("1", "2"), ("2", "1"))]


PROGRAM = """
import linecache, sys
from reconciler.cli.main import run
run({words})
print([*sys.modules, *(name for name in linecache.cache if name.endswith(".py"))])
"""


@pytest.mark.parametrize(("words", "most"), [(["plan"], 700), (["validate"], 460)])
def test_a_start_imports_what_it_needs_and_reads_no_source(
    words: list[str], most: int, tmp_path: Path
) -> None:
    seeded.build(tmp_path, 1)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(words=words)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    modules = eval(done.stdout.splitlines()[-1])
    heavy = {"deepdiff", "jsonschema", "ruamel", "rich", "requests", "sqlalchemy", "asyncio"}
    assert {name.partition(".")[0] for name in modules} & heavy == set()
    assert [name for name in modules if name.endswith(".py")] == []
    assert len(modules) <= most

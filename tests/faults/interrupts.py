"""A KeyboardInterrupt at every line that a run executes in the rooms that apply and remember."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from crash_points import rested
from scenarios import STORIES
from scene import Scene

import reconciler

ROOMS = tuple(
    str(Path(reconciler.__file__).parent / room) for room in ("apply", "ledger", "pipeline/execution.py")
)


def _trace(line: Callable[[], None]) -> Callable[[FrameType, str, Any], Any]:
    def local(_frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            line()
        return local

    def enter(frame: FrameType, _event: str, _: Any) -> Any:
        return local if frame.f_code.co_filename.startswith(ROOMS) else None

    return enter


def _run(scene: Scene, line: Callable[[], None]) -> None:
    before = sys.gettrace()
    sys.settrace(_trace(line))
    try:
        scene.run()
    finally:
        sys.settrace(before)


@cache
def lines(name: str) -> int:
    """How many lines a run executes there."""
    executed: list[None] = []
    with STORIES[name].scene() as scene:
        scene.run()  # what is imported or made once is not counted
    with STORIES[name].scene() as scene:
        _run(scene, lambda: executed.append(None))
    return len(executed)


def interrupted(name: str, at: int) -> None:
    """Interrupts a run at one line. Raises AssertionError naming it."""
    left = [at]

    def line() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    with STORIES[name].scene() as scene:
        _run(scene, line)
        scene.end_of_process()
        try:
            scene.finish()
            assert scene.picture() == rested(name), "the account differs from that of a run nobody stopped"
        except AssertionError as error:
            raise AssertionError(f"{name}, interrupted at line {at}: {error}") from error

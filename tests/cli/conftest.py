"""Workspaces that commands are run in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from drawn import Drawn, drawn
from staged import Workspace, stage


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """A fresh quickstart."""
    return Workspace(stage(tmp_path / "shop"), capsys)


@pytest.fixture
def public(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """A fresh quickstart whose provider can do no more than the public API."""
    return Workspace(stage(tmp_path / "public", api="public"), capsys)


@pytest.fixture
def draw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Drawn]]:
    """Draws a workspace and its account; `drawn.drawn` tells from what."""
    with ExitStack() as opened:

        def once(api: str = "full", **more: Any) -> Drawn:
            return opened.enter_context(drawn(tmp_path, capsys, api, **more))

        yield once

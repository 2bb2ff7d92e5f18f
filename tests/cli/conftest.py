"""Workspaces that commands are run in."""

from __future__ import annotations

from pathlib import Path

import pytest
from staged import Workspace, stage


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """A fresh quickstart."""
    return Workspace(stage(tmp_path / "shop"), capsys)


@pytest.fixture
def public(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """A fresh quickstart whose provider can do no more than the public API."""
    return Workspace(stage(tmp_path / "public", api="public"), capsys)

"""The checkout, and copies of it to break on purpose."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "reconciler"
FORGETTABLE = shutil.ignore_patterns("__pycache__", "*.pyc", ".reconciler")


def copy_house(target: Path, *folders: str) -> Path:
    """The package, its metadata and these folders, in a place where a test may build and tear down."""
    for folder in ("reconciler", *folders):
        shutil.copytree(ROOT / folder, target / folder, ignore=FORGETTABLE)
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def run(
    words: Sequence[str | Path], where: Path, timeout: float = 120, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One process in a folder; the package found there comes before the installed one."""
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(where),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
        **environment,
    }
    return subprocess.run(
        [str(word) for word in words],
        cwd=where,
        env=surroundings,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def python(code: str, where: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a program's text in a fresh interpreter."""
    return run([sys.executable, "-c", code], where, **environment)


def reconciler(
    words: Sequence[str | Path], where: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs one command line of this checkout's package in a folder."""
    return run(
        [sys.executable, "-m", "reconciler", *words], where, **{"PYTHONPATH": str(ROOT), **environment}
    )

"""Plants each bug in a copy of the tree and runs the tests named beside it: every one must be caught.

`python tests/faults/audit.py [NAME…]`; exit 1 if a bug lives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from planted import BUGS, Bug

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("reconciler", "tests", "schemas", "examples", "docs", "pyproject.toml", "README.md", "Makefile")
PASSED, FAILED = 0, 1
LONGEST = 600
"""Seconds; a bug that makes a test run for ever is caught by that."""


class Moved(Exception):
    """A bug's place does not look as it did."""


@contextmanager
def copy() -> Iterator[Path]:
    """The tree, somewhere else."""
    folder = Path(tempfile.mkdtemp(prefix="audit-"))
    try:
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, folder / name)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def planted(bug: Bug, tree: Path) -> dict[Path, str]:
    """The files with the bug in them. Raises Moved if its place does not look as it did."""
    files: dict[Path, str] = {}
    for name, old, new in bug.edits:
        file = tree / name
        text = files.get(file) or (file.read_text(encoding="utf-8") if file.exists() else "")
        if text.count(old) != 1:
            raise Moved(f"{bug.name}: {name} has this {text.count(old)} times: {old!r}")
        files[file] = text.replace(old, new)
    return files


def run(tree: Path, tests: Sequence[str]) -> tuple[int, str]:
    """The exit code of these tests in that tree, and the first test that failed."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no", *tests]
    try:
        ended = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return FAILED, "did not end"
    failed = [line for line in ended.stdout.splitlines() if line.startswith("FAILED ")]
    return ended.returncode, failed[0].split(" ")[1] if failed else ended.stdout[-400:]


def caught(bug: Bug) -> tuple[bool, str]:
    """Whether the tests catch it, and which does."""
    with copy() as tree:
        for file, text in planted(bug, tree).items():
            file.write_text(text, encoding="utf-8")
        code, test = run(tree, bug.tests)
        return code == FAILED, test


def main(names: Sequence[str]) -> int:
    """Prints a line for each bug; first the tests must pass without any."""
    chosen = [bug for bug in BUGS if not names or bug.name in names]
    for bug in BUGS:
        planted(bug, ROOT)
    begun = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sound = pool.submit(_sound, sorted({test for bug in chosen for test in bug.tests}))
        living = 0
        for bug, (dead, test) in zip(chosen, pool.map(caught, chosen), strict=True):
            living += not dead
            print(f"{bug.name:<4} {'caught' if dead else 'LIVES '}  {bug.what:<75} {test}", flush=True)
        code, first = sound.result()
    print(
        f"{len(chosen) - living} of {len(chosen)} planted bugs caught in {time.monotonic() - begun:.0f} s; "
        f"without a bug the same tests {'pass' if code == PASSED else f'FAIL: {first}'}"
    )
    return 1 if living or code != PASSED else 0


def _sound(tests: Sequence[str]) -> tuple[int, str]:
    with copy() as tree:
        return run(tree, tests)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

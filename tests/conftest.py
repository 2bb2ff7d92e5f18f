"""Options of the whole suite."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-golden",
        action="store_true",
        help="Write what the program says today into tests/golden; read the difference before you commit it.",
    )


@pytest.fixture(autouse=True)
def at_home() -> Iterator[None]:
    """A command with `-C` stays where it went, and the folder of a test that is over is gone."""
    here = Path.cwd()
    yield
    os.chdir(here)


for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "RECONCILER_LANG"):
    os.environ.pop(name, None)  # every test speaks English, whatever its developer does
os.environ["LC_ALL"] = "C.UTF-8"

os.environ["RECONCILER_CACHE"] = "off"
"""What a test parses it parses itself; tests/load/test_cache.py says otherwise."""

MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3
"""Linux's file system in memory, and the bytes that a whole run may take of it."""
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    # Ledgers and worlds wait for the disk at each record: it was half of the suite's time. What a dead machine
    # leaves on a disk no test can tell; a killed process leaves the same in memory.
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None  # pytest has asked for the place already

settings.register_profile("house", deadline=None)  # how long an example takes says how busy the machine is
settings.register_profile("fuzz", deadline=None, max_examples=20_000)  # `make fuzz`
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

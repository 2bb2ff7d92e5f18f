"""Options of the whole suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-golden",
        action="store_true",
        help="Write what the program says today into tests/golden; read the difference before you commit it.",
    )


for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "RECONCILER_LANG"):
    os.environ.pop(name, None)  # every test speaks English, whatever its developer does
os.environ["LC_ALL"] = "C.UTF-8"

os.environ["RECONCILER_CACHE"] = "off"
"""What a test parses it parses itself; tests/load/test_cache.py says otherwise."""

settings.register_profile("house", deadline=None)  # how long an example takes says how busy the machine is
settings.register_profile("fuzz", deadline=None, max_examples=20_000)  # `make fuzz`
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

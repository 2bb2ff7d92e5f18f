"""Recorded answers of the real service."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def sample() -> Callable[[str], Any]:
    """Reads one recorded body by name, afresh each time."""
    return lambda name: json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))

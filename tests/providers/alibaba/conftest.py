"""Recorded answers of the real service, and the emulator with the real SDK in front of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from emulating import Emulated, emulated, give_key_pair

from reconciler.providers.alibaba import settings
from reconciler.providers.alibaba.client import Client
from reconciler.providers.alibaba.pace import Pace

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def sample() -> Callable[[str], Any]:
    """Reads one recorded body by name, afresh each time."""
    return lambda name: json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def key_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator's key pair."""
    give_key_pair(monkeypatch)


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Emulated]:
    """A small account behind the real protocol."""
    with emulated(tmp_path) as served:
        yield served


@pytest.fixture
def pace() -> Pace:
    """Never waits."""
    return Pace(per_second=float("inf"), sleep=lambda _: None)


@pytest.fixture
def client(account: Emulated, pace: Pace) -> Client:
    """The real SDK in front of the emulator."""
    return Client(settings.parse(account.settings), pace)

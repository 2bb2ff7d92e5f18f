"""The embedded simulator, with its full interface and limited to what the real public API can do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.world import open_world
from reconciler.testing import ProviderConformance, enrolled
from reconciler.testing.conformance import Enrol


class TestSimulator(ProviderConformance):
    api = "full"

    @pytest.fixture
    def enrol(self, folder: Path) -> Enrol:
        def open_account(content: Mapping[str, Any]):
            world = open_world(folder / "account.db", Seed.model_validate(content))
            return enrolled(world, "simulator", {"database": "account.db", "api": self.api})

        return open_account


class TestSimulatorPublic(TestSimulator):
    api = "public"

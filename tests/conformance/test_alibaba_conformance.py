"""The real provider: the official SDK over real HTTP, with the emulator in the place of the service."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_credentials.utils import auth_util
from emulating import emulated

from reconciler.providers.alibaba import connection
from reconciler.providers.alibaba.pace import Pace
from reconciler.testing import ProviderConformance, enrolled
from reconciler.testing.conformance import Enrol


class TestAlibaba(ProviderConformance):
    @pytest.fixture
    def enrol(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Enrol]:
        monkeypatch.setattr(auth_util, "environment_access_key_id", "testid")
        monkeypatch.setattr(auth_util, "environment_access_key_secret", "testsecret")
        monkeypatch.setattr(connection, "READ_TIMEOUT", 0.5)
        monkeypatch.setattr(Pace, "wait", lambda _: None)
        with ExitStack() as served:

            def open_account(content: Mapping[str, Any]):
                account = served.enter_context(emulated(folder, content))
                return enrolled(account.world, "alibaba", account.settings)

            yield open_account

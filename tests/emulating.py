"""A small account behind the loopback emulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_credentials.utils import auth_util

from reconciler import testing
from reconciler.providers.simulator.world.journal import Request
from reconciler.testing import Emulated

COMPANY = "杭州示例科技有限公司"
OTHER = "上海别家有限公司"
INSTANCE = "057100001234"
SECOND = "057100005678"
BOUND = "057188880001"
FREE = "057188880002"
FOREIGN = "057188880003"
HOTLINE = "4008100001"
BARE_HOTLINE = "4008100002"


def give_key_pair(patch: pytest.MonkeyPatch) -> None:
    """The emulator's key pair, where the SDK's chain looks first (it reads the environment when imported)."""
    patch.setattr(auth_util, "environment_access_key_id", "testid")
    patch.setattr(auth_util, "environment_access_key_secret", "testsecret")
    patch.setattr(auth_util, "environment_security_token", None)
    patch.setattr(auth_util, "environment_ecs_metadata_disabled", "true")


def number(name: str, **more: Any) -> dict[str, Any]:
    """An active landline of the company."""
    return {
        "number": name,
        "type": "regular",
        "line": "landline",
        "callType": "both",
        "region": "浙江/杭州",
        "enterprise": COMPANY,
        "status": "active",
        "appliedOn": "2026-07-20",
        "activatedOn": "2026-08-01",
        **more,
    }


def hotline(name: str, **more: Any) -> dict[str, Any]:
    """An active 400 number of the company."""
    return {
        "number": name,
        "type": "400",
        "carrier": "中国联通",
        "package": "120",
        "enterprise": COMPANY,
        "status": "active",
        "appliedOn": "2026-07-20",
        "activatedOn": "2026-08-01",
        **more,
    }


TRANSFER = {"routing": "round-robin", "to": ["057188880009", "13800001111"], "qualification": "10000008748"}
ACCOUNT: dict[str, Any] = {
    "now": "2026-11-23T10:00:00+08:00",
    "account": {"balance": "500.00"},
    "enterprises": [
        {"name": COMPANY, "approved": True, "hotline": True},
        {"name": OTHER, "approved": True, "hotline": False},
    ],
    "audio": [{"file": "new.wav", "state": "reviewing"}, {"file": "bad.wav", "state": "rejected"}],
    "instances": [
        {"code": INSTANCE, "name": "outbound", "enterprise": COMPANY},
        {"code": SECOND, "name": "spare", "enterprise": COMPANY, "status": "unusable", "routing": "random"},
    ],
    "numbers": [
        number(BOUND, instance=INSTANCE, routing="random"),
        number(FREE),
        number(FOREIGN, enterprise=OTHER),
        hotline(HOTLINE, ivr={"transfer": TRANSFER}),
        hotline(BARE_HOTLINE),
    ],
}
"""Two instances, three landlines of which one is bound, two 400 numbers of which one transfers."""


@contextmanager
def emulated(
    folder: Path,
    account: Mapping[str, Any] = ACCOUNT,
    on_request: Callable[[Request], None] | None = None,
) -> Iterator[Emulated]:
    """Serves an account from a file in the folder until the block ends."""
    with testing.emulated(folder, account, on_request) as served:
        yield served

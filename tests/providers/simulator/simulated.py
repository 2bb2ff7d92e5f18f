"""A small account to start every story from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from reconciler.errors import Refused
from reconciler.model.resource import DesiredNumber, Ivr, Playback, Source
from reconciler.providers.simulator.provider import SimulatorProvider
from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.world import World, open_world
from reconciler.providers.simulator.world.applying import HotlineForm, RegularForm
from reconciler.providers.simulator.world.wallclock import duration

COMPANY = "杭州示例科技有限公司"
OTHER = "上海别家有限公司"
UNICOM = "中国联通"
TELECOM = "中国电信"
INSTANCE = "057100001234"
HANGZHOU = "浙江/杭州"
NOTICE = "2026-06-01"
NOW = "2026-11-23T10:00:00+08:00"

ACTIVE = {
    "number": "057188880001",
    "type": "regular",
    "line": "landline",
    "region": HANGZHOU,
    "enterprise": COMPANY,
    "status": "active",
    "appliedOn": "2026-07-20",
    "activatedOn": "2026-08-01",
}
HOTLINE = {
    "number": "4008100009",
    "type": "400",
    "carrier": UNICOM,
    "package": "120",
    "enterprise": COMPANY,
    "status": "active",
    "appliedOn": "2026-09-01",
    "activatedOn": "2026-09-10",
}


def world_file(**changes: Any) -> dict[str, Any]:
    """A world file's content; keyword arguments replace whole sections."""
    return {
        "now": NOW,
        "account": {"balance": "500.00"},
        "enterprises": [
            {"name": COMPANY, "approved": True, "hotline": True},
            {"name": OTHER, "approved": True, "hotline": False},
            {"name": "待审有限公司", "approved": False, "hotline": True},
        ],
        "scripts": [{"code": "SCRIPT-3321", "approved": True}, {"code": "SCRIPT-9", "approved": False}],
        "audio": [{"file": "new.wav", "state": "reviewing"}, {"file": "bad.wav", "state": "rejected"}],
        "pool": [{"number": "4008100001", "carrier": UNICOM}, {"number": "4009100002", "carrier": TELECOM}],
        "stock": [
            {"line": "landline", "region": HANGZHOU, "number": "057188880222"},
            {"line": "mobile", "region": HANGZHOU, "number": "13800000222"},
        ],
        "instances": [
            {"code": INSTANCE, "name": "outbound", "enterprise": COMPANY},
            {"code": "057100009999", "enterprise": OTHER},
            {"code": "057100005555", "enterprise": COMPANY, "status": "unusable"},
        ],
        "numbers": [ACTIVE],
    } | changes


def seed(**changes: Any) -> Seed:
    """The same, checked."""
    return Seed.model_validate(world_file(**changes))


def world(**changes: Any) -> World:
    """An account in memory."""
    return open_world(":memory:", seed(**changes))


def provider(api: str = "full", **changes: Any) -> SimulatorProvider:
    """The same behind the provider's port."""
    return SimulatorProvider("prod", world(**changes), api)


def advance(account: World, *durations: str) -> None:
    """Lets time pass."""
    for length in durations:
        account.advance(duration(length))


def hotline_form(**changes: Any) -> HotlineForm:
    """An application for a 400 that is fine in every respect."""
    form = HotlineForm("4008100001", UNICOM, 12000, COMPANY, "SCRIPT-3321", NOTICE)
    return replace(form, **changes)


def regular_form(**changes: Any) -> RegularForm:
    """An application for a landline that is fine in every respect."""
    form = RegularForm("landline", HANGZHOU, "both", COMPANY, "SCRIPT-3321", NOTICE)
    return replace(form, **changes)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The world says no, for this reason."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.reason == code


def money(account: World) -> tuple[int, int]:
    """Balance and arrears in fen."""
    seen = account.look(tuple).account
    return seen["balance"], seen["arrears"]


def status(account: World, name: str) -> str:
    """Where a number or an application stands."""
    rows = [row for page in account.look(tuple).pages for row in page.rows]
    return next(row[1] for row in rows if name in (row[2], row[3]))


def desired_hotline(**changes: Any) -> DesiredNumber:
    """A 400 as a team declares it."""
    wanted = DesiredNumber(
        address="care/brand",
        team="care",
        account="prod",
        type="400",
        source=Source("team.yaml", 1),
        number="4008100001",
        carrier=UNICOM,
        package=Decimal("120.00"),
        enterprise=COMPANY,
        script="SCRIPT-3321",
        documents="DOC-88",
    )
    return replace(wanted, **changes)


def desired_regular(**changes: Any) -> DesiredNumber:
    """A landline as a team declares it."""
    wanted = DesiredNumber(
        address="care/hz-001",
        team="care",
        account="prod",
        type="regular",
        source=Source("team.yaml", 2),
        number="057188880001",
        line="landline",
        call_type="both",
        region=HANGZHOU,
        enterprise=COMPANY,
        script="SCRIPT-3321",
        instance=INSTANCE,
        routing="random",
        ivr=Ivr(Playback("welcome-2026.wav", "Welcome to Example")),
    )
    return replace(wanted, **changes)

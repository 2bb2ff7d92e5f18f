"""What `doctor` asks of the real provider: its checks, its least-privilege policies, its probe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from reconciler.contracts.doctor import Doctor
from reconciler.model.calendar import month_before
from reconciler.model.state import Account
from reconciler.providers.alibaba import probe, provider_roster, ram_policies
from reconciler.providers.alibaba.checkup import checkup
from reconciler.providers.alibaba.settings import parse


def answers(account: Account, root: Path, now: Callable[[], datetime]) -> Iterator[dict[str, Any]]:
    """What each reading action answers; the numbers it is asked for are the roster's."""
    settings = parse(account.settings)
    roster = None if settings.roster is None else provider_roster(root, settings.roster)
    return probe.probe(settings, month_before(now()), () if roster is None else tuple(roster.rows))


DOCTOR = Doctor(
    checks=checkup,
    policies={
        "plan": ram_policies.plan(),
        "apply": ram_policies.apply(),
        "evidence": ram_policies.evidence(),
    },
    probe=answers,
)

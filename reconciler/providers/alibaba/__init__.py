"""Alibaba Cloud Voice Messaging Service, through its official SDK (extra `alibaba`).

What has a public API is read and called; the rest are human tasks, and what cannot be read is unknown. The
SDK is imported when the first call is made, never before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import files
from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.contracts.doctor import Doctor
    from reconciler.model.state import Account
    from reconciler.providers.alibaba.provider import AlibabaProvider
    from reconciler.providers.alibaba.roster.rows import Roster


def create(account: Account, root: Path) -> AlibabaProvider:
    """The provider of an account; reads its roster, calls nothing yet.

    Raises ReconcilerError for wrong settings, InvalidManifests for a faulty roster.
    """
    from reconciler.providers.alibaba import settings
    from reconciler.providers.alibaba.ahead import THREADS
    from reconciler.providers.alibaba.client import Client
    from reconciler.providers.alibaba.pace import Pace
    from reconciler.providers.alibaba.provider import AlibabaProvider
    from reconciler.providers.alibaba.traces import LOOKS_PER_SECOND

    values = settings.parse(account.settings)
    pace = Pace(values.calls_per_second)
    return AlibabaProvider(
        account.name,
        Client(values, pace),
        pace=pace,
        budget=values.read_budget,
        threads=THREADS,
        audit=Pace(LOOKS_PER_SECOND) if values.audit_endpoint is not None else None,
        roster=None if values.roster is None else provider_roster(root, values.roster),
    )


def __getattr__(name: str) -> Doctor:
    """`DOCTOR`, read when `doctor` asks for it: it needs what a plan does not."""
    if name != "DOCTOR":
        raise AttributeError(name)
    from reconciler.providers.alibaba.doctor import DOCTOR

    return DOCTOR


def provider_roster(root: Path, name: str) -> Roster:
    """The roster file of an account. Raises ReconcilerError, or InvalidManifests for a faulty one."""
    from reconciler.providers.alibaba.roster import reading

    try:
        data = files.named(root, name, reading.SIZE_LIMIT)
    except OSError as error:
        hint = phrase("settings.roster is a file relative to the workspace")
        raise ReconcilerError(
            phrase("the roster {name} cannot be read: {strerror}", name=name, strerror=error.strerror),
            code="VN708",
            hint=hint,
        ) from error
    return reading.parse(data, name)

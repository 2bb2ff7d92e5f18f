"""What the ledger's tests share: where a ledger is, and records to put into it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine

from reconciler.ledger import open_ledger
from reconciler.ledger.store import Ledger
from reconciler.memory.memory import Head
from reconciler.memory.records import Intent, Outcome, Record
from reconciler.model.calendar import SHANGHAI

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
AT = "2026-11-23T10:00:00+08:00"
PROCESS = Path(__file__).with_name("ledger_process.py")


@dataclass(frozen=True)
class Place:
    """A workspace folder and its ledger's URL."""

    root: Path
    url: str

    def open(self, ledger_id: str | None = None) -> Ledger:
        return open_ledger(self.url, self.root, ledger_id=ledger_id)

    @property
    def file(self) -> Path:
        return self.root / ".reconciler" / "ledger.db"

    @property
    def mark(self) -> Path:
        return self.root / ".reconciler" / "ledger.db.head"

    def engine(self) -> Engine:
        """A door to the tables that passes the ledger by."""
        return create_engine(self.open().location.url, poolclass=NullPool)

    def process(self, *words: str) -> subprocess.Popen[str]:
        """Another process on the same ledger; see ledger_process.py."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"}
        return subprocess.Popen(
            [sys.executable, str(PROCESS), str(self.root), self.url, *words],
            stdout=subprocess.PIPE,
            stdin=subprocess.PIPE,
            text=True,
            env=environment,
        )


def intent(nth: int, **changes: object) -> Intent:
    """The n-th purchase."""
    said: dict[str, object] = {
        "at": AT,
        "run": "r1",
        "id": f"r1-{nth}",
        "address": f"care/hz-{nth:03d}",
        "action": "apply",
        "resource": "number",
        "number": f"05718888{nth:04d}",
        "fields": {
            "type": "regular",
            "ivr.transfer.to": ["057188880009"],
            "ivr.playback.description": "欢迎",
        },
        "monthly": "35.00",
    }
    return Intent.model_validate({**said, **changes})


def outcome(nth: int, **changes: object) -> Outcome:
    """What became of it: done."""
    said: dict[str, object] = {
        "at": AT,
        "run": "r1",
        "intent": f"r1-{nth}",
        "result": "done",
        "evidence": "answer",
    }
    return Outcome.model_validate({**said, **changes})


def story(length: int) -> list[Record]:
    """Purchases and their outcomes, in turn."""
    return [intent(n // 2) if n % 2 == 0 else outcome(n // 2) for n in range(length)]


def write(ledger: Ledger, *records: Record, account: str = "prod") -> Head:
    """Appends under the lock, after whatever is there."""
    with ledger.lock(account, "tester", NOW) as lease:
        head, _ = ledger.read(account)
        return ledger.append(account, records, after=head, fence=lease.fence)

"""What Git says, as real files read by the real loader; the same text is read once."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from reconciler import pipeline
from reconciler.validate import Validation

COMPANY = "杭州示例科技有限公司"
HANGZHOU = "浙江/杭州"
UNICOM, TELECOM = "中国联通", "中国电信"
OUTBOUND, CAMPAIGN = "057100001234", "057100005678"
BYSTANDER = "057188880004"
VERSION = "voice.reconciler/v1"
WELCOME = {"audio": "welcome-2026.wav", "description": "Welcome to Example"}
TRANSFER = {"routing": "round-robin", "to": ["057188880009"], "qualification": "10000008748"}

Entries = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Tombstone:
    """A Cancellation document."""

    target: str
    number: str
    not_before: str = "2026-11-01"
    expires: str = "2027-12-31"


@dataclass(frozen=True)
class Git:
    """One commit: the entries of team `care`, the tombstones, the limits."""

    hotlines: Entries = field(default_factory=dict)
    numbers: Entries = field(default_factory=dict)
    public_mode: bool = False
    tombstones: dict[str, Tombstone] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=lambda: {"cancellations": 5, "purchases": 9})
    approval: str | None = None
    api: str = "full"
    ledger: str = "sqlite:///.reconciler/ledger.db"
    baseline: tuple[str, ...] = (BYSTANDER,)
    """Numbers of the account that nobody is ready to own: no purchase is held back by them."""

    @property
    def addresses(self) -> frozenset[str]:
        """Everything that is declared, but public mode."""
        return frozenset(f"care/{key}" for key in (*self.hotlines, *self.numbers))

    @property
    def validation(self) -> Validation:
        """The documents, read and validated. An invalid one is a mistake of the test."""
        return _validated(json.dumps(self.files(), ensure_ascii=False, sort_keys=True))

    def files(self) -> dict[str, Any]:
        """Path to content."""
        found = {
            "reconciler.yaml": self._workspace(),
            "teams/care/team.yaml": self._team(),
            "compliance/inbound.yaml": _document("Acknowledgement", "inbound-2026", _AGREED),
            "baseline.txt": "\n".join(self.baseline),
        }
        for name, stone in self.tombstones.items():
            found[f"teams/care/cancellations/{name}.yaml"] = _document("Cancellation", name, _consent(stone))
        return found

    def write(self, root: Path) -> None:
        """Writes the files into a folder, in place of those that were there."""
        for folder in ("teams", "compliance"):
            for old in (root / folder).rglob("*.yaml"):
                old.unlink()
        for path, content in self.files().items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_text(content), encoding="utf-8")

    def _workspace(self) -> dict[str, Any]:
        settings = {"database": ".reconciler/simulator.db", "world": "world.yaml", "api": self.api}
        spec: dict[str, Any] = {
            "manifests": ["teams", "compliance"],
            "baseline": "baseline.txt",
            "ledger": self.ledger,
            "accounts": {"prod": {"provider": "simulator", "settings": settings}},
            "limits": self.limits,
            "teams": {"care": {"paths": ["teams/care"], "accounts": ["prod"]}},
        }
        return _document("Workspace", "proof", spec | ({"approval": self.approval} if self.approval else {}))

    def _team(self) -> dict[str, Any]:
        spec: dict[str, Any] = {
            "account": "prod",
            "enterprise": COMPANY,
            "script": "SCRIPT-3321",
            "defaults": {"numbers": {"line": "landline", "callType": "both", "region": HANGZHOU}},
            "instances": {
                "outbound": {"code": OUTBOUND, "routing": "region-first"},
                "campaign": {"code": CAMPAIGN, "routing": "region-first"},
            },
            "ivr": {
                "welcome": {"playback": WELCOME},
                "other": {"playback": WELCOME | {"description": "Good day"}},
                "hotline": {"playback": WELCOME, "transfer": TRANSFER},
                "forward": {"transfer": TRANSFER},
            },
        }
        if self.hotlines:
            spec["hotlines"] = self.hotlines
        if self.numbers:
            spec["numbers"] = self.numbers
        if self.public_mode:
            spec["publicMode"] = {"otp": {"use": "verification-code"}}
        return _document("Team", "care", spec)


_AGREED = {
    "notice": "inbound-audio-playback",
    "version": "2026-06-01",
    "statement": "I acknowledge and agree",
    "by": "compliance-lead",
    "acknowledgedOn": "2026-06-02",
    "account": "prod",
}


def _consent(stone: Tombstone) -> dict[str, Any]:
    return {
        "target": stone.target,
        "number": stone.number,
        "reason": "branch closed",
        "notBefore": stone.not_before,
        "expires": stone.expires,
        "accept": {"irreversible": True, "currentMonthFeeStillCharged": True},
        "requestedBy": "care-lead",
    }


def _document(kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": VERSION, "kind": kind, "metadata": {"name": name}, "spec": spec}


def _text(content: Any) -> str:
    """A document in JSON, which is YAML; a plain text as it is."""
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


@lru_cache(maxsize=512)
def _validated(text: str) -> Validation:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, content in json.loads(text).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(_text(content), encoding="utf-8")
        validation = pipeline.check(root)
    errors = [d for d in validation.diagnostics if d.severity == "error"]
    if errors or validation.state is None:
        raise ValueError(f"the proof's own documents are invalid: {errors}")
    return validation


def hotline(number: str | None = None, **more: Any) -> dict[str, Any]:
    """An entry for a 400: a named one, or any that begins with 4009."""
    which: dict[str, Any] = {"select": {"prefix": "4009"}} if number is None else {"number": number}
    return {"carrier": TELECOM, "package": 120} | which | more


def regular(number: str | None = None, **more: Any) -> dict[str, Any]:
    """An entry for a regular number: an existing one, or one to apply for."""
    return ({} if number is None else {"number": number}) | more


def live_regular(number: str, **more: Any) -> dict[str, Any]:
    """A regular number of the world file, active long enough to be cancelled."""
    return {
        "number": number,
        "type": "regular",
        "line": "landline",
        "callType": "both",
        "region": HANGZHOU,
        "enterprise": COMPANY,
        "script": "SCRIPT-3321",
        "status": "active",
        "appliedOn": "2026-07-20",
        "activatedOn": "2026-08-01",
    } | more


def live_hotline(number: str, **more: Any) -> dict[str, Any]:
    """A 400 of the world file."""
    return {
        "number": number,
        "type": "400",
        "carrier": TELECOM,
        "package": "120",
        "enterprise": COMPANY,
        "script": "SCRIPT-3321",
        "status": "active",
        "appliedOn": "2026-07-20",
        "activatedOn": "2026-08-01",
    } | more


def world_file(*numbers: dict[str, Any], **sections: Any) -> dict[str, Any]:
    """An account with money, qualifications, five 400 numbers on offer and five regular ones in stock."""
    return {
        "now": "2026-11-03T10:00:00+08:00",
        "account": {"balance": "5000.00"},
        "enterprises": [{"name": COMPANY, "approved": True, "hotline": True}],
        "scripts": [{"code": "SCRIPT-3321", "approved": True}],
        "pool": [{"number": f"400910000{n}", "carrier": TELECOM} for n in range(1, 6)],
        "stock": [{"line": "landline", "region": HANGZHOU, "number": f"05718888022{n}"} for n in range(1, 6)],
        "instances": [
            {"code": OUTBOUND, "name": "outbound", "enterprise": COMPANY},
            {"code": CAMPAIGN, "name": "campaign", "enterprise": COMPANY},
        ],
        "numbers": list(numbers),
    } | sections

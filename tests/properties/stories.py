"""Random workspaces with an account and a past: what hypothesis draws, laid out as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from golden_case import fill
from hypothesis import strategies as st

ENTERPRISE = "杭州示例科技有限公司"
OUTBOUND, CAMPAIGN = "057100001234", "057100005678"
UNICOM, TELECOM = "中国联通", "中国电信"
WELCOME = {"playback": {"audio": "welcome.wav", "description": "Welcome"}}
OTHER = {"playback": {"audio": "other.wav", "description": "By hand"}}
DESK = {"routing": "round-robin", "to": ["057188880009"], "qualification": "10000008748"}
Json = dict[str, Any]


@dataclass
class Story:
    """What Git says, what the account has and what the ledger remembers, under construction."""

    hotlines: Json = field(default_factory=dict)
    numbers: Json = field(default_factory=dict)
    public: Json = field(default_factory=dict)
    live: list[Json] = field(default_factory=list)
    pool: list[Json] = field(default_factory=list)
    cancellations: list[Json] = field(default_factory=list)
    ledger: list[Json] = field(default_factory=list)
    limits: Json = field(default_factory=dict)
    freezes: list[Json] = field(default_factory=list)
    balance: str = "5000.00"

    def lay(self, workspace: Path) -> Path:
        """Writes the files and the ledger."""
        write = _Writer(workspace)
        write("reconciler.yaml", self._settings())
        write("world.yaml", self._world())
        write("teams/care/team.yaml", self._team())
        write("compliance/inbound.yaml", _ACKNOWLEDGEMENT)
        for cancellation in self.cancellations:
            write(f"teams/care/{cancellation['metadata']['name']}.yaml", cancellation)
        fill(workspace, "prod", [json.dumps(record) for record in self.ledger])
        return workspace

    def _settings(self) -> Json:
        spec = {
            "manifests": ["teams", "compliance"],
            "ledger": "sqlite:///.reconciler/ledger.db",
            "accounts": {"prod": {"provider": "simulator", "settings": {"world": "world.yaml"}}},
            "limits": self.limits,
            "teams": {"care": {"paths": ["teams/care"], "accounts": ["prod"]}},
            "freezes": self.freezes,
        }
        return _document("Workspace", "story", spec)

    def _team(self) -> Json:
        spec: Json = {
            "account": "prod",
            "enterprise": ENTERPRISE,
            "script": "SCRIPT-3321",
            "defaults": {"numbers": {"line": "landline", "region": "浙江/杭州"}},
            "instances": {"outbound": {"code": OUTBOUND}},
            "ivr": {"welcome": WELCOME, "desk": {**WELCOME, "transfer": DESK}},
        }
        parts = {"hotlines": self.hotlines, "numbers": self.numbers, "publicMode": self.public}
        return _document("Team", "care", spec | {name: part for name, part in parts.items() if part})

    def _world(self) -> Json:
        instances = [(OUTBOUND, "outbound"), (CAMPAIGN, "campaign")]
        return {
            "now": "2026-11-23T10:00:00+08:00",
            "account": {"balance": self.balance},
            "enterprises": [{"name": ENTERPRISE, "approved": True, "hotline": True}],
            "scripts": [{"code": "SCRIPT-3321", "approved": True}],
            "pool": self.pool,
            "stock": [
                {"line": "landline", "region": "浙江/杭州", "number": f"0571888802{i:02d}"} for i in range(9)
            ],
            "instances": [{"code": code, "name": name, "enterprise": ENTERPRISE} for code, name in instances],
            "numbers": self.live,
        }

    # --- what a slot can be like ------------------------------------------------------------------------

    def own(self, key: str, live: Json) -> None:
        fields = {"number": live["number"], "type": live["type"], "enterprise": ENTERPRISE}
        if "instance" in live:
            fields |= {"instance": live["instance"], "routing": "region-first"}
        at = "2026-10-20T09:00:00+08:00"
        record = {"kind": "adopt", "at": at, "run": "r1", "address": f"care/{key}", "number": live["number"]}
        self.ledger.append(record | {"fields": fields})

    def bury(self, key: str, number: str, not_before: str) -> None:
        spec = {
            "target": f"care/{key}",
            "number": number,
            "reason": "The branch closed",
            "notBefore": not_before,
            "expires": "2027-06-30",
            "accept": {"irreversible": True, "currentMonthFeeStillCharged": True},
            "requestedBy": "care-lead",
        }
        self.cancellations.append(_document("Cancellation", f"end-{key}", spec))


class _Writer:
    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def __call__(self, name: str, document: Json) -> None:
        """JSON is YAML."""
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _document(kind: str, name: str, spec: Json) -> Json:
    return {"apiVersion": "voice.reconciler/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


_ACKNOWLEDGEMENT = _document(
    "Acknowledgement",
    "inbound",
    {
        "notice": "inbound-audio-playback",
        "version": "2026-06-01",
        "statement": "I acknowledge and agree",
        "by": "compliance-lead",
        "acknowledgedOn": "2026-11-18",
        "account": "prod",
    },
)


def _regular(number: str, **changes: Any) -> Json:
    said = {
        "number": number,
        "type": "regular",
        "line": "landline",
        "region": "浙江/杭州",
        "enterprise": ENTERPRISE,
        "status": "active",
        "appliedOn": "2026-07-20",
        "activatedOn": "2026-08-01",
        "instance": OUTBOUND,
        "ivr": WELCOME,
    }
    return {key: value for key, value in (said | changes).items() if value is not None}


def _hotline(number: str, **changes: Any) -> Json:
    said = {
        "number": number,
        "type": "400",
        "carrier": UNICOM,
        "package": 120,
        "enterprise": ENTERPRISE,
        "status": "active",
        "appliedOn": "2026-07-20",
        "activatedOn": "2026-07-25",
        "documents": "DOC-1",
        "ivr": WELCOME,
    }
    return {key: value for key, value in (said | changes).items() if value is not None}


LIVE: dict[str, Json] = {
    "as declared": {},
    "bound elsewhere": {"instance": CAMPAIGN},
    "not bound": {"instance": None},
    "answers otherwise": {"ivr": OTHER},
    "answers nothing": {"ivr": None},
    "young": {"appliedOn": "2026-09-24", "activatedOn": "2026-10-02"},
    "restricted": {"status": "restricted"},
    "reviewing": {"status": "reviewing", "activatedOn": None, "instance": None, "ivr": None},
}
GIT = ["declared", "declared and ours", "ours and left Git", "tombstoned", "tombstoned and ours", "nobody's"]


@st.composite
def regular_slot(draw: st.DrawFn) -> Callable[[Story, int], None]:
    """A regular number that is there: how it lives, and who speaks of it."""
    life, said = draw(st.sampled_from(sorted(LIVE))), draw(st.sampled_from(GIT))
    not_before = draw(st.sampled_from(["2026-11-01", "2026-11-23", "2026-11-24", "2027-01-15"]))

    def put(story: Story, place: int) -> None:
        key, number = f"hz-{place:02d}", f"0571888801{place:02d}"
        live = _regular(number, **LIVE[life])
        story.live.append(live)
        if said.startswith("declared"):
            story.numbers[key] = {"number": number, "instance": "outbound", "ivr": "welcome"}
        if said.startswith("tombstoned"):
            story.bury(key, number, not_before)
        if "ours" in said:
            story.own(key, live)

    return put


@st.composite
def requested_slot(draw: st.DrawFn) -> Callable[[Story, int], None]:
    """A regular number that is to be applied for."""
    bound = draw(st.booleans())

    def put(story: Story, place: int) -> None:
        story.numbers[f"new-{place:02d}"] = {"ivr": "welcome"} | ({"instance": "outbound"} if bound else {})

    return put


@st.composite
def hotline_slot(draw: st.DrawFn) -> Callable[[Story, int], None]:
    """A 400: on offer, selected, pending, live or on its way out."""
    state = draw(
        st.sampled_from(["on offer", "selected", "due", "live", "live and ours", "tombstoned", "unclaimed"])
    )
    documents = draw(st.booleans())
    flow = draw(st.sampled_from(["welcome", "desk"]))
    transfer = draw(st.booleans())

    def put(story: Story, place: int) -> None:
        key, number = f"brand-{place:02d}", f"40081000{place:02d}"
        named: Json = {"carrier": UNICOM, "number": number, "package": 120, "ivr": flow}
        named |= {"documents": {"reference": f"DOC-{place}"}} if documents else {}
        if state == "on offer":
            story.pool.append({"number": number, "carrier": UNICOM})
            story.hotlines[key] = named
            return
        if state == "selected":
            story.pool.append({"number": f"40091000{place:02d}", "carrier": TELECOM})
            del named["number"]
            story.hotlines[key] = named | {"carrier": TELECOM, "select": {"prefix": "4009"}}
            return
        due = {
            "status": "documents_due",
            "appliedOn": "2026-11-12",
            "activatedOn": None,
            "documents": None,
            "ivr": None,
        }
        answering = {"ivr": {**WELCOME, "transfer": DESK} if transfer else WELCOME}
        live = _hotline(number, **(due if state == "due" else answering))
        story.live.append(live)
        if state.startswith("live") or state == "due":
            story.hotlines[key] = named
        if state == "tombstoned":
            story.bury(key, number, "2026-11-01")
        if "ours" in state:
            story.own(key, live)

    return put


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A workspace of up to eight slots."""
    story = Story()
    slots = draw(
        st.lists(st.one_of(regular_slot(), regular_slot(), requested_slot(), hotline_slot()), max_size=8)
    )
    for place, put in enumerate(slots):
        put(story, place)
    if draw(st.booleans()) or not (story.hotlines or story.numbers):
        story.public["otp"] = {"use": "verification-code"}
    story.limits = draw(
        st.sampled_from([{"cancellations": 9}, {"cancellations": 1}, {"cancellations": 9, "purchases": 1}])
    )
    story.balance = draw(st.sampled_from(["5000.00", "5000.00", "200.00", "0.00"]))
    if draw(st.integers(0, 4)) == 0:
        story.freezes = [{"from": "2026-11-20", "to": "2026-11-30", "reason": "Peak season"}]
    return story

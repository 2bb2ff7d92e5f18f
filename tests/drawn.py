"""A workspace and its account drawn from a few words, on any provider: what a test is about, and nothing else.

Every document is written as JSON, which is YAML too. Everything that is not said is as it should be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from emulating import emulated, give_key_pair
from staged import Workspace

from reconciler.providers.alibaba.client import Client
from reconciler.providers.simulator.worldfile import load

COMPANY, OTHER = "杭州示例科技有限公司", "上海别家有限公司"
INSTANCE, FOREIGN, DESTROYED = "057100001234", "057100005678", "057100009012"
PLAYBACK = {"playback": {"audio": "hello.wav", "description": "Hello"}}
HOTLINE, SECOND_HOTLINE, ON_OFFER = "4008100009", "4008100010", "4008100001"
LANDLINE, SECOND_LANDLINE, THIRD_LANDLINE = "057188880001", "057188880002", "057188880003"
APIS = ("full", "public", "alibaba")


def live_hotline(number: str = HOTLINE, status: str = "active", **more: Any) -> dict[str, Any]:
    """A 400 of the account, package 500, with a playback once it is active."""
    usual = {
        "type": "400",
        "carrier": "中国联通",
        "package": 500,
        "enterprise": COMPANY,
        "appliedOn": "2026-08-10",
        **({"activatedOn": "2026-08-20", "ivr": PLAYBACK} if status == "active" else {}),
    }
    values = {"number": number, "status": status, **usual, **more}
    return {name: value for name, value in values.items() if value is not None}


def live_landline(number: str = LANDLINE, status: str = "active", **more: Any) -> dict[str, Any]:
    """A landline of the account, old enough to be cancelled, bound and with a playback."""
    usual = {
        "type": "regular",
        "line": "landline",
        "callType": "both",
        "region": "浙江/杭州",
        "enterprise": COMPANY,
        "appliedOn": "2026-03-10",
        "activatedOn": "2026-03-20",
        "instance": INSTANCE,
        "ivr": PLAYBACK,
    }
    values = {"number": number, "status": status, **usual, **more}
    return {name: value for name, value in values.items() if value is not None}


def hotline(number: str = HOTLINE, **more: Any) -> dict[str, Any]:
    """An entry for a 400; what is None is left out."""
    usual = {"carrier": "中国联通", "number": number, "package": 500, "ivr": "hello"}
    return {name: value for name, value in {**usual, **more}.items() if value is not None}


def landline(number: str | None = LANDLINE, **more: Any) -> dict[str, Any]:
    """An entry for a landline; what is None is left out, and without a number one is requested."""
    usual = {"number": number, "region": "浙江/杭州", "instance": "out", "ivr": "hello"}
    return {name: value for name, value in {**usual, **more}.items() if value is not None}


class Drawn(Workspace):
    """A workspace whose account `simulator` commands reach, whichever provider shows it."""

    behind: Workspace | None = None
    """The workspace whose provider is the simulator, where its own is another."""

    @property
    def counter(self) -> Workspace:
        """Where `simulator` commands reach the account."""
        return self.behind or self

    def team(self, name: str = "care", **spec: Any) -> None:
        """Writes a team's document: `hotlines`, `numbers`, or anything else of its `spec`."""
        usual = {
            "account": "prod",
            "enterprise": COMPANY,
            "script": "SCRIPT-3321",
            "defaults": {"numbers": {"line": "landline", "callType": "both"}},
            "instances": {
                "out": {"code": INSTANCE, "routing": "region-first"},
                "foreign": {"code": FOREIGN, "routing": "random"},
                "destroyed": {"code": DESTROYED, "routing": "random"},
                "missing": {"code": "057100007777", "routing": "random"},
            },
            "ivr": {"hello": PLAYBACK},
        }
        self._document(f"teams/{name}/team.yaml", "Team", name, {**usual, **spec})

    def tombstone(
        self, target: str, number: str, since: str = "2026-01-01", until: str = "2027-12-31"
    ) -> None:
        """Writes a reviewed cancellation."""
        team, _, key = target.partition("/")
        spec = {
            "target": target,
            "number": number,
            "reason": "closed",
            "notBefore": since,
            "expires": until,
            "accept": {"irreversible": True, "currentMonthFeeStillCharged": True},
            "requestedBy": "lead",
            "account": "prod",
        }
        self._document(f"teams/{team}/cancellations/{key}.yaml", "Cancellation", f"end-{key}", spec)

    def _document(self, file: str, kind: str, name: str, spec: Mapping[str, Any]) -> None:
        text = {"apiVersion": "voice.reconciler/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}
        self.put(file, json.dumps(text, ensure_ascii=False, indent=1))

    def attest(self, subject: str, *facts: str) -> None:
        """A person vouches for facts."""
        self.ok("attest", subject, *facts, "--by", "li", "--evidence", "T-1")

    def at_the_counter(self, *words: str) -> None:
        """What happens at the provider."""
        self.counter.ok("simulator", *words)

    @property
    def balance(self) -> str:
        """What the account holds."""
        return str(self.counter.read("simulator", "show")["account"]["balance"])

    def costs(self, *words: str) -> dict[str, tuple[str, str, str]]:
        """Action id to what it costs now, a month, and commits to."""
        actions = self.read("plan", *words)["actions"]
        return {a["id"]: (a["cost"]["now"], a["cost"]["monthly"], a["cost"]["committed"]) for a in actions}

    def found(self, rule: str) -> list[tuple[str, str, str]]:
        """What a rule says of the plan: verdict, address, message."""
        findings = self.read("plan")["findings"]
        return [(f["verdict"], f["address"], f["message"]) for f in findings if f["rule"] == rule]

    def bill(self) -> tuple[str, str, str, str]:
        """The monthly bill before and after, how it is known, and what of it nobody manages."""
        summary = self.read("plan")["summary"]
        names = ("monthly_before", "monthly_after", "monthly_origin", "unmanaged_monthly")
        return tuple(summary[name] for name in names)


@contextmanager
def drawn(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    api: str = "full",
    numbers: Sequence[Mapping[str, Any]] = (),
    now: str = "2026-11-10T10:00:00+08:00",
    balance: str = "10000.00",
    budgets: Mapping[str, str] | None = None,
    **policy: Any,
) -> Iterator[Drawn]:
    """A fresh workspace; `policy` holds limits, freezes and exceptions."""
    simulator = {"database": ".reconciler/simulator.db", "world": "world.yaml"}
    world = {
        "now": now,
        "account": {"balance": balance, "acknowledged": ["2026-06-01"]},
        "enterprises": [{"name": name, "approved": True, "hotline": True} for name in (COMPANY, OTHER)],
        "scripts": [{"code": "SCRIPT-3321", "approved": True}],
        "pool": [{"number": ON_OFFER, "carrier": "中国联通"}],
        "stock": [{"line": "landline", "region": "浙江/杭州", "number": "057188880222"}],
        "instances": [
            {"code": INSTANCE, "name": "out", "enterprise": COMPANY, "status": "usable"},
            {"code": FOREIGN, "name": "foreign", "enterprise": OTHER, "status": "usable"},
            {"code": DESTROYED, "name": "destroyed", "enterprise": COMPANY, "status": "destory"},
        ],
        "numbers": list(numbers),
        "review": {"documents": "2d", "regular": "5d"},
    }

    def workspace(name: str, provider: Mapping[str, Any]) -> Drawn:
        root = folder / name
        root.mkdir()
        shop = Drawn(root, capsys)
        (root / "world.yaml").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
        teams = {
            team: {"paths": [f"teams/{team}"], "accounts": ["prod"]}
            | ({"monthlyBudget": budgets[team]} if budgets and team in budgets else {})
            for team in ("care", "sales")
        }
        spec = {"manifests": ["teams"], "accounts": {"prod": provider}, "teams": teams, **policy}
        shop._document("reconciler.yaml", "Workspace", "drawn", spec)
        shop.put("teams/acknowledgement.yaml", _ACKNOWLEDGEMENT)
        return shop

    if api != "alibaba":
        yield workspace("shop", {"provider": "simulator", "settings": simulator | {"api": api}})
        return
    counter = workspace("counter", {"provider": "simulator", "settings": simulator})
    seed, _ = load(counter.root / "world.yaml")
    with emulated(folder, seed.model_dump(mode="json", by_alias=True, exclude_none=True)) as served:
        counter.edit("reconciler.yaml", ".reconciler/simulator.db", "../emulated.db")
        settings = {"endpoint": served.endpoint, "protocol": "http"}
        shop = workspace("shop", {"provider": "alibaba", "settings": settings})
        shop.behind = counter
        with pytest.MonkeyPatch.context() as patch:
            give_key_pair(patch)
            patch.setattr(Client, "now", lambda _: served.world.now())
            yield shop


_ACKNOWLEDGEMENT = """\
apiVersion: voice.reconciler/v1
kind: Acknowledgement
metadata: {name: inbound-2026}
spec: {notice: inbound-audio-playback, version: "2026-06-01", statement: I acknowledge and agree, by: lead,
       acknowledgedOn: "2026-01-18", account: prod}
"""

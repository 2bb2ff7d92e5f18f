"""A workspace on disk in front of any provider: Git moves, runs follow, a person does what no API does.

Everything goes through the real pipeline and a real ledger; only clocks stand still.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from reconciler import pipeline
from reconciler.model.action import Action, Verb
from reconciler.model.observation import ObservedState
from reconciler.model.outcome import ApplyResult, Fate
from reconciler.model.plan import Plan
from reconciler.noun import noun, replace
from reconciler.pipeline import ApplyOptions, AttestationRequest, Session
from reconciler.planning.build import build

COMPANY = "杭州示例科技有限公司"
SCRIPT = "SCRIPT-3321"
INSTANCE, SECOND = "057100001234", "057100005678"
BOUND, FREE, YOUNG = "057188880001", "057188880002", "057188880003"
HOTLINE, OFFERED = "4008100009", "4008100001"
REGION = "浙江/杭州"
CARRIER = "中国联通"
TARGET = "057188880009"

_NUMBER = {"type": "regular", "line": "landline", "callType": "both", "region": REGION, "enterprise": COMPANY}
_NUMBER |= {"script": SCRIPT, "status": "active", "appliedOn": "2026-07-20", "activatedOn": "2026-08-01"}
_PLAYBACK = {"audio": "welcome.wav", "description": "Welcome"}
_STANDING = {"routing": "random", "to": [TARGET], "qualification": "10000008748"}
ACCOUNT: Mapping[str, Any] = {
    "now": "2026-11-23T10:00:00+08:00",
    "account": {"balance": "5000.00", "acknowledged": ["2026-06-01"]},
    "enterprises": [{"name": COMPANY, "approved": True, "hotline": True}],
    "scripts": [{"code": SCRIPT, "approved": True}],
    "pool": [{"number": OFFERED, "carrier": CARRIER}],
    "stock": [{"line": "landline", "region": REGION, "number": "057188880222"}],
    "instances": [
        {"code": INSTANCE, "name": "outbound", "enterprise": COMPANY},
        {"code": SECOND, "name": "spare", "enterprise": COMPANY},
    ],
    "numbers": [
        {"number": BOUND, **_NUMBER, "instance": INSTANCE, "ivr": {"playback": _PLAYBACK}},
        {"number": FREE, **_NUMBER, "ivr": {"playback": _PLAYBACK}},
        {"number": YOUNG, **_NUMBER, "activatedOn": "2026-11-01", "ivr": {"playback": _PLAYBACK}},
        {
            "number": HOTLINE,
            "type": "400",
            "carrier": CARRIER,
            "package": "120",
            "enterprise": COMPANY,
            "script": SCRIPT,
            "status": "active",
            "appliedOn": "2026-07-20",
            "activatedOn": "2026-08-01",
            "ivr": {
                "playback": _PLAYBACK,
                "transfer": _STANDING,
            },
        },
    ],
    "review": {"documents": "2d", "regular": "5d"},
}
"""What every enrolled provider starts from, in the shape of a world file."""
EMPTY: Mapping[str, Any] = {name: [] for name in ACCOUNT if isinstance(ACCOUNT[name], list)} | {
    name: ACCOUNT[name] for name in ACCOUNT if not isinstance(ACCOUNT[name], list)
}


@noun
class Enrolment:
    """A provider as the suite needs it: an account like ACCOUNT, and the other side of its counter."""

    provider: str
    """Its name in reconciler.yaml."""
    settings: Mapping[str, str]
    now: Callable[[], datetime]
    """The account's time."""
    numbers: Callable[[], Sequence[Mapping[str, Any]]]
    """The truth: every number ever held, in the shape of a world file."""
    by_hand: Callable[[Action], str | None] | None = None
    """Does a human task as a person in the console would; returns the application it made, if it made one."""
    advance: Callable[[str], None] | None = None
    """Lets time pass: `5d`."""
    fault: Callable[[str, str], None] | None = None
    """Scripts a fault: its kind and the verb it strikes at, `read` for reads."""
    effects: Callable[[], Sequence[str]] | None = None
    """The verbs of every request of the API that changed something, in order."""
    untested: tuple[str, ...] = ()
    """Means that are missing on purpose: what needs them is reported as not tested, instead of failing the suite."""

    @property
    def missing(self) -> dict[str, str]:
        """The means there are none of, with the promises that stay untested without them."""
        return {name: promise for name, promise in MEANS.items() if getattr(self, name) is None}


MEANS = {
    "by_hand": "what follows a step that a person does",
    "advance": "money and time: applications, reviews, activation",
    "fault": "refusals, throttles, lost requests and lost answers",
    "effects": "that nothing is called twice",
}


class StillClock:
    """The account's time; waiting takes none."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now

    def sleep(self, _seconds: float) -> None:
        """Returns at once."""


def entry(number: str | None, **more: Any) -> dict[str, Any]:
    """A regular number as declared; it answers with the playback that all of them have."""
    named = {} if number is None else {"number": number}
    return {**named, "region": REGION, "ivr": "welcome", **more}


def hotline(number: str, **more: Any) -> dict[str, Any]:
    """A 400 number as declared."""
    return {"number": number, "carrier": CARRIER, "package": 120, "ivr": "welcome", **more}


@dataclass(slots=True)
class Scene:
    """One workspace and its account."""

    root: Path
    enrolment: Enrolment
    applications: dict[str, str] = field(default_factory=dict)
    """Address to the application a person made for it."""

    def commit(
        self,
        numbers: Mapping[str, Any] | None = None,
        hotlines: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Git moves: the one team now declares exactly this."""
        account = {"provider": self.enrolment.provider, "settings": dict(self.enrolment.settings)}
        spec = {"manifests": ["teams"], "accounts": {"prod": account}}
        self._write("reconciler.yaml", "Workspace", "conformance", spec)
        ivr: dict[str, Any] = {"welcome": {"playback": _PLAYBACK}, "other": {"playback": _OTHER}}
        ivr["transferred"] = {"playback": _PLAYBACK, "transfer": _TRANSFER}
        ivr["as-is"] = {"playback": _PLAYBACK, "transfer": _STANDING}
        team = {
            "account": "prod",
            "enterprise": COMPANY,
            "script": SCRIPT,
            "defaults": {"numbers": {"line": "landline", "callType": "both"}},
            "instances": {
                "outbound": {"code": INSTANCE, "routing": "region-first"},
                "spare": {"code": SECOND, "routing": "region-first"},
            },
            "ivr": ivr,
            "numbers": dict(numbers or {}),
            "hotlines": dict(hotlines or {}),
            **more,
        }
        self._write("teams/care.yaml", "Team", "care", team)
        agreed = {
            "notice": "inbound-audio-playback",
            "version": "2026-06-01",
            "by": "compliance",
            "account": "prod",
        }
        agreed |= {"statement": "I acknowledge and agree", "acknowledgedOn": "2026-11-18"}
        self._write("teams/agreed.yaml", "Acknowledgement", "agreed", agreed)

    def bury(self, key: str, number: str) -> None:
        """Git moves: a tombstone for a number whose entry is gone."""
        tombstone = {"target": f"care/{key}", "number": number, "reason": "closed", "requestedBy": "lead"}
        tombstone |= {"notBefore": "2026-11-01", "expires": "2027-06-30", "account": "prod"}
        tombstone["accept"] = {"irreversible": True, "currentMonthFeeStillCharged": True}  # type: ignore[assignment]
        self._write("teams/tombstone.yaml", "Cancellation", "closed", tombstone)

    def _write(self, name: str, kind: str, called: str, spec: Mapping[str, Any]) -> None:
        document = {
            "apiVersion": "voice.reconciler/v1",
            "kind": kind,
            "metadata": {"name": called},
            "spec": spec,
        }
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")

    # --- runs ----------------------------------------------------------------------------------------------

    def session(self) -> Session:
        """A fresh one, as a new process would open."""
        return replace(pipeline.open_session(self.root), clock=StillClock(self.enrolment.now))

    def observe(self) -> ObservedState:
        """The account as the plan sees it, attested facts included."""
        return pipeline.inputs(self.session()).observed

    def plan(self) -> Plan:
        """What an apply would do now."""
        return build(pipeline.inputs(self.session()))

    def ready(self) -> list[str]:
        """Ids of what would run now."""
        return [action.id for action in self.plan().ready]

    def apply(self) -> ApplyResult:
        """One run, and nobody does the tasks it issues."""
        return pipeline.apply(self.session(), "conformance@localhost:1", ApplyOptions())[1]

    def settle(self) -> list[str]:
        """Runs, and a person who does every task, until nothing is left; returns what was done, in order.

        After every run, nothing may be ready until the world moves.
        """
        done: list[str] = []
        for _ in range(6):
            result = self.apply()
            assert not result.failed, [(one.action.id, one.fate, one.message) for one in result.results]
            done += [one.action.id for one in result.results]
            assert self.ready() == []
            tasks = [one.action for one in result.results if one.fate is Fate.ISSUED]
            if not tasks:
                return done
            self.do(tasks)
        raise AssertionError(f"still not settled after {done}")

    def do(self, tasks: Sequence[Action]) -> None:
        """A person does the tasks, and vouches for what the account then holds."""
        if self.enrolment.by_hand is None:
            pytest.skip("nobody can be in the console here")
        for task in tasks:
            application = self.enrolment.by_hand(task)
            if task.verb is Verb.ORDER and application is not None:
                self.applications[task.address] = application
        self.vouch()

    def resolve(self) -> None:
        """A person looks up the bindings that are held because no read can show what became of them."""
        session = self.session()
        if session.provider.capabilities.listing:
            return
        truth = {number.get("number"): number for number in self.enrolment.numbers()}
        for intent in pipeline.remember(session).held.values():
            done = truth[intent.number].get("instance") == intent.fields.get("instance")
            reason = "seen in the console"
            resolution = pipeline.Resolution(done, reason)
            pipeline.resolve(session, "conformance@localhost:1", intent.address, resolution)

    def vouch(self) -> None:
        """A person attests whatever the provider cannot tell: the truth, as the console shows it."""
        session = self.session()
        if session.provider.capabilities.listing:
            return
        fields: dict[str, dict[str, str | None]] = {
            f"enterprise:{COMPANY}": {"approved": "true", "hotline": "true"},
            f"script:{SCRIPT}": {"approved": "true"},
            f"instance:{INSTANCE}": {"enterprise": COMPANY},
            f"instance:{SECOND}": {"enterprise": COMPANY},
            "listing": {"complete": "true"},
        }
        allotted = {}
        for number in self.enrolment.numbers():
            if "number" in number:
                fields[number["number"]] = _facts(number)
                allotted[number["number"]] = number.get("application")
        for subject, facts in fields.items():
            self._attest(session, subject, facts, allotted.get(subject))

    def _attest(
        self, session: Session, subject: str, facts: Mapping[str, str | None], application: str | None
    ) -> None:
        claims = [address for address, made in self.applications.items() if made == application]
        for address in claims:
            del self.applications[address]
        word = AttestationRequest(
            subject, facts, "operator", "seen in the console", address=claims[0] if claims else None
        )
        pipeline.attest(session, "conformance@localhost:1", word)


_OTHER = {"audio": "other.wav", "description": "Other"}
_TRANSFER = {"routing": "round-robin", "to": [TARGET, "13800001111"], "qualification": "10000008748"}
_ATTESTED = (
    "status",
    "callType",
    "region",
    "carrier",
    "package",
    "enterprise",
    "script",
    "appliedOn",
    "activatedOn",
)


def _facts(number: Mapping[str, Any]) -> dict[str, str | None]:
    """A number as a person attests it."""
    facts: dict[str, str | None] = {name: str(number[name]) for name in _ATTESTED if name in number}
    facts["documents.reference"] = number.get("documents")
    if number["type"] == "regular":
        facts["instance"] = number.get("instance")
    playback = number.get("ivr", {}).get("playback")
    facts["ivr.playback.audio"] = playback and playback["audio"]
    facts["ivr.playback.description"] = playback and playback["description"]
    return {name: value for name, value in facts.items() if value is not None or name in _MAY_BE_NONE}


_MAY_BE_NONE = frozenset({"instance", "ivr.playback.audio", "ivr.playback.description"})

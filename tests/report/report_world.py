"""Plans, reports and rows made by hand, so that what a reader sees is tested without planner or provider."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.calendar import SHANGHAI
from reconciler.model.change import Change
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import ZERO, Cost, Fee
from reconciler.model.plan import Basis, Plan, Scope
from reconciler.model.resource import Source

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
TEAM_FILE = "teams/care/team.yaml"
HOTLINE_PRICE = Cost(Decimal("120.00"), Decimal("120.00"), Decimal("120.00"))
REGULAR_FEE = Cost(Decimal("35.00"), Decimal("-35.00"))


def golden(name: str) -> str:
    """The exact text that a report must have, reviewed by a person."""
    return (Path(__file__).parent / "golden" / name).read_text(encoding="utf-8")


def at(*parts: int) -> datetime:
    """An instant on Shanghai's wall clock."""
    return datetime(*parts, tzinfo=SHANGHAI)


def action(address: str, verb: Verb, **said: Any) -> Action:
    """An action with a kind and a team that fit."""
    kinds = {Verb.BIND: "binding", Verb.UNBIND: "binding", Verb.CONFIGURE_IVR: "ivr"}
    team = address.partition("/")[0]
    return Action(
        **{"address": address, "kind": kinds.get(verb, "number"), "verb": verb, "team": team} | said
    )


def plan(*actions: Action, findings: tuple[Finding, ...] = (), **said: Any) -> Plan:
    """A plan with these actions; the bill goes up by what is ready."""
    added = sum((a.cost.monthly for a in actions if a.status is Status.READY), ZERO)
    before = Decimal("350.00")
    parts: dict[str, Any] = {
        "as_of": NOW,
        "hypothetical": False,
        "scope": Scope("prod"),
        "digest": "sha256:0123abcd",
        "basis": Basis("sha256:m", "sha256:p", "0.1.0", "f" * 64, NOW),
        "actions": actions,
        "findings": findings,
        "monthly_before": Fee(before),
        "monthly_after": Fee(before + added),
    }
    return Plan(**parts | said)


def cancel(key: str = "hz-007", number: str = "057188880007", **said: Any) -> Action:
    """A consented cancellation."""
    consent = "2026-12-old-branch"
    changes = (Change("status", "active", "cancelled"), Change("consent", None, consent))
    usual = {"number": number, "cost": REGULAR_FEE, "changes": changes, "consent": consent}
    source = Source("teams/care/cancellations/old.yaml", 1)
    return action(f"care/{key}", Verb.CANCEL, **usual | {"source": source} | said)


def purchase(key: str = "brand", number: str | None = "4008100001", **said: Any) -> Action:
    """A 400 number bought."""
    changes = (
        Change("type", None, "400"),
        Change("carrier", None, "中国联通"),
        Change("package", None, "120"),
        Change("acknowledgement", None, "2026-06-01"),
    )
    usual = {"number": number, "cost": HOTLINE_PRICE, "changes": changes, "acknowledgement": "2026-06-01"}
    return action(f"care/{key}", Verb.ORDER, **usual | {"source": Source(TEAM_FILE, 21)} | said)


def upload(key: str = "spare", **said: Any) -> Action:
    """Documents that a person must submit."""
    usual = {"number": "4009100002", "mode": Mode.MANUAL, "deadline": at(2026, 11, 26)}
    return action(f"care/{key}", Verb.SUBMIT_DOCUMENTS, **usual | said)


def rebind(key: str = "hz-002") -> tuple[Action, Action]:
    """An unbind and the bind that needs it."""
    address, number = f"care/{key}", "057188880002"
    before = (Change("instance", "057100001234", None),)
    after = (Change("instance", None, "057100005678"),)
    return (
        action(address, Verb.UNBIND, number=number, changes=before, source=Source(TEAM_FILE, 33)),
        action(
            address,
            Verb.BIND,
            number=number,
            changes=after,
            needs=(f"{address}:unbind",),
            source=Source(TEAM_FILE, 33),
        ),
    )


def finding(rule: str, verdict: Verdict, address: str, message: str, **said: Any) -> Finding:
    """What a rule says."""
    return Finding(rule, verdict, address, message, **said)


def busy_plan(**said: Any) -> Plan:
    """One of everything that a reviewer may meet."""
    return plan(
        cancel(),
        cancel(
            "hz-008",
            "057188880008",
            status=Status.DEFERRED,
            earliest=at(2027, 1, 3),
            reason="057188880008, active since 2026-10-02, may be cancelled from 2027-01-03 on",
        ),
        purchase(),
        upload(),
        *rebind(),
        action("care/hz-003", Verb.ADOPT, number="057188880003"),
        action(
            "care/杭州",
            Verb.BIND,
            number="057188880004",
            status=Status.BLOCKED,
            changes=(Change("instance", None, "057100001234"),),
            reason="the instance 057100001234 is not usable",
        ),
        findings=(
            finding(
                "VN304",
                Verdict.BLOCK,
                "care/杭州",
                "the instance 057100001234 is not usable",
                hint="repair it in the console",
                source=Source(TEAM_FILE, 40),
                stops=("care/杭州:bind",),
            ),
            finding(
                "VN404", Verdict.WARN, "care/spare", "documents are due in 2 days", until=at(2026, 11, 26)
            ),
            finding("VN601", Verdict.INFO, "-/057188889999", "nobody manages 057188889999 (35.00 CNY/month)"),
        ),
        **said,
    )

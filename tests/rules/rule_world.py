"""A small world for the rules: facts made by hand, so that each rule is tested without the planner.

Every factory gives something ordinary that no rule objects to; a test states only what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reconciler.model.action import Action, Verb
from reconciler.model.address import team_of
from reconciler.model.calendar import SHANGHAI
from reconciler.model.facts import Facts, Slot
from reconciler.model.finding import Finding, Verdict
from reconciler.model.memory import Memory
from reconciler.model.money import Cost
from reconciler.model.notice import INBOUND_PLAYBACK, NOTICES
from reconciler.model.observation import (
    Balance,
    Enterprise,
    ObservedInstance,
    ObservedNumber,
    ObservedState,
    Offer,
)
from reconciler.model.resource import DesiredNumber, Ivr, Playback, Source
from reconciler.model.state import (
    Account,
    Acknowledgement,
    DesiredState,
    Limits,
    Policy,
    Team,
    Tombstone,
)
from reconciler.rules import RULES, run

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
ENTERPRISE = "杭州示例科技有限公司"
OTHER_ENTERPRISE = "宁波样例贸易有限公司"
UNICOM, TELECOM = "中国联通", "中国电信"
INSTANCE = "057100001234"
WELCOME = Ivr(Playback("welcome-2026.wav", "Welcome to Example"))
SOURCE = Source("teams/care/team.yaml", 12)
TOMB = Source("teams/care/cancellations/gone.yaml", 1)
REGULAR_NUMBER = "057188880001"
HOTLINE_NUMBER = "4008100001"


def moment(text: str) -> datetime:
    """An instant on Shanghai's wall clock, or with the zone it names."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def entry(address: str = "care/hz-001", **changes: Any) -> DesiredNumber:
    """A declared regular number."""
    fields: dict[str, Any] = {
        "team": team_of(address),
        "account": "prod",
        "type": "regular",
        "source": SOURCE,
        "number": REGULAR_NUMBER,
        "line": "landline",
        "call_type": "both",
        "region": "浙江/杭州",
        "enterprise": ENTERPRISE,
        "script": "SCRIPT-3321",
        "instance": INSTANCE,
        "ivr": WELCOME,
    }
    return DesiredNumber(address=address, **fields | changes)


def hotline_entry(address: str = "care/brand", **changes: Any) -> DesiredNumber:
    """A declared 400 number."""
    fields: dict[str, Any] = {
        "type": "400",
        "number": HOTLINE_NUMBER,
        "line": None,
        "call_type": "inbound",
        "region": None,
        "carrier": UNICOM,
        "package": Decimal(120),
        "instance": None,
    }
    return entry(address, **fields | changes)


def number(**changes: Any) -> ObservedNumber:
    """A live regular number, active since 2026-08-01."""
    fields: dict[str, Any] = {
        "type": "regular",
        "status": "active",
        "number": REGULAR_NUMBER,
        "line": "landline",
        "call_type": "both",
        "region": "浙江/杭州",
        "enterprise": ENTERPRISE,
        "applied_on": date(2026, 7, 20),
        "activated_on": date(2026, 8, 1),
        "instance": INSTANCE,
        "ivr": WELCOME,
    }
    return ObservedNumber(**fields | changes)


def hotline(**changes: Any) -> ObservedNumber:
    """A live 400 number."""
    fields: dict[str, Any] = {
        "type": "400",
        "number": HOTLINE_NUMBER,
        "line": None,
        "call_type": "inbound",
        "region": None,
        "carrier": UNICOM,
        "package": Decimal(120),
        "instance": None,
    }
    return number(**fields | changes)


def tombstone(target: str = "care/hz-001", **changes: Any) -> Tombstone:
    """A Cancellation whose window is open."""
    fields: dict[str, Any] = {
        "name": "2026-12-old-branch",
        "team": team_of(target),
        "number": REGULAR_NUMBER,
        "reason": "Binjiang branch closed, OPS-1423",
        "not_before": date(2026, 11, 1),
        "expires": date(2027, 3, 31),
        "requested_by": "care-lead",
        "source": TOMB,
    }
    return Tombstone(target=target, **fields | changes)


def declared(desired: DesiredNumber, live: ObservedNumber | None = None, **changes: Any) -> Slot:
    """A slot that Git declares."""
    return Slot(desired.address, desired, live, **changes)


def buried(grave: Tombstone, live: ObservedNumber | None, **changes: Any) -> Slot:
    """A slot with a tombstone."""
    return Slot(grave.target, None, live, tombstone=grave, **changes)


def action(verb: Verb, address: str = "care/hz-001", **changes: Any) -> Action:
    """One draft action; purchases and cancellations cost what they do."""
    fields: dict[str, Any] = {"kind": "number", "team": team_of(address), "source": SOURCE}
    if verb is Verb.APPLY:
        fields["cost"] = Cost(Decimal(120), Decimal(120), Decimal(120))
    if verb is Verb.CANCEL:
        fields |= {"cost": Cost(Decimal(35), Decimal(-35)), "source": TOMB, "number": REGULAR_NUMBER}
    return Action(address=address, verb=verb, **fields | changes)


def acknowledgement(**changes: Any) -> Acknowledgement:
    """A current acknowledgement of the playback notice."""
    fields: dict[str, Any] = {
        "name": "inbound-2026",
        "notice": INBOUND_PLAYBACK,
        "version": NOTICES[INBOUND_PLAYBACK].version,
        "by": "compliance-lead",
        "acknowledged_on": date(2026, 11, 18),
        "account": "prod",
        "source": SOURCE,
    }
    return Acknowledgement(**fields | changes)


def seen(*numbers: ObservedNumber, **changes: Any) -> ObservedState:
    """A complete observation of a healthy account."""
    fields: dict[str, Any] = {
        "account": "prod",
        "now": NOW,
        "numbers": {number.identity: number for number in numbers},
        "instances": {INSTANCE: ObservedInstance(INSTANCE, "outbound", ENTERPRISE)},
        "enterprises": {
            ENTERPRISE: Enterprise(ENTERPRISE, approved=True, hotline=True),
            OTHER_ENTERPRISE: Enterprise(OTHER_ENTERPRISE, approved=True, hotline=False),
        },
        "scripts": {"SCRIPT-3321": True, "SCRIPT-3322": False},
        "audio": {},
        "offers": (Offer(HOTLINE_NUMBER, UNICOM), Offer("4009100002", TELECOM)),
        "balance": Balance(Decimal(500), Decimal(0)),
        "complete": True,
    }
    return ObservedState(**fields | changes)


def facts(
    *slots: Slot,
    actions: Iterable[Action] = (),
    now: datetime = NOW,
    unmanaged: tuple[ObservedNumber, ...] = (),
    memory: Memory | None = None,
    policy: Policy | None = None,
    observed: Mapping[str, Any] | None = None,
    account: Mapping[str, Any] | None = None,
    desired: Mapping[str, Any] | None = None,
) -> Facts:
    """The facts of a workspace with these slots; the mappings change one field each of their part."""
    live = [slot.live for slot in slots if slot.live is not None]
    prod = Account("prod", "simulator", **account or {})
    said: dict[str, Any] = {
        "workspace": "example",
        "ledger": "sqlite:///:memory:",
        "accounts": {"prod": prod},
        "teams": {"care": Team("care"), "sales": Team("sales")},
        "policy": policy or Policy(limits=Limits(cancellations=None)),
        "numbers": {slot.address: slot.desired for slot in slots if slot.desired is not None},
        "public_modes": {},
        "instances": (),
        "tombstones": tuple(slot.tombstone for slot in slots if slot.tombstone is not None),
        "acknowledgements": (acknowledgement(),),
    }
    drafts = tuple(actions)
    return Facts(
        now=now,
        account=prod,
        desired=DesiredState(**said | dict(desired or {})),
        observed=seen(*live, *unmanaged, **dict(observed or {})),
        slots={slot.address: slot for slot in slots},
        unmanaged=unmanaged,
        memory=memory or Memory(),
        actions=drafts,
        by_address={a.address: tuple(b for b in drafts if b.address == a.address) for a in drafts},
    )


def found(code: str, given: Facts) -> list[Finding]:
    """What one rule says, exceptions applied."""
    return list(run(given, tuple(rule for rule in RULES if rule.code == code)))


def verdicts(findings: Iterable[Finding]) -> list[Verdict]:
    """Only the verdicts, in order."""
    return [finding.verdict for finding in findings]

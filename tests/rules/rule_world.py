"""A small world for the rules: facts made by hand, so that each rule is tested without the planner.

Every factory gives something ordinary that no rule objects to; a test states only what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import planned
from planned import INSTANCE, NOW, SOURCE, TELECOM, UNICOM

from reconciler.contracts.facts import Facts, Slot
from reconciler.memory.memory import Memory
from reconciler.model.action import Action, Verb
from reconciler.model.address import team_of
from reconciler.model.calendar import SHANGHAI
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import Cost
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
    Limits,
    Policy,
    Tombstone,
)
from reconciler.rules import RULES, run

ENTERPRISE = planned.COMPANY
OTHER_ENTERPRISE = "宁波样例贸易有限公司"
WELCOME = Ivr(Playback("welcome-2026.wav", "Welcome to Example"))
AS_LISTED: dict[str, Any] = {"ivr": WELCOME, "running_status": None, "monthly": None}
"""A live number of whose state and bill the provider says nothing more."""
TOMB = Source("teams/care/cancellations/gone.yaml", 1)
REGULAR_NUMBER = planned.REGULAR
HOTLINE_NUMBER = planned.HOTLINE


def moment(text: str) -> datetime:
    """An instant on Shanghai's wall clock, or with the zone it names."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def entry(address: str = "care/hz-001", **changes: Any) -> DesiredNumber:
    """A declared regular number."""
    return planned.regular(address, **{"ivr": WELCOME} | changes)


def hotline_entry(address: str = "care/brand", **changes: Any) -> DesiredNumber:
    """A declared 400 number."""
    return planned.hotline(address, **{"ivr": WELCOME} | changes)


def number(**changes: Any) -> ObservedNumber:
    """A live regular number, active since 2026-08-01."""
    return planned.live(**AS_LISTED | changes)


def hotline(**changes: Any) -> ObservedNumber:
    """A live 400 number."""
    return planned.live_hotline(**AS_LISTED | changes)


def tombstone(target: str = "care/hz-001", **changes: Any) -> Tombstone:
    """A Cancellation whose window is open."""
    return planned.tombstone(target, **{"name": "2026-12-old-branch", "source": TOMB} | changes)


def declared(desired: DesiredNumber, live: ObservedNumber | None = None, **changes: Any) -> Slot:
    """A slot that Git declares."""
    return Slot(desired.address, desired, live, **changes)


def buried(grave: Tombstone, live: ObservedNumber | None, **changes: Any) -> Slot:
    """A slot with a tombstone."""
    return Slot(grave.target, None, live, tombstone=grave, **changes)


def action(verb: Verb, address: str = "care/hz-001", **changes: Any) -> Action:
    """One draft action; purchases and cancellations cost what they do."""
    fields: dict[str, Any] = {"kind": "number", "team": team_of(address), "source": SOURCE}
    if verb is Verb.ORDER:
        fields["cost"] = Cost(Decimal(120), Decimal(120), Decimal(120))
    if verb is Verb.CANCEL:
        fields |= {"cost": Cost(Decimal(35), Decimal(-35)), "source": TOMB, "number": REGULAR_NUMBER}
    return Action(address=address, verb=verb, **fields | changes)


def acknowledgement(**changes: Any) -> Acknowledgement:
    """A current acknowledgement of the playback notice."""
    return planned.acknowledged(**{"name": "inbound-2026"} | changes)


def seen(*numbers: ObservedNumber, **changes: Any) -> ObservedState:
    """A complete observation of a healthy account."""
    fields: dict[str, Any] = {
        "instances": {INSTANCE: ObservedInstance(INSTANCE, "outbound", ENTERPRISE)},
        "enterprises": {
            ENTERPRISE: Enterprise(ENTERPRISE, approved=True, hotline=True),
            OTHER_ENTERPRISE: Enterprise(OTHER_ENTERPRISE, approved=True, hotline=False),
        },
        "scripts": {"SCRIPT-3321": True, "SCRIPT-3322": False},
        "offers": (Offer(HOTLINE_NUMBER, UNICOM), Offer("4009100002", TELECOM)),
        "balance": Balance(Decimal(500), Decimal(0)),
        "playback_readable": False,
    }
    return planned.seen(*numbers, **fields | changes)


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
        "accounts": {"prod": prod},
        "policy": policy or Policy(limits=Limits(cancellations=None)),
        "acknowledgements": (acknowledgement(),),
    }
    entries = [slot.desired for slot in slots if slot.desired is not None]
    graves = [slot.tombstone for slot in slots if slot.tombstone is not None]
    drafts = tuple(actions)
    return Facts(
        now=now,
        account=prod,
        desired=planned.wanted(*entries, *graves, **said | dict(desired or {})),
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

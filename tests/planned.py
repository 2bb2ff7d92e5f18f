"""Inputs of a plan made by hand: what Git wants, what the account has, what the ledger remembers.

Every factory gives something ordinary that is as it should be; a test states only what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reconciler.catalogue.notice import INBOUND_PLAYBACK, NOTICES
from reconciler.contracts.facts import Facts
from reconciler.memory.fold import fold
from reconciler.memory.memory import Head, Memory, Owned
from reconciler.memory.records import Attested, Intent, Record, TaskIssued
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address, team_of
from reconciler.model.calendar import SHANGHAI, iso
from reconciler.model.capability import Capabilities
from reconciler.model.observation import (
    Balance,
    Enterprise,
    ObservedInstance,
    ObservedNumber,
    ObservedState,
    Offer,
)
from reconciler.model.plan import Scope
from reconciler.model.resource import (
    DesiredNumber,
    DesiredPublicMode,
    Ivr,
    Playback,
    Select,
    Source,
    Transfer,
)
from reconciler.model.state import (
    Account,
    Acknowledgement,
    DesiredState,
    Limits,
    Policy,
    Team,
    Tombstone,
)
from reconciler.planning.build import Inputs, view
from reconciler.providers.simulator.capabilities import FULL

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
COMPANY = "杭州示例科技有限公司"
UNICOM, TELECOM = "中国联通", "中国电信"
INSTANCE, OTHER_INSTANCE = "057100001234", "057100005678"
REGULAR, SECOND = "057188880001", "057188880002"
HOTLINE, SPARE = "4008100001", "4009100002"
WELCOME = Playback("welcome.wav", "Welcome")
TRANSFER = Transfer("round-robin", ("057188880009",), "10000008748")
SOURCE = Source("teams/care/team.yaml", 12)
GRAVE = Source("teams/care/cancellations/gone.yaml", 6)
NOTICE = NOTICES[INBOUND_PLAYBACK].version


def on(text: str) -> datetime:
    """An instant on Shanghai's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# --- what Git wants -------------------------------------------------------------------------------------


def regular(address: Address = "care/hz-001", **said: Any) -> DesiredNumber:
    """A declared landline, bound and with a playback."""
    usual: dict[str, Any] = {
        "team": team_of(address),
        "account": "prod",
        "type": "regular",
        "source": SOURCE,
        "number": REGULAR,
        "line": "landline",
        "call_type": "both",
        "region": "浙江/杭州",
        "enterprise": COMPANY,
        "script": "SCRIPT-3321",
        "instance": INSTANCE,
        "routing": "region-first",
        "ivr": Ivr(WELCOME),
    }
    return DesiredNumber(address=address, **usual | said)


def hotline(address: Address = "care/brand", **said: Any) -> DesiredNumber:
    """A declared 400 number with a playback."""
    usual: dict[str, Any] = {
        "type": "400",
        "number": HOTLINE,
        "line": None,
        "call_type": "inbound",
        "region": None,
        "carrier": UNICOM,
        "package": Decimal(120),
        "instance": None,
        "routing": None,
    }
    return regular(address, **usual | said)


def selected(address: Address = "care/spare", prefix: str = "4009", **said: Any) -> DesiredNumber:
    """A hotline that leaves the choice of its number to the apply."""
    usual = {"number": None, "carrier": TELECOM, "select": Select(prefix)}
    return hotline(address, **usual | said)


def tombstone(target: Address = "care/hz-001", **said: Any) -> Tombstone:
    """A cancellation whose window is open."""
    usual: dict[str, Any] = {
        "name": "old-branch",
        "team": team_of(target),
        "number": REGULAR,
        "reason": "closed",
        "not_before": date(2026, 11, 1),
        "expires": date(2027, 3, 31),
        "requested_by": "lead",
        "source": GRAVE,
    }
    return Tombstone(target=target, **usual | said)


def acknowledged(version: str = NOTICE, **said: Any) -> Acknowledgement:
    """An acknowledgement of the playback notice."""
    usual: dict[str, Any] = {
        "name": f"inbound-{version}",
        "notice": INBOUND_PLAYBACK,
        "by": "compliance-lead",
        "acknowledged_on": date(2026, 11, 18),
        "account": "prod",
        "source": SOURCE,
    }
    return Acknowledgement(version=version, **usual | said)


def public_mode(address: Address = "care/otp", account: str = "prod") -> DesiredPublicMode:
    """A team's use of public mode."""
    return DesiredPublicMode(address, team_of(address), account, "verification-code", SOURCE)


def wanted(*entries: DesiredNumber | Tombstone | DesiredPublicMode, **said: Any) -> DesiredState:
    """What a workspace says, in address order."""
    numbers = {e.address: e for e in entries if isinstance(e, DesiredNumber)}
    modes = {e.address: e for e in entries if isinstance(e, DesiredPublicMode)}
    usual: dict[str, Any] = {
        "workspace": "example",
        "ledger": "sqlite:///:memory:",
        "accounts": {"prod": Account("prod", "simulator")},
        "teams": {"care": Team("care"), "sales": Team("sales")},
        "policy": Policy(limits=Limits(cancellations=None)),
        "numbers": dict(sorted(numbers.items())),
        "public_modes": dict(sorted(modes.items())),
        "instances": (),
        "tombstones": tuple(e for e in entries if isinstance(e, Tombstone)),
        "acknowledgements": (acknowledged(),),
        "manifests_digest": "sha256:manifests",
        "policies_digest": "sha256:policies",
    }
    return DesiredState(**usual | said)


# --- what the account has -------------------------------------------------------------------------------


def live(number: str | None = REGULAR, **said: Any) -> ObservedNumber:
    """An active landline as `regular` wants it."""
    usual: dict[str, Any] = {
        "type": "regular",
        "status": "active",
        "line": "landline",
        "call_type": "both",
        "call_type_text": "呼入+呼出",
        "region": "浙江/杭州",
        "enterprise": COMPANY,
        "script": "SCRIPT-3321",
        "running_status": "正常",
        "applied_on": date(2026, 7, 20),
        "activated_on": date(2026, 8, 1),
        "instance": INSTANCE,
        "routing": "region-first",
        "ivr": Ivr(WELCOME),
        "monthly": Decimal("35.00"),
    }
    return ObservedNumber(number=number, **usual | said)


def live_hotline(number: str = HOTLINE, **said: Any) -> ObservedNumber:
    """An active 400 as `hotline` wants it."""
    usual: dict[str, Any] = {
        "type": "400",
        "line": None,
        "call_type": "inbound",
        "call_type_text": "呼入",
        "region": None,
        "carrier": UNICOM,
        "package": Decimal(120),
        "instance": None,
        "routing": None,
        "monthly": Decimal("120.00"),
    }
    return live(number, **usual | said)


def seen(*numbers: ObservedNumber, **said: Any) -> ObservedState:
    """A complete observation of a healthy account."""
    usual: dict[str, Any] = {
        "account": "prod",
        "now": NOW,
        "numbers": {n.identity: n for n in sorted(numbers, key=lambda n: n.identity)},
        "instances": {
            code: ObservedInstance(code, "outbound", COMPANY) for code in (INSTANCE, OTHER_INSTANCE)
        },
        "enterprises": {COMPANY: Enterprise(COMPANY, approved=True, hotline=True)},
        "scripts": {"SCRIPT-3321": True},
        "audio": {},
        "offers": (Offer(SPARE, TELECOM), Offer("4009100007", TELECOM)),
        "balance": Balance(Decimal(5000), Decimal(0)),
        "public_mode": False,
        "playback_readable": True,
        "complete": True,
    }
    return ObservedState(**usual | said)


# --- what the ledger remembers --------------------------------------------------------------------------


def owning(address: Address = "care/hz-001", number: str | None = REGULAR, **said: Any) -> Owned:
    """A slot whose number is ours."""
    return Owned(address, number, **said)


def remembered(*owned: Owned, **said: Any) -> Memory:
    """A memory of these slots."""
    usual: dict[str, Any] = {
        "head": Head(7, "f" * 64),
        "owned": {o.address: o for o in owned},
        "owner": {o.number: o.address for o in owned if o.number is not None},
    }
    return Memory(**usual | said)


def kind_of(verb: Verb) -> str:
    """The kind of resource a verb works on."""
    kinds = {Verb.BIND: "binding", Verb.UNBIND: "binding", Verb.ACTIVATE_PUBLIC_MODE: "public_mode"}
    ivr = {Verb.CONFIGURE_IVR, Verb.CLEAR_IVR, Verb.SET_TRANSFER, Verb.CLEAR_TRANSFER}
    return "ivr" if verb in ivr else kinds.get(verb, "number")


def intent(address: Address = "care/hz-001", verb: Verb = Verb.BIND, **said: Any) -> Intent:
    """A call that is about to be made, or was and never answered."""
    usual: dict[str, Any] = {
        "at": iso(NOW),
        "run": "r1",
        "id": f"r1-{address}",
        "action": verb.value,
        "resource": kind_of(verb),
    }
    return Intent(address=address, **usual | said)


def task(address: Address, verb: Verb, **said: Any) -> TaskIssued:
    """A human task that was handed out."""
    return TaskIssued(at=iso(NOW), address=address, action=verb.value, resource=kind_of(verb), **said)


def word(subject: str, fields: Mapping[str, Any], **said: Any) -> Attested:
    """What somebody vouches for until the new year."""
    usual = {
        "at": "2026-11-01T00:00:00+08:00",
        "by": "ops-lead",
        "evidence": "OPS-7",
        "expires": "2027-01-01T00:00:00+08:00",
    }
    return Attested(subject=subject, fields=dict(fields), **usual | said)


def recall(*records: Record, onto: Memory | None = None) -> Memory:
    """The memory these records make."""
    return fold(Head(9, "e" * 64), records, onto or Memory())


# --- all of it ------------------------------------------------------------------------------------------


def inputs(
    *entries: DesiredNumber | Tombstone | DesiredPublicMode,
    has: Iterable[ObservedNumber] = (),
    memory: Memory | None = None,
    desired: Mapping[str, Any] | None = None,
    observed: Mapping[str, Any] | None = None,
    capabilities: Capabilities = FULL,
    team: str | None = None,
    **said: Any,
) -> Inputs:
    """What a plan is made from; the mappings change single fields of their part."""
    usual: dict[str, Any] = {"scope": Scope("prod", team), "now": NOW, "tool": "0.1.0"}
    return Inputs(
        desired=wanted(*entries, **desired or {}),
        observed=seen(*has, **observed or {}),
        memory=memory or Memory(),
        capabilities=capabilities,
        **usual | said,
    )


def facts(*entries: DesiredNumber | Tombstone | DesiredPublicMode, **said: Any) -> Facts:
    """The world as kinds and rules see it, drafts included."""
    return view(inputs(*entries, **said))


def drafted(*entries: DesiredNumber | Tombstone | DesiredPublicMode, **said: Any) -> dict[str, Action]:
    """The draft actions, by id."""
    return {action.id: action for action in facts(*entries, **said).actions}


def verbs(*entries: DesiredNumber | Tombstone | DesiredPublicMode, **said: Any) -> list[str]:
    """`ADDRESS:VERB` of every draft action, in the order in which they run."""
    return list(drafted(*entries, **said))

"""What the public API can read and do, as data; what is not listed here cannot.

Each operation names the permission it needs, so the capability matrix, the task cards and the
least-privilege policies all come from this one table.
"""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta

from reconciler.model.action import Verb
from reconciler.model.capability import Capabilities
from reconciler.model.resource import HOTLINE, REGULAR, NumberType
from reconciler.noun import noun


@noun
class Operation:
    """One action of the API and what it is good for."""

    action: str
    permission: str
    """The RAM action."""
    type: str | None = None
    """The number type it concerns; None for the account."""
    verb: Verb | None = None
    """What it does; None for a read."""
    tells: frozenset[str] = field(default_factory=frozenset)
    """ObservedNumber fields, or facts of the account."""

    @property
    def evidence(self) -> bool:
        """Whether it tells no state, but what is shown beside it: traces."""
        return any(name.startswith("traces") for name in self.tells)


OPERATIONS = (
    Operation(
        "QueryVirtualNumberRelation",
        "dyvms:QueryVirtualNumberRelation",
        REGULAR,
        tells=frozenset(
            {"number", "line", "region", "enterprise", "activated_on", "instance", "routing"},
        ),
    ),
    Operation(
        "QueryVmsVirtualNumberRelationByPage",
        "dyvms:QueryVmsVirtualNumberRelationByPage",
        REGULAR,
        tells=frozenset({"number", "line", "region", "instance"}),
    ),
    Operation(
        "QueryCallInPoolTransferConfig",
        "dyvms:QueryCallInPoolTransferConfig",
        HOTLINE,
        tells=frozenset({"number", "ivr.transfer"}),
    ),
    Operation(
        "ListServiceInstanceForPage",
        "dyvms:ListServiceInstanceForPage",
        tells=frozenset({"instances"}),
    ),
    Operation(
        "GetHotlineQualificationByOrder",
        "dyvms:GetHotlineQualificationByOrder",
        tells=frozenset({"enterprises: a 400 qualification whose order the roster names"}),
    ),
    Operation("QueryVoiceFileAuditInfo", "dyvms:QueryVoiceFileAuditInfo", tells=frozenset({"audio"})),
    Operation("QueryAccountBalance", "bss:DescribeAcccount", tells=frozenset({"balance"})),
    Operation(
        "QueryCallInTransferRecord",
        "dyvms:QueryCallInTransferRecord",
        tells=frozenset({"traces: the last call to a 400 that is to be cancelled"}),
    ),
    Operation(
        "ListCallTask",
        "dyvms:ListCallTask",
        tells=frozenset({"traces: what calls from a number or instance"}),
    ),
    Operation(
        "ListHotlineTransferRegisterFile",
        "dyvms:ListHotlineTransferRegisterFile",
        tells=frozenset({"traces: whether the targets of a transfer are registered"}),
    ),
    Operation("DescribeInstanceBill", "bss:DescribeBillList", tells=frozenset({"traces: what was charged"})),
    Operation("LookupEvents", "actiontrail:LookupEvents", tells=frozenset({"traces: who changed a number"})),
    Operation("AddVirtualNumberRelation", "dyvms:AddVirtualNumberRelation", REGULAR, Verb.BIND),
    Operation("SetTransferCalleePoolConfig", "dyvms:SetTransferCalleePoolConfig", HOTLINE, Verb.SET_TRANSFER),
)
"""`bss:DescribeAcccount` has three c's in the provider's documents, and so in its policies."""


def _calls(number_type: NumberType) -> frozenset[Verb]:
    return frozenset(o.verb for o in OPERATIONS if o.type == number_type and o.verb is not None)


def _reads(number_type: NumberType | None) -> frozenset[str]:
    return frozenset(name for o in OPERATIONS if o.type == number_type for name in o.tells)


CAPABILITIES = Capabilities(
    calls={REGULAR: _calls(REGULAR), HOTLINE: _calls(HOTLINE)},
    reads={REGULAR: _reads(REGULAR), HOTLINE: _reads(HOTLINE)},
    account=frozenset(name for name in _reads(None) if ":" not in name),
    listing=False,
    conditions={REGULAR: "while bound", HOTLINE: "asked by number"},
    inquiries=5,
    request_lifetime=timedelta(minutes=16),
)
"""A proxy may hold a request for as long as its signature counts, fifteen minutes (the page of signature V3 that we
have does not say it; V2's says 31 of late); one more for the time between the read that dated the call and the call."""

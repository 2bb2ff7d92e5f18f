"""docs/emulator.md: every parameter of every action that the emulator answers, asked with values right and wrong.

The parameters are those of the SDK's own request models, so that a new one is noticed. `make docs` writes the page.
"""

from __future__ import annotations

import http.client
import inspect
import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

from alibabacloud_bssopenapi20171214 import models as billing
from alibabacloud_dyvmsapi20170525 import models as voice

from reconciler.providers.simulator.serve import signature_v2
from reconciler.providers.simulator.serve.rpc_actions import BILLING, RPC_ACTIONS, VOICE
from reconciler.testing import ACCOUNT, emulated
from reconciler.testing.scene import FREE, HOTLINE, INSTANCE, TARGET

MODELS: Mapping[str, ModuleType] = {VOICE: voice, BILLING: billing}
SAME = frozenset({"OwnerId", "ResourceOwnerAccount", "ResourceOwnerId"})
"""In every model; they say whose account is meant, and there is only one."""
WHOLE = {
    "AddVirtualNumberRelation": {"PhoneNum": INSTANCE, "NumberList": FREE, "RouteType": "1"},
    "QueryCallInPoolTransferConfig": {"PhoneNumber": HOTLINE},
    "SetTransferCalleePoolConfig": {
        "PhoneNumber": HOTLINE,
        "QualificationId": "10000008748",
        "CalledRouteMode": "random",
        "Details.1.Called": TARGET,
    },
    "StopCallInConfig": {"Number": HOTLINE},
    "RecoverCallInConfig": {"Number": HOTLINE},
    "GetHotlineQualificationByOrder": {"OrderId": "1"},
    "QueryVoiceFileAuditInfo": {"VoiceCodes": "welcome.wav", "BusinessType": "2"},
    "QueryCallInTransferRecord": {"PhoneNumber": HOTLINE, "QueryDate": "2026-11-23 00:00:00"},
    "ListHotlineTransferRegisterFile": {"HotlineNumber": HOTLINE, "QualificationId": "10000008748"},
    "DescribeInstanceBill": {"BillingCycle": "2026-10"},
}
"""A request that is answered, of each action that needs a parameter."""
COUNTS, WORDS = ("1", "0", "-1", "101", "1.5", "ten"), ("1", "未知", " ", "a, b", "--1")
OWN: Mapping[str, tuple[str, ...]] = {
    "Pager": ('{"PageIndex": 1, "PageSize": 100}', '{"PageIndex": 0}', '{"PageSize": 101}', "[]", "{"),
    "NumberList": (FREE, f" {FREE} , {FREE}", f"{FREE},", f"{FREE},{HOTLINE}", "未知"),
    "CorpNameList": ("杭州示例科技有限公司 , 别家", "别家", ","),
    "RegionNameCity": ("浙江/杭州", "杭州市", "北京"),
    "NumberCity": ("杭州", "杭州市", "北京"),
    "NumberProvince": ("浙江", "浙江省", "北京"),
    "ProdCode": ("dyvms", "dysms"),
    "State": ("1", "0", "-1", "2"),
    "SpecId": ("1", "2", "3", "4"),
    "RouteType": ("0", "1", "2"),
    "BusinessType": ("2", "0", "1"),
    "CalledRouteMode": ("random", "roundRobin", "ROUNDROBIN"),
    "QueryDate": ("2026-11-23 00:00:00", "2026-11-23", "2026-13-01 00:00:00"),
    "BillingCycle": ("2026-10", "2026-13", "10/2026"),
    "Details.1.Called": (TARGET, "", f"{TARGET},13800001111", "未知"),
    "StartTime": ("2026-11-20T00:00:00Z", "2026-11-20", "2027-01-01T00:00:00Z"),
    "EndTime": ("2026-11-23T00:00:00Z", "2020-01-01T00:00:00Z"),
    "Direction": ("FORWARD", "BACKWARD", "sideways"),
    "LookupAttribute.1.Key": ("EventName", "User"),
}
_NONCES = itertools.count()


@dataclass(frozen=True)
class Try:
    """One request, and what became of it."""

    value: str
    answer: str
    """`taken`, or the code it was refused with."""


def page() -> str:
    """The whole page."""
    with tempfile.TemporaryDirectory() as folder, emulated(Path(folder), ACCOUNT) as served:
        tried = {
            action: {name: _tries(served.endpoint, action, name) for name in _parameters(action)}
            for action in RPC_ACTIONS
        }
    return _HEAD.format(**_figures(tried)) + "".join(_section(action, tried[action]) for action in tried)


def _parameters(action: str) -> list[str]:
    """Those of the SDK's model, and those that are read."""
    known = RPC_ACTIONS[action]
    models = MODELS.get(known.version)
    names = set() if models is None else set(_of_model(models, f"{action}Request"))
    read = {name.replace(".N.", ".1.") for name in known.reads}
    return sorted(names | read)


def _of_model(models: ModuleType, name: str) -> Iterator[str]:
    model = getattr(models, name, None)
    if model is None:
        return
    for field in list(inspect.signature(model.__init__).parameters)[1:]:
        word = "".join(part.capitalize() for part in field.split("_"))
        part = f"{name}{word}"
        if word != "Pager" and hasattr(models, part):
            yield from (f"{word}.1.{inner}" for inner in _of_model(models, part))
        elif word not in SAME:
            yield word


def _tries(endpoint: str, action: str, name: str) -> list[Try]:
    whole = WHOLE.get(action, {})
    usual = COUNTS if name.startswith(("Page", "MaxResults", "NextToken", "OrderId")) else WORDS
    tries = [Try(value, _ask(endpoint, action, {**whole, name: value})) for value in OWN.get(name, usual)]
    twice = [*whole.items(), *[(name, whole.get(name, "1"))] * (1 if name in whole else 2)]
    return [*tries, Try("twice", _ask(endpoint, action, twice))]


def _ask(endpoint: str, action: str, asked: Mapping[str, str] | list[tuple[str, str]]) -> str:
    """A request of signature V2, which takes any parameter."""
    pairs = list(asked.items()) if isinstance(asked, Mapping) else asked
    common = {
        "Action": action,
        "Version": RPC_ACTIONS[action].version,
        "Format": "JSON",
        "AccessKeyId": "testid",
        "SignatureMethod": signature_v2.METHOD,
        "SignatureVersion": signature_v2.VERSION,
        "SignatureNonce": f"page-{next(_NONCES)}",
        "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    signed = signature_v2.signature("GET", {**common, **dict(pairs)}, "testsecret")
    connection = http.client.HTTPConnection(endpoint, timeout=30)
    try:
        connection.request("GET", "/?" + urlencode([*common.items(), *pairs, ("Signature", signed)]))
        answer = json.load(connection.getresponse())
    finally:
        connection.close()
    code = answer.get("Code", "OK")
    partly = " in part" if answer.get("Data") and action == "AddVirtualNumberRelation" else ""
    return f"taken{partly}" if code in ("200", "OK", "Success") else code


def _figures(tried: Mapping[str, Mapping[str, list[Try]]]) -> dict[str, int]:
    answers = Counter(
        one.answer.startswith("taken")
        for parameters in tried.values()
        for tries in parameters.values()
        for one in tries
    )
    parameters = [(action, name) for action in tried for name in tried[action]]
    read = sum(_reads(action, name) for action, name in parameters)
    return {
        "actions": len(tried),
        "parameters": len(parameters),
        "read": read,
        "refused": len(parameters) - read,
        "requests": answers.total(),
        "taken": answers[True],
        "denied": answers[False],
    }


def _reads(action: str, name: str) -> bool:
    return name.replace(".1.", ".N.") in RPC_ACTIONS[action].reads


def _section(action: str, parameters: Mapping[str, list[Try]]) -> str:
    rows = [f"\n## {action}\n"]
    if not parameters:
        return rows[0] + "\nIt has no parameters.\n"
    rows += ["| parameter | | asked with |", "|---|---|---|"]
    for name, tries in parameters.items():
        answers: dict[str, list[str]] = {}
        for one in tries:
            answers.setdefault(one.answer, []).append(
                "given twice" if one.value == "twice" else f"`{one.value or ' '}`"
            )
        told = "; ".join(f"{', '.join(values)}: {answer}" for answer, values in answers.items())
        rows.append(f"| `{name}` | {'read' if _reads(action, name) else 'refused'} | {told} |")
    return "\n".join(rows) + "\n"


_HEAD = """# The emulator, parameter by parameter

<!-- written by `make docs` -->

What `reconciler simulator serve` does with every parameter of every action that it answers: those of the SDK's own
request models, asked for over HTTP when this page was written. {actions} actions have {parameters} parameters:
{read} are read, {refused} are refused by name, none is ignored. Of {requests} requests {taken} were taken and {denied}
refused. `OwnerId`, `ResourceOwnerAccount` and `ResourceOwnerId`, which every action has, are taken and mean nothing:
there is one account.

A code is what the request was refused with; "taken in part" is a binding whose `Data` names numbers that failed. Where
the real service would be milder we do not know: nobody has asked it (see [alibaba.md](alibaba.md)).
"""

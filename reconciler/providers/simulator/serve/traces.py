"""Actions that tell what an account keeps beside its state: audit trail, calls, call tasks, registrations, bills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, TypeVar
from uuid import NAMESPACE_OID, uuid5

from reconciler.providers.simulator.serve.parameters import Parameters
from reconciler.providers.simulator.serve.refusal import invalid
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.journal import API, CONSOLE, REFUSED, JournalEntry
from reconciler.providers.simulator.world.wallclock import SECOND, SHANGHAI, instant
from reconciler.providers.simulator.world.words import yuan

Body: TypeAlias = dict[str, Any]
Row = TypeVar("Row")

PRODUCT = "dyvms"
SERVICE = "Dyvmsapi"
"""What the audit trail calls the product, as far as we know: the pages that we have do not say."""
_EVENTS = {
    ("bind", API): "AddVirtualNumberRelation",
    ("bind", CONSOLE): "BoundVmsVirtualNumber",
    ("set-transfer", API): "SetTransferCalleePoolConfig",
    ("stop-inbound", API): "StopCallInConfig",
    ("recover-inbound", API): "RecoverCallInConfig",
}
"""What is in the trail, by what was asked and by whom; of other deeds in the console no name is documented."""
_LONGEST_SPAN, _OLDEST = timedelta(days=30), timedelta(days=90)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def lookup_events(world: World, parameters: Parameters) -> Body:
    """Events of at most 30 days within the last 90, by one or two attributes, the newest first."""
    now = world.now()
    end = _moment(parameters, "EndTime", now)
    start = _moment(parameters, "StartTime", end - timedelta(days=7))
    if start > end:
        raise invalid("StartTime: is later than EndTime.")
    if end - start > _LONGEST_SPAN or start < now - _OLDEST:
        raise invalid("StartTime: at most 30 days of the last 90 can be looked up.")
    wanted = _attributes(parameters)
    events = [event for event in _events(world) if start <= _at(event) <= end and _fits(event, wanted)]
    if parameters.one_of("Direction", ("BACKWARD", "FORWARD"), "BACKWARD") == "BACKWARD":
        events.reverse()
    rows, token = _slice(parameters, events, 50)
    body: Body = {"StartTime": start.astimezone(UTC).strftime(_MOMENT), "Events": rows}
    body["EndTime"] = end.astimezone(UTC).strftime(_MOMENT)
    return body | ({"NextToken": token} if token else {})


def _moment(parameters: Parameters, name: str, default: datetime) -> datetime:
    text = parameters.optional(name)
    try:
        return default if text is None else datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise invalid(f"{name} has to look like 2026-11-23T02:00:00Z.") from None


_ATTRIBUTES = {
    "EventName": "eventName",
    "ServiceName": "serviceName",
    "EventRW": "eventRW",
    "EventId": "eventId",
}


def _attributes(parameters: Parameters) -> dict[str, str]:
    wanted: dict[str, str] = {}
    if any(name.startswith("LookupAttribute.") for name in parameters.values):
        pairs = parameters.structs("LookupAttribute")
        if len(pairs) > 2 or len({pair.get("Key") for pair in pairs}) < len(pairs):
            raise invalid("LookupAttribute: at most two different attributes can be looked up.")
        for pair in pairs:
            key = pair.get("Key", "")
            if key not in _ATTRIBUTES:
                raise invalid(f"LookupAttribute.N.Key {key!r}: not simulated; {', '.join(_ATTRIBUTES)} are.")
            wanted[_ATTRIBUTES[key]] = pair.get("Value", "")
    return wanted


def _fits(event: Body, wanted: dict[str, str]) -> bool:
    return all(event[name] == value for name, value in wanted.items())


def _at(event: Body) -> datetime:
    return datetime.fromisoformat(event["eventTime"])


def _events(world: World) -> Iterator[Body]:
    for entry in world.requests():
        name = _EVENTS.get((entry.verb, entry.by))
        refused = entry.outcome.rpartition(": ")[0].endswith(REFUSED)
        if name is not None and (entry.effect or refused):
            yield _event(entry, name) | ({"errorCode": entry.outcome.rpartition(": ")[2]} if refused else {})


def _event(entry: JournalEntry, name: str) -> Body:
    by_hand = entry.by == CONSOLE
    user = {"type": "ram-user", "userName": "operator" if by_hand else "reconciler"}
    field = "NumberList" if entry.verb == "bind" else "PhoneNumber"
    return {
        "eventId": str(uuid5(NAMESPACE_OID, str(entry.seq))).upper(),
        "eventName": name,
        "eventTime": entry.at.astimezone(UTC).strftime(_MOMENT),
        "eventType": "ConsoleOperation" if by_hand else "ApiCall",
        "eventRW": "Write",
        "serviceName": SERVICE,
        "userIdentity": user,
        "requestParameters": {field: entry.number},
    }


def query_calls(world: World, parameters: Parameters) -> Body:
    """The calls that a 400 handed on, of one day."""
    number, day = parameters.text("PhoneNumber"), _day(parameters, "QueryDate")
    page, size = parameters.integer("PageNo", 1), parameters.integer("PageSize", 10, most=10)
    caller = parameters.optional("CallInCaller")
    calls = [
        call
        for call in world.calls(number)
        if f"{instant(call.at):%Y-%m-%d}" == day and caller in {None, call.caller}
    ]
    values = [
        {
            "CallInCalled": call.number,
            "CallInCaller": call.caller,
            "GmtCreate": f"{instant(call.at):%Y-%m-%d %H:%M:%S}",
        }
        for call in _page(calls, page, size)
    ]
    return _ok(Data={"PageNo": page, "PageSize": size, "Total": len(calls), "Values": values})


def _day(parameters: Parameters, name: str) -> str:
    try:
        moment = datetime.strptime(parameters.text(name), "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise invalid(f"{name} has to look like 2026-11-23 00:00:00.") from None
    return f"{moment:%Y-%m-%d}"


def _month(parameters: Parameters, name: str) -> str:
    text = parameters.text(name)
    if not _MONTH.fullmatch(text):
        raise invalid(f"{name} has to look like 2026-11.")
    return text


def list_call_tasks(world: World, parameters: Parameters) -> Body:
    """Lists of people who are called. `Resource` is the calling number."""
    page, size = parameters.integer("PageNumber", 1), parameters.integer("PageSize", 10, most=100)
    wanted = {name: parameters.optional(name) for name in ("Status", "TaskId", "TaskName")}
    rows = [
        {
            "Id": task.id,
            "TaskId": str(task.id),
            "TaskName": task.name,
            "Resource": task.resource,
            "Status": task.status,
            "FireTime": task.at * 1000 // SECOND,
        }
        for task in world.call_tasks()
    ]
    rows = [row for row in rows if all(value in {None, row[name]} for name, value in wanted.items())]
    tasks = [
        {name: value for name, value in row.items() if name != "TaskId"} for row in _page(rows, page, size)
    ]
    return _ok(Data=tasks, PageNumber=page, PageSize=size, Total=len(rows))


def list_registrations(world: World, parameters: Parameters) -> Body:
    """The registrations of a 400 under a qualification; which targets they name is not told."""
    number, qualification = parameters.text("HotlineNumber"), parameters.text("QualificationId")
    page, size = parameters.integer("PageNo", 1), parameters.integer("PageSize", 10, most=10)
    known = world.registrations()
    there = known is None or (number, qualification) in known
    row = {"Agree": "true", "HotlineNumber": number, "QualificationId": qualification, "ResUniqueCode": "R1"}
    values = _page([row] if there else [], page, size)
    return _ok(Data={"PageNo": page, "PageSize": size, "Total": int(there), "Values": values})


def describe_bill(world: World, parameters: Parameters) -> Body:
    """What every number was charged for a month."""
    month = _month(parameters, "BillingCycle")
    ours = parameters.optional("ProductCode") in {None, PRODUCT}
    items = [
        {
            "InstanceID": charge.number,
            "ProductCode": PRODUCT,
            "PretaxAmount": float(yuan(charge.amount)),
            "Currency": "CNY",
        }
        for charge in (world.charges(month) if ours else ())
    ]
    rows, token = _slice(parameters, items, 300)
    data: Body = {"BillingCycle": month, "TotalCount": len(items), "Items": rows}
    return {"Code": "Success", "Success": True, "Data": data | ({"NextToken": token} if token else {})}


def _slice(parameters: Parameters, rows: list[Row], most: int) -> tuple[list[Row], str]:
    """As many as were asked for from where the last answer ended, and how to ask for the rest."""
    size = parameters.integer("MaxResults", 20, most=most)
    start = parameters.integer("NextToken", 0, least=0)
    return rows[start : start + size], str(start + size) if start + size < len(rows) else ""


def _page(rows: list[Row], page: int, size: int) -> list[Row]:
    return rows[(page - 1) * size : page * size]


def _ok(**fields: Any) -> Body:
    return {"Code": "OK", "Message": "OK", **fields}

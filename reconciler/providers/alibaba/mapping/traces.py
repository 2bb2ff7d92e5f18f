"""What is kept beside the state: the audit trail, call records, call tasks, registrations and bills."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from reconciler.errors import Unreadable
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.providers.alibaba.mapping.answer import Answer

EVENTS = {
    "regular": ("AddVirtualNumberRelation", "BoundVmsVirtualNumber"),
    "400": ("SetTransferCalleePoolConfig", "StopCallInConfig", "RecoverCallInConfig"),
}
"""Names under which changes of each type of number may stand in the trail. Only the first two are documented there."""
EVENTS_AT_ONCE, BILLS_AT_ONCE, TASKS_AT_ONCE = 50, 300, 100
PRODUCT = "dyvms"
"""The product's code in bills, as its own API calls it."""
_UTC = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@noun
class Event:
    """Somebody called an action; one that was refused has an error."""

    name: str
    at: datetime
    by: str
    error: str
    parameters: str
    """As JSON text: which of them names a number is not documented for every action."""


def events_query(name: str, start: datetime, end: datetime, token: str) -> dict[str, object]:
    """The request's fields for LookupEvents."""
    fields: dict[str, object] = {
        "StartTime": start.astimezone(UTC).strftime(_MOMENT),
        "EndTime": end.astimezone(UTC).strftime(_MOMENT),
        "MaxResults": str(EVENTS_AT_ONCE),
        "LookupAttribute.1.Key": "EventName",
        "LookupAttribute.1.Value": name,
    }
    return fields | ({"NextToken": token} if token else {})


def events(answer: Answer) -> tuple[tuple[Event, ...], str]:
    """A page, and the token of the next; empty at the end."""
    return tuple(map(_event, answer.rows("Events"))), answer.word_or_none("NextToken") or ""


def _event(row: Answer) -> Event:
    if _UTC.fullmatch(row.text("eventTime")) is None:
        raise Unreadable(phrase("{path}.eventTime: no instant in UTC", path=row.path))
    parameters = row.values.get("requestParameters") or row.values.get("requestParameterJson") or ""
    return Event(
        name=row.text("eventName"),
        at=datetime.fromisoformat(row.text("eventTime")),
        by=_user(row),
        error=row.text_or_none("errorCode") or "",
        parameters=parameters if isinstance(parameters, str) else json.dumps(parameters),
    )


def _user(row: Answer) -> str:
    """Who it was, in the trail's words: a user's name, else the kind of principal and its id."""
    if not row.has("userIdentity"):
        return ""
    user = row.nested("userIdentity")
    name = user.text_or_none("userName")
    return name or " ".join(filter(None, (user.text_or_none("type"), user.text_or_none("principalId"))))


def calls_query(number: str, day: datetime) -> dict[str, object]:
    """The request's fields for QueryCallInTransferRecord: the newest of a day."""
    return {"PhoneNumber": number, "QueryDate": f"{day:%Y-%m-%d} 00:00:00", "PageNo": 1, "PageSize": 10}


def last_call(answer: Answer) -> datetime | None:
    """The latest of a page, in whichever of its two spellings; None where there was none."""
    if not answer.has("Data"):
        return None
    data = answer.nested("Data")
    return max((row.instant("GmtCreate") for row in data.rows("Values")), default=None)


@noun
class CallTask:
    """A list of people who are called from a number or an instance."""

    name: str
    resource: str
    status: str
    at: datetime | None


ENDED = frozenset({"CANCEL", "SYSTEM_CANCEL", "DONE"})
"""Words of a task that calls nobody any more."""


def tasks_query(page: int) -> dict[str, object]:
    """The request's fields for ListCallTask."""
    return {"PageNumber": page, "PageSize": TASKS_AT_ONCE}


def call_tasks(answer: Answer) -> tuple[tuple[CallTask, ...], int]:
    """A page, and how many there are in all."""
    rows = answer.rows("Data") if answer.has("Data") else ()
    return tuple(map(_task, rows)), answer.integer_or_none("Total") or 0


def _task(row: Answer) -> CallTask:
    name = row.text_or_none("TaskName") or row.word("Id")
    return CallTask(
        name, row.word_or_none("Resource") or "", row.word("Status"), row.instant_or_none("FireTime")
    )


def registrations_query(number: str, qualification: str) -> dict[str, object]:
    """The request's fields for ListHotlineTransferRegisterFile."""
    return {"HotlineNumber": number, "QualificationId": qualification, "PageNo": 1, "PageSize": 10}


def registrations(answer: Answer) -> int:
    """How many there are. Who registered them is personal data, and is not looked at."""
    return answer.nested("Data").integer("Total")


def bills_query(month: str, token: str) -> dict[str, object]:
    """The request's fields for DescribeInstanceBill."""
    fields: dict[str, object] = {"BillingCycle": month, "ProductCode": PRODUCT, "MaxResults": BILLS_AT_ONCE}
    return fields | ({"NextToken": token} if token else {})


def bills(answer: Answer) -> tuple[Mapping[str, Decimal], str]:
    """A page: what each instance of the bill was charged, and the token of the next page."""
    data = answer.nested("Data")
    charged: dict[str, Decimal] = {}
    for row in data.rows("Items") if data.has("Items") else ():
        name = row.word_or_none("InstanceID") or ""
        charged[name] = charged.get(name, Decimal(0)) + row.figure("PretaxAmount")
    return charged, data.word_or_none("NextToken") or ""

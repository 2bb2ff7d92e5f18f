"""What a real account answers to the reading actions, in a form that can be sent to us: values hidden, shapes kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from reconciler.errors import ReconcilerError
from reconciler.model.phone import is_hotline
from reconciler.providers.alibaba.client import Client
from reconciler.providers.alibaba.mapping import instances, relations, traces
from reconciler.providers.alibaba.pace import Pace
from reconciler.providers.alibaba.settings import Settings
from reconciler.wire import strict

_WORDS = frozenset(
    {
        *(
            "Code",
            "Success",
            "State",
            "InstanceStatus",
            "Status",
            "AuditState",
            "CalledRouteMode",
            "Currency",
        ),
        *(
            "specName",
            "SpecId",
            "RouteType",
            "pageNo",
            "pageSize",
            "pagSize",
            "total",
            "PageNo",
            "PageSize",
            "Total",
        ),
        *("TotalCount", "TotalPage", "TransferTimeout"),
    }
)
"""Fields whose values are the provider's own words or counts; of every other only the form is kept. `Code` is an
instance's too: what looks like a number is none of these words.
"""
_ROWS = 3
_NUMBER = re.compile(r"[0-9][0-9 \-]{5,}[0-9]")


def reads(numbers: tuple[str, ...], month: str) -> Iterator[tuple[str, dict[str, object]]]:
    """The actions that only read, and what each is asked: the first page of every listing, the first 400 number."""
    yield "QueryVirtualNumberRelation", relations.query("region-first", 1, 10)
    yield "QueryVmsVirtualNumberRelationByPage", relations.pairs_query(1, 10)
    yield "ListServiceInstanceForPage", instances.query(1, 10)
    for number in [number for number in numbers if is_hotline(number)][:1]:
        yield "QueryCallInPoolTransferConfig", {"PhoneNumber": number}
    yield "QueryAccountBalance", {}
    yield "ListCallTask", traces.tasks_query(1)
    yield "DescribeInstanceBill", traces.bills_query(month, "")


def probe(settings: Settings, month: str, numbers: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """One entry an action: what it answered, or why it did not. Nothing is changed."""
    client = Client(settings, Pace())
    for action, fields in reads(numbers, month):
        try:
            answer = client.read(action, fields)
        except ReconcilerError as error:
            yield {"action": action, "error": _NUMBER.sub("9…", error.message), "code": error.code}
        else:
            yield {"action": action, "answer": hidden("", answer.values)}


def hidden(name: str, value: object) -> object:
    """The value's shape: keys, kinds, digits as 9 and letters as x; the provider's own words and counts as they are."""
    if isinstance(value, Mapping):
        return {_NUMBER.sub("9…", key): hidden(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [hidden(name, item) for item in value[:_ROWS]]
    if isinstance(value, str) and value.startswith("{"):
        with suppress(ValueError):
            return {"a string of JSON": hidden(name, strict.parse(value))}
    is_word = name in _WORDS and not _NUMBER.search(str(value))
    if is_word or value is None or isinstance(value, bool):
        return value
    form = re.sub(r"[^\W\d_]", "x", re.sub(r"[0-9]", "9", str(value)))
    return form if isinstance(value, str) else f"{type(value).__name__} {form}"

"""The account in the shape of its world file: what `simulator show` prints can seed another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.statement import NUMBER_COLUMNS
from reconciler.providers.simulator.world.wallclock import instant, spelled
from reconciler.providers.simulator.world.words import RUNNING_STATUS, yuan

Json = dict[str, Any]

_SAME = {
    "number": "number",
    "application": "application",
    "type": "type",
    "line": "line",
    "callType": "call_type",
    "region": "region",
    "carrier": "carrier",
    "package": "package",
    "enterprise": "enterprise",
    "script": "script",
    "status": "status",
    "runningStatus": "running_status",
    "reason": "reason",
    "appliedOn": "applied_on",
    "activatedOn": "activated_on",
    "documents": "documents",
    "instance": "instance",
    "routing": "routing",
}
"""Names in the file to columns of the world, in the order they are shown."""


def document(world: World) -> Json:
    """Everything the world file can say, as it is now. `pool` and `stock` are what is left of them."""
    state = world.look(_number)
    account, tables = state.account, state.tables
    return {
        "now": instant(account["now"]).isoformat(timespec="auto"),
        "account": _account(account, tables["acknowledged"]),
        "enterprises": [
            {"name": name, "approved": bool(approved), "hotline": bool(hotline)}
            for name, approved, hotline in tables["enterprises"]
        ],
        "scripts": [{"code": code, "approved": bool(approved)} for code, approved in tables["scripts"]],
        "audio": _rows(tables["audio"], "file", "state"),
        "pool": _rows(tables["offers"], "number", "carrier"),
        "stock": _rows(tables["stock"], "line", "region", "number"),
        "instances": _rows(tables["instances"], "code", "name", "enterprise", "status", "routing"),
        "numbers": [number for page in state.pages for number in page.rows],
        "review": {
            "documents": spelled(account["review_documents"]),
            "regular": spelled(account["review_regular"]),
        },
        **_records(world),
    }


def _records(world: World) -> Json:
    """What the account keeps beside its state, where there is any."""
    registered = world.registrations()
    records: Json = {
        "calls": [
            {"number": call.number, "at": instant(call.at).isoformat(), "caller": call.caller}
            for call in world.calls()
        ],
        "callTasks": [
            {"name": t.name, "resource": t.resource, "status": t.status, "at": instant(t.at).isoformat()}
            for t in world.call_tasks()
        ],
        "bills": [
            {"month": month, "number": bill.number, "amount": yuan(bill.amount)}
            for month, bill in world.bills()
        ],
    }
    kept = {name: rows for name, rows in records.items() if rows}
    return (
        kept if registered is None else kept | {"registrations": _rows(registered, "number", "qualification")}
    )


def _rows(rows: Sequence[Sequence[Any]], *names: str) -> list[Json]:
    return [_present(zip(names, row, strict=True)) for row in rows]


def _present(pairs: Any) -> Json:
    return {name: value for name, value in pairs if value is not None}


def _account(account: Json, acknowledged: Sequence[Sequence[str]]) -> Json:
    document = {
        "balance": yuan(account["balance"]),
        "arrears": yuan(account["arrears"]),
        "publicMode": bool(account["public_mode"]),
        "acknowledged": [version for (version,) in acknowledged],
    }
    if account["playback_audio"] is not None:
        document["playback"] = {
            "audio": account["playback_audio"],
            "description": account["playback_description"],
        }
    return document


def _number(row: Sequence[Any]) -> Json:
    columns = dict(zip(NUMBER_COLUMNS, row, strict=True))
    columns["running_status"] = columns["running_status"] or RUNNING_STATUS[columns["status"]]
    if columns["package"] is not None:
        columns["package"] = yuan(columns["package"])
    document = _present((name, columns[column]) for name, column in _SAME.items())
    answers = _ivr(columns)
    return document | {"ivr": answers} if answers else document


def _ivr(columns: Json) -> Json:
    answers: Json = {}
    if columns["audio"] is not None:
        answers["playback"] = {"audio": columns["audio"], "description": columns["description"]}
    if columns["transfer_to"] is not None:
        answers["transfer"] = {
            "routing": columns["transfer_routing"],
            "to": columns["transfer_to"].split(","),
            "qualification": columns["qualification"],
        }
    return answers

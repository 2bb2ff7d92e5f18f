"""The lists, the fates of an apply and the entries of a drift report as spreadsheets: JSON's entries, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reconciler.model.listing import Task, WithdrawnTask
from reconciler.report.sink import csv_rows, phrases
from reconciler.wire.write import task_document, withdrawn_document

STATUS = (
    "address", "number", "type", "status", "running_status", "reason", "call_type", "instance", "deadline", "monthly",
    "facts",
)  # fmt: skip
DEADLINES = ("instant", "kind", "address", "team", "message", "id")
TASK_COLUMNS = (
    "id", "address", "number", "action", "status", "title", "team", "contacts", "due", "issued", "cost", "changes",
    "link", "verification", "state", "stop",
)  # fmt: skip
RESULT_COLUMNS = ("id", "address", "number", "action", "fate", "message")


def text(columns: Sequence[str], entries: Iterable[Mapping[str, Any]]) -> str:
    """One row an entry of the JSON document, under the same names."""
    return csv_rows.text(columns, ([_cell(entry[name]) for name in columns] for entry in entries))


def tasks(cards: Iterable[Task], ended: Iterable[WithdrawnTask]) -> str:
    """The tasks, then those that are not to be done any more, with status `withdrawn`."""
    empty = dict.fromkeys(TASK_COLUMNS)
    gone = (
        {
            **empty,
            **withdrawn_document(task),
            "status": "withdrawn",
            "state": "withdrawn",
            "stop": "do not do it any more",
        }
        for task in ended
    )
    return text(TASK_COLUMNS, [*map(task_document, cards), *gone])


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}={_cell(item)}" for name, item in value.items())
    if isinstance(value, list):
        return " | ".join(map(_cell, value)) if value and isinstance(value[0], Mapping) else "; ".join(value)
    return "" if value is None else phrases.value(value)

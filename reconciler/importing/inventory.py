"""Where numbers are kept today: a CSV inventory or a Terraform state, read for names and teams only.

An inventory never says what a number is: that is read from the account. It says what people call it and whose it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from reconciler.errors import ReconcilerError
from reconciler.model.phone import is_number, normalise
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.wire import strict

_NUMBER = frozenset({"number", "phone", "phone number", "phone_number", "号码", "电话", "电话号码"})
_NAME = frozenset({"key", "name", "label", "名称", "用途"})
_TEAM = frozenset({"team", "owner", "department", "团队", "部门"})
_DEEPEST = 20
_SHOWN = 60
"""Characters of what is no number."""


@noun
class Inventory:
    """What an inventory calls its numbers, and whose they are."""

    names: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    """Lines that name no number, or one that an earlier line calls otherwise or gives to others; one sentence each."""
    numbers: frozenset[str] = frozenset()


def read(text: str) -> Inventory:
    """A Terraform state if it is JSON, else CSV with a header. Raises ReconcilerError for what is neither."""
    return _terraform(text) if text.lstrip().startswith("{") else _csv(text)


def _csv(text: str) -> Inventory:
    text = text.removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(text), delimiter=_separator(text.partition("\n")[0]))
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        number, name, team = (_column(header, words) for words in (_NUMBER, _NAME, _TEAM))
        if number is None:
            hint = "its first line names the columns, one of them `number`; `name` and `team` help"
            raise ReconcilerError(phrase("the inventory has no column of numbers"), hint=hint)
        lines = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ReconcilerError(
            phrase("the inventory is no CSV: {error}", error=error), hint=phrase("save it as CSV, UTF-8")
        ) from error
    cells = [(line, _cell(row, number), _cell(row, name), _cell(row, team)) for line, row in lines]
    return _inventory((f"line {line}", digits, called, owner) for line, digits, called, owner in cells)


def _separator(header: str) -> str:
    """What parts the columns: a comma, the semicolon of some countries' Excel, or the tab of its Unicode text."""
    return max(",;\t", key=header.count)


def _column(header: list[str], words: frozenset[str]) -> int | None:
    return next((index for index, name in enumerate(header) if name in words), None)


def _cell(row: list[str], index: int | None) -> str:
    return row[index].strip() if index is not None and index < len(row) else ""


def _terraform(text: str) -> Inventory:
    try:
        state = strict.parse(text)
        resources = [
            resource for resource in state["resources"] if resource.get("mode", "managed") == "managed"
        ]
        return _inventory(entry for resource in resources for entry in _instances(resource))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        hint = "write it with `terraform state pull` (format 4)"
        raise ReconcilerError(phrase("the inventory is no Terraform state"), hint=hint) from error


def _instances(resource: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Each number of a resource, called by the resource's name and the instance's key."""
    for instance in resource["instances"]:
        called = "-".join(
            str(part) for part in (resource["name"], instance.get("index_key")) if part is not None
        )
        owner = str((instance["attributes"].get("tags") or {}).get("team", ""))
        for digits in _numbers(instance["attributes"], 0):
            yield f"{resource['type']}.{called}", digits, called, owner


def _numbers(attributes: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Values of attributes that are called a number and are one."""
    for name, value in attributes.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _numbers(value, depth + 1)
        elif isinstance(value, str) and "number" in name and is_number(normalise(value)):
            yield value


def _inventory(entries: Iterator[tuple[str, str, str, str]]) -> Inventory:
    names: dict[str, str] = {}
    teams: dict[str, str] = {}
    unread: list[str] = []
    numbers: set[str] = set()
    for place, digits, name, team in entries:
        number = normalise(digits)
        if not is_number(number):
            unread.append(f"{place}: {digits[:_SHOWN]!r} is no number")
            continue
        numbers.add(number)
        first = (
            names.setdefault(number, name) if name else name,
            teams.setdefault(number, team) if team else team,
        )
        if first != (name, team):
            unread.append(
                f"{place}: {number} is told of above, as {' of '.join(filter(None, first))}: that counts"
            )
    return Inventory(names, teams, tuple(unread), frozenset(numbers))

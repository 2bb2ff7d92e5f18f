"""A JSON roster: a list of rows, or an object with `asOf`, `complete`, `numbers` and account-wide facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reconciler.model.phrase import phrase
from reconciler.providers.alibaba.roster.cells import CELL_FIELDS, folded
from reconciler.providers.alibaba.roster.document import Cells, Problems, RosterDocument
from reconciler.wire import strict

ACCOUNT_SECTIONS = ("enterprises", "scripts", "instances", "publicMode")


def parse_document(text: str, problems: Problems) -> RosterDocument:
    """The top and the rows. Raises InvalidManifests for what is no JSON."""
    try:
        document = strict.parse(text)
    except strict.NotJson as error:
        problems.add(
            error.line, phrase("no JSON: {message}", message=error.message) if error.line else error.message
        )
        raise problems.error() from error
    if not isinstance(document, dict | list):
        problems.add(0, phrase("neither an object nor a list"))
        raise problems.error()
    top: dict[str, Any] = {"numbers": document} if isinstance(document, list) else document
    rows = top.get("numbers", [])
    if not isinstance(rows, list):
        problems.add(0, phrase("numbers: no list"))
        rows = []
    values = {key if key in ACCOUNT_SECTIONS else folded(key): value for key, value in top.items()}
    members = {key: folded(key) for row in rows if isinstance(row, dict) for key in row}
    unused = tuple(key for key, name in members.items() if name not in CELL_FIELDS)
    return RosterDocument(values, tuple(_rows(rows, problems)), unused)


def _rows(rows: list[Any], problems: Problems) -> Iterator[Cells]:
    for position, row in enumerate(rows):
        place = f"numbers[{position}]: "
        if not isinstance(row, dict):
            problems.add(0, phrase("{place}no object", place=place))
            continue
        known = [(CELL_FIELDS.get(folded(key)), value) for key, value in row.items()]
        keys = [key for key, _ in known if key is not None]
        if len(set(keys)) < len(keys):
            problems.add(0, phrase("{place}two members say the same", place=place))
        yield Cells(0, place, {key: _cell(value) for key, value in known if key is not None})


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value)

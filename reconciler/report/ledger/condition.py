"""A ledger's examination, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.memory.condition import Condition
from reconciler.report.sink import json_lines
from reconciler.report.sink.encode import terminal


def text(found: Condition) -> str:
    """Sound, and then whatever waits for a person."""
    return "".join(terminal(line) + "\n" for line in _lines(found))


def json(found: Condition) -> str:
    """The same as a document."""
    return json_lines.write(
        {
            "format_version": "1.0",
            "account": found.account,
            "ledger_id": found.ledger_id,
            "head": {"seq": found.head.seq, "hash": found.head.hash},
            "locked_by": found.holder,
            "open": [{"id": i.id, "address": i.address, "action": i.action, "at": i.at} for i in found.open],
            "rescued": list(found.rescued),
            "rebuilding": found.rebuilding,
        }
    )


def _lines(found: Condition) -> Iterator[str]:
    if found.ledger_id is None:
        yield f"Ledger {found.place}: nothing was recorded yet"
        return
    yield f"Ledger {found.place}, id {found.ledger_id}"
    yield f"Account {found.account}: sound, {found.head.seq:,} records, head {found.head.hash}"
    if found.holder is not None:
        yield f"  locked by {found.holder}"
    for intent in found.open:
        yield f"  held: {intent.action_id}, outcome unknown since {intent.at}"
    for name in found.rescued:
        yield f"  rescued: {name} holds an outcome that the next run reads"
    if found.rebuilding:
        yield "  rebuilt: nothing is bought or cancelled until `reconciler ledger rebuild --acknowledge`"

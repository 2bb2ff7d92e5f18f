"""A ledger's examination, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.memory.condition import Condition
from reconciler.report.sink import json_lines
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr


def text(condition: Condition) -> str:
    """Sound, and then whatever waits for a person."""
    return "".join(terminal(line) + "\n" for line in _lines(condition))


def json(condition: Condition) -> str:
    """The same as a document."""
    return json_lines.write(
        {
            "format_version": "1.0",
            "account": condition.account,
            "ledger_id": condition.ledger_id,
            "head": {"seq": condition.head.seq, "hash": condition.head.hash},
            "locked_by": condition.holder,
            "open": [
                {"id": i.id, "address": i.address, "action": i.action, "at": i.at} for i in condition.open
            ],
            "rescued": list(condition.rescued),
            "rebuilding": condition.rebuilding,
        }
    )


def _lines(condition: Condition) -> Iterator[str]:
    if condition.ledger_id is None:
        yield tr("Ledger {place}: nothing was recorded yet", place=condition.place)
        return
    yield tr("Ledger {place}, id {ledger_id}", place=condition.place, ledger_id=condition.ledger_id)
    yield tr(
        "Account {account}: sound, {seq:,} records, head {hash}",
        account=condition.account,
        seq=condition.head.seq,
        hash=condition.head.hash,
    )
    if condition.holder is not None:
        yield tr("  locked by {holder}", holder=condition.holder)
    for intent in condition.open:
        yield tr("  held: {action_id}, outcome unknown since {at}", action_id=intent.action_id, at=intent.at)
    for name in condition.rescued:
        yield tr("  rescued: {name} holds an outcome that the next run reads", name=name)
    if condition.rebuilding:
        yield "  rebuilt: nothing is bought or cancelled until `reconciler ledger rebuild --acknowledge`"

"""A ledger's examination, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.memory.condition import Condition
from reconciler.report.sink import json_lines
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr


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
        yield tr("Ledger {place}: nothing was recorded yet", place=found.place)
        return
    yield tr("Ledger {place}, id {ledger_id}", place=found.place, ledger_id=found.ledger_id)
    yield tr(
        "Account {account}: sound, {seq:,} records, head {hash}",
        account=found.account,
        seq=found.head.seq,
        hash=found.head.hash,
    )
    if found.holder is not None:
        yield tr("  locked by {holder}", holder=found.holder)
    for intent in found.open:
        yield tr("  held: {action_id}, outcome unknown since {at}", action_id=intent.action_id, at=intent.at)
    for name in found.rescued:
        yield tr("  rescued: {name} holds an outcome that the next run reads", name=name)
    if found.rebuilding:
        yield "  rebuilt: nothing is bought or cancelled until `reconciler ledger rebuild --acknowledge`"

"""The ledger's records: as a table, newest last, as JSON, and as one JSON document a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import JSONEncoder
from typing import Any, NamedTuple

from reconciler.model.phone import mask_all
from reconciler.model.records import (
    Adopted,
    Attested,
    Forgotten,
    Intent,
    Outcome,
    Rebuilt,
    Record,
    RunEnded,
    RunStarted,
    TaskIssued,
)
from reconciler.report import json_lines
from reconciler.report.encode import json_text, terminal
from reconciler.report.table import align

NONE = "No records."
_HEADER = ("#", "AT", "RUN", "WHAT", "ADDRESS", "DETAILS")
_encode = JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Entry(NamedTuple):
    """A record and its link in the chain."""

    seq: int
    prev: str
    hash: str
    record: Record


def entries(links: Iterable[tuple[Any, Record]]) -> list[Entry]:
    """Entries from rows of the chain (`seq`, `prev`, `hash`) and their records."""
    return [Entry(row.seq, row.prev, row.hash, record) for row, record in links]


def concerning(entries: Sequence[Entry], subject: str) -> list[Entry]:
    """The entries about one address or one phone number, outcomes with what they are the outcomes of."""
    asked: set[str] = set()
    found = []
    for entry in entries:
        record = entry.record
        if isinstance(record, Outcome):
            mine = (
                record.intent in asked or record.number == subject or record.intent.startswith(f"{subject}:")
            )
        else:
            mine = subject in _subjects(record)
        if mine:
            found.append(entry)
        if mine and isinstance(record, Intent):
            asked.add(record.id)
        if mine and isinstance(record, TaskIssued):
            asked.add(record.action_id)
    return found


def text(entries: Sequence[Entry], title: str, *, show_numbers: bool) -> str:
    """One line a record. Phone numbers are masked unless asked for."""
    say = terminal if show_numbers else lambda said: terminal(mask_all(said))
    rows = [tuple(map(say, cells)) for cells in _cells(entries)]
    lines = align([_HEADER, *rows], right=frozenset({0})) if rows else [NONE]
    return "\n".join([say(title), *(f"  {line}" for line in lines)]) + "\n"


def json(entries: Sequence[Entry], account: str, ledger_id: str | None) -> str:
    """The whole of every record, with its place in the chain."""
    return json_lines.write(
        {
            "format_version": "1.0",
            "account": account,
            "ledger_id": ledger_id,
            "records": [_document(entry) for entry in entries],
        }
    )


def lines(entries: Iterable[Entry], account: str) -> str:
    """One JSON document a record: enough to check every link of the chain without this program."""
    return "".join(json_text(_encode({"account": account} | _document(entry))) + "\n" for entry in entries)


def _document(entry: Entry) -> dict[str, Any]:
    record = entry.record.model_dump(mode="json")
    return {"seq": entry.seq, "prev": entry.prev, "hash": entry.hash, "record": record}


def _subjects(record: Record) -> tuple[str | None, ...]:
    if isinstance(record, Attested):
        return (record.subject,)
    if isinstance(record, RunStarted | RunEnded | Rebuilt | Outcome):
        return ()
    return (record.address, record.number)


def _cells(entries: Sequence[Entry]) -> Iterator[tuple[str, ...]]:
    asked: dict[str, tuple[str, str]] = {}
    for entry in entries:
        record = entry.record
        if isinstance(record, Intent):
            asked[record.id] = record.address, record.action
        what, address = _what(record, asked)
        details = ", ".join(part for part in _DETAILS[type(record)](record) if part)
        yield str(entry.seq), record.at[:19].replace("T", " "), record.run, what, address, details


def _what(record: Record, asked: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """What happened, and at which address."""
    if isinstance(record, Outcome):
        address, _, action = record.intent.rpartition(":")
        address, action = asked.get(record.intent, (address, action))
        return f"{action} {record.result}", address
    if isinstance(record, Intent):
        return f"{record.action} intended", record.address
    if isinstance(record, TaskIssued):
        return f"{record.action} task issued", record.address
    if isinstance(record, Adopted | Forgotten):
        return f"{record.kind} done", record.address
    return _NAMES[type(record)], ""


_NAMES: dict[type[Any], str] = {
    RunStarted: "run started",
    RunEnded: "run ended",
    Attested: "attested",
    Rebuilt: "ledger rebuilt",
}


def _run(record: RunStarted) -> tuple[str, ...]:
    by = f"approved by {record.approved_by}" if record.approved_by else ""
    return (f"{len(record.actions)} actions", by)


def _intent(record: Intent | TaskIssued) -> tuple[str, ...]:
    consent = f"consent {record.consent}" if record.consent else ""
    notice = f"acknowledged {record.acknowledgement}" if record.acknowledgement else ""
    return (record.number or "", _fields(record.fields), consent, notice)


def _outcome(record: Outcome) -> tuple[str, ...]:
    word = f"on the word of {record.by}" if record.by else f"by {record.evidence}"
    return (record.number or record.application or "", word, record.reason or record.message)


def _adopted(record: Adopted | Forgotten) -> tuple[str, ...]:
    return (record.number or "",)


def _attested(record: Attested) -> tuple[str, ...]:
    word = f"on the word of {record.by} until {record.expires[:10]}"
    return (record.subject, _fields(record.fields), word, record.evidence)


def _rebuilt(record: Rebuilt) -> tuple[str, ...]:
    if record.acknowledged_by is None:
        return ("nothing is bought until that is acknowledged",)
    return (f"acknowledged by {record.acknowledged_by}", record.reason)


def _fields(fields: Mapping[str, Any]) -> str:
    return " ".join(f"{path}={'none' if value is None else value}" for path, value in fields.items())


_DETAILS: dict[type[Any], Any] = {
    RunStarted: _run,
    RunEnded: lambda record: (record.ended,),
    Intent: _intent,
    TaskIssued: _intent,
    Outcome: _outcome,
    Adopted: _adopted,
    Forgotten: _adopted,
    Attested: _attested,
    Rebuilt: _rebuilt,
}

"""The ledger's records: as a table, newest last, as JSON, and as one JSON document a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import JSONEncoder
from typing import Any, NamedTuple

from reconciler.memory.records import (
    Adopted,
    Attested,
    Confirmed,
    Forgotten,
    Intent,
    Moved,
    Outcome,
    Rebuilt,
    Record,
    Retracted,
    RunEnded,
    RunStarted,
    TaskIssued,
    TaskWithdrawn,
)
from reconciler.model.calendar import iso
from reconciler.model.phone import is_number
from reconciler.model.phrase import phrase, phrases
from reconciler.model.trace import Trace, Traces
from reconciler.report.sink import json_lines
from reconciler.report.sink.encode import json_text, terminal
from reconciler.report.sink.language import tr
from reconciler.report.sink.mask import masking
from reconciler.report.sink.phrases import comma
from reconciler.report.sink.recall import recalled
from reconciler.report.sink.table import align

NONE = phrase("No records.")
_HEADER = ("#", *phrases("AT", "RUN", "WHAT", "ADDRESS", "DETAILS"))
_encode = JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class RecordEntry(NamedTuple):
    """A record and its link in the chain."""

    seq: int
    prev: str
    hash: str
    record: Record
    request: Intent | TaskIssued | None = None
    """Of an outcome: the call or the task it closes."""
    attestation: int | None = None
    """Of an attestation: its number."""


def entries(links: Iterable[tuple[Any, Record]], attestations: int = 0) -> list[RecordEntry]:
    """Entries from a chain: its rows (`seq`, `prev`, `hash`) and records. `attestations`: how many came before."""
    requests: dict[str, Intent | TaskIssued] = {}
    rows = []
    for row, record in links:
        if isinstance(record, Intent | TaskIssued):
            requests[record.id if isinstance(record, Intent) else record.action_id] = record
        closed = requests.get(record.intent) if isinstance(record, Outcome) else None
        attestations += isinstance(record, Attested)
        number = attestations if isinstance(record, Attested) else None
        rows.append(RecordEntry(row.seq, row.prev, row.hash, record, closed, number))
    return rows


def concerning(entries: Sequence[RecordEntry], subject: str) -> list[RecordEntry]:
    """The entries about one address or one phone number, outcomes with what they are the outcomes of and rest on.

    To the life of an address belongs what people said of the numbers that it has had, and where a number came from
    another address, what was done there until it moved.
    """
    lives = _lives(entries, subject)
    mine = [
        entry
        for entry in entries
        if any(name in _subjects(entry) and entry.seq <= end for name, end in lives)
    ]
    own = {entry.seq for entry in mine}
    requests = {id(entry.request) for entry in mine}
    words = {entry.record.attestation for entry in mine if isinstance(entry.record, Outcome)} - {None}
    names = {subject} | {name for entry in mine for name in _subjects(entry) if name and is_number(name)}
    return [
        entry
        for entry in entries
        if entry.seq in own
        or id(entry.record) in requests
        or not words.isdisjoint(_words(entry))
        or (isinstance(entry.record, Attested | Retracted | Confirmed) and entry.record.subject in names)
    ]


def _lives(entries: Sequence[RecordEntry], subject: str) -> list[tuple[str, int]]:
    """The subject, and the addresses that its numbers came from: each with the last record that counts there."""
    moves = [(entry.seq, entry.record) for entry in entries if isinstance(entry.record, Moved)]
    lives = [(subject, entries[-1].seq if entries else 0)]
    for name, end in lives:  # it grows: a number may have moved more than once
        came = [(move.origin, seq) for seq, move in moves if move.address == name and seq <= end]
        lives += [life for life in came if life not in lives]
    return lives


def _words(entry: RecordEntry) -> set[int | None]:
    """The attestations that a record makes, takes back or confirms."""
    record = entry.record
    if isinstance(record, Retracted | Confirmed):
        return {record.attestation}
    return {entry.attestation, record.corrects} - {None} if isinstance(record, Attested) else set()


def numbers(entries: Sequence[RecordEntry], subject: str) -> frozenset[str]:
    """The phone numbers that a subject is, or that its address has had."""
    named = {name for entry in entries for name in _subjects(entry) if name and is_number(name)}
    return frozenset({subject} if is_number(subject) else named)


def trail(traces: Traces, *, show_numbers: bool) -> str:
    """What the provider's own records tell of who changed a number, oldest first."""
    changes = _oldest_first(traces)
    say = terminal if show_numbers else masking(terminal, [trace.number for trace in changes])
    lines = [say(f"{trace.number}  {trace}") for trace in changes] or [tr("none; they are never complete")]
    unread = [say(text) for text in traces.unread]
    return (
        "\n".join(["", tr("By the provider's records"), *(f"  {line}" for line in (*lines, *unread))]) + "\n"
    )


def _oldest_first(traces: Traces) -> list[Trace]:
    return [trace for of in traces.numbers.values() for trace in reversed(of)]


def text(entries: Sequence[RecordEntry], title: str, *, show_numbers: bool) -> str:
    """One line a record. Phone numbers are masked unless asked for."""
    say = terminal if show_numbers else masking(terminal, [_document(entry) for entry in entries])
    rows = [tuple(map(say, cells)) for cells in _cells(entries)]
    lines = align([tuple(map(tr, _HEADER)), *rows], right=frozenset({0})) if rows else [tr(NONE)]
    return "\n".join([say(title), *(f"  {line}" for line in lines)]) + "\n"


def json(
    entries: Sequence[RecordEntry], account: str, ledger_id: str | None, traces: Traces | None = None
) -> str:
    """The whole of every record, with its place in the chain; and, where they were asked, the provider's records."""
    return json_lines.write(
        {
            "format_version": "1.0",
            "account": account,
            "ledger_id": ledger_id,
            "records": [_document(entry) for entry in entries],
            **({} if traces is None else {"trail": _trail_document(traces)}),
        }
    )


def _trail_document(traces: Traces) -> dict[str, Any]:
    """Never complete: `unread` says what was asked for in vain."""
    changes = [
        {
            "number": trace.number,
            "at": None if trace.at is None else iso(trace.at),
            "by": trace.by,
            "text": trace.text,
        }
        for trace in _oldest_first(traces)
    ]
    return {"changes": changes, "unread": list(traces.unread)}


def lines(entries: Iterable[RecordEntry], account: str) -> str:
    """One JSON document a record: enough to check every link of the chain without this program."""
    return "".join(json_text(_encode({"account": account} | _document(entry))) + "\n" for entry in entries)


def _document(entry: RecordEntry) -> dict[str, Any]:
    record = entry.record.model_dump(mode="json")
    return {"seq": entry.seq, "prev": entry.prev, "hash": entry.hash, "record": record}


def _subjects(entry: RecordEntry) -> tuple[str | None, ...]:
    record, request = entry.record, entry.request
    if isinstance(record, Attested | Retracted | Confirmed):
        return (record.subject,)
    if isinstance(record, Outcome):
        return (record.number, *((request.address, request.number) if request else ()))
    if isinstance(record, RunStarted | RunEnded | Rebuilt):
        return ()
    if isinstance(record, Moved):
        return (record.origin, record.address, record.number)
    return (record.address, record.number)


def _cells(entries: Iterable[RecordEntry]) -> Iterator[tuple[str, ...]]:
    for entry in entries:
        record = entry.record
        what, address = _what(entry)
        numbered = (
            (tr("attestation {attestation}", attestation=entry.attestation),) if entry.attestation else ()
        )
        details = comma().join(part for part in (*numbered, *_DETAILS[type(record)](record)) if part)
        yield str(entry.seq), record.at[:19].replace("T", " "), record.run, what, address, details


def _what(entry: RecordEntry) -> tuple[str, str]:
    """What happened, and at which address."""
    record, request = entry.record, entry.request
    if isinstance(record, Outcome):
        return (
            (f"{tr(request.action)} {tr(record.result)}", request.address)
            if request
            else (tr(record.result), "")
        )
    if isinstance(record, Intent):
        return tr("{action} intended", action=tr(record.action)), record.address
    if isinstance(record, TaskIssued):
        return tr("{action} task issued", action=tr(record.action)), record.address
    if isinstance(record, TaskWithdrawn):
        return tr(
            "{rpartition} task withdrawn", rpartition=tr(record.task.rpartition(":")[2])
        ), record.address
    if isinstance(record, Adopted | Forgotten | Moved):
        return tr("{kind} done", kind=tr(record.kind)), record.address
    return tr(_NAMES[type(record)]), ""


_NAMES: dict[type[Any], str] = {
    RunStarted: phrase("run started"),
    RunEnded: phrase("run ended"),
    Attested: phrase("attested"),
    Retracted: phrase("attestation retracted"),
    Confirmed: phrase("attestation confirmed"),
    Rebuilt: phrase("ledger rebuilt"),
}


def _run(record: RunStarted) -> tuple[str, ...]:
    return (
        tr("{count} actions", count=len(record.actions)),
        *origin(record),
        tr("plan {digest}", digest=record.digest[:19]),
    )


def origin(record: RunStarted) -> tuple[str, ...]:
    """Who ran it, who approved it, and from which commit; older runs do not tell all of it."""
    by = tr("by {by}", by=record.by) if record.by else ""
    approved = tr("approved by {approved_by}", approved_by=record.approved_by) if record.approved_by else ""
    commit = tr("commit {commit}", commit=record.commit[:12]) if record.commit else ""
    return (by, approved, commit)


def _intent(record: Intent | TaskIssued) -> tuple[str, ...]:
    consent = tr("consent {consent}", consent=record.consent) if record.consent else ""
    notice = (
        tr("acknowledged {acknowledgement}", acknowledgement=record.acknowledgement)
        if record.acknowledgement
        else ""
    )
    return (record.number or "", _fields(record.fields), consent, notice)


def _outcome(record: Outcome) -> tuple[str, ...]:
    return (
        record.number or record.application or "",
        _evidence(record),
        record.reason or recalled(record.message),
    )


def _evidence(record: Outcome) -> str:
    """What it rests on. What people said is never called seen."""
    if record.attestation is not None:
        return tr("by attestation {attestation}", attestation=record.attestation)
    return (
        tr("on the word of {by}", by=record.by)
        if record.by
        else tr("by {evidence}", evidence=tr(record.evidence))
    )


def _adopted(record: Adopted | Forgotten) -> tuple[str, ...]:
    return (record.number or "",)


def _moved(record: Moved) -> tuple[str, ...]:
    return (record.number or record.application or "", f"{record.origin} → {record.address}")


def _attested(record: Attested) -> tuple[str, ...]:
    word = tr("on the word of {by} until {expires}", by=record.by, expires=record.expires[:10])
    corrects = (
        tr("corrects attestation {corrects}", corrects=record.corrects) if record.corrects is not None else ""
    )
    return (record.subject, _fields(record.fields), word, record.evidence, corrects)


def _retracted(record: Retracted) -> tuple[str, ...]:
    return (
        record.subject,
        tr("attestation {attestation}", attestation=record.attestation),
        tr("on the word of {by}", by=record.by),
        record.reason,
    )


def _confirmed(record: Confirmed) -> tuple[str, ...]:
    return (
        record.subject,
        tr("attestation {attestation}", attestation=record.attestation),
        tr("by {by}", by=record.by),
        record.evidence,
    )


def _withdrawn(record: TaskWithdrawn) -> tuple[str, ...]:
    return (
        record.number or "",
        recalled(record.reason),
        tr("commit {commit}", commit=record.commit) if record.commit else "",
    )


def _rebuilt(record: Rebuilt) -> tuple[str, ...]:
    if record.acknowledged_by is None:
        return (tr("nothing is bought until that is acknowledged"),)
    return (tr("acknowledged by {acknowledged_by}", acknowledged_by=record.acknowledged_by), record.reason)


def _fields(fields: Mapping[str, Any]) -> str:
    return " ".join(f"{path}={_value(value)}" for path, value in fields.items())


def _value(value: Any) -> Any:
    return "none" if value is None else ",".join(value) if isinstance(value, list | tuple) else value


_DETAILS: dict[type[Any], Any] = {
    RunStarted: _run,
    RunEnded: lambda record: (record.ended,),
    Intent: _intent,
    TaskIssued: _intent,
    Outcome: _outcome,
    Adopted: _adopted,
    Forgotten: _adopted,
    Moved: _moved,
    TaskWithdrawn: _withdrawn,
    Attested: _attested,
    Retracted: _retracted,
    Confirmed: _confirmed,
    Rebuilt: _rebuilt,
}

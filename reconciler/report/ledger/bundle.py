"""What an audit bundle proves, for a terminal: who approved, what was asked, what the provider answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from reconciler.errors import LedgerTooNew
from reconciler.memory.records import RECORD, Intent, Outcome, Record, RunStarted, TaskIssued
from reconciler.model.phrase import phrase
from reconciler.report.ledger import records as report
from reconciler.report.ledger.records import RecordEntry
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr
from reconciler.wire import strict
from reconciler.wire.bundle import Bundle, Link, altered


def check(bundle: Bundle) -> None:
    """Whether it tells all that its links say of the subject, and from the beginning. Raises ReconcilerError."""
    records = _entries(bundle)
    stated, mine = set(bundle.concerns), concerns(records, bundle.subject)
    other = sorted(stated.symmetric_difference(mine))
    if other:
        what = (
            phrase("record {seq} is about {subject}, and is left out", seq=other[0], subject=bundle.subject)
            if other[0] in mine
            else phrase("record {seq} is not about {subject}", seq=other[0], subject=bundle.subject)
        )
        raise altered(what)
    runs = {entry.record.run for entry in records if isinstance(entry.record, RunStarted)}
    for entry in records:
        if entry.seq in stated and isinstance(entry.record, Outcome) and entry.request is None:
            raise altered(phrase("what record {seq} answers is missing", seq=entry.seq))
        asks = isinstance(entry.record, Intent | TaskIssued) and entry.record.run
        if entry.seq in stated and asks and entry.record.run not in runs:
            raise altered(phrase("the run of record {seq} is missing", seq=entry.seq))
    _check_ledger(bundle, records)
    _check_commits(bundle, records)
    _check_texts(bundle, consents(entry for entry in records if entry.seq in stated))


def consents(entries: Iterable[RecordEntry]) -> list[Intent | TaskIssued]:
    """The calls and tasks that a tombstone permitted."""
    records = (entry.record for entry in entries)
    return [record for record in records if isinstance(record, Intent | TaskIssued) and record.consent]


def _check_ledger(bundle: Bundle, records: list[RecordEntry]) -> None:
    """The ledger that its runs name; older ones name none."""
    runs = [entry.record for entry in records if isinstance(entry.record, RunStarted)]
    named = [run.ledger_id for run in runs if run.ledger_id is not None]
    if named and named[-1] != bundle.ledger_id:
        raise altered(phrase("its last run was written to ledger {ledger_id}", ledger_id=named[-1]))


def _check_commits(bundle: Bundle, records: list[RecordEntry]) -> None:
    """A text was taken from a run's commit, or from the one that was checked out."""
    runs = {entry.record.commit for entry in records if isinstance(entry.record, RunStarted)}
    for attachment in bundle.attachments:
        if attachment.commit not in runs | {bundle.commit, None}:
            raise altered(
                phrase(
                    "no run was made at commit {commit} of {file}",
                    commit=attachment.commit,
                    file=attachment.file,
                )
            )


def _check_texts(bundle: Bundle, requests: list[Intent | TaskIssued]) -> None:
    """Each text that a record names, and no other; what an older version recorded names none."""
    held = {attachment.sha256 for attachment in bundle.attachments}
    named = {request.consent_sha256: request for request in requests}
    missing = [request for sha256, request in named.items() if sha256 is not None and sha256 not in held]
    if missing:
        raise altered(phrase("the text of {consent} that consented is not in it", consent=missing[0].consent))
    for attachment in bundle.attachments:
        if None not in named and attachment.sha256 not in named:
            raise altered(phrase("no record names the text of {file}", file=attachment.file))


def text(bundle: Bundle) -> str:
    """The verdict, the run of each action, its records, and the documents that consented."""
    return "".join(terminal(line) + "\n" for line in _lines(bundle)) + _table(bundle)


def _lines(bundle: Bundle) -> Iterator[str]:
    last = bundle.links[-1]
    yield tr(
        "Bundle of {subject}, account {account}, ledger {ledger_id}: every link holds",
        subject=bundle.subject,
        account=bundle.account,
        ledger_id=bundle.ledger_id,
    )
    yield tr(
        "  {count:,} records up to {seq}, head {hash}", count=len(bundle.links), seq=last.seq, hash=last.hash
    )
    yield "  whoever trusts that head (a plan's basis names it) can trust every record here"
    for link in bundle.links:
        record = _record(link)
        if isinstance(record, RunStarted) and record.run in _runs(bundle):
            by = "".join(f", {part}" for part in report.origin(record) if part)
            yield tr(
                "  run {run} at {at}{by}, plan {digest}",
                run=record.run,
                at=record.at,
                by=by,
                digest=record.digest,
            )
    named = {request.consent_sha256 for request in consents(_entries(bundle))}
    for attachment in bundle.attachments:
        where = (
            tr("at commit {commit}", commit=attachment.commit) if attachment.commit else tr("in no commit")
        )
        vouched = tr("as its record names it") if attachment.sha256 in named else tr("which no record names")
        yield f"  {attachment.file} {where}, sha256 {attachment.sha256}, {vouched}"


def _record(link: Link) -> Record:
    """Raises LedgerTooNew for what this version does not know."""
    try:
        return RECORD.validate_python(strict.parse(link.body), strict=False)
    except ValidationError as error:
        text = f"record {link.seq} of the bundle is of a kind this version does not know"
        raise LedgerTooNew(text, hint="use the version that wrote it, or a newer one") from error


def _runs(bundle: Bundle) -> set[str]:
    mine = set(bundle.concerns)
    return {strict.parse(link.body).get("run", "") for link in bundle.links if link.seq in mine}


def _table(bundle: Bundle) -> str:
    mine = set(bundle.concerns)
    entries = [entry for entry in _entries(bundle) if entry.seq in mine]
    return report.text(entries, tr("Records of {subject}", subject=bundle.subject), show_numbers=True)


def _entries(bundle: Bundle) -> list[RecordEntry]:
    return report.entries(((link, _record(link)) for link in bundle.links), bundle.attestations)


def concerns(entries: list[RecordEntry], subject: str) -> list[int]:
    """The numbers of the records about a subject: those of its calls and tasks, and of the runs they belong to."""
    records = report.concerning(entries, subject)
    runs = {entry.record.run for entry in records}
    started = [
        entry for entry in entries if isinstance(entry.record, RunStarted) and entry.record.run in runs
    ]
    return sorted({entry.seq for entry in (*records, *started)})

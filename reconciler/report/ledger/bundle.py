"""What an audit bundle proves, for a terminal: who approved, what was asked, what the provider answered."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from reconciler.errors import LedgerTooNew
from reconciler.memory.records import RECORD, Record, RunStarted
from reconciler.report.ledger import records as report
from reconciler.report.ledger.records import Entry
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr
from reconciler.wire import strict
from reconciler.wire.bundle import Bundle, Link


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
            by = (
                tr(", approved by {approved_by}", approved_by=record.approved_by)
                if record.approved_by
                else ""
            )
            yield tr(
                "  run {run} at {at}{by}, plan {digest}",
                run=record.run,
                at=record.at,
                by=by,
                digest=record.digest,
            )
    for attachment in bundle.attachments:
        yield tr(
            "  {file} at commit {commit}, sha256 {sha256}",
            file=attachment.file,
            commit=bundle.commit or "unknown",
            sha256=attachment.sha256,
        )


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
    links = [(link, _record(link)) for link in bundle.links]
    entries = [entry for entry in report.entries(links) if entry.seq in mine]
    return report.text(entries, tr("Records of {subject}", subject=bundle.subject), show_numbers=True)


def concerns(entries: list[Entry], subject: str) -> list[int]:
    """The numbers of the records about a subject: those of its calls and tasks, and of the runs they belong to."""
    found = report.concerning(entries, subject)
    runs = {entry.record.run for entry in found}
    started = [
        entry for entry in entries if isinstance(entry.record, RunStarted) and entry.record.run in runs
    ]
    return sorted({entry.seq for entry in (*found, *started)})

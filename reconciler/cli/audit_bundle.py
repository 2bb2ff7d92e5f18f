"""The audit bundle of one subject: its records, the links to the chain's end, and the tombstones that consented."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from reconciler import pipeline
from reconciler.errors import ReconcilerError, UsageError
from reconciler.files import below
from reconciler.ledger.store import Ledger
from reconciler.load.commit import commit_of, text_at
from reconciler.load.limits import MANIFEST_BYTES
from reconciler.memory.records import Intent, RunStarted, TaskIssued
from reconciler.model.phrase import phrase
from reconciler.report.ledger import bundle as story
from reconciler.report.ledger import records as report
from reconciler.report.ledger.records import RecordEntry
from reconciler.wire.bundle import Attachment, Bundle, Link, written


def bundle(ledger: Ledger, account: str, subject: str) -> str:
    """The file's text. Raises UsageError for what the ledger knows nothing of, ReconcilerError where a tombstone is not
    found as it consented."""
    rows = ledger.rows(account)[1]
    entries = report.entries(ledger.entries(account))
    concerns = story.concerns(entries, subject)
    if not concerns:
        raise UsageError(
            phrase("the ledger holds nothing about {subject}", subject=subject),
            hint=phrase("see `reconciler history`"),
        )
    commit = commit_of(Path())
    concerned = [entry for entry in entries if entry.seq in set(concerns)]
    return written(
        Bundle(
            account=account,
            ledger_id=ledger.identity(),
            subject=subject,
            commit=commit,
            concerns=concerns,
            attestations=sum(1 for one in entries if one.attestation and one.seq < concerns[0]),
            attachments=_attachments(concerned, commit),
            links=[
                Link(seq=r.seq, prev=r.prev, hash=r.hash, body=r.body) for r in rows if r.seq >= concerns[0]
            ],
        )
    )


def _attachments(concerned: list[RecordEntry], commit: str | None) -> list[Attachment]:
    """The tombstones that consented: as the run's commit has them, the one checked out now, or the workspace."""
    requests = story.consents(concerned)
    if not requests:
        return []
    state = pipeline.check(Path()).state
    files = {} if state is None else {stone.name: stone.source.file for stone in state.tombstones}
    commits = {
        entry.record.run: entry.record.commit for entry in concerned if isinstance(entry.record, RunStarted)
    }
    attachments: dict[tuple[str, str], Attachment] = {}
    for request in requests:
        ran = commits.get(request.run)
        attachment = _as_it_consented(request, files.get(request.consent or ""), (ran, commit))
        if attachment is not None:
            attachments[attachment.file, attachment.sha256] = attachment
        elif request.consent_sha256 is not None:
            raise _nowhere(request, ran)
    return list(attachments.values())


def _as_it_consented(
    request: Intent | TaskIssued, file: str | None, commits: tuple[str | None, ...]
) -> Attachment | None:
    """The first text that the record names; any, for the record of a version that named none."""
    if file is None:
        return None
    for text, commit in _texts(file, commits):
        digest = sha256(text.encode()).hexdigest()
        if request.consent_sha256 in {None, digest}:
            return Attachment(file=file, sha256=digest, text=text, commit=commit)
    return None


def _texts(file: str, commits: tuple[str | None, ...]) -> Iterator[tuple[str, str | None]]:
    for commit in dict.fromkeys(filter(None, commits)):
        text = text_at(Path(), commit, file)
        if text is not None:
            yield text, commit
    yield below(Path(), file, MANIFEST_BYTES).decode("utf-8"), None


def _nowhere(request: Intent | TaskIssued, commit: str | None) -> ReconcilerError:
    text = phrase(
        "the text of {consent} that consented to {address} is found no more (sha256 {sha256})",
        consent=request.consent,
        address=request.address,
        sha256=request.consent_sha256,
    )
    hint = (
        phrase("put its file back as it was, and export again")
        if commit is None
        else phrase("put its file back as it was in commit {commit}, and export again", commit=commit[:12])
    )
    return ReconcilerError(text, code="VN806", hint=hint)

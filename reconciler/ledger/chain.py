"""The hash chain: records to rows and, verified, back. No database in here."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from reconciler.errors import LedgerAltered, LedgerTooNew
from reconciler.memory.alike import Alike
from reconciler.memory.memory import Head
from reconciler.memory.records import RECORD, Record
from reconciler.model.phrase import phrase
from reconciler.wire import strict

ALTERED = (
    "put the newest good copy of the ledger back, or run `reconciler ledger rebuild`: it keeps this one "
    "aside, starts again from what the provider shows, and buys nothing"
)


class StoredLink(NamedTuple):
    """One link: a record's canonical JSON and what ties it to the one before."""

    seq: int
    prev: str
    hash: str
    body: str

    @property
    def link(self) -> RawLink:
        """The same as a database gives it."""
        return self.seq, self.prev.encode(), self.hash.encode(), self.body.encode()


RawLink = tuple[int, bytes, bytes, bytes]
"""A row as a database gives it, its texts in UTF-8: what is hashed. Making text of it, and naming its parts, costs as
much again as reading it."""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(record: Record) -> str:
    """The one JSON text of a record: sorted keys, no blanks, every field spelled out."""
    return _encode(record.model_dump(mode="json"))


def digest(account: str, seq: int, prev: str, body: str) -> str:
    """SHA-256 over a link's account, place, predecessor and content."""
    return _digest(account.encode(), seq, prev.encode(), body.encode()).decode()


def _digest(account: bytes, seq: int, prev: bytes, body: bytes) -> bytes:
    return hashlib.sha256(b"%b\0%d\0%b\0%b" % (account, seq, prev, body)).hexdigest().encode()


def link(account: str, after: Head, records: Sequence[Record]) -> list[StoredLink]:
    """The rows that continue a chain."""
    rows: list[StoredLink] = []
    seq, prev = after.seq, after.hash
    for record in records:
        seq, body = seq + 1, canonical(record)
        rows.append(StoredLink(seq, prev, digest(account, seq, prev, body), body))
        prev = rows[-1].hash
    return rows


def whole() -> Callable[[bytes], Record]:
    """Parses a record's text into the record it is; built when it is first needed."""
    return RECORD.validator.validate_json


Parsed = TypeVar("Parsed", Record, Record | Alike)


def verify(
    account: str,
    links: Iterable[RawLink],
    head: Head,
    known: int = 0,
    parser: Callable[[], Callable[[bytes], Parsed]] = whole,
) -> Iterator[Parsed]:
    """Every record of a chain that has no gap, no altered link and ends at `head`, as the parser makes it.

    The first `known` records are verified like the others, but not parsed: 4 µs each instead of 12. Raises
    LedgerAltered naming the first bad record, LedgerTooNew for a record of an unknown kind.
    """
    seq, prev, name = 0, Head().hash.encode(), account.encode()
    parse = parser()
    for number, before, hashed, body in links:
        seq += 1
        if number != seq or before != prev or _digest(name, seq, prev, body) != hashed:
            raise _altered(account, seq, "altered" if number == seq else "missing")
        prev = hashed
        if seq <= known:
            continue
        try:
            record = parse(body)
        except ValidationError as error:
            raise _unknown(account, seq) from error
        yield record
    if seq < head.seq:
        raise _altered(account, seq + 1, "missing")
    if seq > head.seq:
        raise _altered(account, head.seq + 1, "added")
    if prev != head.hash.encode():
        raise _altered(account, seq, "altered")


def uncanonical(rows: Iterable[StoredLink]) -> int | None:
    """The first row that is not canonical JSON: this program did not write it, whatever its hash says."""
    return next((row.seq for row in rows if not _canonical(row.body)), None)


def _canonical(body: str) -> bool:
    try:
        return _encode(strict.parse(body)) == body
    except strict.NotJson:
        return False


def _altered(account: str, seq: int, how: str) -> LedgerAltered:
    verb = "is" if how == "missing" else "was"
    return LedgerAltered(
        phrase(
            "account {account}: record {seq} of the ledger {verb} {how}",
            account=account,
            seq=seq,
            verb=verb,
            how=how,
        ),
        hint=ALTERED,
    )


def _unknown(account: str, seq: int) -> LedgerTooNew:
    return LedgerTooNew(
        phrase(
            "account {account}: record {seq} of the ledger is sound, but of a kind this version does not know",
            account=account,
            seq=seq,
        ),
        hint=phrase("use the version that wrote it, or a newer one"),
    )


@contextmanager
def collector_paused() -> Iterator[None]:
    """A hundred thousand new objects and no garbage: collecting would double the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()

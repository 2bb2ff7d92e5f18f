"""The hash chain: records to rows and, verified, back. No database in here."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from pydantic import ValidationError

from reconciler.errors import LedgerAltered, LedgerTooNew
from reconciler.memory.memory import Head
from reconciler.memory.records import RECORD, Record
from reconciler.wire import strict

ALTERED = (
    "put the newest good copy of the ledger back, or run `reconciler ledger rebuild`: it keeps this one "
    "aside, starts again from what the provider shows, and buys nothing"
)


class Row(NamedTuple):
    """One link: a record's canonical JSON and what ties it to the one before."""

    seq: int
    prev: str
    hash: str
    body: str


Link = tuple[int, str, str, str]
"""A row as a database gives it: naming the parts of a hundred thousand costs as much as comparing them."""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(record: Record) -> str:
    """The one JSON text of a record: sorted keys, no blanks, every field spelled out."""
    return _encode(record.model_dump(mode="json"))


def digest(account: str, seq: int, prev: str, body: str) -> str:
    """SHA-256 over a link's account, place, predecessor and content."""
    return hashlib.sha256(f"{account}\0{seq}\0{prev}\0{body}".encode()).hexdigest()


def link(account: str, after: Head, records: Sequence[Record]) -> list[Row]:
    """The rows that continue a chain."""
    rows: list[Row] = []
    seq, prev = after.seq, after.hash
    for record in records:
        seq, body = seq + 1, canonical(record)
        rows.append(Row(seq, prev, digest(account, seq, prev, body), body))
        prev = rows[-1].hash
    return rows


def verify(account: str, rows: Iterable[Link], head: Head) -> Iterator[Record]:
    """Every record of a chain that has no gap, no altered link and ends at `head`.

    Raises LedgerAltered naming the first bad record, LedgerTooNew for a record of an unknown kind.
    """
    seq, prev = 0, Head().hash
    parse = RECORD.validator.validate_json
    for found, before, hashed, body in rows:
        seq += 1
        if found != seq or before != prev or digest(account, seq, prev, body) != hashed:
            raise _altered(account, seq, "altered" if found == seq else "missing")
        try:
            record: Record = parse(body)
        except ValidationError as error:
            raise _unknown(account, seq) from error
        yield record
        prev = hashed
    if seq < head.seq:
        raise _altered(account, seq + 1, "missing")
    if seq > head.seq:
        raise _altered(account, head.seq + 1, "added")
    if prev != head.hash:
        raise _altered(account, seq, "altered")


def uncanonical(rows: Iterable[Row]) -> int | None:
    """The first row that is not canonical JSON: this program did not write it, whatever its hash says."""
    return next((row.seq for row in rows if not _canonical(row.body)), None)


def _canonical(body: str) -> bool:
    try:
        return _encode(strict.parse(body)) == body
    except strict.NotJson:
        return False


def _altered(account: str, seq: int, how: str) -> LedgerAltered:
    verb = "is" if how == "missing" else "was"
    return LedgerAltered(f"account {account}: record {seq} of the ledger {verb} {how}", hint=ALTERED)


def _unknown(account: str, seq: int) -> LedgerTooNew:
    return LedgerTooNew(
        f"account {account}: record {seq} of the ledger is sound, but of a kind this version does not know",
        hint="use the version that wrote it, or a newer one",
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

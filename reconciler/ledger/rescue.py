"""The second channel: an outcome the ledger cannot take after the call was made is kept in a file of its own.

Without it nothing is doubled either, because the intent stays open; the file only saves a person the question. It
names the link its intent is at or before, which only a reader of the ledger can know, and is readable by its owner
only, which no checkout of Git ever makes: a file from a pull request is not believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from reconciler import files
from reconciler.memory.memory import Head
from reconciler.memory.records import Outcome, Record
from reconciler.noun import noun
from reconciler.report.sink.mask import masked

_NAME = "emergency-*.json"
_MOST = 1 << 20


class _Content(BaseModel):
    """What such a file holds."""

    model_config = ConfigDict(extra="forbid", strict=True)

    account: str
    seq: int
    hash: str
    record: Record


@noun
class Rescued:
    """An outcome that waits to be read back in."""

    file: Path
    after: Head
    """A link of the chain, at or after the outcome's intent."""
    outcome: Outcome


def keep(root: Path, account: str, after: Head, record: Record) -> str:
    """Writes the record where it can be written, at worst (masked) to stderr; returns what to tell the user."""
    text = _Content(account=account, seq=after.seq, hash=after.hash, record=record).model_dump_json()
    name = _NAME.replace("*", hashlib.sha256(text.encode()).hexdigest()[:16])
    for folder in _folders(root):
        with contextlib.suppress(OSError):
            _write(folder / name, text)
            return f"the ledger could not be written; the outcome is kept in {name}, which the next run reads"
    sys.stderr.write(f"outcome not recorded: {masked([text])(text)}\n")
    return "the ledger could not be written, nor any file: tell it with `reconciler resolve`"


def waiting(root: Path, account: str) -> tuple[Rescued, ...]:
    """The believable files that wait for an account, in name order."""
    files = (file for folder in _folders(root) for file in sorted(folder.glob(_NAME)))
    return tuple(rescued for file in files if (rescued := _read(file, account)) is not None)


def _folders(root: Path) -> Iterator[Path]:
    yield root / ".reconciler"
    yield root


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    files.write(file, text)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(file: Path, account: str) -> Rescued | None:
    try:
        content = _Content.model_validate_json(files.private(file, _MOST))
    except (OSError, ValidationError):
        return None
    if content.account != account or not isinstance(content.record, Outcome):
        return None
    return Rescued(file, Head(content.seq, content.hash), content.record)

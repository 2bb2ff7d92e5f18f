"""Putting a changed file in place: whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from reconciler.errors import ReconcilerError

BOM = "\ufeff"


def text_of(path: Path) -> str:
    """A file's text, a byte order mark included. Raises OSError, UnicodeDecodeError."""
    return path.read_bytes().decode("utf-8")


def create(path: Path, text: str) -> None:
    """Writes a new file, folders included; one that is there is never overwritten. Raises ReconcilerError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise ReconcilerError(
            f"{path} is there already", hint="nothing is overwritten: choose another"
        ) from error


def replace(path: Path, text: str) -> None:
    """Writes a file's new text beside it and renames it into place. Raises ReconcilerError for a symbolic link."""
    before = path.lstat()
    if not stat.S_ISREG(before.st_mode):
        raise ReconcilerError(f"{path}: not a regular file", code="VN010", hint="links are never followed")
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            os.fchmod(file.fileno(), stat.S_IMODE(before.st_mode))
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

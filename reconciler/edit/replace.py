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

"""Putting a changed file in place: whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

from reconciler import files
from reconciler.errors import ReconcilerError
from reconciler.load.limits import MANIFEST_BYTES
from reconciler.model.phrase import phrase

BOM = "\ufeff"


def text_of(path: Path) -> str:
    """A file's text, a byte order mark included. Raises ReconcilerError for a link, OSError, UnicodeDecodeError."""
    _refuse_odd(path)
    return files.below(path.parent, path.name, MANIFEST_BYTES).decode("utf-8")


def create(path: Path, text: str) -> None:
    """Writes a new file, folders included; one that is there is never overwritten. Raises ReconcilerError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        files.create(path, text)
    except FileExistsError as error:
        raise ReconcilerError(
            phrase("{path} is there already", path=path),
            hint=phrase("nothing is overwritten: choose another"),
        ) from error


def replace(path: Path, text: str) -> None:
    """Writes a file's new text beside it and renames it into place. Raises ReconcilerError for a symbolic link."""
    files.write(path, text, mode=_refuse_odd(path))


def _refuse_odd(path: Path) -> int:
    """A regular file's permissions. Raises ReconcilerError for anything else."""
    before = path.lstat()
    if not stat.S_ISREG(before.st_mode):
        raise ReconcilerError(
            phrase("{path}: not a regular file", path=path),
            code="VN010",
            hint=phrase("links are never followed"),
        )
    return stat.S_IMODE(before.st_mode)

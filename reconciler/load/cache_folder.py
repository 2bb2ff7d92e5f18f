"""What the user's cache folder holds: files that nobody else can read or write, each whole or not there at all.

An entry begins with a checksum over its name and its text, so one that was cut, or stands under another's name, is
none. Nothing in here ever fails a run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from reconciler import files

MOST = 256 << 20
"""Bytes of all entries together: about 1.5 million numbers."""
_SUFFIX = ".json"


def name_of(*key: object) -> str:
    """The name of the entry that these words, in this order, stand for."""
    return sha256(" ".join(map(str, key)).encode()).hexdigest() + _SUFFIX


class CacheFolder:
    """Entries in one folder, or none at all."""

    def __init__(self, place: Path | None) -> None:
        self.place = place
        self._grown = False

    def get(self, name: str, limit: int) -> bytes | None:
        """An entry's text; None if there is none of at most `limit` bytes."""
        if self.place is None:
            return None
        try:
            checksum, _, text = files.private(self.place / name, limit).partition(b"\n")
        except OSError:
            return None
        return text if checksum == _checksum(name, text) else None

    def put(self, name: str, text: str) -> None:
        """Keeps a text, in place of what had its name."""
        if self.place is None:
            return
        try:
            if not self._grown:
                self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.keep(self.place / name, f"{_checksum(name, text.encode()).decode()}\n{text}")
            self._grown = True
        except OSError:
            self.place = None  # a full or read-only disk will refuse the next one too

    def trim(self) -> None:
        """Removes the oldest entries once all together are too large."""
        if self.place is None or not self._grown:
            return
        with suppress(OSError):
            kept = sorted(_sizes(self.place), reverse=True)
            total = 0
            for _, size, path in kept:
                total += size
                if total > MOST:
                    path.unlink(missing_ok=True)


def _sizes(place: Path) -> Iterator[tuple[float, int, Path]]:
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.endswith(_SUFFIX):
                status = entry.stat(follow_symlinks=False)
                yield status.st_mtime, status.st_size, Path(entry.path)


def _checksum(name: str, text: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + text).hexdigest().encode()

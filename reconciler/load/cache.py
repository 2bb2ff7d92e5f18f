"""What a manifest said when it was last parsed, found again by its content.

A number costs 3 µs from here and 34 from YAML. An entry is a file named by the SHA-256 of the manifest's bytes, the
version of this tool and the form of the entries; in it are a checksum and JSON, so it can be wrong but can run nothing.
It counts only if it is whole and nobody else could have written it. Only what the quick way read without a fault is
kept: a faulty file is read anew, with its positions. Nothing in here ever fails a run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from reconciler import __version__, files
from reconciler.load.quick import NEAR, NO_LINES, Share
from reconciler.manifests.sources import Surface

FORM = 1
"""Of the entries, and of what the quick way makes of a text: raised when either changes."""
VARIABLE = "RECONCILER_CACHE"
"""A folder, or `off`."""
SMALLEST = 4096
"""Bytes of a manifest that is worth an entry: a smaller one is parsed in less than a millisecond."""
MOST = 256 << 20
"""Bytes of all entries together: about 1.5 million numbers."""
_ENTRY = 16 << 20
_SUFFIX = ".json"


def place(environment: Mapping[str, str]) -> Path | None:
    """Where entries are kept: `RECONCILER_CACHE`, else the user's cache folder; None for nowhere."""
    chosen = environment.get(VARIABLE)
    if chosen is not None:
        return None if chosen in {"", "off"} else Path(chosen).absolute()
    shared, home = environment.get("XDG_CACHE_HOME", ""), environment.get("HOME", "")
    base = Path(shared) if shared.startswith("/") else Path(home) / ".cache" if home else None
    return None if base is None else base / "reconciler"


class Cache:
    """Entries in one folder, or none at all."""

    def __init__(self, place: Path | None) -> None:
        self._place = place
        self._grown = False

    def get(self, content: bytes, share: Share) -> Surface | None:
        """What this manifest says; None if that is not known. `share` maps equal text to one object."""
        if self._place is None or len(content) < SMALLEST:
            return None
        name = _name(content)
        try:
            entry = files.private(self._place / name, _ENTRY)
            checksum, _, body = entry.partition(b"\n")
            if checksum.decode() != _checksum(name, body):
                return None
            lines, data = json.loads(body)
            return _revived(data, iter(lines), share)
        except (OSError, ValueError):
            return None

    def put(self, content: bytes, found: Surface) -> None:
        """Keeps what this manifest says."""
        if self._place is None or len(content) < SMALLEST:
            return
        name = _name(content)
        body = json.dumps([list(_lines(found)), found], ensure_ascii=False, separators=(",", ":"))
        try:
            if not self._grown:
                self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.keep(self._place / name, f"{_checksum(name, body.encode())}\n{body}")
            self._grown = True
        except OSError:
            self._place = None  # a full or read-only disk will refuse the next one too

    def trim(self) -> None:
        """Removes the oldest entries once all together are too large."""
        if self._place is None or not self._grown:
            return
        with suppress(OSError):
            kept = sorted(_entries(self._place), reverse=True)
            total = 0
            for _, size, path in kept:
                total += size
                if total > MOST:
                    path.unlink(missing_ok=True)


def _entries(place: Path) -> Iterator[tuple[float, int, Path]]:
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.endswith(_SUFFIX):
                found = entry.stat(follow_symlinks=False)
                yield found.st_mtime, found.st_size, Path(entry.path)


def _name(content: bytes) -> str:
    key = f"{FORM} {__version__} {sha256(content).hexdigest()}"
    return sha256(key.encode()).hexdigest() + _SUFFIX


def _checksum(name: str, body: bytes) -> str:
    """Over the name too: an entry under another's name is none."""
    return sha256(name.encode() + b"\n" + body).hexdigest()


def _lines(value: Any, depth: int = 1) -> Iterator[list[int]]:
    """The lines that mappings near the root remember, outermost first."""
    if isinstance(value, Surface):
        if depth in NEAR:
            yield value.lines
        for inner in value.values():
            if not isinstance(inner, str):
                yield from _lines(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner, depth + 1)


def _revived(data: dict[str, Any], lines: Iterator[list[int]], share: Share, depth: int = 1) -> Surface:
    found = Surface()
    found.lines = next(lines, NO_LINES) if depth in NEAR else NO_LINES
    if depth in NEAR and len(found.lines) != len(data):
        raise ValueError("not the lines of this mapping")
    for key, value in data.items():
        word = type(value) is str
        found[share(key, key)] = share(value, value) if word else _value(value, lines, share, depth)
    return found


def _value(value: Any, lines: Iterator[list[int]], share: Share, depth: int) -> Any:
    if type(value) is dict:
        return _revived(value, lines, share, depth + 1)
    if type(value) is list:
        return [_value(inner, lines, share, depth + 1) for inner in value]
    return share(value, value) if type(value) is str else value

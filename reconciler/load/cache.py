"""What a manifest said when it was last parsed, found again by its content.

A number costs 3 µs from here and 34 from YAML. An entry is named by the SHA-256 of the manifest's bytes, the version of
this tool and the form of the entries; in it is JSON, so it can be wrong but can run nothing. Only what the quick way
read without a fault is kept: a faulty file is read anew, with its positions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from reconciler import __version__
from reconciler.load.cache_folder import CacheFolder, name_of
from reconciler.load.quick import NEAR, NO_LINES, Interner
from reconciler.manifests.sources import LinedMapping

FORM = 1
"""Of the entries, and of what the quick way makes of a text: raised when either changes."""
VARIABLE = "RECONCILER_CACHE"
"""A folder, or `off`."""
SMALLEST = 4096
"""Bytes of a manifest that is worth an entry: a smaller one is parsed in less than a millisecond."""
_MOST = 16 << 20


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
        self._entries = CacheFolder(place)

    def get(self, content: bytes, share: Interner) -> LinedMapping | None:
        """What this manifest says; None if that is not known. `share` maps equal text to one object."""
        if len(content) < SMALLEST or (text := self._entries.get(_name(content), _MOST)) is None:
            return None
        try:
            lines, data = json.loads(text)
            return _revived(data, iter(lines), share)
        except ValueError:
            return None

    def put(self, content: bytes, meaning: LinedMapping) -> None:
        """Keeps what this manifest says."""
        if self._entries.place is not None and len(content) >= SMALLEST:
            text = json.dumps([list(_lines(meaning)), meaning], ensure_ascii=False, separators=(",", ":"))
            self._entries.put(_name(content), text)

    def trim(self) -> None:
        """Removes the oldest entries once all together are too large."""
        self._entries.trim()


def _name(content: bytes) -> str:
    return name_of(FORM, __version__, sha256(content).hexdigest())


def _lines(value: Any, depth: int = 1) -> Iterator[list[int]]:
    """The lines that mappings near the root remember, outermost first."""
    if isinstance(value, LinedMapping):
        if depth in NEAR:
            yield value.lines
        for inner in value.values():
            if not isinstance(inner, str):
                yield from _lines(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner, depth + 1)


def _revived(
    data: dict[str, Any], lines: Iterator[list[int]], share: Interner, depth: int = 1
) -> LinedMapping:
    mapping = LinedMapping()
    mapping.lines = next(lines, NO_LINES) if depth in NEAR else NO_LINES
    if depth in NEAR and len(mapping.lines) != len(data):
        raise ValueError("not the lines of this mapping")
    for key, value in data.items():
        word = type(value) is str
        mapping[share(key, key)] = share(value, value) if word else _value(value, lines, share, depth)
    return mapping


def _value(value: Any, lines: Iterator[list[int]], share: Interner, depth: int) -> Any:
    if type(value) is dict:
        return _revived(value, lines, share, depth + 1)
    if type(value) is list:
        return [_value(inner, lines, share, depth + 1) for inner in value]
    return share(value, value) if type(value) is str else value

"""A memory as text, and back.

Every number has a row, so that a hundred thousand take 4 µs each and not the 12 of their records; equal settings are
written once, and shared again when they are read. What else a memory holds is little, and pydantic's to write.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from reconciler.memory import memory as nouns
from reconciler.memory import records
from reconciler.memory.memory import Memory, Owned
from reconciler.model.change import Scalar
from reconciler.noun import replace


def dump(memory: Memory) -> str:
    """Two lines of JSON: the numbers, and the rest."""
    places: dict[int, int] = {}
    settings: list[Mapping[str, Scalar]] = []
    rows = []
    for slot in memory.owned.values():
        place = places.setdefault(id(slot.applied), len(settings))
        if place == len(settings):
            settings.append(slot.applied)
        rows.append(
            (
                slot.address,
                slot.number,
                slot.application,
                place,
                slot.cancelled,
                slot.since,
                slot.off_since,
            )
        )
    moves = [(*way, what) for way, what in memory.moves.items()]
    numbers = json.dumps([settings, rows, moves], ensure_ascii=False, separators=(",", ":"))
    return f"{numbers}\n{_rest().dump_json(replace(memory, owned={}, held={}, moves={})).decode()}"


def load(text: bytes) -> Memory:
    """The memory that was written. Raises ValueError, TypeError, LookupError for any other text."""
    numbers, _, rest = text.partition(b"\n")
    settings, rows, moves = json.loads(numbers)
    applied = [{path: tuple(v) if type(v) is list else v for path, v in one.items()} for one in settings]
    owned = {
        address: Owned(address, number, application, applied[place], cancelled, since, off_since)
        for address, number, application, place, cancelled, since, off_since in rows
    }
    ways = {(origin, address): what for origin, address, what in moves}
    memory = _rest().validate_json(rest)
    held = {intent.address: intent for intent in memory.open.values()}
    return replace(memory, owned=owned, held=held, moves=ways)


@cache
def _rest() -> TypeAdapter[Memory]:
    """Built when it is first needed: 20 ms."""
    adapter = TypeAdapter(Memory)
    known: dict[str, Any] = vars(records) | vars(nouns)
    adapter.rebuild(force=True, _types_namespace=known)
    return adapter

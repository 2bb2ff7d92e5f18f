"""Expanded entries and tombstones as text and JSON: what is declared, and which line says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from reconciler.manifests.render import Rendered, Value
from reconciler.model.calendar import day_of, iso
from reconciler.model.phrase import phrases
from reconciler.model.plan import FORMAT_VERSION
from reconciler.model.resource import Source
from reconciler.model.state import Tombstone
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.json_lines import write
from reconciler.report.sink.language import tr
from reconciler.report.sink.table import align
from reconciler.wire.write import reading


def text(entries: Sequence[Rendered], tombstones: Sequence[Tombstone], *, as_of: datetime) -> str:
    """A block for each entry, a line for each value; then the tombstones."""
    blocks = ["\n".join(_block(entry)) for entry in entries]
    blocks += ["\n".join(_tombstones(tombstones, as_of))] if tombstones else []
    return "\n\n".join(blocks) or tr("Nothing is declared.")


def as_json(
    entries: Sequence[Rendered],
    tombstones: Sequence[Tombstone],
    *,
    as_of: datetime,
    gaps: Sequence[str] = (),
) -> str:
    """The same for machines."""
    return write(
        {
            "format_version": FORMAT_VERSION,
            "as_of": iso(as_of),
            "entries": [_entry(entry) for entry in entries],
            "tombstones": [_tombstone(tombstone, as_of) for tombstone in tombstones],
            **reading(gaps),
        }
    )


def _block(entry: Rendered) -> Iterator[str]:
    place = f"{entry.source.file}:{entry.source.line}"
    yield terminal(
        tr(
            "{address} ({type}, account {account})  {place}",
            address=entry.address,
            type=entry.type,
            account=entry.account,
            place=place,
        )
    )
    rows = [
        (f"  {value.path}", terminal(_said(value.value)), value.layer, _place(value.source))
        for value in entry.values
    ]
    yield from align(rows)


def _tombstones(tombstones: Sequence[Tombstone], as_of: datetime) -> Iterator[str]:
    yield tr("Tombstones")
    yield from align(
        [
            (
                f"  {tombstone.target}",
                tombstone.number,
                tr("{not_before} to {expires}", not_before=tombstone.not_before, expires=tombstone.expires),
                tr(_window(tombstone, as_of)),
                _place(tombstone.source),
            )
            for tombstone in tombstones
        ]
    )


WINDOWS = phrases("early", "open", "over")
"""What `_window` says."""


def _window(tombstone: Tombstone, as_of: datetime) -> str:
    """Whether the consent may be used on the day of the run."""
    today = day_of(as_of)
    if today < tombstone.not_before:
        return "early"
    return "open" if today <= tombstone.expires else "over"


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _place(source: Source | None) -> str:
    return terminal(f"{source.file}:{source.line}") if source else ""


def _entry(entry: Rendered) -> dict[str, Any]:
    return {
        "address": entry.address,
        "type": entry.type,
        "team": entry.team,
        "account": entry.account,
        "source": _source(entry.source),
        "values": [_value(value) for value in entry.values],
    }


def _value(value: Value) -> dict[str, Any]:
    return {"path": value.path, "value": value.value, "from": value.layer, "source": _source(value.source)}


def _tombstone(tombstone: Tombstone, as_of: datetime) -> dict[str, Any]:
    return {
        "name": tombstone.name,
        "target": tombstone.target,
        "number": tombstone.number,
        "team": tombstone.team,
        "not_before": tombstone.not_before.isoformat(),
        "expires": tombstone.expires.isoformat(),
        "window": _window(tombstone, as_of),
        "source": _source(tombstone.source),
    }


def _source(source: Source | None) -> dict[str, Any] | None:
    return None if source is None else {"file": source.file, "line": source.line}

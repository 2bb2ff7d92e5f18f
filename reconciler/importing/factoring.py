"""What many entries have in common is said once: for the team, in `defaults`, in a pool's `template`."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from reconciler.importing.candidate import HOTLINES, INSTANCE, IVR, NUMBERS
from reconciler.model.phone import line_of
from reconciler.noun import noun, replace

POOLED = 5
"""From how many entries on that share what the defaults do not say they are a pool."""

_BUILT_IN = {"callType": "both"}
"""What an entry means that does not say it."""
_SHARED = {
    HOTLINES: ("carrier", "package", IVR),
    NUMBERS: ("line", "callType", "region", INSTANCE, IVR),
}
_OF_TEAM = ("enterprise", "script")


@noun
class EntryRow:
    """One entry: its key, what it says (instance and IVR flow by key), and a note of what was observed."""

    key: str
    section: str
    values: Mapping[str, Any]
    blind: frozenset[str] = frozenset()
    note: str = ""


@noun
class Common:
    """What a document says for all its entries."""

    team: Mapping[str, str] = field(default_factory=dict)
    """`enterprise` and `script`."""
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By section."""

    def of(self, section: str) -> dict[str, Any]:
        """What an entry of a section has without saying it."""
        return {**(_BUILT_IN if section == NUMBERS else {}), **self.team, **self.defaults.get(section, {})}


@noun
class Pool:
    """Entries that are alike: what they share, and each one's number."""

    key: str
    template: Mapping[str, Any]
    rows: tuple[EntryRow, ...]


def common(rows: Sequence[EntryRow]) -> Common:
    """What more than half of the rows say, where every row says something."""
    team = dict(_agreed(rows, _OF_TEAM))
    sections = {name: [row for row in rows if row.section == name] for name in _SHARED}
    defaults = {name: dict(_agreed(sections[name], fields)) for name, fields in _SHARED.items()}
    return Common(team, {name: values for name, values in defaults.items() if values})


def _agreed(rows: Sequence[EntryRow], fields: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """A default cannot be taken back by an entry: it is one only where every entry has a value."""
    for name in fields:
        values = [row.values.get(name) for row in rows]
        if len(rows) < 2 or None in values:
            continue
        value, count = Counter(values).most_common(1)[0]
        derived = name == "line" and all(value == line_of(row.values["number"]) for row in rows)
        if count * 2 > len(rows) and value != _BUILT_IN.get(name) and not derived:
            yield name, value


def reduced(row: EntryRow, defaults: Common) -> EntryRow | None:
    """The row without what is said for it already; None if it would get what it does not have."""
    inherited = defaults.of(row.section)
    if any(name not in row.values and name not in row.blind for name in inherited if name in {INSTANCE, IVR}):
        return None
    values = {name: value for name, value in row.values.items() if inherited.get(name) != value}
    if "line" not in inherited and values.get("line") == line_of(row.values["number"]):
        del values["line"]
    return replace(row, values=values)


def pooled(rows: Sequence[EntryRow], taken: set[str]) -> tuple[list[EntryRow], list[Pool]]:
    """The rows that stand alone, and the pools of those that are alike beside their number."""
    groups: dict[str, list[EntryRow]] = defaultdict(list)
    for row in rows:
        rest = {name: value for name, value in row.values.items() if name != "number"}
        groups[
            json.dumps(rest, sort_keys=True, default=str) if row.section == NUMBERS and rest else ""
        ].append(row)
    alone, pools = [], []
    for shape, group in groups.items():
        if not shape or len(group) < POOLED:
            alone += group
            continue
        template = {name: value for name, value in group[0].values.items() if name != "number"}
        stem = str(template.get(INSTANCE) or template.get(IVR) or "pool")
        key, count = stem, 1
        while key in taken:
            count += 1
            key = f"{stem}-{count}"
        taken.add(key)
        pools.append(Pool(key, template, tuple(group)))
    return alone, pools

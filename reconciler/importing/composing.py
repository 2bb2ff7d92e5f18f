"""One team's candidates as documents: new ones of about a hundred entries, or additions to one that is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from typing import Any

from reconciler.importing.candidate import INSTANCE, IVR, ImportCandidate, LeftOut
from reconciler.importing.factoring import Common, EntryRow, common, pooled, reduced
from reconciler.importing.naming import keys, slug, stem_of_flow, unique
from reconciler.importing.writing import TeamText
from reconciler.model.observation import PENDING
from reconciler.noun import noun, replace

A_FILE = 100
"""Entries of one document, about: what people can review."""


@noun
class Existing:
    """What a team has in Git already, and what its keys were."""

    instances: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    flows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    """Keys that are in use, or were once: a key is not used again."""
    old: Mapping[str, str] = field(default_factory=dict)
    """Number to the key it had before its entry left Git."""


@noun
class TeamEntries:
    """A team's rows with the instances and flows they name, before they are put into documents."""

    rows: tuple[EntryRow, ...]
    instances: Mapping[str, Mapping[str, Any]]
    flows: Mapping[str, Mapping[str, Any]]


def entries(candidates: Sequence[ImportCandidate], known: Existing, names: Mapping[str, str]) -> TeamEntries:
    """The rows in natural order: hotlines, then by what they are bound to, then by number. `names`: code to name."""
    keys_by_number = keys(candidates, names, known.taken, known.old)
    instances = _Register(known.instances)
    flows = _Register(known.flows)
    rows = []
    for one in sorted(
        candidates, key=lambda c: (c.section, keys_by_number[c.number].rstrip("0123456789"), c.number)
    ):
        values = dict(one.fields)
        if one.instance is not None:
            code = one.instance["code"]
            values[INSTANCE] = instances.key(one.instance, slug(names.get(code, "")) or "instance")
        if one.ivr is not None:
            values[IVR] = flows.key(one.ivr, stem_of_flow(one.ivr))
        rows.append(EntryRow(keys_by_number[one.number], one.section, values, one.blind, _note(one)))
    return TeamEntries(tuple(rows), instances.values, flows.values)


def _note(one: ImportCandidate) -> str:
    live = one.live
    if live.status in PENDING and live.applied_on is not None:
        return f"{live.status}, applied for on {live.applied_on}"
    return f"active since {live.activated_on}" if live.activated_on is not None else ""


class _Register:
    """Value to key: the key it has already, or a new one."""

    def __init__(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        self.values: dict[str, Mapping[str, Any]] = dict(known)
        self._keys: dict[str, str] = {_shape(value): key for key, value in reversed(list(known.items()))}
        self._taken = set(known)

    def key(self, value: Mapping[str, Any], stem: str) -> str:
        shape = _shape(value)
        if shape not in self._keys:
            self._keys[shape] = unique(stem, self._taken)
            self.values[self._keys[shape]] = value
        return self._keys[shape]


def _shape(value: Mapping[str, Any]) -> str:
    """Equal for values that mean the same: an instance without `routing` dispatches by region."""
    whole: dict[str, Any] = {"routing": "region-first", **value} if "code" in value else dict(value)
    return str(json.dumps(whole, sort_keys=True, ensure_ascii=False))


def documents(
    team: str, account: str, entries: TeamEntries, modes: Mapping[str, str], size: int = A_FILE
) -> list[TeamText]:
    """New documents, each whole in itself: what its entries name is declared in it."""
    chunks = _chunks(entries.rows, size) or ([()] if modes else [])
    texts = [_document(team, account, entries, rows) for rows in chunks]
    return [replace(texts[0], modes=modes), *texts[1:]] if texts else []


def _chunks(rows: Sequence[EntryRow], size: int) -> list[Sequence[EntryRow]]:
    """Parts of nearly equal length."""
    count = max(1, round(len(rows) / size)) if rows else 0
    edges = [len(rows) * index // count for index in range(count + 1)] if count else []
    return [rows[start:end] for start, end in pairwise(edges)]


def _document(team: str, account: str, entries: TeamEntries, rows: Sequence[EntryRow]) -> TeamText:
    defaults = common(rows)
    slim = [row for one in rows if (row := reduced(one, defaults)) is not None]
    alone, pools = pooled(slim, {row.key for row in rows})
    return TeamText(
        team,
        account,
        defaults,
        _named(entries.instances, rows, INSTANCE),
        _named(entries.flows, rows, IVR),
        alone,
        pools,
    )


def _named(
    values: Mapping[str, Mapping[str, Any]], rows: Iterable[EntryRow], name: str
) -> dict[str, Mapping[str, Any]]:
    """What these rows name, in the order of its keys."""
    used = {row.values[name] for row in rows if name in row.values}
    return {key: values[key] for key in sorted(used)}


def additions(
    team: str, account: str, entries: TeamEntries, defaults: Common, there: Existing
) -> tuple[TeamText, list[LeftOut]]:
    """What is added to a document that is there, and what its defaults do not let it say.

    `there`: the instances and flows of that document; a row that names another brings it along.
    """
    kept, left = [], []
    for row in entries.rows:
        slim = reduced(row, defaults)
        if slim is None:
            why = "the document's defaults give it an instance or an ivr that it does not have; use another file"
            left.append(LeftOut(row.values["number"], why))
        else:
            kept.append(slim)
    rows = [row for row in entries.rows if row.values["number"] in {one.values["number"] for one in kept}]
    fresh = {
        key: value
        for key, value in _named(entries.instances, rows, INSTANCE).items()
        if key not in there.instances
    }
    flows = {key: value for key, value in _named(entries.flows, rows, IVR).items() if key not in there.flows}
    return TeamText(team, account, defaults, fresh, flows, kept), left

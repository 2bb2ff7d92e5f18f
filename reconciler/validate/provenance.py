"""Where each value of each expanded entry came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from reconciler.manifests.documents import TeamDocument
from reconciler.manifests.expand import Entry, entries
from reconciler.manifests.render import Rendered, Value, rendered
from reconciler.manifests.resources import number, public_modes, shelf
from reconciler.manifests.sources import Document, Documents, Path
from reconciler.model.address import key_of
from reconciler.model.resource import Source
from reconciler.validate import shape

BUILT_IN = "built in"
DERIVED = "derived"

_HEAD = ("address", "team", "account", "type")
_REFERENCES = {"instance": "instances", "ivr": "ivr"}


def provenance(documents: Documents) -> Iterator[Rendered]:
    """Every expanded entry of every valid Team document, in file order."""
    for document in documents.manifests:
        model = shape.manifest(document, [])
        if isinstance(model, TeamDocument):
            yield from _team(documents, document, model)


def _team(documents: Documents, document: Document, team: TeamDocument) -> Iterator[Rendered]:
    place = shelf(document, team)
    for entry in entries(document, team):
        found = number(entry, place)
        data = rendered(found)
        said = [
            _value(documents, document.file, path, value, *_origin(team, entry, path))
            for path, value in _flat({key: value for key, value in data.items() if key not in _HEAD})
        ]
        yield Rendered(found.address, found.team, found.account, found.type, found.source, tuple(said))
    for mode in public_modes(document, team):
        at = ("spec", "publicMode", key_of(mode.address), "use")
        said = [_value(documents, document.file, "use", mode.use, "entry", at)]
        yield Rendered(mode.address, mode.team, mode.account, "publicMode", mode.source, tuple(said))


def _value(documents: Documents, file: str, path: str, value: Any, layer: str, at: Path | None) -> Value:
    source = Source(file, documents.locate(file, at, False).line) if at is not None else None
    return Value(path, value, layer, source)


def _origin(team: TeamDocument, entry: Entry, path: str) -> tuple[str, Path | None]:
    """The layer of a value and the path of the words that say it."""
    steps = tuple(path.split("."))
    field = _FIELDS.get(steps[0], steps[0])
    if path == "routing" and (team.spec.instances or {})[entry.values["instance"]].routing is None:
        return BUILT_IN, None
    if field not in entry.values:
        return (DERIVED, entry.path_of("number")) if field == "line" else (BUILT_IN, None)
    section = _REFERENCES.get(field)
    if section is None:
        return entry.origin(field).name, (*entry.path_of(field), *steps[1:])
    inner = ("code",) if path == "instance" else steps if field == "instance" else steps[1:]
    return entry.origin(field).name, ("spec", section, entry.values[field], *inner)


_FIELDS = {to_camel("call_type"): "call_type", "routing": "instance"}
"""Manifest words whose value stands under another field of an entry."""


def _flat(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value

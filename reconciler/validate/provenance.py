"""Where each value of each expanded entry came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from reconciler.manifests.documents import TeamDocument
from reconciler.manifests.expand import Entry
from reconciler.manifests.render import Rendered, Value, rendered
from reconciler.manifests.resources import Definitions, TeamDefinitions, expanded, public_modes
from reconciler.manifests.sources import Document, Documents, Path
from reconciler.model.address import key_of
from reconciler.model.resource import Source
from reconciler.validate import shape

BUILT_IN_LAYER = "built in"
DERIVED = "derived"

_HEAD = ("address", "team", "account", "type")
_REFERENCES = {"instance": "instances", "ivr": "ivr"}


def provenance(documents: Documents) -> Iterator[Rendered]:
    """Every expanded entry of every valid Team document, in file order."""
    models = [(document, shape.manifest(document, [])) for document in documents.manifests]
    teams = [(document, model) for document, model in models if isinstance(model, TeamDocument)]
    defined = Definitions()
    for document, team in teams:
        defined.add(document, team)
    definitions = {document.file: team for document, team in teams}
    for document, team in teams:
        yield from _team(documents, document, team, defined.get(document, team), definitions)


def _team(
    documents: Documents,
    document: Document,
    team: TeamDocument,
    place: TeamDefinitions,
    definitions: Mapping[str, TeamDocument],
) -> Iterator[Rendered]:
    for entry, desired in expanded(document, team, place):
        data = rendered(desired)
        values = [
            _value(documents, path, value, *_origin(definitions, place, entry, path))
            for path, value in _flat({key: value for key, value in data.items() if key not in _HEAD})
        ]
        yield Rendered(
            desired.address, desired.team, desired.account, desired.type, desired.source, tuple(values)
        )
    for mode in public_modes(document, team):
        at = ("spec", "publicMode", key_of(mode.address), "use")
        values = [_value(documents, "use", mode.use, "entry", document.file, at)]
        yield Rendered(mode.address, mode.team, mode.account, "publicMode", mode.source, tuple(values))


def _value(documents: Documents, path: str, value: Any, layer: str, file: str, at: Path | None) -> Value:
    source = Source(file, documents.locate(file, at, False).line) if at is not None else None
    return Value(path, value, layer, source)


def _origin(
    definitions: Mapping[str, TeamDocument], place: TeamDefinitions, entry: Entry, path: str
) -> tuple[str, str, Path | None]:
    """The layer of a value, and the file and path of the words that say it."""
    steps = tuple(path.split("."))
    field = _FIELDS.get(steps[0], steps[0])
    if field not in entry.values:
        derived = field == "line"
        return (
            DERIVED if derived else BUILT_IN_LAYER,
            place.file,
            entry.path_of("number") if derived else None,
        )
    section, layer = _REFERENCES.get(field), entry.origin(field).name
    if section is None:
        return layer, place.file, (*entry.path_of(field), *steps[1:])
    key = entry.values[field]
    file = place.files[section, key]
    if path == "routing" and (definitions[file].spec.instances or {})[key].routing is None:
        return BUILT_IN_LAYER, file, None
    inner = ("code",) if path == "instance" else steps if field == "instance" else steps[1:]
    return layer, file, ("spec", section, key, *inner)


_FIELDS = {to_camel("call_type"): "call_type", "routing": "instance"}
"""Manifest words whose value stands under another field of an entry."""


def _flat(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value

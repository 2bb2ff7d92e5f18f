"""Expanded entries as the typed resources the planner reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from pydantic.alias_generators import to_snake

from reconciler.manifests.documents import TeamDocument
from reconciler.manifests.entries import Hotline, IvrFlow, PlaybackEntry, Regular
from reconciler.manifests.expand import Entry, entries
from reconciler.manifests.sources import Document
from reconciler.model.address import join
from reconciler.model.change import Scalar
from reconciler.model.money import cny
from reconciler.model.phone import line_of
from reconciler.model.resource import (
    HOTLINE,
    REGULAR,
    DeclaredInstance,
    DesiredNumber,
    DesiredPublicMode,
    Ivr,
    Playback,
    Purpose,
    Select,
    Source,
    Transfer,
)
from reconciler.noun import noun, replace

_PLACED = frozenset(
    {
        *("number", "line", "call_type", "region", "carrier", "package", "enterprise", "script", "purpose"),
        *("instance", "ivr", "select", "documents"),
    }
)
"""The fields of an entry that a number has a place for."""
_ADDED = {*Regular.model_fields, *Hotline.model_fields} - _PLACED
"""Those that only their kind knows: while there are none, `validate` starts without a kind, by a twentieth sooner."""
NO_FIELDS: Mapping[str, Scalar] = MappingProxyType({})
REGION_FIRST = "region-first"
BOTH = "both"
_PURPOSES = {purpose.value: purpose for purpose in Purpose}


@noun
class TeamDefinitions:
    """What a team's entries refer to by key. Equal values are one object, so that comparing them is cheap."""

    team: str
    account: str
    file: str
    instances: Mapping[str, DeclaredInstance]
    ivr: Mapping[str, Ivr]
    files: Mapping[tuple[str, str], str]
    """(`instances` or `ivr`, key) to the file that defines it."""
    packages: dict[str, Decimal] = field(default_factory=dict)

    def package(self, text: str) -> Decimal:
        """The package's CNY a month."""
        if text not in self.packages:
            self.packages[text] = cny(text)
        return self.packages[text]


def definitions(document: Document, team: TeamDocument) -> TeamDefinitions:
    """The team's instances and IVR flows, typed."""
    name, file, spec = team.metadata.name, document.file, team.spec
    lines = document.data["spec"].get("instances")
    instances = {
        key: DeclaredInstance(
            name, key, instance.code, instance.routing or REGION_FIRST, Source(file, lines.line_of(key))
        )
        for key, instance in (spec.instances or {}).items()
    }
    flows = {key: _ivr(flow) for key, flow in (spec.ivr or {}).items()}
    files = {
        (section, key): file for section, keys in (("instances", instances), ("ivr", flows)) for key in keys
    }
    return TeamDefinitions(name, spec.account, file, instances, flows, files)


class Definitions:
    """What each team's documents define, in whichever of them it stands: entries of one refer to all."""

    def __init__(self) -> None:
        self._of: dict[str, list[TeamDefinitions]] = {}

    def add(self, document: Document, team: TeamDocument) -> None:
        """Takes in what one of a team's documents defines."""
        self._of.setdefault(team.metadata.name, []).append(definitions(document, team))

    def get(self, document: Document, team: TeamDocument) -> TeamDefinitions:
        """What an entry of this document may refer to: its own document's definitions before the others'."""
        parts = self._of[team.metadata.name]
        own = next(place for place in parts if place.file == document.file)
        if len(parts) == 1:
            return own
        instances: dict[str, DeclaredInstance] = {}
        flows: dict[str, Ivr] = {}
        files: dict[tuple[str, str], str] = {}
        for place in (*reversed(parts), own):
            instances |= place.instances
            flows |= place.ivr
            files |= place.files
        return replace(own, instances=instances, ivr=flows, files=files)


def expanded(
    document: Document, team: TeamDocument, at: TeamDefinitions
) -> Iterator[tuple[Entry, DesiredNumber]]:
    """Every hotline, number and pool member of a document, with what was written for it, in file order."""
    for entry in entries(document, team):
        yield entry, number(entry, at)


def playback(entry: PlaybackEntry) -> Playback:
    """A playback, typed."""
    return Playback(entry.audio, entry.description)


def _ivr(flow: IvrFlow) -> Ivr:
    heard = playback(flow.playback) if flow.playback else None
    way = flow.transfer
    return Ivr(heard, Transfer(way.routing, tuple(way.to), way.qualification) if way else None)


def number(entry: Entry, at: TeamDefinitions) -> DesiredNumber:
    """The entry as a number. A reference that leads nowhere is left out: somebody else reports it."""
    return _hotline(entry, at) if entry.section == "hotlines" else _regular(entry, at)


def _hotline(entry: Entry, at: TeamDefinitions) -> DesiredNumber:
    value_of = entry.values.get
    package, select, documents = value_of("package"), value_of("select"), value_of("documents")
    return DesiredNumber(
        address=join(at.team, entry.key),
        team=at.team,
        account=at.account,
        type=HOTLINE,
        source=Source(at.file, entry.line),
        number=value_of("number"),
        carrier=value_of("carrier"),
        package=at.package(package) if package else None,
        enterprise=value_of("enterprise"),
        script=value_of("script"),
        purpose=_PURPOSES.get(value_of("purpose", "")),
        ivr=at.ivr.get(value_of("ivr", "")),
        select=Select(select.prefix or "") if select else None,
        documents=documents.reference if documents else None,
        more=_more(entry),
    )


def _more(entry: Entry) -> Mapping[str, Scalar]:
    """The fields that only their kind knows."""
    if not _ADDED:
        return NO_FIELDS
    return {path: entry.values[name] for path, name in _paths() if name in entry.values}


@cache
def _paths() -> tuple[tuple[str, str], ...]:
    """Manifest path, and name in an entry, of each of those fields."""
    from reconciler.kinds import FIELDS

    return tuple((field.path, to_snake(field.path)) for field in FIELDS if field.more)


def _regular(entry: Entry, at: TeamDefinitions) -> DesiredNumber:
    value_of = entry.values.get
    digits = value_of("number")
    instance = at.instances.get(value_of("instance", ""))
    return DesiredNumber(
        address=join(at.team, entry.key),
        team=at.team,
        account=at.account,
        type=REGULAR,
        source=Source(at.file, entry.line),
        number=digits,
        line=value_of("line") or (line_of(digits) if digits else None),
        call_type=value_of("call_type", BOTH),
        region=value_of("region"),
        enterprise=value_of("enterprise"),
        script=value_of("script"),
        purpose=_PURPOSES.get(value_of("purpose", "")),
        instance=instance.code if instance else None,
        routing=instance.routing if instance else None,
        ivr=at.ivr.get(value_of("ivr", "")),
        more=_more(entry),
    )


def public_modes(document: Document, team: TeamDocument) -> list[DesiredPublicMode]:
    """The team's uses of public mode, in file order."""
    name, uses = team.metadata.name, team.spec.public_mode or {}
    lines = document.data["spec"]["publicMode"].lines if uses else []
    return [
        DesiredPublicMode(join(name, key), name, team.spec.account, mode.use, Source(document.file, line))
        for (key, mode), line in zip(uses.items(), lines, strict=True)
    ]

"""A team's document expanded: `defaults < template < entry`, nothing else, each value knowing where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from reconciler.manifests.documents import TeamDocument
from reconciler.manifests.entries import PoolEntry
from reconciler.manifests.scalars import Part
from reconciler.manifests.sources import Document, LinedMapping, Path
from reconciler.noun import noun

TEAM_LAYER = "team"
DEFAULTS = "defaults"
TEMPLATE = "template"
ENTRY = "entry"


@noun
class Layer:
    """Values said in one place; a later layer wins over an earlier one."""

    name: str
    """`team`, `defaults`, `template` or `entry`."""
    path: Path
    values: Mapping[str, Any]


@noun
class Entry:
    """One declared thing with all its layers merged."""

    key: str
    line: int
    section: str
    """`hotlines`, `numbers` or `pools`."""
    parent: Path
    """Where the section, or the pool's members, stand in the document."""
    below: tuple[Layer, ...]
    """What others say for it, the weakest first."""
    own: Mapping[str, Any]
    """What it says itself."""
    values: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """Where the entry itself stands in its document."""
        return (*self.parent, self.key)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All of them, its own the last. Made only where a value's place is told: that is hardly ever."""
        return (*self.below, Layer(ENTRY, self.path, self.own))

    def origin(self, field: str) -> Layer:
        """The layer a value came from; the entry's own for a value nobody gave."""
        layers = self.layers
        return next((layer for layer in reversed(layers) if field in layer.values), layers[-1])

    def path_of(self, field: str) -> Path:
        """Where a value was written; where it should have been if it was not."""
        layer = self.origin(field)
        return (*layer.path, to_camel(field)) if field in layer.values else layer.path


def entries(document: Document, team: TeamDocument) -> Iterator[Entry]:
    """Every hotline, number and pool member, in file order."""
    spec = team.spec
    surface: LinedMapping = document.data["spec"]
    common = Layer(TEAM_LAYER, ("spec",), _said({"enterprise": spec.enterprise, "script": spec.script}))
    defaults = spec.defaults
    hotlines = _below(common, DEFAULTS, ("spec", "defaults", "hotlines"), defaults and defaults.hotlines)
    numbers = _below(common, DEFAULTS, ("spec", "defaults", "numbers"), defaults and defaults.numbers)
    if spec.hotlines:
        yield from _section("hotlines", ("spec", "hotlines"), spec.hotlines, surface["hotlines"], hotlines)
    if spec.numbers:
        yield from _section("numbers", ("spec", "numbers"), spec.numbers, surface["numbers"], numbers)
    for key, pool in (spec.pools or {}).items():
        yield from _pool(key, pool, surface["pools"][key]["members"], numbers)


def _pool(key: str, pool: PoolEntry, surface: LinedMapping, base: tuple[Layer, ...]) -> Iterator[Entry]:
    path = ("spec", "pools", key)
    layers = _layered(base, TEMPLATE, (*path, "template"), pool.template)
    return _section("pools", (*path, "members"), pool.members, surface, layers)


def _section(
    section: str,
    path: Path,
    items: Mapping[str, Part | str | None],
    surface: LinedMapping,
    base: tuple[Layer, ...],
) -> Iterator[Entry]:
    below = merged(base)
    for (key, item), line in zip(items.items(), surface.lines, strict=True):
        own = {"number": item} if isinstance(item, str) else _said(vars(item)) if item else {}
        yield Entry(key, line, section, path, base, own, {**below, **own} if below else own)


def merged(layers: tuple[Layer, ...]) -> dict[str, Any]:
    """All layers in one, the last word winning."""
    return {field: value for layer in layers for field, value in layer.values.items()}


def _below(common: Layer, name: str, path: Path, part: Part | None) -> tuple[Layer, ...]:
    return _layered((common,), name, path, part)


def _layered(base: tuple[Layer, ...], name: str, path: Path, part: Part | None) -> tuple[Layer, ...]:
    return (*base, Layer(name, path, _said(vars(part)))) if part is not None else base


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if value is not None}

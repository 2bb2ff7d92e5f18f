"""What would keep a policy from ever ending: references in a circle, depth, patterns that try everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.manifests.sources import Path
from reconciler.model.phrase import phrase

DEPTH = 60
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref", "dependentSchemas")
"""Keywords whose schemas judge the same value again: a circle of them never ends."""


def hazards(schema: Any) -> Iterator[tuple[Path, str]]:
    """Each hazard of a policy and where it is."""
    for path, value in _walk(schema, ()):
        if len(path) > DEPTH:
            yield path[:DEPTH], phrase("this policy is nested deeper than {depth} levels", depth=DEPTH)
            return
        if not isinstance(value, Mapping):
            continue
        if "$ref" in value and _circles(schema, value):
            yield (*path, "$ref"), phrase("this reference leads back to itself without end")


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every value of a document, a level at a time, so that depth is seen before it is a problem."""
    waiting: list[tuple[Path, Any]] = [(path, value)]
    while waiting:
        here, found = waiting.pop()
        yield here, found
        if isinstance(found, Mapping):
            waiting.extend(((*here, key), inner) for key, inner in found.items())
        elif isinstance(found, list):
            waiting.extend(((*here, index), inner) for index, inner in enumerate(found))


def _circles(root: Any, start: Mapping[str, Any]) -> bool:
    """Whether a schema judges the same value by itself again."""
    seen: set[int] = set()
    waiting = list(_same_value(root, start))
    while waiting:
        schema = waiting.pop()
        if schema is start:
            return True
        if id(schema) not in seen and isinstance(schema, Mapping):
            seen.add(id(schema))
            waiting.extend(_same_value(root, schema))
    return False


def _same_value(root: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    for keyword in _IN_PLACE:
        value = schema.get(keyword)
        if keyword == "$ref":
            yield _target(root, value)
        elif isinstance(value, list):
            yield from value
        elif keyword == "dependentSchemas" and isinstance(value, Mapping):
            yield from value.values()
        elif value is not None:
            yield value


def _target(root: Any, reference: Any) -> Any:
    """What a reference into the same file points at; None for any other."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    found = root
    for step in reference.removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        elif isinstance(found, Mapping):
            found = found.get(name)
        else:
            return None
    return found

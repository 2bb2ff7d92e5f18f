"""What would keep a policy from ever ending: references in a circle, depth, patterns that grow or cannot be timed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.manifests.sources import Path
from reconciler.model.phrase import phrase

SCHEMA_DEPTH = 60
SUBSCHEMAS = 5_000
"""Objects in a policy; whether each is a schema takes about a millisecond to find out."""
REPEATED = 10_000
"""What a pattern may grow to once its counted repeats are written out, as every engine does."""
_DIGITS = 9
_REFERENCES = ("$ref", "$dynamicRef")
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", *_REFERENCES, "dependentSchemas")
"""Keywords whose schemas judge the same value again: a circle of them never ends."""
_PIECE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]?|\{(?P<least>[0-9]*)(?P<more>,(?P<most>[0-9]*))?\}|.", re.DOTALL
)
"""A pattern, piece by piece: an escape, a class of characters, a counted repeat, a character."""


def hazards(schema: Any) -> Iterator[tuple[Path, str]]:
    """Each hazard of a policy and where it is."""
    places = list(_walk(schema, ()))
    deep = next((path for path, _ in places if len(path) > SCHEMA_DEPTH), None)
    if deep is not None:
        yield (
            deep[:SCHEMA_DEPTH],
            phrase("this policy is nested deeper than {depth} levels", depth=SCHEMA_DEPTH),
        )
        return
    schemas = [(path, value) for path, value in places if isinstance(value, Mapping)]
    if len(schemas) > SUBSCHEMAS:
        yield (), phrase("this policy has more than {most} objects", most=SUBSCHEMAS)
        return
    for path in _circles(schema, schemas):
        yield path, phrase("this reference leads back to itself without end")
    for path, value in schemas:
        yield from _patterns(path, value)
    if any(isinstance(value.get("patternProperties"), Mapping) for _, value in schemas):
        for path, value in schemas:
            if "unevaluatedProperties" in value:
                yield (
                    (*path, "unevaluatedProperties"),
                    phrase(
                        "beside `patternProperties` a policy cannot have this: write `additionalProperties`"
                    ),
                )


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every value of a document, whatever holds it before it; not far below DEPTH."""
    waiting: list[tuple[Path, Any]] = [(path, value)]
    while waiting:
        here, node = waiting.pop()
        yield here, node
        if len(here) > SCHEMA_DEPTH:
            return
        if isinstance(node, Mapping):
            waiting.extend(((*here, key), inner) for key, inner in node.items())
        elif isinstance(node, list):
            waiting.extend(((*here, index), inner) for index, inner in enumerate(node))


# --- patterns -------------------------------------------------------------------------------------------


def _patterns(path: Path, schema: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Each pattern whose repeats of repeats would take for ever to compile."""
    of_names = schema.get("patternProperties")
    places = [((*path, "pattern"), schema.get("pattern"))]
    places += (
        [((*path, "patternProperties", name), name) for name in of_names]
        if isinstance(of_names, Mapping)
        else []
    )
    for place, pattern in places:
        if isinstance(pattern, str) and written_out(pattern) > REPEATED:
            yield (
                place,
                phrase(
                    "this pattern is longer than {most} characters once its repeats are written out",
                    most=REPEATED,
                ),
            )


def written_out(pattern: str) -> int:
    """How many pieces a pattern has once each `{n}` is written out."""
    outer: list[int] = []
    whole = last = 0
    for piece in _PIECE.finditer(pattern):
        if piece["least"] is not None and piece[0] != "{}":
            times = max(int(number[:_DIGITS]) for number in (piece["least"], piece["most"], "1") if number)
            whole += last * (times - 1)
            last *= times
        elif piece[0] == "(":
            outer.append(whole)
            whole = last = 0
        elif piece[0] == ")" and outer:
            last = whole
            whole += outer.pop()
        elif piece[0] not in {"*", "+", "?", "|"}:
            last = 1
            whole += 1
    return whole + sum(outer)


# --- circles --------------------------------------------------------------------------------------------


def _circles(root: Any, schemas: list[tuple[Path, Mapping[str, Any]]]) -> Iterator[Path]:
    """Where a schema is made to judge the same value by itself again. Each schema is gone through once."""
    paths = {id(schema): path for path, schema in schemas}
    anchors = {
        schema[name]: schema
        for _, schema in schemas
        for name in ("$anchor", "$dynamicAnchor")
        if isinstance(schema.get(name), str)
    }
    done: set[int] = set()
    for _, start in schemas:
        if id(start) in done:
            continue
        within = {id(start)}
        steps = [(start, _same_value(root, anchors, start))]
        while steps:
            schema, inner = steps[-1]
            keyword, following = next(inner, ("", None))
            if not keyword:
                done.add(id(schema))
                within.discard(id(schema))
                steps.pop()
            elif id(following) in within:
                yield (*paths[id(schema)], keyword)
            elif isinstance(following, Mapping) and id(following) not in done:
                within.add(id(following))
                steps.append((following, _same_value(root, anchors, following)))


def _same_value(
    root: Any, anchors: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """The schemas that judge the same value as this one, each with the keyword that says so."""
    for keyword in _IN_PLACE:
        value = schema.get(keyword)
        if keyword in _REFERENCES:
            yield keyword, _target(root, anchors, value)
        elif isinstance(value, list):
            yield from ((keyword, inner) for inner in value)
        elif keyword == "dependentSchemas" and isinstance(value, Mapping):
            yield from ((keyword, inner) for inner in value.values())
        elif value is not None:
            yield keyword, value


def _target(root: Any, anchors: Mapping[str, Any], reference: Any) -> Any:
    """What a reference into the same file points at; None for any other."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    if reference[1:] and not reference.startswith("#/"):
        return anchors.get(reference[1:])
    value = root
    for step in reference.removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, Mapping):
            value = value.get(name)
        else:
            return None
    return value

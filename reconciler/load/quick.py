"""The fast way in: PyYAML's C events straight to plain data, for a file with nothing unusual in it.

No nodes, no resolver: a scalar is the text that was typed, except that a plain `true`, `false` and nothing mean
themselves. Whatever is out of the ordinary raises Irregular, and `tree` says what it is and where.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from reconciler.load.characters import has_secret
from reconciler.load.limits import DEPTH
from reconciler.manifests.sources import LinedMapping

PLAIN_SCALARS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
"""The plain scalars that are not text."""

NUMBER_LIKE = re.compile(r"[-+]?(?:0[0-9_]+|[0-9][0-9_]{6,})")
"""Plain text that some YAML reader would take for an integer and so damage as a phone number."""

SUSPECT = ("\\", "<<", "\t", "=======", ">>>>>>>", "|||||||")
"""What the fast way does not judge; some of it is harmless in some places."""

_MARKS = ("&", "*", "!", "%")
_INDICATOR = re.compile(r"^%|(?:^|[\s,\[\]{}?:-])(?:[&*]\S|!)", re.MULTILINE)
"""Where an anchor, alias, tag or directive can begin."""

NEAR = frozenset({1, 2, 3, 5})
"""Depths whose keys are entries: `spec.numbers.KEY` and `spec.pools.KEY.members.KEY`."""

NO_LINES: list[int] = []

Next = Callable[[], Any]
"""The parser's next event. PyYAML's stubs doubt that there is one; the stream's own end is an event."""
Interner = Callable[[str, str], str]


class Irregular(Exception):
    """The file needs the careful way."""


def parse(text: str, share: Interner, nodes: int | None) -> LinedMapping:
    """One document's mapping. `share` maps equal text to one object. Raises Irregular, also beyond `nodes` values."""
    if not _ordinary(text):
        raise Irregular
    try:
        following: Next = CParser(text).get_event
        following()
        following()
        if type(following()) is not MappingStartEvent:
            raise Irregular
        root = _mapping(following, share, 1)
        if type(following()) is not DocumentEndEvent or type(following()) is not StreamEndEvent:
            raise Irregular
    except YAMLError as error:
        raise Irregular from error
    if nodes is not None and len(text) > nodes and count(root) > nodes:
        raise Irregular
    if not isinstance(root, LinedMapping):
        raise Irregular
    return root


def count(value: Any) -> int:
    """How many nodes a value is made of: mappings, lists, keys and scalars."""
    if isinstance(value, dict):
        return 1 + len(value) + sum(map(count, value.values()))
    return 1 + sum(map(count, value)) if isinstance(value, list) else 1


def _ordinary(text: str) -> bool:
    if any(word in text for word in SUSPECT) or has_secret(text):
        return False
    if any(mark in text for mark in _MARKS) and _INDICATOR.search(text):
        return False
    return text.replace("\n", "").isprintable() and unicodedata.is_normalized("NFC", text)


def _mapping(following: Next, share: Interner, depth: int) -> dict[str, Any]:
    if depth > DEPTH:
        raise Irregular
    mapping = LinedMapping()
    near = depth in NEAR
    lines: list[int] = [] if near else NO_LINES
    while type(event := following()) is ScalarEvent:
        text = event.value
        key = share(text, text)
        if near:
            mark: Any = event.start_mark
            lines.append(mark.line + 1)
        if key in mapping or (key < ":" and NUMBER_LIKE.fullmatch(key)):
            raise Irregular
        event = following()
        if type(event) is ScalarEvent:
            # In place for the commonest scalars: a call for each would cost a tenth of the whole.
            text = event.value
            common = event.style or (text > ":" and text not in PLAIN_SCALARS)
            mapping[key] = share(text, text) if common else _unusual(text, share)
        else:
            mapping[key] = _value(event, following, share, depth + 1)
    if type(event) is not MappingEndEvent:
        raise Irregular
    mapping.lines = lines
    return mapping


def _sequence(following: Next, share: Interner, depth: int) -> list[Any]:
    items: list[Any] = []
    if depth > DEPTH:
        raise Irregular
    while type(event := following()) is not SequenceEndEvent:
        items.append(_value(event, following, share, depth + 1))
    return items


def _value(event: Any, following: Next, share: Interner, depth: int) -> Any:
    if type(event) is MappingStartEvent:
        return _mapping(following, share, depth)
    if type(event) is SequenceStartEvent:
        return _sequence(following, share, depth)
    if type(event) is not ScalarEvent:
        raise Irregular
    return share(event.value, event.value) if event.style else _unusual(event.value, share)


def _unusual(text: str, share: Interner) -> str | bool | None:
    """What a plain scalar means that may not be text. Raises Irregular for an unquoted phone number."""
    if text in PLAIN_SCALARS:
        return PLAIN_SCALARS[text]
    if NUMBER_LIKE.fullmatch(text):
        raise Irregular
    return share(text, text)

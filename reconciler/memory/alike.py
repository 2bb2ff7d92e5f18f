"""Adoptions that are alike, read the quick way: a large ledger is little else.

A fleet that was taken over has a record for each number, and they differ in address and digits: what was adopted is
parsed once for all that have it, which halves reading and folding a record. Any other record, and any adoption that is
written in the least otherwise, goes to pydantic; a property test holds both ways to the same memory. The hash was
verified before, of every record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from reconciler.memory.records import RECORD, Record
from reconciler.noun import noun

_TEXT = rb'"([^"\\\x00-\x1f]*)"'
_FLAT = rb"[^{}\[\]\\\x00-\x1f]*"
_SHAPE = re.compile(
    rb'\{"address":%b,"application":null,"at":%b,"fields":(\{%b?)"number":%b,(%b\}),'
    rb'"kind":"adopt","number":"\4","run":%b\}' % (_TEXT, _TEXT, _FLAT, _TEXT, _FLAT, _TEXT)
)
"""An adoption of a number without a deadline, in canonical JSON; nothing in it is escaped or nested."""


@noun
class Alike:
    """An adoption, as `Adopted` has it."""

    at: str
    run: str
    address: str
    number: str
    fields: Mapping[str, Any]
    """Without the number, and the same object for all that have the same."""


def reader() -> Callable[[bytes], Record | Alike]:
    """Parses one record's text after the other. Raises pydantic.ValidationError for what this version does not know."""
    known: dict[tuple[bytes, bytes], dict[str, Any]] = {}
    shape, parse = _SHAPE.fullmatch, RECORD.validator.validate_json

    def read(body: bytes) -> Record | Alike:
        match = shape(body)
        try:
            return parse(body) if match is None else _alike(match, known)
        except ValueError:
            return parse(body)  # type: ignore[no-any-return]

    return read


def _alike(match: re.Match[bytes], known: dict[tuple[bytes, bytes], dict[str, Any]]) -> Alike:
    address, at, before, number, after, run = match.groups()
    fields = known.get((before, after))
    if fields is None:
        fields = known[before, after] = json.loads(
            before + after, object_pairs_hook=_once, parse_constant=_no_value
        )
    return Alike(at.decode(), run.decode(), address.decode(), number.decode(), fields)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a key that is there twice."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("twice")
    return fields


def _no_value(name: str) -> Any:
    raise ValueError(name)

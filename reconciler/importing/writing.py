"""A Team document as people write it: one line an entry, words without quotes where no reader takes them for more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from reconciler.importing.candidate import HOTLINES, NUMBERS
from reconciler.importing.factoring import Common, EntryRow, Pool
from reconciler.importing.naming import WORDS
from reconciler.noun import noun

_PLAIN = re.compile(r"(?=[^0-9 .+-])(?:[\w/.+-]|(?<=[\w/.]) (?=[\w/.]))+")
"""Letters of any script, digits and marks that mean nothing to YAML; a leading digit is quoted."""


@noun
class TeamText:
    """What one Team document says."""

    team: str
    account: str
    common: Common
    instances: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    flows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rows: Sequence[EntryRow] = ()
    pools: Sequence[Pool] = ()
    modes: Mapping[str, str] = field(default_factory=dict)
    """Key to use of public mode."""


def text(document: TeamText) -> str:
    """The whole document."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: TeamText) -> Iterator[str]:
    yield "apiVersion: voice.reconciler/v1"
    yield "kind: Team"
    yield f"metadata: {{name: {scalar(document.team)}}}"
    yield "spec:"
    yield f"  account: {scalar(document.account)}"
    yield from (f"  {name}: {scalar(value)}" for name, value in document.common.team.items())
    if document.common.defaults:
        yield f"  defaults: {flow(document.common.defaults)}"
    for name, lines in sections(document).items():
        yield f"  {name}:"
        yield from (f"    {line}" for line in lines)


def sections(document: TeamText) -> dict[str, list[str]]:
    """Section to its lines, relative to the section; a section without any is left out."""
    lines = {
        "instances": [f"{key}: {flow(value)}" for key, value in document.instances.items()],
        "ivr": [line for key, value in document.flows.items() for line in _flow_lines(key, value)],
        HOTLINES: [entry(row) for row in document.rows if row.section == HOTLINES],
        NUMBERS: [entry(row) for row in document.rows if row.section == NUMBERS],
        "pools": [line for pool in document.pools for line in _pool_lines(pool)],
        "publicMode": [mode(key, use) for key, use in document.modes.items()],
    }
    return {name: section for name, section in lines.items() if section}


def added(document: TeamText) -> dict[str, list[tuple[str, str]]]:
    """What is added to a document that is there: section to lines and their notes, each line whole in itself."""
    lines = {
        "instances": [(f"{key}: {flow(value)}", "") for key, value in document.instances.items()],
        "ivr": [(f"{key}: {flow(value)}", "") for key, value in document.flows.items()],
        HOTLINES: [(f"{r.key}: {flow(r.values)}", r.note) for r in document.rows if r.section == HOTLINES],
        NUMBERS: [(f"{r.key}: {flow(r.values)}", r.note) for r in document.rows if r.section == NUMBERS],
        "publicMode": [
            (f"{key}: {{use: {use}}}", "or voice-notification") for key, use in document.modes.items()
        ],
    }
    return {name: entries for name, entries in lines.items() if entries}


def entry(row: EntryRow) -> str:
    """`hz-001: {number: "057188880001"}  # active since 2026-08-01`."""
    return f"{row.key}: {flow(row.values)}{_note(row)}"


def mode(key: str, use: str) -> str:
    """A use of public mode. Which use it is the provider does not tell."""
    return (
        f"{key}: {{use: {use}}}  # or voice-notification: the account has public mode, what for is not told"
    )


def _flow_lines(key: str, value: Mapping[str, Any]) -> Iterator[str]:
    yield f"{key}:"
    yield from (f"  {name}: {flow(part)}" for name, part in value.items())


def _pool_lines(pool: Pool) -> Iterator[str]:
    yield f"{pool.key}:"
    yield f"  template: {flow(pool.template)}"
    yield "  members:"
    yield from (f"    {row.key}: {scalar(row.values['number'])}{_note(row)}" for row in pool.rows)


def _note(row: EntryRow) -> str:
    return f"  # {row.note}" if row.note else ""


def flow(value: Any) -> str:
    """A value on one line, mappings and lists in brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_bare(key, item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else scalar(str(value))


def _bare(key: str, value: Any) -> str:
    """A package is a count, which people write without quotes; whatever else looks like a number is a text."""
    return str(value) if key == "package" else flow(value)


def scalar(value: str) -> str:
    """A text without quotes where every reader takes it for just this text, else in double quotes."""
    if _PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    if value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    """A character between double quotes. What nobody sees is named: YAML knows no pairs of surrogates, as JSON does."""
    if character.isprintable():
        return json.dumps(character, ensure_ascii=False)[1:-1]
    return f"\\U{ord(character):08x}" if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"

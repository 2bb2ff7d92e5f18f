"""Numbers that nobody manages as a Team document, ready to be reviewed and merged.

Every value is written as a JSON string, which is a YAML string that no reader takes for anything else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from reconciler.model.observation import ObservedNumber
from reconciler.model.resource import HOTLINE, Playback, Transfer


def text(numbers: Sequence[ObservedNumber], *, account: str, team: str) -> str:
    """One document with instances, ivr, hotlines and numbers as far as they are needed."""
    instances = _keys((n.instance for n in numbers if n.instance), "instance")
    flows = _keys((_flow(n) for n in numbers if _flow(n)), "flow")
    sections = [
        ("instances", [f"{key}: {{code: {_quoted(code)}}}" for code, key in instances.items()]),
        ("ivr", [f"{key}: {flow}" for flow, key in flows.items()]),
        ("hotlines", [_entry(n, instances, flows) for n in numbers if n.type == HOTLINE]),
        ("numbers", [_entry(n, instances, flows) for n in numbers if n.type != HOTLINE]),
    ]
    lines = [
        "apiVersion: voice.reconciler/v1",
        "kind: Team",
        f"metadata: {{name: {_quoted(team)}}}",
        "spec:",
        f"  account: {_quoted(account)}",
    ]
    for name, entries in sections:
        lines += [f"  {name}:", *(f"    {entry}" for entry in entries)] if entries else []
    return "\n".join(lines) + "\n"


def _keys(values: Iterable[str], stem: str) -> dict[str, str]:
    """Each distinct value's key: `stem-1`, `stem-2` …, in value order."""
    return {value: f"{stem}-{index}" for index, value in enumerate(sorted(set(values)), 1)}


def _entry(number: ObservedNumber, instances: dict[str, str], flows: dict[str, str]) -> str:
    fields = dict(_fields(number))
    if number.instance:
        fields["instance"] = instances[number.instance]
    if _flow(number):
        fields["ivr"] = flows[_flow(number)]
    return f"n{number.identity}: {{{', '.join(f'{name}: {value}' for name, value in fields.items())}}}"


def _fields(number: ObservedNumber) -> Iterator[tuple[str, str]]:
    named = (
        ("number", number.number),
        ("line", number.line if number.type != HOTLINE else None),
        ("callType", number.call_type if number.type != HOTLINE else None),
        ("region", number.region),
        ("carrier", number.carrier),
        ("enterprise", number.enterprise),
        ("script", number.script),
    )
    yield from ((name, _quoted(value)) for name, value in named if value is not None)
    if number.package is not None:
        yield "package", format(number.package.normalize(), "f")


def _flow(number: ObservedNumber) -> str:
    """The number's answering as a flow mapping; empty if it has none."""
    if number.ivr is None:
        return ""
    parts = []
    if number.ivr.playback is not None:
        parts.append(f"playback: {_playback(number.ivr.playback)}")
    if number.ivr.transfer is not None:
        parts.append(f"transfer: {_transfer(number.ivr.transfer)}")
    return f"{{{', '.join(parts)}}}" if parts else ""


def _playback(playback: Playback) -> str:
    return f"{{audio: {_quoted(playback.audio)}, description: {_quoted(playback.description)}}}"


def _transfer(transfer: Transfer) -> str:
    """Without a qualification that the provider does not return it is invalid until somebody adds it: left out as a
    whole, the next plan would clear it."""
    to = ", ".join(map(_quoted, transfer.to))
    known = "" if transfer.qualification is None else f", qualification: {_quoted(transfer.qualification)}"
    return f"{{routing: {transfer.routing}, to: [{to}]{known}}}"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)

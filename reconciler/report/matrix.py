"""What each provider can read and do, per kind and number type: the capability matrix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciler.kinds import KINDS
from reconciler.model.capability import Capabilities
from reconciler.model.resource import HOTLINE, REGULAR
from reconciler.report.sink import json_lines
from reconciler.report.sink.table import align

PUBLIC = "public"
READ, WRITE, TASK, UNKNOWN = "read", "write", "human task", "unknown"
_BOTH, _HOTLINE, _REGULAR, _PUBLIC, _ACCOUNT = (
    (HOTLINE, REGULAR),
    (HOTLINE,),
    (REGULAR,),
    (PUBLIC,),
    ("account",),
)
_FACTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "number": {
        "number": _BOTH,
        "status": _BOTH,
        "running_status": _BOTH,
        "reason": _BOTH,
        "call_type": _BOTH,
        "line": _REGULAR,
        "region": _REGULAR,
        "carrier": _HOTLINE,
        "package": _HOTLINE,
        "enterprise": _BOTH,
        "script": _BOTH,
        "applied_on": _BOTH,
        "activated_on": _BOTH,
        "documents": _HOTLINE,
        "monthly": _BOTH,
    },
    "binding": {"instance": _REGULAR, "routing": _REGULAR},
    "ivr": {"ivr.playback": _BOTH, "ivr.transfer": _HOTLINE},
    "account": {
        "every number": _ACCOUNT,
        "instances": _ACCOUNT,
        "enterprises": _ACCOUNT,
        "scripts": _ACCOUNT,
        "audio": _ACCOUNT,
        "offers": _ACCOUNT,
        "balance": _ACCOUNT,
        "public_mode": _ACCOUNT,
        "playback": _ACCOUNT,
    },
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can or cannot be done or seen, for every provider."""

    kind: str
    """`number`, `binding`, `ivr`, `public_mode` or `account`."""
    type: str
    """`400`, `regular`, `public` or `account`."""
    subject: str
    """A verb or a field."""
    cells: tuple[str, ...]
    """`read`, `write`, `human task` or `unknown`, a provider each."""


def entries(providers: Mapping[str, Capabilities]) -> tuple[Entry, ...]:
    """The whole matrix: deeds first, then facts."""
    return (*_deeds(providers), *_facts(providers))


def _deeds(providers: Mapping[str, Capabilities]) -> Iterator[Entry]:
    for kind in KINDS:
        for spec in kind.verbs:
            for number_type in spec.types:
                cells = tuple(
                    WRITE if can.can(spec.verb, number_type) else TASK for can in providers.values()
                )
                yield Entry(kind.name, number_type, spec.verb, cells)


def _facts(providers: Mapping[str, Capabilities]) -> Iterator[Entry]:
    for kind, names in _FACTS.items():
        for name, types in names.items():
            for number_type in types:
                cells = tuple(
                    READ if _reads(can, number_type, name) else UNKNOWN for can in providers.values()
                )
                yield Entry(kind, number_type, name, cells)


def _reads(can: Capabilities, number_type: str, name: str) -> bool:
    """Whether a fact can be observed."""
    if number_type == "account":
        return can.listing if name == "every number" else name in can.account
    return can.sees(name, number_type) or (name == "call_type" and number_type == HOTLINE)


def _shown(entry: Entry, providers: Mapping[str, Capabilities]) -> tuple[str, ...]:
    """The cells, a fact's with the condition under which it can be read: what a number's digits tell needs none."""
    inherent = entry.subject == "line" or (entry.subject == "call_type" and entry.type == HOTLINE)
    conditions = [can.conditions.get(entry.type, "") for can in providers.values()]
    told = zip(entry.cells, conditions, strict=True)
    return tuple(f"{cell}: {when}" if cell == READ and when and not inherent else cell for cell, when in told)


def text(providers: Mapping[str, Capabilities]) -> str:
    """The matrix as aligned columns."""
    header = ("KIND", "TYPE", "WHAT", *(name.upper() for name in providers))
    return "\n".join(align([header, *_rows(providers)]))


def markdown(providers: Mapping[str, Capabilities]) -> str:
    """The matrix as a page: a table of deeds and a table of facts."""
    return "\n\n".join(
        (
            "# Providers",
            "What each provider can read and do. A **human task** has no API: the plan says what to do in the\n"
            "console, by when, and how it is verified. An **unknown** fact is never guessed: a rule that needs it\n"
            "waits until somebody attests it or a roster does. Printed by `reconciler providers -o markdown`.",
            f"## What it can do\n\n{_table(providers, _deeds(providers))}",
            f"## What it can see\n\n{_table(providers, _facts(providers))}\n",
        )
    )


def as_json(providers: Mapping[str, Capabilities]) -> str:
    """The matrix as JSON: one object an entry, the cell by provider."""
    found = [
        {
            "kind": entry.kind,
            "type": entry.type,
            "what": entry.subject,
            "providers": dict(zip(providers, _shown(entry, providers), strict=True)),
        }
        for entry in entries(providers)
    ]
    return json_lines.indented({"format_version": "1.0", "entries": found})


def _table(providers: Mapping[str, Capabilities], found: Iterator[Entry]) -> str:
    head = ["kind", "type", "what", *providers]
    lines = [
        head,
        ["---"] * len(head),
        *([e.kind, e.type, f"`{e.subject}`", *_shown(e, providers)] for e in found),
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _rows(providers: Mapping[str, Capabilities]) -> Iterator[tuple[str, ...]]:
    for entry in entries(providers):
        yield entry.kind, entry.type, entry.subject, *_shown(entry, providers)

"""What each provider can read and do, per kind and number type: the capability matrix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.contracts.kind import FieldSpec
from reconciler.kinds import KINDS
from reconciler.model.capability import ACCOUNT_FACTS, Capabilities
from reconciler.model.resource import HOTLINE, REGULAR, NumberType
from reconciler.noun import noun
from reconciler.report.sink import json_lines
from reconciler.report.sink.table import align

READ, WRITE, TASK, UNKNOWN = "read", "write", "human task", "unknown"
ACCOUNT_COLUMN = "account"
_TYPES = (HOTLINE, REGULAR)
_ACCOUNT_FACTS = ("every number", *ACCOUNT_FACTS)
_BY_NAME = "application"
"""How a number is named that has none yet, and no fact of one."""


@noun
class MatrixEntry:
    """One thing that can or cannot be done or seen, for every provider."""

    kind: str
    """`number`, `binding`, `ivr`, `public_mode` or `account`."""
    type: str
    """`400`, `regular`, `public` or `account`."""
    subject: str
    """A verb or a field."""
    cells: tuple[str, ...]
    """`write` or `human task`, or `read`, `read: WHEN` or `unknown`; a provider each."""


def entries(providers: Mapping[str, Capabilities]) -> tuple[MatrixEntry, ...]:
    """The whole matrix: deeds first, then facts."""
    return (*_deeds(providers), *_facts(providers))


def _deeds(providers: Mapping[str, Capabilities]) -> Iterator[MatrixEntry]:
    for kind in KINDS:
        for spec in kind.verbs:
            for number_type in spec.types:
                cells = tuple(
                    WRITE if can.can(spec.verb, number_type) else TASK for can in providers.values()
                )
                yield MatrixEntry(kind.name, number_type, spec.verb, cells)


def _facts(providers: Mapping[str, Capabilities]) -> Iterator[MatrixEntry]:
    for kind in KINDS:
        fields = {(f.fact, t): f for f in kind.fields if f.fact != _BY_NAME for t in _TYPES if t in f.types}
        for (fact, number_type), field in fields.items():
            cells = tuple(_cell(can, number_type, field) for can in providers.values())
            yield MatrixEntry(kind.name, number_type, fact, cells)
    for name in _ACCOUNT_FACTS:
        yield MatrixEntry(
            ACCOUNT_COLUMN,
            ACCOUNT_COLUMN,
            name,
            tuple(_account_cell(can, name) for can in providers.values()),
        )


def _cell(can: Capabilities, number_type: NumberType, field: FieldSpec) -> str:
    """Whether a fact of a number can be observed, and when; what its digits tell needs no condition."""
    if number_type in field.inherent and field.fact != "number":
        return READ
    if not can.sees(field.fact, number_type):
        return UNKNOWN
    condition = can.conditions.get(number_type, "")
    return f"{READ}: {condition}" if condition else READ


def _account_cell(can: Capabilities, name: str) -> str:
    readable = can.listing if name == "every number" else name in can.account
    return READ if readable else UNKNOWN


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
    rows = [
        {
            "kind": entry.kind,
            "type": entry.type,
            "what": entry.subject,
            "providers": dict(zip(providers, entry.cells, strict=True)),
        }
        for entry in entries(providers)
    ]
    return json_lines.indented({"format_version": "1.0", "entries": rows})


def _table(providers: Mapping[str, Capabilities], entries: Iterator[MatrixEntry]) -> str:
    head = ["kind", "type", "what", *providers]
    lines = [
        head,
        ["---"] * len(head),
        *([e.kind, e.type, f"`{e.subject}`", *e.cells] for e in entries),
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _rows(providers: Mapping[str, Capabilities]) -> Iterator[tuple[str, ...]]:
    for entry in entries(providers):
        yield entry.kind, entry.type, entry.subject, *entry.cells

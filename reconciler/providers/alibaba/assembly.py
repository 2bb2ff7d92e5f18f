"""PURE: an account put together from what was read and what the roster vouches for.

A field is observed, attested or unknown; observed wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconciler.model import phone
from reconciler.model.observation import Enterprise, NumberStatus, ObservedInstance, ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, REGULAR, Ivr, NumberType, Playback, Transfer
from reconciler.noun import noun, replace
from reconciler.providers.alibaba.mapping.relations import CANCELLED, VALID, Pair, RelationRow
from reconciler.providers.alibaba.roster.rows import Roster, RosterRow

PLAYBACK, TRANSFER = "ivr.playback", "ivr.transfer"
_CONSOLE = frozenset(
    {
        "call_type_text",
        "enterprise",
        "script",
        "running_status",
        "reason",
        "applied_on",
        "activated_on",
        "monthly",
    }
)
"""What the console shows of a number and no query tells of it, unless it is bound."""
_BINDING = frozenset({"instance", "routing"})
_REGULAR = _CONSOLE | _BINDING | {"status", "call_type", "region", PLAYBACK}
_HOTLINE = _CONSOLE | {"status", "carrier", "package", "documents", PLAYBACK, TRANSFER}


@noun
class Readings:
    """What each query brought; None where it could not be read."""

    bindings: Mapping[str, tuple[RelationRow, ...]] | None = None
    """Routing to rows."""
    pairs: tuple[Pair, ...] | None = None
    transfers: Mapping[str, Transfer | None] = field(default_factory=dict)
    """400 number to its pool; a number that is missing was not read."""
    instances: tuple[ObservedInstance, ...] | None = None
    qualified: Mapping[str, bool] = field(default_factory=dict)
    """Enterprise to whether its 400 qualification is in order."""


def numbers(readings: Readings, roster: Roster | None) -> tuple[dict[str, ObservedNumber], tuple[str, ...]]:
    """Every number that is known of, sorted, and a sentence for each one whose relations contradict."""
    rows = {} if roster is None else roster.rows
    relations = _relations(readings)
    gaps = tuple(
        phrase(
            "{number} is bound to several instances: {instances}",
            number=number,
            instances=", ".join(sorted(relation.instances)),
        )
        for number, relation in sorted(relations.items())
        if len(relation.instances) > 1
    )
    pools = {number for number, pool in readings.transfers.items() if pool is not None}
    live: dict[str, ObservedNumber] = {}
    for number in sorted({*relations, *pools, *rows}):
        if phone.is_hotline(number):
            observed = _hotline(number, readings)
        else:
            observed = _regular(number, relations.get(number), readings)
        live[number] = _attested(observed, rows.get(number))
    return live, gaps


def complete(readings: Readings, roster: Roster | None, numbers: Mapping[str, ObservedNumber]) -> bool:
    """Whether absence is known: from a complete roster that the listings do not contradict."""
    if roster is None or not roster.complete or readings.bindings is None or readings.pairs is None:
        return False
    return set(numbers) == set(roster.rows)


def instances(readings: Readings, roster: Roster | None) -> dict[str, ObservedInstance] | None:
    """The instances, with their enterprise from the roster and their routing from the numbers bound to them."""
    if readings.instances is None:
        return None
    listed = {} if roster is None else roster.instances
    routings: dict[str, set[str]] = {}
    for routing, rows in (readings.bindings or {}).items():
        for row in rows:
            routings.setdefault(row.instance or "", set()).add(routing)
    return {
        instance.code: replace(
            instance,
            enterprise=listed.get(instance.code),
            routing=_only(routings.get(instance.code, set())),
        )
        for instance in sorted(readings.instances, key=lambda instance: instance.code)
    }


def enterprises(readings: Readings, roster: Roster | None) -> dict[str, Enterprise] | None:
    """The roster's enterprises; where a 400 qualification's status was read, that is what counts."""
    if roster is None or roster.enterprises is None:
        return None
    return {
        name: replace(enterprise, hotline=readings.qualified.get(name, enterprise.hotline))
        for name, enterprise in sorted(roster.enterprises.items())
    }


@dataclass(slots=True)
class _Relation:
    """Everything both queries say of one number."""

    instances: set[str] = field(default_factory=set)
    routings: set[str] = field(default_factory=set)
    bindings: list[RelationRow] = field(default_factory=list)
    regions: set[str] = field(default_factory=set)


def _relations(readings: Readings) -> dict[str, _Relation]:
    """By number. A cancelled pair tells nothing: of number or binding, the documents do not say."""
    relations: dict[str, _Relation] = {}
    for routing, rows in (readings.bindings or {}).items():
        for row in rows:
            relation = relations.setdefault(row.number, _Relation())
            relation.bindings.append(row)
            relation.routings.add(routing)
            _add(relation.instances, row.instance)
            _add(relation.regions, row.region)
    for pair in readings.pairs or ():
        if pair.state == CANCELLED:
            continue
        relation = relations.setdefault(pair.number, _Relation())
        _add(relation.regions, pair.region)
        if pair.state == VALID:
            _add(relation.instances, pair.instance)
    return relations


def _regular(number: str, relation: _Relation | None, readings: Readings) -> ObservedNumber:
    """A landline or mobile number. One that a listing read to its end does not have is bound to nothing."""
    line = phone.line_of(number)
    if relation is None:
        listed = readings.bindings is not None or readings.pairs is not None
        return _number(REGULAR, number, _REGULAR - _BINDING if listed else _REGULAR, {"line": line})
    fields: dict[str, object] = {
        "line": line,
        "region": _only(relation.regions),
        "enterprise": _only({row.enterprise for row in relation.bindings} - {None}),
        "instance": _only(relation.instances),
        "routing": _only(relation.routings),
    }
    activated = _only({row.activated for row in relation.bindings} - {None})
    if activated is not None:
        fields["activated_on"] = activated.date()
    return _number(REGULAR, number, _REGULAR, fields)


def _hotline(number: str, readings: Readings) -> ObservedNumber:
    """A 400 number: only its transfer pool can be read. It is inbound by its nature."""
    fields: dict[str, object] = {"call_type": "inbound"}
    unknown = _HOTLINE
    if number in readings.transfers:
        pool = readings.transfers[number]
        fields["ivr"] = None if pool is None else Ivr(transfer=pool)
        unknown -= {TRANSFER}
    return _number(HOTLINE, number, unknown, fields)


def _number(
    kind: NumberType, number: str, unseen: frozenset[str], fields: Mapping[str, object]
) -> ObservedNumber:
    """Its status is never told: State may be the binding's, and a valid binding may have a restricted number."""
    known: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    return ObservedNumber(
        type=kind, status=NumberStatus.UNKNOWN, number=number, unknown=unseen - known.keys(), **known
    )


def _attested(live: ObservedNumber, row: RosterRow | None) -> ObservedNumber:
    """The number with what the roster adds."""
    if row is None:
        return live
    facts: dict[str, Any] = {name: value for name, value in row.facts.items() if name in live.unknown}
    names = set(facts)
    if facts.get("instance", "") is None:
        names.add("routing")
    if PLAYBACK in live.unknown and "audio" in row.facts:
        playback = Playback(str(row.facts["audio"]), str(row.facts.get("description", "")))
        facts["ivr"] = replace(live.ivr or Ivr(), playback=playback)
        names.add(PLAYBACK)
    return replace(live, **facts, unknown=live.unknown - names, attested=live.attested | names)


def _add(values: set[str], value: str | None) -> None:
    if value is not None:
        values.add(value)


def _only(values: Iterable[Any]) -> Any:
    """The one value there is; None where there is none, or several that differ."""
    distinct = tuple(values)
    return distinct[0] if len(distinct) == 1 else None

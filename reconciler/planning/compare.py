"""What differs between two plans, with values and money first, for the person whose plan was refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from reconciler.model.phrase import phrase

Json = Mapping[str, Any]
_AMOUNTS = {"now": phrase("CNY now"), "monthly": "CNY/month", "committed": phrase("CNY committed")}


def difference(approved: Iterable[Json], current: Iterable[Json]) -> tuple[str, ...]:
    """`- ` what was approved and is not ready now, `+ ` what is ready now and was not approved, `~ ` what changed.

    Beneath each stand its values, indented, approved → now. What costs or earns stands first, after the totals. Where
    nothing else differs, what runs before what may.
    """
    now = tuple(current)
    before, after = _ready(approved), _ready(now)
    names = [n for n in before.keys() | after.keys() if _keys(before.get(n), after.get(n)) is not None]
    names.sort(key=lambda name: (-_weight(before.get(name), after.get(name)), name))
    stopped = {action["id"]: action for action in now if action["status"] != "ready"}
    blocks = (
        line
        for name in names
        for line in (*_block(name, before.get(name), after.get(name)), *_why(name, stopped))
    )
    order = () if names else _order(list(before), list(after))
    return (*_totals(before.values(), after.values()), *blocks, *order)


def listing(current: Iterable[Json]) -> Iterator[str]:
    """`+ ` what is ready now with its values, where nobody can say what was approved; what costs most first."""
    actions = _ready(current)
    for name in sorted(actions, key=lambda name: (-_weight(None, actions[name]), name)):
        yield from _block(name, None, actions[name])


def _why(name: str, stopped: Mapping[str, Json]) -> Iterator[str]:
    """Why what was approved is not ready any more, where it is still planned."""
    if name in stopped and stopped[name].get("reason"):
        yield phrase(
            "    {status} now: {reason}", status=stopped[name]["status"], reason=stopped[name]["reason"]
        )


def _order(before: list[str], after: list[str]) -> Iterator[str]:
    """The same actions in another order, from the first to the last that moved."""
    moved = [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if moved:
        old, new = (", ".join(names[moved[0] : moved[-1] + 1]) for names in (before, after))
        yield phrase("~ the order: {old} → {new}", old=old, new=new)


def _ready(actions: Iterable[Json]) -> dict[str, Json]:
    return {action["id"]: action for action in actions if action["status"] == "ready"}


def _keys(old: Json | None, new: Json | None) -> list[str] | None:
    """In which keys two actions differ; empty where one is missing, None where they are alike."""
    if old is None or new is None:
        return []
    return [key for key in ("changes", "cost", "needs") if old[key] != new[key]] or None


def _weight(old: Json | None, new: Json | None) -> Decimal:
    """How much money an action is about."""
    return max(
        (abs(Decimal(amount)) for side in (old, new) if side for amount in side["cost"].values()),
        default=Decimal(0),
    )


def _totals(before: Iterable[Json], after: Iterable[Json]) -> Iterator[str]:
    old, new = _sums(before), _sums(after)
    moved = [
        f"{old[name]:,.2f} → {new[name]:,.2f} {words}"
        for name, words in _AMOUNTS.items()
        if old[name] != new[name]
    ]
    if moved:
        yield phrase("  money, approved → now: {moved}", moved="; ".join(moved))


def _sums(actions: Iterable[Json]) -> dict[str, Decimal]:
    costs = [action["cost"] for action in actions]
    return {name: sum((Decimal(cost.get(name, 0)) for cost in costs), Decimal(0)) for name in _AMOUNTS}


def _block(name: str, old: Json | None, new: Json | None) -> Iterator[str]:
    keys = _keys(old, new) or []
    if old is not None and new is not None:
        yield f"~ {name}: {', '.join(keys)}"
        yield from _moved(old, new, keys)
        return
    yield f"{'-' if new is None else '+'} {name}"
    yield from _values(old or new or {})


def _moved(old: Json, new: Json, keys: list[str]) -> Iterator[str]:
    """The values of one action, approved → now."""
    if "cost" in keys:
        for name, words in _AMOUNTS.items():
            pair = old["cost"].get(name, "0.00"), new["cost"].get(name, "0.00")
            if pair[0] != pair[1]:
                yield f"    {pair[0]} → {pair[1]} {words}"
    if "changes" in keys:
        was, now = _fields(old), _fields(new)
        for path in sorted(was.keys() | now.keys()):
            if was.get(path) != now.get(path):
                yield f"    {path}: {_value(was.get(path))} → {_value(now.get(path))}"
    if "needs" in keys:
        yield phrase(
            "    needs: {value} → {value_2}", value=_value(old["needs"]), value_2=_value(new["needs"])
        )


def _values(action: Json) -> Iterator[str]:
    """What a whole action is about."""
    amounts = [
        f"{action['cost'].get(n)} {words}"
        for n, words in _AMOUNTS.items()
        if Decimal(action["cost"].get(n, 0))
    ]
    if amounts:
        yield f"    {'; '.join(amounts)}"
    for change in action["changes"]:
        if change["before"] is None:
            yield f"    {change['path']}: {_value(change['after'])}"
        else:
            yield f"    {change['path']}: {_value(change['before'])} → {_value(change['after'])}"


def _fields(action: Json) -> dict[str, Any]:
    """What an action changes a field from and to, by path."""
    return {change["path"]: (change["before"], change["after"]) for change in action["changes"]}


def _value(value: Any) -> str:
    """A field's value, or what it is changed from and to."""
    if value is None:
        return "(none)"
    if isinstance(value, tuple):
        return (
            _value(value[1])
            if value[0] is None
            else phrase("[{value} to {value_2}]", value=_value(value[0]), value_2=_value(value[1]))
        )
    if isinstance(value, bool):
        return str(value).lower()
    return (", ".join(map(str, value)) or "(none)") if isinstance(value, list) else str(value)

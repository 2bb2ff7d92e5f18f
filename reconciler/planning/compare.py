"""What differs between two plans, with values and money first, for the person whose plan was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from reconciler.model.difference import ActionDifference, Difference, Sign, ValueDifference
from reconciler.model.phrase import phrase

Json = Mapping[str, Any]
_AMOUNTS = {"now": phrase("CNY now"), "monthly": "CNY/month", "committed": phrase("CNY committed")}


def difference(approved: Iterable[Json], current: Iterable[Json]) -> Difference:
    """What was approved against what is ready now. What costs or earns stands first, after the totals.

    Where nothing else differs, what runs before what may.
    """
    now = tuple(current)
    before, after = _ready(approved), _ready(now)
    names = [n for n in before.keys() | after.keys() if _keys(before.get(n), after.get(n)) is not None]
    names.sort(key=lambda name: (-_weight(before.get(name), after.get(name)), name))
    stopped = {action["id"]: action for action in now if action["status"] != "ready"}
    return Difference(
        _totals(before.values(), after.values()),
        tuple(_action(name, before.get(name), after.get(name), stopped.get(name)) for name in names),
        None if names else _order(list(before), list(after)),
    )


def listing(current: Iterable[Json]) -> tuple[ActionDifference, ...]:
    """What is ready now with its values, where nobody can say what was approved; what costs most first."""
    actions = _ready(current)
    names = sorted(actions, key=lambda name: (-_weight(None, actions[name]), name))
    return tuple(_action(name, None, actions[name]) for name in names)


def _order(before: list[str], after: list[str]) -> tuple[str, str] | None:
    """The same actions in another order, from the first to the last that moved."""
    moved = [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if not moved:
        return None
    old, new = (", ".join(names[moved[0] : moved[-1] + 1]) for names in (before, after))
    return old, new


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


def _totals(before: Iterable[Json], after: Iterable[Json]) -> tuple[str, ...]:
    old, new = _sums(before), _sums(after)
    moved = [
        f"{old[name]:,.2f} → {new[name]:,.2f} {words}"
        for name, words in _AMOUNTS.items()
        if old[name] != new[name]
    ]
    return (phrase("money, approved → now: {moved}", moved="; ".join(moved)),) if moved else ()


def _sums(actions: Iterable[Json]) -> dict[str, Decimal]:
    costs = [action["cost"] for action in actions]
    return {name: sum((Decimal(cost.get(name, 0)) for cost in costs), Decimal(0)) for name in _AMOUNTS}


def _action(name: str, old: Json | None, new: Json | None, stopped: Json | None = None) -> ActionDifference:
    if old is not None and new is not None:
        return _changed(name, old, new, _keys(old, new) or [])
    action = old or new or {}
    return ActionDifference(
        Sign.GONE if new is None else Sign.NEW,
        name,
        amounts=tuple(
            ValueDifference(words, None, action["cost"][amount])
            for amount, words in _AMOUNTS.items()
            if Decimal(action["cost"].get(amount, 0))
        ),
        values=tuple(
            ValueDifference(path, None if before is None else _value(before), _value(after))
            for path, (before, after) in _fields(action).items()
        ),
        status=stopped["status"] if stopped else "",
        reason=(stopped.get("reason") or "") if stopped else "",
    )


def _changed(name: str, old: Json, new: Json, keys: list[str]) -> ActionDifference:
    """The values of one action, approved and now."""
    amounts = (
        (words, *(side["cost"].get(n, "0.00") for side in (old, new))) for n, words in _AMOUNTS.items()
    )
    was, now = _fields(old), _fields(new)
    paths = [path for path in sorted(was.keys() | now.keys()) if was.get(path) != now.get(path)]
    return ActionDifference(
        Sign.CHANGED,
        name,
        fields=tuple(keys),
        amounts=tuple(ValueDifference(*amount) for amount in amounts if amount[1] != amount[2]),
        values=tuple(ValueDifference(path, _value(was.get(path)), _value(now.get(path))) for path in paths),
        needs=ValueDifference("needs", _value(old["needs"]), _value(new["needs"]))
        if "needs" in keys
        else None,
    )


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

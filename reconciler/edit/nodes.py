"""The nodes of a text that is to be edited, from the one reader, and where they end."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from reconciler.load import tree
from reconciler.load.tree import Node

__all__ = [
    "Node",
    "but_field",
    "but_new_entries",
    "but_of_entry",
    "child",
    "end_of",
    "entry_of",
    "root_of",
    "verified",
]

_SECTIONS = ("hotlines", "numbers")


def root_of(body: str) -> Node | None:
    """The document's mapping; None for what is none."""
    return tree.parse(body, nodes=None).root


def child(node: Node | None, key: str) -> Node | None:
    """The value of a key; None where there is none."""
    pairs = node.pairs if node is not None else None
    return next((value for name, value in pairs or () if name.text == key), None)


def end_of(body: str, node: Node) -> int:
    """Where a value ends; one without brackets runs on to the next thing, so its blanks are given back."""
    if node.block and node.pairs:
        return end_of(body, node.pairs[-1][1])
    if node.block and node.items:
        return end_of(body, node.items[-1])
    return node.start + len(body[node.start : node.end].rstrip())


def entry_of(body: str, key: str) -> Node | None:
    """The entry of that key, in whichever section of a Team document; None where there is none."""
    spec = child(root_of(body), "spec")
    places = [child(spec, section) for section in _SECTIONS]
    pools = child(spec, "pools")
    places += [child(pool, "members") for _, pool in (pools.pairs if pools else None) or ()]
    entries = (child(place, key) for place in places)
    return next((entry for entry in entries if entry is not None), None)


# --- an edit changes what it means to, and nothing else -------------------------------------------------


def verified(before: str, after: str, forget: Callable[[Any], None]) -> str:
    """The new text, once the reader finds the same in both but for what `forget` takes away. Raises ValueError."""
    old, new = _said(before, forget), _said(after, forget)
    if old is None or old != new:
        raise ValueError("the change would alter what stands beside it")
    return after


def _said(body: str, forget: Callable[[Any], None]) -> Any:
    syntax = tree.parse(body, nodes=None, foreign=True)
    if syntax.root is None or syntax.problems:
        return None
    data = syntax.root.value()
    forget(data["spec"])
    return data


def but_field(*names: str) -> Callable[[Any], None]:
    """Forgets fields of `spec`."""

    def forget(spec: Any) -> None:
        for name in names:
            spec.pop(name, None)

    return forget


def but_new_entries(before: str, sections: Collection[str]) -> Callable[[Any], None]:
    """Forgets entries of these sections that were not there before."""
    spec = child(root_of(before), "spec")
    places = {section: child(spec, section) for section in sections}
    known = {
        section: {key.text for key, _ in (place.pairs if place else None) or ()}
        for section, place in places.items()
    }

    def forget(spec: Any) -> None:
        for section in sections:
            entries = spec.get(section) or {}
            spec[section] = {key: value for key, value in entries.items() if key in known[section]}

    return forget


def but_of_entry(key: str, fields: Collection[str]) -> Callable[[Any], None]:
    """Forgets fields of the entry of that key; a bare number is the field `number`."""

    def forget(spec: Any) -> None:
        pools = spec.get("pools") or {}
        places = [spec.get(section) for section in _SECTIONS]
        places += [pool.get("members") for pool in pools.values()]
        for place in places:
            if place and key in place:
                entry = place[key]
                values = entry if isinstance(entry, dict) else {"number": entry} if entry else {}
                place[key] = {name: value for name, value in values.items() if name not in fields}
                return

    return forget

"""The nodes of a text that is to be edited, from the one reader, and where they end."""

from __future__ import annotations

from reconciler.load import tree
from reconciler.load.tree import Node

__all__ = ["Node", "child", "end_of", "entry_of", "root_of"]

_SECTIONS = ("hotlines", "numbers")


def root_of(body: str) -> Node | None:
    """The document's mapping; None for what is none."""
    return tree.grow(body, nodes=None).root


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

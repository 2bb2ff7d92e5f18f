"""`apply --write-back`: the number that was chosen, written into the entry that asked for one."""

from __future__ import annotations

from pathlib import Path

import yaml

from reconciler.edit.replace import BOM, replace, text_of
from reconciler.errors import ReconcilerError
from reconciler.model.address import key_of
from reconciler.model.resource import DesiredNumber

SECTIONS = ("hotlines", "numbers")


def pin_number(root: Path, desired: DesiredNumber, number: str) -> None:
    """Writes the number into the entry's own place in its file. Raises ReconcilerError if it is not there any more."""
    path = root / desired.source.file
    text = text_of(path)
    replace(path, pinned(text, key_of(desired.address), number))


def pinned(text: str, key: str, number: str) -> str:
    """The document's text with the entry's number named; a `select`, which is answered now, goes."""
    body = text.removeprefix(BOM)
    entry = _entry(yaml.compose(body, Loader=yaml.CSafeLoader), key)
    if entry is None:
        raise ReconcilerError(
            f"{key} is not declared any more", hint=f'write number: "{number}" where it is wanted'
        )
    start, end, words = _edit(body, *entry, number)
    return text[: len(text) - len(body)] + body[:start] + words + body[end:]


def _edit(body: str, key: yaml.Node, value: yaml.Node, number: str) -> tuple[int, int, str]:
    """From where to where the text is replaced, and by what."""
    if not isinstance(value, yaml.MappingNode):
        said = _index(value, start=True) < _index(value, start=False)
        return (
            _index(value, start=True),
            _index(value, start=False),
            f'"{number}"' if said else f' "{number}"',
        )
    said = f'number: "{number}"'
    for name, chosen in value.value:
        if name.value == "select":
            return _index(name, start=True), _end(body, chosen), said
    first = value.value[0][0] if value.value else None
    if value.flow_style or first is None:
        at = _index(value, start=True) + 1
        return at, at, f"{said}, " if first else said
    at = _index(first, start=True)
    return at, at, f"{said}\n{' ' * first.start_mark.column}"


def _end(body: str, node: yaml.Node) -> int:
    """Where a value ends; a mapping without brackets runs on to the next thing, so its blanks are given back."""
    start, end = _index(node, start=True), _index(node, start=False)
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(body, node.value[-1][1])
    return start + len(body[start:end].rstrip())


def _index(node: yaml.Node, *, start: bool) -> int:
    mark = node.start_mark if start else node.end_mark
    return int(mark.index)


def _entry(root: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    spec = _child(root, "spec")
    places = [_child(spec, section) for section in SECTIONS]
    pools = _child(spec, "pools")
    if isinstance(pools, yaml.MappingNode):
        places += [_child(pool, "members") for _, pool in pools.value]
    found = (_pair(place, key) for place in places)
    return next((pair for pair in found if pair is not None), None)


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pair = _pair(node, key)
    return pair[1] if pair else None


def _pair(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((name, value) for name, value in node.value if name.value == key), None)

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
        hint = f'write number: "{number}" where it is wanted'
        raise ReconcilerError(f"{key} is not declared any more", hint=hint)
    start, end, words = _edit(body, entry, f'"{number}"')
    return text[: len(text) - len(body)] + body[:start] + words + body[end:]


def _edit(body: str, entry: yaml.Node, number: str) -> tuple[int, int, str]:
    """From where to where the text is replaced, and by what."""
    begin, end = _index(entry, start=True), _index(entry, start=False)
    if not isinstance(entry, yaml.MappingNode):
        return begin, end, number if begin < end else f" {number}"
    said = f"number: {number}"
    for name, chosen in entry.value:
        if name.value == "select":
            return _index(name, start=True), _end(body, chosen), said
    first = entry.value[0][0] if entry.value else None
    if first is None:
        return begin + 1, begin + 1, said
    if entry.flow_style:
        return begin + 1, begin + 1, f"{said}, "
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


def _entry(root: yaml.Node | None, key: str) -> yaml.Node | None:
    spec = _child(root, "spec")
    places = [_child(spec, section) for section in SECTIONS]
    pools = _child(spec, "pools")
    if isinstance(pools, yaml.MappingNode):
        places += [_child(pool, "members") for _, pool in pools.value]
    found = (_child(place, key) for place in places)
    return next((value for value in found if value is not None), None)


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)

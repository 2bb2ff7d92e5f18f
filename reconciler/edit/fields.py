"""One field of one entry set or removed: every byte beside it stays."""

from __future__ import annotations

import yaml

from reconciler.edit.insert import below, child, end_of, into_brackets, line_end
from reconciler.edit.replace import BOM

_SECTIONS = ("hotlines", "numbers")


def set_field(text: str, key: str, name: str, value: str) -> str:
    """A Team document's text with a field of the entry of that key set. Raises ValueError where it is not there."""
    body = text.removeprefix(BOM)
    entry = _entry(body, key)
    if not isinstance(entry, yaml.MappingNode):
        start, end = int(entry.start_mark.index), end_of(body, entry)
        number = f"number: {body[start:end]}, " if end > start else ""
        gap = "" if end > start or body[start - 1 : start] in " \n" else " "
        after = f"{body[:start]}{gap}{{{number}{name}: {value}}}{body[end:]}"
    else:
        old = child(entry, name)
        if old is not None:
            after = body[: old.start_mark.index] + value + body[end_of(body, old) :]
        elif entry.flow_style or not entry.value:
            after = into_brackets(body, entry, f"{name}: {value}")
        else:
            margin = " " * entry.value[0][0].start_mark.column
            after = below(body, entry, [f"{margin}{name}: {value}"])
    return text[: len(text) - len(body)] + after


def remove_field(text: str, key: str, name: str) -> str:
    """The text without a field of that entry. Raises ValueError where the entry itself does not say it."""
    body = text.removeprefix(BOM)
    entry = _entry(body, key)
    names = [field.value for field, _ in entry.value] if isinstance(entry, yaml.MappingNode) else []
    if not isinstance(entry, yaml.MappingNode) or name not in names:
        raise ValueError(f"{key} does not say {name} itself")
    at = names.index(name)
    field, value = entry.value[at]
    first, last = int(field.start_mark.index), end_of(body, value)
    start, end = first, last
    if entry.flow_style:
        if at:
            start = end_of(body, entry.value[at - 1][1])
        elif len(names) > 1:
            end = int(entry.value[1][0].start_mark.index)
    elif len(names) == 1:
        raise ValueError(f"{name} is all that {key} says")
    elif at:  # the line itself, with its comment
        start, end = body.rfind("\n", 0, start) + 1, _after(body, end)
    else:
        end = int(entry.value[1][0].start_mark.index)
    beside = body[start:first] + body[last:end]
    if "#" in (beside if entry.flow_style else beside.partition("\n")[2]):
        raise ValueError(f"a comment stands beside {name} of {key}")
    return text[: len(text) - len(body)] + body[:start] + body[end:]


def add_to_spec(text: str, name: str, value: str) -> str:
    """A document's text with a field at the end of its `spec`. Raises ValueError for a document without one."""
    body = text.removeprefix(BOM)
    spec = child(yaml.compose(body, Loader=yaml.CSafeLoader), "spec")
    if not isinstance(spec, yaml.MappingNode) or not spec.value:
        raise ValueError("the document has no spec")
    if spec.flow_style:
        after = into_brackets(body, spec, f"{name}: {value}")
    else:
        after = below(body, spec, [f"{' ' * spec.value[0][0].start_mark.column}{name}: {value}"])
    return text[: len(text) - len(body)] + after


def _after(body: str, index: int) -> int:
    """Where the next line begins."""
    at = body.find("\n", line_end(body, index))
    return len(body) if at < 0 else at + 1


def _entry(body: str, key: str) -> yaml.Node:
    spec = child(yaml.compose(body, Loader=yaml.CSafeLoader), "spec")
    places = [child(spec, section) for section in _SECTIONS]
    pools = child(spec, "pools")
    if isinstance(pools, yaml.MappingNode):
        places += [child(pool, "members") for _, pool in pools.value]
    found = next((entry for place in places if (entry := child(place, key)) is not None), None)
    if found is None:
        raise ValueError(f"{key} is not declared in it")
    return found

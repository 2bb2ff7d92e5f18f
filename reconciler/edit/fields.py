"""One field of one entry set or removed: every byte beside it stays."""

from __future__ import annotations

from reconciler.edit.insert import below, into_brackets, line_end
from reconciler.edit.nodes import (
    Node,
    but_field,
    but_of_entry,
    child,
    end_of,
    entry_of,
    root_of,
    verified,
)
from reconciler.edit.replace import BOM


def set_field(text: str, key: str, name: str, value: str) -> str:
    """A Team document's text with a field of the entry of that key set. Raises ValueError where it is not there."""
    body = text.removeprefix(BOM)
    entry = _entry(body, key)
    if entry.pairs is None:
        start, end = entry.start, end_of(body, entry)
        number = f"number: {body[start:end]}, " if entry.value() is not None else ""
        gap = "" if end > start or body[start - 1 : start] in " \n" else " "
        after = f"{body[:start]}{gap}{{{number}{name}: {value}}}{body[end:]}"
    else:
        old = child(entry, name)
        if old is not None and (old.pairs or old.items) and "#" in body[old.start : end_of(body, old)]:
            raise ValueError(f"a comment stands within {name} of {key}")
        if old is not None:
            after = body[: old.start] + value + body[end_of(body, old) :]
        elif not entry.block:
            after = into_brackets(body, entry, f"{name}: {value}")
        else:
            margin = " " * entry.pairs[0][0].column
            after = below(body, entry, [f"{margin}{name}: {value}"])
    return text[: len(text) - len(body)] + verified(body, after, but_of_entry(key, {name}))


def remove_field(text: str, key: str, name: str) -> str:
    """The text without a field of that entry. Raises ValueError where the entry itself does not say it."""
    body = text.removeprefix(BOM)
    entry = _entry(body, key)
    pairs = entry.pairs or []
    names = [field.text for field, _ in pairs]
    if name not in names:
        raise ValueError(f"{key} does not say {name} itself")
    at = names.index(name)
    field, value = pairs[at]
    first, last = field.start, end_of(body, value)
    start, end = first, last
    if not entry.block:
        if at:
            start = end_of(body, pairs[at - 1][1])
        elif len(names) > 1:
            end = pairs[1][0].start
    elif len(names) == 1:
        raise ValueError(f"{name} is all that {key} says")
    elif at:  # the line itself, with its comment
        start, end = body.rfind("\n", 0, start) + 1, _after(body, end)
    else:
        end = pairs[1][0].start
    beside = body[start:first] + body[last:end]
    if "#" in (beside if not entry.block else beside.partition("\n")[2]):
        raise ValueError(f"a comment stands beside {name} of {key}")
    after = verified(body, body[:start] + body[end:], but_of_entry(key, {name}))
    return text[: len(text) - len(body)] + after


def add_to_spec(text: str, name: str, value: str) -> str:
    """A document's text with a field at the end of its `spec`. Raises ValueError for a document without one."""
    body = text.removeprefix(BOM)
    spec = child(root_of(body), "spec")
    if spec is None or not spec.pairs:
        raise ValueError("the document has no spec")
    if not spec.block:
        after = into_brackets(body, spec, f"{name}: {value}")
    else:
        after = below(body, spec, [f"{' ' * spec.pairs[0][0].column}{name}: {value}"])
    return text[: len(text) - len(body)] + verified(body, after, but_field(name))


def _after(body: str, index: int) -> int:
    """Where the next line begins."""
    at = body.find("\n", line_end(body, index))
    return len(body) if at < 0 else at + 1


def _entry(body: str, key: str) -> Node:
    entry = entry_of(body, key)
    if entry is None:
        raise ValueError(f"{key} is not declared in it")
    return entry

"""`apply --write-back`: the number that was chosen, written into the entry that asked for one."""

from __future__ import annotations

from pathlib import Path

from reconciler.edit.nodes import Node, but_of_entry, end_of, entry_of, verified
from reconciler.edit.replace import BOM, replace, text_of
from reconciler.errors import ReconcilerError
from reconciler.model.address import key_of
from reconciler.model.phrase import phrase
from reconciler.model.resource import DesiredNumber

_ANSWERED = ("number", "select")


def pin_number(root: Path, desired: DesiredNumber, number: str) -> None:
    """Writes the number into the entry's own place in its file. Raises ReconcilerError if it is not there any more."""
    path = root / desired.source.file
    text = text_of(path)
    replace(path, pinned(text, key_of(desired.address), number))


def pinned(text: str, key: str, number: str) -> str:
    """The document's text with the entry's number named; a `select`, which is answered now, goes."""
    body = text.removeprefix(BOM)
    entry = entry_of(body, key)
    hint = f'write number: "{number}" where it is wanted'
    if entry is None:
        raise ReconcilerError(phrase("{key} is not declared any more", key=key), hint=hint)
    start, end, words = _edit(body, entry, f'"{number}"')
    try:
        after = verified(body, body[:start] + words + body[end:], but_of_entry(key, _ANSWERED))
    except ValueError as error:
        raise ReconcilerError(f"{key}: {error}", hint=hint) from error
    return text[: len(text) - len(body)] + after


def _edit(body: str, entry: Node, number: str) -> tuple[int, int, str]:
    """From where to where the text is replaced, and by what."""
    if entry.pairs is None:
        return entry.start, entry.end, number if entry.start < entry.end else f" {number}"
    words = f"number: {number}"
    for name, chosen in entry.pairs:
        end = end_of(body, chosen)
        if name.text == "select" and "#" not in body[name.start : end]:  # a comment in it would be lost
            return name.start, end, words
    if not entry.pairs:
        return entry.start + 1, entry.start + 1, words
    if not entry.block:
        return entry.start + 1, entry.start + 1, f"{words}, "
    first = entry.pairs[0][0]
    newline = "\r\n" if "\r\n" in body else "\n"
    return first.start, first.start, f"{words}{newline}{' ' * first.column}"

"""Entries added to a document that is there: every byte that was in it stays, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from reconciler.edit.nodes import Node, but_new_entries, child, end_of, root_of, verified
from reconciler.edit.replace import BOM

Lines: TypeAlias = Sequence[tuple[str, str]]
"""Each `key: value` on one line, and a note that becomes its comment where one may stand."""


def insert(text: str, sections: Mapping[str, Lines]) -> str:
    """The Team document's text with entries added to sections of its `spec`; a missing section is added at its end.

    Raises ValueError where the document has no `spec` that can take them.
    """
    body = text.removeprefix(BOM)
    after = body
    for name, lines in sections.items():
        after = _section(after, name, lines)
    verified(body, after, but_new_entries(body, sections))
    return text[: len(text) - len(body)] + after


def _section(body: str, name: str, lines: Lines) -> str:
    spec = child(root_of(body), "spec")
    if spec is None or not spec.pairs:
        raise ValueError("the document has no spec")
    place = child(spec, name)
    if place is None:
        if not spec.block:
            return into_brackets(body, spec, f"{name}: {{{', '.join(line for line, _ in lines)}}}")
        margin = " " * spec.pairs[0][0].column
        return below(body, spec, [f"{margin}{name}:", *(f"{margin}  {text}" for text in _noted(lines))])
    if place.pairs is None:
        raise ValueError(f"{name} is no mapping")
    if not place.block:
        return into_brackets(body, place, ", ".join(line for line, _ in lines))
    margin = " " * place.pairs[0][0].column
    return below(body, place, [margin + text for text in _noted(lines)])


def _noted(lines: Lines) -> list[str]:
    return [f"{line}  # {note}" if note else line for line, note in lines]


def below(body: str, node: Node, lines: Sequence[str]) -> str:
    """Lines put after the last line of a mapping without brackets, a comment behind its last value included.

    They end as that line does: no line that was there gets another end, also where a file has both.
    """
    at = line_end(body, end_of(body, node))
    own = next((mark for mark in ("\r\n", "\n") if body.startswith(mark, at)), "")
    newline = own or ("\r\n" if "\r\n" in body else "\n")
    return body[:at] + "".join(newline + line for line in lines) + body[at:]


def line_end(body: str, index: int) -> int:
    """The end of the line an index is in, before its line break."""
    at = body.find("\n", index)
    return len(body) if at < 0 else at - body.startswith("\r", at - 1)


def into_brackets(body: str, node: Node, words: str) -> str:
    """Words put behind the last entry of a mapping in brackets."""
    if not node.pairs:
        at = node.start + 1
        return body[:at] + words + body[at:]
    at = end_of(body, node.pairs[-1][1])
    return f"{body[:at]}, {words}{body[at:]}"

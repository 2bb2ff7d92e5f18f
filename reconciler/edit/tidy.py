"""`fmt`: one indentation, one spacing, one final newline. Order, comments, quotes and values stay as they are.

Another YAML library writes the text anew; nothing it wrote is believed. Our own reader reads both, and every value,
quote, comment and blank line has to stand where it stood, beside the same keys. Else the text is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from itertools import zip_longest
from typing import Any

from reconciler.edit.nodes import Node, root_of
from reconciler.edit.replace import BOM
from reconciler.model.phrase import phrase

_ANY_WIDTH = 1 << 20
"""Lines are never broken: where a long line breaks would depend on what was changed last."""
_ROUNDS = 3
_HEAD = re.compile(r"(?:[ ]*(?:#.*)?\n)*---[ ]*(?:#.*)?\n")
"""What stands before the document and begins it: kept as it is."""


class Untidy(ValueError):
    """The text cannot be put in the format without a loss. `line` from 1 says where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def tidy(text: str) -> str:
    """The text in the one format, with its own line breaks. A mapping or list in brackets that runs over several
    lines loses its brackets, unless comments stand between them. Raises Untidy where something would be lost.
    """
    last, tidied = text, _once(text)
    for _ in range(_ROUNDS):
        if tidied == last:
            return tidied
        last, tidied = tidied, _once(tidied)  # a comment may settle only once its neighbours have
    if tidied == last:
        return tidied
    raise Untidy(
        _differing(last, tidied), "a comment stands where the one format cannot keep it in one place"
    )


def _differing(one: str, other: str) -> int:
    """The first line, from 1, that is not the same in both."""
    pairs = zip(one.split("\n"), other.split("\n"), strict=False)
    return next((number for number, (a, b) in enumerate(pairs, 1) if a != b), 1)


def _once(text: str) -> str:
    body = text.removeprefix(BOM)
    newline = "\r\n" if 2 * body.count("\r\n") > body.count("\n") else "\n"
    body = body.replace("\r\n", "\n")
    head = _HEAD.match(body)
    begin = head.end() if head else 0
    above = body[:begin].splitlines()
    try:
        tidied = "".join(line.rstrip() + "\n" for line in above) + _tidied(body[begin:])
    except Untidy as error:
        raise Untidy(error.line + len(above), error.message) from error
    _compare(body, tidied)
    return tidied.replace("\n", newline)


def _tidied(body: str) -> str:
    plain, comments = _set_aside(body)
    return _put_back(plain, _indented_comments(plain, _rewritten(plain)), comments)


def _rewritten(body: str) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _ANY_WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = StringIO()
    try:
        document = yaml.load(body)
        _open(document)
        yaml.dump(document, written)
    except (YAMLError, ValueError, TypeError, AttributeError, NotImplementedError) as error:
        mark = error.problem_mark or error.context_mark if isinstance(error, MarkedYAMLError) else None
        raise Untidy(
            mark.line + 1 if mark else 1, phrase("this cannot be written in the one format")
        ) from error
    return "\n".join(line.rstrip() for line in written.getvalue().rstrip().split("\n")) + "\n"


def _open(value: Any) -> None:
    """Takes the brackets off whatever is written over several lines."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        _open(child)
    if isinstance(value, dict | list) and _spread(value):
        value.fa.set_block_style()  # type: ignore[union-attr]


def _spread(value: Any) -> bool:
    places = value.lc.data or {}
    return any(place[0] != value.lc.line for place in places.values())


# --- comments -------------------------------------------------------------------------------------------


def _set_aside(body: str) -> tuple[str, dict[str, str]]:
    """The text with a word in place of each value in brackets that holds comments, and what stood there.

    Such a value keeps its brackets: without them its comments would have no place.
    """
    root = root_of(body)
    comments: dict[str, str] = {}
    for node in reversed(list(_commented(root, body)) if root else []):
        word = f"KEPT-{len(comments)}-KEPT"
        comments[word] = body[node.start : node.end]
        body = body[: node.start] + word + body[node.end :]
    return body, comments


def _commented(node: Node, body: str) -> Iterator[Node]:
    """The outermost values in brackets that hold comments, in the order of the text."""
    if (node.pairs or node.items) and not node.block:
        if any(map(_comment, body[node.start : node.end].split("\n")[:-1])):
            yield node
        return
    for inner in [value for _, value in node.pairs or ()] + (node.items or []):
        yield from _commented(inner, body)


def _put_back(before: str, after: str, comments: dict[str, str]) -> str:
    """What was set aside, its lines moved as far as the line it begins in."""
    for word, value in comments.items():
        moved = _margin_of(after, word) - _margin_of(before, word)
        first, *rest = value.split("\n")
        lines = [" " * max(0, len(line) - len(line.lstrip()) + moved) + line.strip() for line in rest]
        after = after.replace(word, "\n".join([first.rstrip(), *lines]))
    return after


def _margin_of(text: str, word: str) -> int:
    line = text[text.rfind("\n", 0, text.index(word)) + 1 :]
    return len(line) - len(line.lstrip(" "))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for key, value in node.pairs or ():
        yield key
        yield from _nodes(value)
    for item in node.items or ():
        yield from _nodes(item)


def _comment(line: str) -> str:
    """The comment of a line, as far as one line tells: a mark within quotes is none."""
    bare = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", lambda quoted: "x" * len(quoted[0]), line)
    match = re.search(r"(?:^|\s)#.*", bare)
    return line[match.start() :].strip() if match else ""


def _indented_comments(before: str, after: str) -> str:
    """Puts each comment line in the column of what it stood level with, so that it can be uncommented."""
    old, new = before.split("\n"), after.split("\n")
    for was, at in zip(_own_lines(old), _own_lines(new), strict=False):
        column = _margin(old[was])
        below, now_below = _content(old, was, 1), _content(new, at, 1)
        if below is not None and now_below is not None and _margin(old[below]) == column:
            moved = _margin(new[now_below])
        else:
            moved = _level(column, _margins(old, was), _margins(new, at))
        new[at] = " " * moved + new[at].lstrip()
    return "\n".join(new)


def _level(column: int, old: list[int], new: list[int]) -> int:
    """A column within the margins above it, outermost first, as the same one within the new margins."""
    outer = [depth for depth, margin in enumerate(old) if margin <= column]
    if not outer or outer[-1] >= len(new):
        return column
    return new[outer[-1]] + column - old[outer[-1]]


def _margins(lines: list[str], at: int) -> list[int]:
    """The margins of what a line stands in or below, outermost first."""
    margins: list[int] = []
    above = _content(lines, at, -1)
    while above is not None:
        if not margins or _margin(lines[above]) < margins[0]:
            margins.insert(0, _margin(lines[above]))
        above = _content(lines, above, -1)
    return margins


def _own_lines(lines: list[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if line.lstrip().startswith("#")]


def _content(lines: list[str], at: int, step: int) -> int | None:
    """The next line with content, upwards or downwards."""
    at += step
    while 0 <= at < len(lines):
        if lines[at].strip() and not lines[at].lstrip().startswith("#"):
            return at
        at += step
    return None


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


# --- nothing is lost ------------------------------------------------------------------------------------


def _compare(before: str, after: str) -> None:
    """Raises Untidy at the first line of which something is lost, moved or changed."""
    old, new = root_of(before), root_of(after)
    if old is None or new is None or old.value() != new.value():
        raise Untidy(1, phrase("the one format would change what this file says"))
    places = zip(_spoken(old, before), [*_spoken(new, after), (0, "", "")], strict=False)
    for (line, *comment), (_, *kept) in places:
        if comment != kept:
            raise Untidy(line, phrase("a comment or a blank line stands where it cannot be kept"))
    if len(list(_spoken(old, before))) != len(list(_spoken(new, after))):
        raise Untidy(1, phrase("a comment or a blank line stands where it cannot be kept"))
    quoted = zip_longest(_quoted(old, before), _quoted(new, after), fillvalue=(1, ""))
    for (line, text), (_, kept_text) in quoted:
        if text != kept_text:
            raise Untidy(line, phrase("quotes stand here that cannot be kept"))


def _spoken(root: Node, body: str) -> Iterator[tuple[int, str, str]]:
    """Each comment: its line, its text, and the key or item it follows."""
    starts = sorted((node.line, node.start, path) for path, node in _paths(root, ""))
    scalars = {number for node in _nodes(root) for number in _inside(node, body)}
    closing = {body.count("\n", 0, node.end): path for path, node in _spread_in_brackets(root, "", body)}
    owner, place = "", 0
    for number, line in enumerate(body.rstrip().split("\n")):
        while place < len(starts) and starts[place][0] <= number:
            owner = starts[place][2]
            place += 1
        if number in scalars:
            continue
        if comment := _comment(line):
            yield number + 1, comment, closing.get(number, owner)


def _spread_in_brackets(node: Node, path: str, body: str) -> Iterator[tuple[str, Node]]:
    """What stands between brackets over several lines: a comment behind it is about the whole."""
    inner = [(f"{path}/{key.text}", value) for key, value in node.pairs or ()]
    inner += [(f"{path}/{index}", item) for index, item in enumerate(node.items or ())]
    for place, value in inner:
        yield from _spread_in_brackets(value, place, body)
        if (value.pairs or value.items) and not value.block and "\n" in body[value.start : value.end]:
            yield place, value


def _paths(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    for key, value in node.pairs or ():
        inner = f"{path}/{key.text}"
        yield inner, key
        yield from _paths(value, inner)
    for index, item in enumerate(node.items or ()):
        yield f"{path}/{index}", item
        yield from _paths(item, f"{path}/{index}")


def _inside(node: Node, body: str) -> range:
    """The lines of a scalar over several lines, where a mark begins no comment."""
    if node.text is None or node.start == node.end:
        return range(0)
    text = body[node.start : node.end].rstrip()
    return range(node.line + 1, node.line + text.count("\n") + 1)


def _quoted(root: Node, body: str) -> Iterator[tuple[int, str]]:
    """Every scalar in quotes as it is written, in the order of the document."""
    for node in _nodes(root):
        if node.text is not None and body[node.start : node.start + 1] in ("'", '"') and not node.plain:
            yield node.line + 1, body[node.start : node.end]

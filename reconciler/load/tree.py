"""The careful way in: a document with the position of everything in it, and everything that is wrong with it.

Only a file that is out of the ordinary comes here, or one in which something must be found or edited. Depth and node
counts are watched on the event stream, so no file can make the parser itself run out of stack or memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from yaml import MarkedYAMLError, YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from reconciler.load import characters
from reconciler.load.characters import MOST, TextProblem
from reconciler.load.limits import DEPTH
from reconciler.load.mistakes import likely
from reconciler.load.quick import NUMBER_LIKE, PLAIN_SCALARS, Next
from reconciler.manifests.sources import LinedMapping
from reconciler.model.phrase import phrase

__all__ = ["MOST", "Node", "Tree", "parse"]


@dataclass(slots=True)
class Node:
    """A value with its extent: lines and columns from 0, indexes in characters from the start of the text."""

    line: int
    column: int
    start: int
    end: int
    text: str | None = None
    """Of a scalar."""
    plain: bool = False
    """A scalar without quotes."""
    block: bool = False
    """A mapping or list without brackets."""
    pairs: list[tuple[Node, Node]] | None = None
    items: list[Node] | None = None

    def value(self) -> Any:
        """Plain data, as the fast way would have made it."""
        if self.pairs is not None:
            return self._mapping(self.pairs)
        if self.items is not None:
            return [item.value() for item in self.items]
        return PLAIN_SCALARS.get(self.text or "", self.text) if self.plain else self.text

    def _mapping(self, pairs: list[tuple[Node, Node]]) -> LinedMapping:
        mapping, lines = LinedMapping(), []
        for key, value in pairs:
            if key.text not in mapping:
                mapping[str(key.text)] = value.value()
                lines.append(key.line + 1)
        mapping.lines = lines
        return mapping


@dataclass(slots=True)
class Tree:
    """What a careful reading found."""

    root: Node | None
    """None where nothing can be made of the text."""
    problems: list[TextProblem] = field(default_factory=list)
    numbers: list[Node] = field(default_factory=list)
    """Unquoted phone numbers, which `validate --fix` quotes."""


_TOO_DEEP = (
    "VN021",
    phrase("this is nested deeper than {depth} levels", depth=DEPTH),
    phrase("no document needs that depth"),
)
_PARSERS_LIMIT = "exceeded maximum nesting depth"
"""What libyaml 0.2.6 says itself, a thousand levels ahead of the event that would be too deep for us."""


_IN_QUOTES = "while scanning a quoted scalar"


class _Stop(Exception):
    """Nothing beyond this point can be trusted; the problem is already noted."""


def parse(text: str, *, nodes: int | None, foreign: bool = False) -> Tree:
    """Reads a text whole. Raises nothing. A foreign text may hold any character: it only has to be YAML."""
    tree = Tree(None, [] if foreign else characters.text_problems(text))
    if any(problem.fatal for problem in tree.problems):
        return tree
    reading = _Reading(CParser(text).get_event, tree, nodes)
    try:
        tree.root = reading.document()
    except _Stop:
        pass
    except YAMLError as error:
        tree.problems.append(_syntax(error, text, reading.wide))
    return tree


def _syntax(error: YAMLError, text: str, wide: Any) -> TextProblem:
    hint = phrase("check indentation, colons, quotes and brackets here")
    if not isinstance(error, MarkedYAMLError):
        return TextProblem("VN016", phrase("this is not YAML"), hint, 0, 0)
    mark = error.problem_mark or error.context_mark
    if error.problem == _PARSERS_LIMIT and mark is not None:
        return TextProblem(*_TOO_DEEP, mark.line, mark.column)
    what = ", ".join(part for part in (error.context, error.problem) if part)
    if error.context == _IN_QUOTES and error.context_mark is not None:
        mark, hint = (
            error.context_mark,
            phrase('close the quote that opens here, or write \\" for one in the text'),
        )
    elif wide is not None and mark is not None and wide.end_mark.line == mark.line:
        closed = phrase("close the quote that opens here: it runs on to line {line}", line=mark.line + 1)
        return TextProblem(
            "VN016",
            phrase("this is not YAML: {what}", what=what),
            closed,
            wide.start_mark.line,
            wide.start_mark.column,
        )
    line = mark.line if mark else 0
    return TextProblem(
        "VN016",
        phrase("this is not YAML: {what}", what=what),
        likely(text, line, mark.column if mark else 0) or _opening(error) or hint,
        line,
        mark.column if mark else 0,
    )


def _opening(error: MarkedYAMLError) -> str:
    """What to write, by where that began in which the error is; empty where that does not help."""
    began, mark = error.context_mark, error.problem_mark
    if began is None or mark is None or began.line >= mark.line:
        return ""
    match error.context:
        case "while parsing a flow mapping" | "while parsing a flow sequence":
            return phrase("close the bracket that opens in line {line}", line=began.line + 1)
        case "while parsing a block mapping":
            return phrase(
                "nothing above begins in column {column}: begin where what it stands beside begins",
                column=mark.column + 1,
            )
        case "while parsing a block collection":
            return phrase(
                "a list begins in line {line}: begin this line with `- ` too, or write that one without",
                line=began.line + 1,
            )
    return ""


@dataclass(slots=True)
class _Reading:
    following: Next
    tree: Tree
    nodes: int | None
    count: int = 0
    wide: Any = None
    """The last text in quotes that runs over several lines: often one that nobody closed."""

    def document(self) -> Node | None:
        """The one document's root."""
        self.following()
        event = self.following()
        if isinstance(event, StreamEndEvent):
            self._stop(
                event, "VN027", phrase("this file is empty"), phrase("write a document, or remove the file")
            )
        if isinstance(event, DocumentStartEvent) and (event.version or event.tags):
            self._problem(
                event,
                "VN017",
                phrase("a document has no directives"),
                phrase("remove the line that starts with %"),
            )
        root = self._node(self.following(), 0)
        self.following()
        event = self.following()
        if not isinstance(event, StreamEndEvent):
            self._problem(
                event,
                "VN017",
                phrase("a second document begins here"),
                phrase("one document a file: move it to a file of its own"),
            )
        if root.pairs is None:
            self._stop(
                event,
                "VN027",
                phrase("this document is no mapping"),
                phrase("begin with apiVersion, kind, metadata and spec"),
            )
        return root

    def _node(self, event: Any, depth: int) -> Node:
        self.count += 1
        if self.nodes is not None and self.count > self.nodes:
            self._stop(
                event,
                "VN022",
                phrase("this file has more than {nodes:,} values", nodes=self.nodes),
                phrase("split it: about 100 numbers a file"),
            )
        if isinstance(event, AliasEvent):
            self._problem(
                event,
                "VN018",
                phrase("aliases are not read"),
                phrase("write the value itself, or use a template"),
            )
            return _at(event, text="")
        if not isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            raise _Stop
        self._decoration(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if depth >= DEPTH:
            self._stop(event, *_TOO_DEEP)
        return (
            self._mapping(event, depth)
            if isinstance(event, MappingStartEvent)
            else self._sequence(event, depth)
        )

    def _decoration(self, event: Any) -> None:
        if event.anchor is not None:
            self._problem(
                event,
                "VN018",
                phrase("anchors are not read"),
                phrase("write the value where it is used, or use a template"),
            )
        if event.tag is not None:
            self._problem(
                event,
                "VN019",
                phrase("tags are not read"),
                phrase("remove the word with the exclamation mark; quote it if it is text"),
            )

    def _scalar(self, event: Any) -> Node:
        node = _at(event, text=event.value, plain=not event.style)
        if event.style in ('"', "'") and event.end_mark.line > event.start_mark.line:
            self.wide = event
        if event.style == '"':
            self.tree.problems.extend(characters.escaped(event.value, node.line, node.column))
        return node

    def _mapping(self, event: Any, depth: int) -> Node:
        pairs: list[tuple[Node, Node]] = []
        node = _at(event, pairs=pairs, block=not event.flow_style)
        first: dict[str, int] = {}
        while not isinstance(event := self.following(), MappingEndEvent):
            key = self._unquoted(self._node(event, depth + 1))
            value = self._unquoted(self._node(self.following(), depth + 1))
            if key.text is None:
                self._problem(event, "VN023", phrase("a key is a single word"), phrase("write key: value"))
                continue
            self._key(event, key, first)
            pairs.append((key, value))
        mark: Any = event.end_mark
        node.end = mark.index
        return node

    def _key(self, event: Any, key: Node, first: dict[str, int]) -> None:
        if key.plain and key.text == "<<":
            self._problem(
                event, "VN018", phrase("merge keys are not read"), phrase("use defaults or a pool's template")
            )
        name = str(key.text)
        if name in first:
            self._problem(
                event,
                "VN020",
                phrase("this key is already in line {first}", first=first[name]),
                phrase("remove or rename one of the two"),
            )
        first.setdefault(name, key.line + 1)

    def _sequence(self, event: Any, depth: int) -> Node:
        items: list[Node] = []
        node = _at(event, items=items, block=not event.flow_style)
        while not isinstance(event := self.following(), SequenceEndEvent):
            items.append(self._unquoted(self._node(event, depth + 1)))
        mark: Any = event.end_mark
        node.end = mark.index
        return node

    def _unquoted(self, node: Node) -> Node:
        if node.plain and node.text is not None and NUMBER_LIKE.fullmatch(node.text):
            self.tree.numbers.append(node)
            hint = phrase('write "{text}"; validate --fix does it', text=node.text)
            why = phrase("a phone number must be quoted: other readers take it for an integer")
            self.tree.problems.append(TextProblem("VN101", why, hint, node.line, node.column, len(node.text)))
        return node

    def _problem(self, event: Any, code: str, message: str, hint: str) -> None:
        start, end = event.start_mark, event.end_mark
        width = end.index - start.index if end.line == start.line else 1
        self.tree.problems.append(TextProblem(code, message, hint, start.line, start.column, max(width, 1)))

    def _stop(self, event: Any, code: str, message: str, hint: str) -> None:
        self._problem(event, code, message, hint)
        raise _Stop


def _at(event: Any, **parts: Any) -> Node:
    start, end = event.start_mark, event.end_mark
    return Node(start.line, start.column, start.index, end.index, **parts)

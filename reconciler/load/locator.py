"""Where a path stands in its file, found by reading the file again: only a failing file pays for positions."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from reconciler.load import files, tree
from reconciler.load.files import UnreadableFile
from reconciler.load.limits import MANIFEST_BYTES
from reconciler.load.reader import BOM, Reader
from reconciler.load.tree import Node
from reconciler.manifests.sources import Baseline, Path, Span

Grown = tuple[Node | None, list[str]]


class Locator:
    """Finds paths in the files of a workspace (and of the checkout its settings come from), and what its list names."""

    def __init__(self, settings: Reader, manifests: Reader, baseline: Baseline) -> None:
        self._baseline = baseline
        self._settings = settings
        self._manifests = manifests
        self._grow: Callable[[str], Grown] = lru_cache(maxsize=8)(self._read)

    def __call__(self, file: str, path: Path, key: bool) -> Span:
        """The span of a value, or of its key. What is missing is found at the nearest thing above it."""
        if path and file == self._baseline.file and (listed := self._baseline.lines.get(str(path[0]))):
            return listed
        root, lines = self._grow(file)
        return Span(0, 0, 1, "") if root is None else span(find(root, path, key=key), lines)

    def _read(self, file: str) -> Grown:
        reader = self._settings if file in self._settings.hashes else self._manifests
        try:
            text = files.read(reader.root, file, MANIFEST_BYTES).decode("utf-8").removeprefix(BOM)
        except (UnreadableFile, UnicodeDecodeError):
            return None, []
        return tree.parse(text, nodes=None).root, text.split("\n")


def find(root: Node, path: Path, *, key: bool = False) -> Node:
    """The node a path leads to, or the nearest one above it."""
    name, node = root.pairs[0][0] if root.pairs else root, root
    for step in path:
        pair = _child(node, step)
        if pair is None:
            key = key or node.text is None
            break
        name, node = pair
    # A mapping without brackets begins at its first key, which is not what is meant; nor is an empty value.
    return name if key or node.block or node.start == node.end else node


def _child(node: Node, step: str | int) -> tuple[Node, Node] | None:
    if node.pairs is not None:
        return next((pair for pair in node.pairs if pair[0].text == step), None)
    if node.items is not None and isinstance(step, int) and step < len(node.items):
        return node.items[step], node.items[step]
    return None


def span(node: Node, lines: list[str]) -> Span:
    """Where a node stands, with its line."""
    line = lines[node.line].removesuffix("\r")
    width = min(node.end - node.start, len(line) - node.column)
    return Span(node.line + 1, node.column + 1, max(width, 1), line)

"""One folder's files, each read once: its bytes hashed, its text judged, its document made."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from reconciler.load import files, quick, tree
from reconciler.load.cache import Cache
from reconciler.load.characters import TextProblem
from reconciler.load.files import UnreadableFile
from reconciler.load.limits import MANIFEST_BYTES, NODES
from reconciler.manifests.sources import Document, LinedMapping
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.phrase import phrase

BOM = "\ufeff"
NO_CACHE = Cache(None)


_LEDGER_ID = re.compile(rb'\r?\n *ledgerId: "[^"\n]*"(?=\r?\n|\Z)|, ledgerId: "[^"\n]*"')
"""The line that the first apply adds to reconciler.yaml: it makes no plan stale."""


class Reader:
    """Reads files below one folder and keeps what is wrong with them."""

    def __init__(self, root: Path, cache: Cache = NO_CACHE) -> None:
        self.root = root
        self._cache = cache
        self.faults: list[Diagnostic] = []
        self.hashes: dict[str, str] = {}
        """SHA-256 of every file's content."""
        words: dict[str, str] = {}
        self._share = words.setdefault
        """Equal text becomes one object: a workspace repeats most of its words."""

    def document(self, file: str) -> Document | None:
        """A manifest; None, and faults, if nothing can be made of it."""
        data = self.plain(file)
        return None if data is None else Document(file, data, self.hashes[file])

    def plain(
        self, file: str, *, limit: int = MANIFEST_BYTES, nodes: int | None = NODES
    ) -> LinedMapping | None:
        """A YAML file's mapping as plain data; None, and faults, if nothing can be made of it."""
        content = self._content(file, limit)
        if content is None:
            return None
        known = self._cache.get(content, self._share) if nodes == NODES else None
        if known is not None:
            return known
        text = self._decoded(file, content)
        if text is None:
            return None
        try:
            meaning = quick.parse(text, self._share, nodes)
        except quick.Irregular:
            return self._carefully(file, text, nodes)
        if nodes == NODES:
            self._cache.put(content, meaning)
        return meaning

    def text(self, file: str, limit: int = MANIFEST_BYTES) -> str | None:
        """A file's text; None, and a fault, if it has none."""
        content = self._content(file, limit)
        return None if content is None else self._decoded(file, content)

    def _content(self, file: str, limit: int) -> bytes | None:
        try:
            content = files.read(self.root, file, limit)
        except UnreadableFile as error:
            self.faults.append(error.diagnostic)
            return None
        judged = _LEDGER_ID.sub(b"", content) if file == files.WORKSPACE else content
        self.hashes[file] = sha256(judged).hexdigest()
        return content

    def _decoded(self, file: str, content: bytes) -> str | None:
        try:
            return content.decode("utf-8").removeprefix(BOM)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            wide = content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:64]
            what = phrase("this file is UTF-16, not UTF-8") if wide else phrase("this line is not UTF-8")
            self.faults.append(
                Diagnostic(file, 1 if wide else line, 1, "VN013", what, phrase("save the file as UTF-8"))
            )
            return None

    def _carefully(self, file: str, text: str, nodes: int | None) -> LinedMapping | None:
        syntax = tree.parse(text, nodes=nodes)
        lines = text.split("\n")
        self.faults.extend(diagnostic(file, problem, lines) for problem in syntax.problems[: 2 * tree.MOST])
        value = syntax.root.value() if syntax.root else None
        return value if isinstance(value, LinedMapping) else None


def diagnostic(file: str, problem: TextProblem, lines: list[str]) -> Diagnostic:
    """A problem as a diagnostic, with the line it is in unless that would show a secret."""
    excerpt = (
        lines[problem.line].removesuffix("\r") if problem.line < len(lines) and not problem.secret else ""
    )
    return Diagnostic(
        file,
        problem.line + 1,
        problem.column + 1,
        problem.code,
        problem.message,
        problem.hint,
        excerpt=excerpt,
        width=problem.width,
    )

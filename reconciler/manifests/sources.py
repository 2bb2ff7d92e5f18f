"""What was read from a workspace, before it is known to be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, TypeAlias

from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.noun import noun

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from a document's root to a value."""


class LinedMapping(dict[str, Any]):
    """A mapping near the root of a document that remembers the line of each of its keys, in order."""

    __slots__ = ("lines",)

    lines: list[int]

    def line_of(self, key: str) -> int:
        """The line of a key, from 1; 0 for a key that is not there."""
        return next((line for name, line in zip(self, self.lines, strict=True) if name == key), 0)


@noun
class Span:
    """Where a value stands in its file: line and column from 1, width in characters, and the line itself."""

    line: int
    column: int
    width: int
    excerpt: str


Locate: TypeAlias = Callable[[str, Path, bool], Span]
"""Finds a path of a file by reading it again: its value, or its key if the flag is set.

What is missing is found at the nearest thing above it."""


def nowhere(_file: str, _path: Path, _key: bool) -> Span:
    """The span of a value that cannot be found."""
    return Span(0, 0, 0, "")


@noun
class Document:
    """One file's document as plain data: text, true, false, None, lists and mappings."""

    file: str
    """Relative to the workspace, with forward slashes."""
    data: LinedMapping
    sha256: str | None = None
    """Of the file's content; None for a text that no file holds yet."""


@noun
class PolicyFile:
    """One of the organisation's JSON Schemas."""

    file: str
    schema: Any


@noun
class Baseline:
    """The list of what nobody is ready to own, as it was read."""

    file: str = ""
    """Relative to the workspace that `reconciler.yaml` is of; empty without one."""
    lines: Mapping[str, Span] = field(default_factory=dict)
    """Each number and application, and where it stands first."""


@noun
class Documents:
    """Everything read from one workspace, in file order, and what was wrong with the files themselves."""

    workspace: Document | None
    manifests: tuple[Document, ...] = ()
    policies: tuple[PolicyFile, ...] = ()
    plan_policies: tuple[PolicyFile, ...] = ()
    """Those that judge a whole plan, not an entry."""
    baseline: Baseline = field(default_factory=Baseline)
    diagnostics: tuple[Diagnostic, ...] = ()
    borrowed: bool = False
    """Whether the Workspace document is another checkout's: the base of a request, which was reviewed."""
    files: int = 0
    """How many files were looked at, the unreadable ones included."""
    manifests_digest: str = ""
    policies_digest: str = ""
    locate: Locate = field(default=nowhere, compare=False, repr=False)


@noun
class Problem:
    """Something wrong at a path of a file; where exactly is looked up only when it is reported."""

    code: str
    file: str
    path: Path
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    key: bool = False
    """Whether the key is meant and not its value."""

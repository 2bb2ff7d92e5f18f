"""What a refused document still says: without its unknown keys and bad entries it is checked against the others.

Only problems come of it. What was salvaged is never part of the desired state.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any

from pydantic import ValidationError

from reconciler.manifests.documents import DOCUMENT_KINDS, AnyDocument
from reconciler.manifests.sources import Document, LinedMapping, Path, Problem

_ENTRIES = frozenset({"hotlines", "numbers", "publicMode"})
_UNKNOWN_KEY = frozenset({"VN102", "VN301", "VN304"})


def salvage(document: Document, problems: Iterable[Problem]) -> tuple[Document, AnyDocument] | None:
    """The document without what is wrong in it; None where too much hangs on that."""
    refused = {_cut(problem) for problem in problems}
    if None in refused:
        return None
    rest = _without(document.data, {path for path in refused if path is not None}, ())
    try:
        return Document(document.file, rest), DOCUMENT_KINDS[str(rest.get("kind"))].model_validate(rest)
    except (ValidationError, KeyError):
        return None


def _cut(problem: Problem) -> Path | None:
    """What to leave out: an unknown key alone, else the entry with the problem; None for what others refer to."""
    path = problem.path
    if problem.key and problem.code in _UNKNOWN_KEY:
        return path
    if len(path) >= 3 and path[0] == "spec" and path[1] in _ENTRIES:
        return path[:3]
    if len(path) >= 5 and path[:2] == ("spec", "pools") and path[3] == "members":
        return path[:5]
    return None


def _without(value: Any, refused: Set[Path], at: Path) -> Any:
    if not isinstance(value, dict):
        return value
    values = {
        key: _without(inner, refused, (*at, key)) for key, inner in value.items() if (*at, key) not in refused
    }
    if not isinstance(value, LinedMapping):
        return values
    rest = LinedMapping(values)
    # Not strict: a mapping far from the root carries no lines.
    rest.lines = [line for key, line in zip(value, value.lines, strict=False) if key in rest]
    return rest

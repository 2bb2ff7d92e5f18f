"""What is wrong with a world file: every problem at once, with its place and what to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from reconciler.errors import InvalidManifests, InvariantError
from reconciler.load import tree
from reconciler.load.characters import TextProblem
from reconciler.load.locator import find, span
from reconciler.load.reader import diagnostic
from reconciler.manifests.schema import published
from reconciler.manifests.sources import Document, Path, Problem, Span
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.phrase import phrase
from reconciler.noun import replace
from reconciler.providers.simulator.seed import Seed
from reconciler.validate.explain import explain_by
from reconciler.validate.locate import located

CODE = "World.Invalid"
_SHAPE = phrase("`reconciler schema world` prints what a world may say")
_WORLD = phrase("a world begins with now, account and enterprises; `reconciler init` writes one")
_EMPTY = "VN027"
_SPELLING = "VN106"
_VALUE = "value_error"


def unreadable(text: str, name: str, problems: Iterable[TextProblem]) -> InvalidManifests:
    """The error for a text that is not the YAML we read."""
    lines = text.split("\n")
    hinted = (replace(p, hint=_WORLD) if p.code == _EMPTY else p for p in problems)
    return _error([diagnostic(name, problem, lines) for problem in hinted])


def refused(text: str, name: str, error: ValidationError) -> InvalidManifests:
    """The error for a document that is no world."""
    body = text.removeprefix("\ufeff")
    root = tree.parse(body, nodes=None, foreign=True).root
    if root is None:
        raise InvariantError(f"{name}: read once, and not again")
    lines = body.split("\n")

    def locate(_: str, path: Path, key: bool) -> Span:
        return span(find(root, path, key=key), lines)

    shape = explain_by(Document(name, root.value()), published(Seed, "World"))
    judged = list(_judged(error, name, only=_VALUE if shape else ""))
    known_paths = {problem.path for problem in judged}
    return _error(
        located([*judged, *(problem for problem in shape if problem.path not in known_paths)], locate)
    )


def _judged(error: ValidationError, name: str, only: str) -> Iterator[Problem]:
    """What the model judges: `value_error` is what only the model does, such as days and what goes together."""
    for problem in error.errors(include_url=False, include_input=False):
        if problem["type"].startswith(only):
            message = problem["msg"].removeprefix("Value error, ")
            yield Problem(_SPELLING, name, problem["loc"], message, _SHAPE)


def _error(problems: Iterable[Diagnostic]) -> InvalidManifests:
    in_order = sorted(set(problems))
    first, more = in_order[0], len(in_order) - 1
    message = f"{first.file}:{first.line}:{first.column}: {first.message}"
    if more:
        message = phrase("{message}; and {more} more", message=message, more=more)
    return InvalidManifests(message, in_order, code=CODE, hint=first.hint or _SHAPE)

"""Problems get their positions here, and one file's flood of them is cut short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from reconciler.manifests.sources import Locate, Problem
from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.model.phrase import phrase

MOST = 100
"""Problems told of one file; the rest is counted."""
ENOUGH = 1_000
"""Problems of one document's shape that are looked for; nobody mends them one by one."""


def located(problems: Iterable[Problem], locate: Locate) -> Iterator[Diagnostic]:
    """Each problem as a diagnostic with line and column."""
    counts: Counter[str] = Counter()
    severity: dict[str, Severity] = {}
    for problem in problems:
        counts[problem.file] += 1
        if counts[problem.file] <= MOST:
            yield _diagnostic(problem, locate)
        else:
            severity.setdefault(problem.file, problem.severity)
    for file, worst in severity.items():
        more = counts[file] - MOST
        message = (
            phrase("and {more} more problems in this file", more=more)
            if counts[file] < ENOUGH
            else phrase("and at least {more} more problems in this file", more=more)
        )
        yield Diagnostic(file, 0, 0, "VN001", message, phrase("mend those that are told first"), worst)


def _diagnostic(problem: Problem, locate: Locate) -> Diagnostic:
    span = locate(problem.file, problem.path, problem.key)
    return Diagnostic(
        problem.file,
        span.line,
        span.column,
        problem.code,
        problem.message,
        problem.hint,
        problem.severity,
        span.excerpt,
        span.width,
    )

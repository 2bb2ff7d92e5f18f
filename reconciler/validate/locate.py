"""Problems get their positions here, and one file's flood of them is cut short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from reconciler.manifests.sources import Locate, Problem
from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.model.phrase import phrase

MOST = 100
"""Problems told of one file; the rest is counted."""


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
        message = phrase("and {told} more problems in this file", told=counts[file] - MOST)
        yield Diagnostic(file, 0, 0, "VN001", message, phrase("mend the ones above first"), worst)


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

"""A number is owned or let be: what Git declares and lists in `spec.baseline` too is warned of.

The list silences a number. Were it left there, an entry that is lost would be told by nobody and bought again.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.manifests.sources import Baseline, Problem
from reconciler.model.diagnostic import Severity
from reconciler.model.phrase import phrase
from reconciler.validate.gather import Gathered

CODE = "VN218"


def listed(baseline: Baseline, gathered: Gathered) -> Iterator[Problem]:
    """Each number of the list that an entry names, in whichever account."""
    for entry in gathered.numbers.values():
        if entry.number is not None and entry.number in baseline.lines:
            message = phrase(
                "{number} is declared: {address}, {file}:{line}",
                number=entry.number,
                address=entry.address,
                file=entry.source.file,
                line=entry.source.line,
            )
            hint = phrase("remove this line: it would silence the number, should its entry ever leave Git")
            yield Problem(CODE, baseline.file, (entry.number,), message, hint, Severity.WARNING)

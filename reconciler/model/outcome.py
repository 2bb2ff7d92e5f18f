"""What became of each action of an apply."""

from __future__ import annotations

from enum import StrEnum

from reconciler.model.action import Action
from reconciler.noun import noun


class Fate(StrEnum):
    """The end of one planned action within one run."""

    DONE = "done"
    ISSUED = "issued"
    """A human task was handed out."""
    REFUSED = "refused"
    """The provider positively said no."""
    UNKNOWN = "unknown"
    """The call's outcome is unknown: the slot is held."""
    SKIPPED = "skipped"
    """A need failed, or a guard no longer held on fresh facts."""
    NOT_STARTED = "not started"
    """The run was interrupted before it."""


@noun
class Result:
    """One action and its fate."""

    action: Action
    fate: Fate
    message: str = ""
    number: str | None = None
    """The number it got, where that was chosen or allotted during the run."""


@noun
class ApplyResult:
    """A finished (or interrupted) apply."""

    digest: str
    results: tuple[Result, ...]
    settled: tuple[str, ...] = ()
    """What this run learnt of earlier open intents, and the fates of an interrupted earlier run; one line each."""
    interrupted: bool = False
    stuck: bool = False
    """Whether something is blocked, held, overdue or in violation, also after this run."""

    @property
    def failed(self) -> bool:
        """Whether an attempted action failed, was skipped or has an unknown outcome."""
        bad = {Fate.REFUSED, Fate.UNKNOWN, Fate.SKIPPED, Fate.NOT_STARTED}
        return any(result.fate in bad for result in self.results)

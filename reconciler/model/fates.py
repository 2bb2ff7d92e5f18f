"""Every action of a plan with what became of it, also of those an apply had no business with."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.model.action import Action, Status
from reconciler.model.outcome import ApplyResult
from reconciler.model.plan import Plan
from reconciler.noun import noun

NOT_RUN = "not run"
"""Ready, but not what this run was asked for."""


@noun
class Ending:
    """One action and where it stands after the run."""

    action: Action
    fate: str
    """A Fate's word, or the status for which it was not run."""
    message: str
    number: str | None


def fates(plan: Plan, result: ApplyResult) -> Iterator[Ending]:
    """What ran, in the order in which it ran, then the rest of the plan in its own order."""
    for entry in result.results:
        yield Ending(entry.action, entry.fate.value, entry.message, entry.number or entry.action.number)
    ran = {entry.action.id for entry in result.results}
    for action in plan.actions:
        if action.id not in ran:
            fate = NOT_RUN if action.status is Status.READY else action.status.value
            yield Ending(action, fate, action.reason, action.number)

"""A plan's counts for GitLab's merge-request widget (`artifacts:reports:terraform`)."""

from __future__ import annotations

import json

from reconciler.model.action import Effect
from reconciler.model.plan import Plan
from reconciler.report.plan.outline import replaced
from reconciler.report.plan.steps import steps
from reconciler.report.sink.language import english


@english()
def text(plan: Plan) -> str:
    """What is ready: bought, changed, cancelled. The widget has no column for people; the comment has."""
    ready = [action for action in plan.ready if action.verb.outward]
    deleted = sum(action.verb.effect is Effect.ENDS for action in ready)
    created = sum(action.verb.effect is Effect.BUYS for action in ready)
    changed = len(steps(ready, replaced(plan))) - deleted - created
    return json.dumps({"create": created, "update": changed, "delete": deleted}) + "\n"

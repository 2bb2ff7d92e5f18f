"""The plan: frozen, versioned data that apply, reports and explanations all interpret."""

from __future__ import annotations

from datetime import datetime

from reconciler.model.action import Action, Status
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import NO_FEE, Fee
from reconciler.noun import noun

FORMAT_VERSION = "1.1"
"""Of the JSON reports: a minor step adds, a major step breaks. 1.1 added `complete` and `gaps`."""
RULE_SET = "2026-11-25"
"""Changes whenever a rule's meaning does: an approved digest does not outlive it."""


@noun
class Scope:
    """What a run is limited to."""

    account: str
    team: str | None = None


@noun
class Basis:
    """What a plan file was made from; checked only for a plan file."""

    manifests: str
    policies: str
    tool: str
    ledger: str
    """The head's hash."""
    created: datetime


@noun
class Plan:
    """Every action and finding of one account at one instant, in reading order."""

    as_of: datetime
    hypothetical: bool
    scope: Scope
    digest: str
    """Of the ready actions: what reviewers approve."""
    basis: Basis
    actions: tuple[Action, ...]
    findings: tuple[Finding, ...]
    monthly_before: Fee
    """The account's bill, managed or not; a team's with a scope."""
    monthly_after: Fee
    """Once every ready action is done."""
    unmanaged_monthly: Fee = NO_FEE
    """What of it nobody manages."""
    gaps: tuple[str, ...] = ()
    """What was not read, one sentence each."""
    codes: frozenset[str] = frozenset()
    """The codes of service instances it may speak of: they look like phone numbers and are no secret."""

    @property
    def complete(self) -> bool:
        """Whether everything was read that the plan rests on."""
        return not self.gaps

    @property
    def ready(self) -> tuple[Action, ...]:
        """The actions an apply would run now."""
        return tuple(action for action in self.actions if action.status is Status.READY)

    @property
    def changes(self) -> bool:
        """Whether an apply would change anything at the provider."""
        return any(action.verb.outward for action in self.ready)

    @property
    def stuck(self) -> bool:
        """Whether something is blocked, held, overdue or in violation."""
        stuck = {Status.BLOCKED, Status.HELD}
        return any(action.status in stuck for action in self.actions) or any(
            finding.verdict >= Verdict.VIOLATION for finding in self.findings
        )

"""Whether a plan made now is the one that was approved: by file, by digest, or by nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from reconciler.errors import StalePlan
from reconciler.model.calendar import month_of
from reconciler.model.difference import Difference
from reconciler.model.phrase import joined, phrase
from reconciler.model.plan import Plan, Scope
from reconciler.noun import noun
from reconciler.planning.compare import difference, listing
from reconciler.planning.digest import digest
from reconciler.planning.masked import as_masked, texts
from reconciler.wire import write as wire
from reconciler.wire.comment import written

VALID = timedelta(hours=24)
"""How long a plan file may be used, and never across the end of a billing month."""


@noun
class Approval:
    """What was approved: a plan document read back from its file, or a digest alone."""

    digest: str
    document: Mapping[str, Any] | None = None
    reviewed: Mapping[str, Any] | None = None
    """What a reviewer of the digest saw, where it was kept: it only explains a refusal and approves nothing.

    A plan document, or what a comment keeps of it (`wire/comment.py`): then its numbers may be masked.
    """

    def check_file(self) -> None:
        """A plan file must hang together before anything else is asked. Raises StalePlan."""
        document = self.document
        if document is None:
            return
        if document["hypothetical"]:
            raise StalePlan(
                phrase("the plan is hypothetical: it was made with --as-of"),
                hint=phrase("plan again without --as-of"),
            )
        scope = Scope(document["scope"]["account"], document["scope"]["team"])
        if document["account"] != scope.account:
            raise StalePlan(
                phrase("the plan file was altered: it names two accounts"), hint=phrase("plan again")
            )
        if digest(scope, document["actions"]) != document["digest"]:
            raise StalePlan(
                phrase("the plan file was altered: its actions do not give its digest"),
                hint=phrase("plan again"),
            )

    def check(self, plan: Plan) -> None:
        """The plan made now must be the approved one. Raises StalePlan with the difference."""
        if self.document is not None:
            _check_basis(self.document, plan)
        if plan.digest != self.digest:
            raise StalePlan(
                phrase("this is not the approved plan: what is ready now differs"),
                difference=self._difference(plan),
                codes=plan.codes,
                hint=phrase("review the plan as it is now, then apply that one"),
            )

    def _difference(self, plan: Plan) -> Difference:
        """Against the approved file or what was reviewed; given only a digest, the whole current plan."""
        now = [wire.action_document(action) for action in plan.actions]
        document = self.document or self.reviewed
        if document is None or document["digest"] != self.digest:
            digests = () if document is None else (_other_plan(document["digest"]),)
            return Difference((*digests, _UNKNOWN if plan.ready else _beside(None, plan)), listing(now))
        write = as_masked(texts(document["actions"]), plan.codes)
        actions = difference(document["actions"], written(now, write))
        return actions or Difference((_beside(document, plan, masked=write is not str),))


_UNKNOWN = phrase("what was approved is not at hand; this is ready now:")


def _other_plan(reviewed: str) -> str:
    return phrase("the reviewed plan has the digest {digest}: it explains nothing", digest=reviewed)


def _beside(document: Mapping[str, Any] | None, plan: Plan, *, masked: bool = False) -> str:
    """What else a digest covers, where no action differs: for whom the plan was made, and by which rules."""
    scope = None if document is None else (document["scope"]["account"], document["scope"]["team"])
    now = (plan.scope.account, plan.scope.team)
    if scope is not None and scope != now:
        return phrase("made for {scope}, applied for {now}", scope=_whose(*scope), now=_whose(*now))
    if plan.ready and masked:
        return phrase("what differs is a digit that is masked, or the rules of this version")
    if plan.ready:
        return phrase("the same is ready; the rules of this version are not those it was approved under")
    return phrase("nothing is ready now")


def _whose(account: str, team: str | None) -> str:
    """An account, or a team's part of it."""
    return account if team is None else phrase("team {team} of {account}", team=team, account=account)


def _check_basis(document: Mapping[str, Any], plan: Plan) -> None:
    basis, scope = document["basis"], document["scope"]
    created = datetime.fromisoformat(basis["created"])
    reasons = []
    if (scope["account"], scope["team"]) != (plan.scope.account, plan.scope.team):
        reasons.append(phrase("it was made for another account or team"))
    for name, now in (
        ("manifests", plan.basis.manifests),
        ("policies", plan.basis.policies),
        ("tool", plan.basis.tool),
        ("ledger", plan.basis.ledger),
    ):
        if basis[name] != now:
            reasons.append(_MOVED[name])
    if not created <= plan.as_of <= created + VALID:
        reasons.append(phrase("it was made at {basis} and is valid for 24 hours", basis=basis["created"]))
    elif month_of(created) != month_of(plan.as_of):
        reasons.append(phrase("a billing month ended since it was made"))
    if reasons:
        now_ready = [wire.action_document(action) for action in plan.actions]
        raise StalePlan(
            phrase("the plan is stale: ") + joined("; ", reasons),
            difference=difference(document["actions"], now_ready),
            codes=plan.codes,
            hint=phrase("plan again") + _way_out(document, plan),
        )


def _way_out(document: Mapping[str, Any], plan: Plan) -> str:
    """Where only the ground moved, a comment in a file perhaps, the digest that was approved still is."""
    if document["digest"] != plan.digest:
        return ""
    return phrase(
        "; what is ready is still what was approved: reconciler apply --digest {digest}", digest=plan.digest
    )


_MOVED = {
    "manifests": phrase("the manifests changed"),
    "policies": phrase("the policies changed"),
    "tool": phrase("another version of this tool made it"),
    "ledger": phrase("something was applied since"),
}

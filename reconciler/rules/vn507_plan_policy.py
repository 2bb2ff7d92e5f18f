"""VN507: what the organisation's own policies say of a plan as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import blocked, provider_actions
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action
from reconciler.model.calendar import iso
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import ZERO
from reconciler.model.phrase import phrase
from reconciler.wire.policy import Judge, UnusablePolicy, about, against
from reconciler.wire.write import change_document

RULE = Rule(
    code="VN507",
    title="policy on the whole plan",
    verdicts=(Verdict.BLOCK,),
    what=(
        "The JSON Schemas that `planPolicies` names judge what a plan would do: `account`, `as_of`, `actions` (id, "
        "address, team, kind, action, mode, reversible, changes, cost) and `summary` (how many of each action, how "
        "many that cannot be undone, CNY now, monthly and committed). Amounts are numbers here. Where the plan is "
        "against one, nothing of it is done. What another rule blocks is not in it."
    ),
    seed="Before proceeding, ensure the number is not associated with any business services to avoid disruptions.",
    example=(
        "planPolicies: [policies/one-at-a-time.json]   # {title: one cancellation a plan, properties: {summary: "
        "{properties: {actions: {properties: {cancel: {maximum: 1}}}}}}}"
    ),
    fix="Split the change, or have the policy changed by whoever owns it.",
    turn=5,
    scope="account",
    once=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    """Runs every policy on what would be done."""
    policies = facts.desired.policy.plan
    actions = [action for action in provider_actions(facts) if policies and not blocked(facts, action)]
    if not actions:
        return
    document = _document(facts, actions)
    for policy in policies:
        for message, hint in _against(policy.schema, document):
            text = phrase(
                "the plan is against the policy {file}: {message}", file=policy.file, message=message
            )
            yield RULE.block(actions, text, hint, address=facts.account.name)


def _against(schema: Any, document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        errors = Judge(schema).errors(document)
    except UnusablePolicy as unusable:
        yield phrase("it cannot be judged: {why}", why=unusable.args[0]), ""
        return
    for error in errors:
        yield f"{_place(document, list(error.absolute_path))}{against(error)}", about(error)


def _place(document: dict[str, Any], path: list[Any]) -> str:
    """What it is about: an action by its id, not by its place in a list."""
    if path[:1] == ["actions"] and len(path) > 1:
        path = [document["actions"][path[1]]["id"], *path[2:]]
    return "".join(f"{part}, " for part in [".".join(map(str, path))] if part)


def _document(facts: Facts, actions: list[Action]) -> dict[str, Any]:
    """The plan as policies see it."""
    return {
        "account": facts.account.name,
        "as_of": iso(facts.now),
        "actions": [_action(action) for action in actions],
        "summary": {
            "actions": dict(sorted(Counter(action.verb.value for action in actions).items())),
            "irreversible": sum(not action.reversible for action in actions),
            "now": float(sum((action.cost.now for action in actions), ZERO)),
            "monthly": float(sum((action.cost.monthly for action in actions), ZERO)),
            "committed": float(sum((action.cost.committed for action in actions), ZERO)),
        },
    }


def _action(action: Action) -> dict[str, Any]:
    cost = action.cost
    return {
        "id": action.id,
        "address": action.address,
        "team": action.team,
        "kind": action.kind,
        "action": action.verb.value,
        "mode": action.mode.value,
        "reversible": action.reversible,
        "changes": [change_document(change) for change in action.changes],
        "cost": {"now": float(cost.now), "monthly": float(cost.monthly), "committed": float(cost.committed)},
    }

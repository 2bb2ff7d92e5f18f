"""Composes the stages of planning: slots, drafts, rules, gate, reading order, money, digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from reconciler import rules
from reconciler.contracts.bill import bill, cancellation
from reconciler.contracts.facts import Facts
from reconciler.memory.memory import Memory
from reconciler.model.action import Action, Status, Verb
from reconciler.model.address import Address, team_of
from reconciler.model.capability import Capabilities
from reconciler.model.finding import Finding
from reconciler.model.money import ZERO, Fee
from reconciler.model.observation import ObservedState
from reconciler.model.origin import weakest
from reconciler.model.plan import Basis, Plan, Scope
from reconciler.model.state import DesiredState
from reconciler.noun import noun, replace
from reconciler.planning.actions import draft
from reconciler.planning.digest import digest
from reconciler.planning.gate import judge
from reconciler.planning.identity import identify
from reconciler.planning.landed import landed
from reconciler.planning.pointers import transfers
from reconciler.planning.review_order import actions_in_reading_order, findings_in_reading_order
from reconciler.planning.settle import Evidence
from reconciler.planning.task_life import waiting
from reconciler.wire import write as wire


@noun
class Inputs:
    """Everything a plan is made from. Same inputs, same plan, byte for byte."""

    desired: DesiredState
    observed: ObservedState
    memory: Memory
    capabilities: Capabilities
    scope: Scope
    now: datetime
    chosen: Mapping[Address, str] = field(default_factory=dict)
    """While a plan is carried out: which 400 it showed for each address."""
    hypothetical: bool = False
    """`now` was chosen by the caller (`--as-of`): such a plan is never applied."""
    tool: str = ""
    """The version of this tool."""
    evidence: tuple[Evidence, ...] = ()
    """What was read proves of open calls and issued tasks; the next apply records it."""


def view(inputs: Inputs) -> Facts:
    """The world as rules and kinds see it, drafts included."""
    return drafted(situation(inputs))


def drafted(facts: Facts) -> Facts:
    """The facts with the actions that would close their differences."""
    groups = draft(facts)
    actions = tuple(action for group in groups.values() for action in group)
    return replace(facts, actions=actions, by_address=groups)


def situation(inputs: Inputs) -> Facts:
    """Who is who in the account, before anything is drafted."""
    who = identify(inputs.desired, inputs.observed, inputs.memory, inputs.capabilities.lag)
    calls = transfers(inputs.desired, who.slots, who.unmanaged)
    return Facts(
        now=inputs.now,
        account=inputs.desired.accounts[inputs.scope.account],
        desired=inputs.desired,
        observed=inputs.observed,
        slots=who.slots,
        unmanaged=who.unmanaged,
        held_for=who.held_for,
        candidates=who.candidates,
        chosen=inputs.chosen,
        pointers=calls.pointers,
        unread_transfers=calls.unread,
        memory=inputs.memory,
        capabilities=inputs.capabilities,
        settling={proof.intent.id: f"{proof.result}: {proof.message}" for proof in inputs.evidence},
        landed=landed(inputs.memory, inputs.observed, who.slots),
    )


def build(inputs: Inputs) -> Plan:
    """The plan of one account."""
    return plan_of(view(inputs), inputs)


def plan_of(facts: Facts, inputs: Inputs) -> Plan:
    """The plan these facts make: judged whole, then cut to the scope's team."""
    findings = rules.run(facts)
    judged = judge(facts.by_address, findings, waiting(facts, findings))
    actions = tuple(_priced(action, facts) for action in judged)
    scope = inputs.scope
    mine = actions_in_reading_order(action for action in actions if scope.team in {None, action.team})
    before = bill(facts, scope.team)
    ready = [action for action in mine if action.status is Status.READY]
    after = before.whole.amount + sum((action.cost.monthly for action in ready), ZERO)
    return Plan(
        as_of=inputs.now,
        hypothetical=inputs.hypothetical,
        scope=scope,
        digest=digest(scope, map(wire.action_document, ready)),
        basis=Basis(
            manifests=inputs.desired.manifests_digest,
            policies=inputs.desired.policies_digest,
            tool=inputs.tool,
            ledger=inputs.memory.head.hash,
            created=inputs.now,
        ),
        actions=mine,
        findings=findings_in_reading_order(f for f in findings if _concerns(f, scope, mine)),
        monthly_before=before.whole,
        monthly_after=Fee(after, weakest((before.whole.origin, *(action.cost.origin for action in ready)))),
        unmanaged_monthly=before.unmanaged,
        gaps=facts.gaps,
        codes=facts.codes,
    )


def _priced(action: Action, facts: Facts) -> Action:
    """A cancellation costs what the month it runs in does: a freeze or a limit may defer it into another."""
    slot = facts.slots.get(action.address)
    if action.verb is not Verb.CANCEL or action.earliest is None or slot is None:
        return action
    return replace(action, cost=cancellation(slot, facts, action.earliest))


def _concerns(finding: Finding, scope: Scope, mine: tuple[Action, ...]) -> bool:
    """A team sees its own findings, and those on the whole account unless they stop only others' actions."""
    if scope.team is None or finding.address != scope.account:
        return scope.team in {None, team_of(finding.address)}
    return not finding.stops or not {action.id for action in mine}.isdisjoint(finding.stops)

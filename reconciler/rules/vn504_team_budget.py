"""VN504: what a team may spend a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reconciler.contracts.bill import bill
from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import over, unstopped
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.address import team_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import ZERO, Fee, cny, total
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN504",
    title="team budget",
    verdicts=(Verdict.BLOCK,),
    what=(
        "What a team's live numbers cost a month, what its open purchases would add and what this plan adds "
        "stay within its `monthlyBudget`, each account for itself. A planned cancellation does not make "
        "room before it is done. The first purchases that fit go ahead, by address; the others are blocked. A package "
        "that nobody shows counts as last applied or declared."
    ),
    seed="The monthly fee is 35 CNY/month.",
    example=(
        "teams:\n"
        '  care: {paths: [teams/care], accounts: [prod], monthlyBudget: "150"}   # and a second 400 of '
        "120 CNY"
    ),
    fix="Cancel what is not needed, or have a larger budget reviewed in reconciler.yaml.",
    turn=3,
    scope="account",
    stops=frozenset({Verb.ORDER}),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Adds up the teams that buy something and have a budget."""
    buys: dict[str, list[Action]] = defaultdict(list)
    for action in unstopped(facts, Verb.ORDER):
        buys[action.team].append(action)
    for name, actions in sorted(buys.items()):
        team = facts.desired.teams.get(name)
        if team is not None and team.budget is not None:
            yield from _judge(facts, name, actions, team.budget)


def _judge(facts: Facts, name: str, actions: Sequence[Action], budget: Decimal) -> Iterator[Finding]:
    spends = _spends(facts, name)
    blocked = over(facts, actions, budget - spends.amount, lambda action: action.cost.monthly)
    if not blocked:
        return
    adds = sum((action.cost.monthly for action in actions), ZERO)
    text = phrase(
        "team {name} spends {spends} CNY a month and would add {adds:.2f}; its budget is {budget:.2f}",
        name=name,
        spends=spends,
        adds=adds,
        budget=budget,
    )
    if len(blocked) < len(actions):
        text += phrase(
            ": the first that fit go ahead, {count} of {count_2} do not",
            count=len(blocked),
            count_2=len(actions),
        )
    hint = phrase("buy less, or have a larger `monthlyBudget` reviewed")
    yield RULE.block(blocked, text, hint, address=facts.account.name)


def _spends(facts: Facts, name: str) -> Fee:
    """What the team's numbers cost a month, purchases with an unknown outcome included."""
    held = [
        Fee(cny(intent.monthly))
        for intent in facts.memory.held.values()
        if intent.action == Verb.ORDER and team_of(intent.address) == name
    ]
    return total([bill(facts, name).whole, *held])

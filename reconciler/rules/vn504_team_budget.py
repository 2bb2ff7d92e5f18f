"""VN504: a team's numbers stay within the team's monthly budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import drafted
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import ZERO, cny
from reconciler.model.observation import BILLED

RULE = Rule(
    code="VN504",
    title="team budget",
    verdicts=(Verdict.BLOCK,),
    what=(
        "What a team's live numbers cost a month, what its open purchases would add and what this plan adds "
        "stay within its `monthlyBudget`, each account for itself. A planned cancellation does not make "
        "room before it is done. Over the budget, every purchase of the team is blocked."
    ),
    seed="The monthly fee is 35 CNY/month.",
    example=(
        "teams:\n"
        '  care: {paths: [teams/care], accounts: [prod], monthlyBudget: "150"}   # and a second 400 of '
        "120 CNY"
    ),
    fix="Cancel what is not needed, or have a larger budget reviewed in reconciler.yaml.",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Adds up the teams that buy something and have a budget."""
    buys: dict[str, list[Action]] = defaultdict(list)
    for action in drafted(facts, Verb.ORDER):
        team = facts.desired.teams.get(action.team)
        if team is not None and team.budget is not None:
            buys[action.team].append(action)
    live = _live(facts, frozenset(buys)) if buys else {}
    for name, actions in sorted(buys.items()):
        budget = facts.desired.teams[name].budget or ZERO
        adds = sum((action.cost.monthly for action in actions), ZERO)
        if live[name] + adds > budget:
            text = f"team {name} spends {live[name]:.2f} CNY a month and would add {adds:.2f}"
            text += f"; its budget is {budget:.2f}"
            hint = "buy less, or have a larger `monthlyBudget` reviewed"
            yield RULE.block(actions, text, hint, address=facts.account.name)


def _live(facts: Facts, teams: frozenset[str]) -> dict[str, Decimal]:
    """What each team's numbers cost a month, purchases with an unknown outcome included."""
    total = dict.fromkeys(teams, ZERO)
    for slot in facts.slots.values():
        if slot.live is not None and slot.team in teams and slot.live.status in BILLED:
            total[slot.team] += facts.account.tariff.monthly(slot.live)
    for intent in facts.memory.held.values():
        team = intent.address.partition("/")[0]
        if team in teams and intent.action == Verb.ORDER:
            total[team] += cny(intent.monthly)
    return total

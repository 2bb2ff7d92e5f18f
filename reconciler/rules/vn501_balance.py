"""VN501: what is bought or cancelled now can be paid for."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import due_from, held_until, unseen, unstopped
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import ZERO, Fee, total
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN501",
    title="balance and arrears",
    verdicts=(Verdict.HOLD, Verdict.BLOCK),
    what=(
        "Purchases and cancellations need an account without arrears whose balance covers what all of them "
        "cost now. What is deferred is judged when its day comes; what another rule "
        "blocks costs nothing. While the balance is unknown they wait."
    ),
    seed="Ensure that your account has a sufficient balance and no outstanding payments.",
    example="A plan buys two 400 numbers of 120 CNY; the balance is 200 CNY.",
    fix="Top up the account, settle what is owed, or plan less at once.",
    turn=4,
    scope="account",
    stops=frozenset({Verb.ORDER, Verb.CANCEL}),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Adds up what must be paid now."""
    actions = tuple(action for action in unstopped(facts, Verb.ORDER, Verb.CANCEL) if _now(facts, action))
    if not actions:
        return
    name, balance = facts.account.name, facts.observed.balance
    unsure = [action for action in actions if unseen(facts, action, "balance", balance)]
    if balance is None or unsure:
        why = unseen(facts, unsure[0], "balance", balance)
        yield RULE.wait(
            unsure,
            phrase("the balance of {name} {why}", name=name, why=why),
            phrase("see that it can be read"),
            address=name,
        )
        return
    costs = total(Fee(action.cost.now, action.cost.origin) for action in actions if action.cost.now)
    needed = costs.amount
    if balance.arrears > ZERO or balance.available < ZERO:
        owed = max(balance.arrears, -balance.available)
        yield RULE.block(
            actions,
            phrase("{name} owes {owed:.2f} CNY", name=name, owed=owed),
            phrase("settle what is owed first"),
            address=name,
        )
    elif balance.available < needed:
        text = phrase(
            "this plan costs {needed} CNY now; the balance of {name} is {available:.2f} CNY",
            needed=costs,
            name=name,
            available=balance.available,
        )
        yield RULE.block(
            actions,
            text,
            phrase("top up {needed:.2f} CNY, or plan less", needed=needed - balance.available),
            address=name,
        )


def _now(facts: Facts, action: Action) -> bool:
    instant = due_from(facts, action) if action.verb is Verb.CANCEL else held_until(facts, action)
    return instant is None or instant <= facts.now

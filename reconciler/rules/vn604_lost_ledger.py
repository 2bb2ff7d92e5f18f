"""VN604: whoever has lost the memory of past purchases buys nothing."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import drafted
from reconciler.contracts.rule import Rule
from reconciler.model.action import Verb
from reconciler.model.finding import Finding, Verdict

RULE = Rule(
    code="VN604",
    title="lost ledger",
    verdicts=(Verdict.BLOCK,),
    what=(
        "A ledger that was lost, is an older copy, or was rebuilt from the provider and not yet acknowledged, "
        "knows neither open purchases nor used consents; a clock behind its last record would count a month's "
        "limits twice. Numbers are adopted and moved; purchases, cancellations and the activation of public "
        "mode are blocked until a person acknowledges the rebuilt ledger, or the clock is right."
    ),
    seed="After you cancel the number, it cannot be recovered, and all related services will be terminated.",
    example="The machine with the ledger's file is gone; `reconciler ledger rebuild` made a new one.",
    fix="Compare `reconciler status` with the console, then `reconciler ledger rebuild --acknowledge`.",
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Blocks what cannot be undone while the ledger is not trusted."""
    if facts.memory.rebuilding or facts.memory.lost:
        actions = drafted(facts, Verb.ORDER, Verb.CANCEL, Verb.ACTIVATE_PUBLIC_MODE)
        text = "the ledger was lost and no rebuilt one is acknowledged: nothing is bought or cancelled"
        if facts.memory.lost:
            text = f"{facts.memory.lost}: nothing is bought or cancelled"
        hint = (
            "`reconciler ledger rebuild`; compare `reconciler status` with the console; then "
            "`reconciler ledger rebuild --acknowledge`"
        )
        if facts.memory.lost.startswith("the clock"):
            hint = "set the clock right; a ledger from before `simulator reset` is of another account"
        yield RULE.block(actions, text, hint, address=facts.account.name)

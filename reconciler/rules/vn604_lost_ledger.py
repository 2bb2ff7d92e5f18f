"""VN604: whoever has lost the memory of past purchases buys nothing."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import drafted
from reconciler.contracts.rule import Rule
from reconciler.memory.memory import Lost
from reconciler.model.action import Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN604",
    title="lost ledger",
    verdicts=(Verdict.BLOCK,),
    what=(
        "A ledger that was lost, is an older copy, or was rebuilt from the provider and not yet acknowledged, "
        "knows neither open purchases nor used consents; a clock behind its last record, or behind an "
        "application that the account shows, would count a month's limits twice. Numbers are adopted and "
        "moved; purchases, cancellations and the activation of public mode are blocked until a person "
        "acknowledges the rebuilt ledger, or the clock is right."
    ),
    seed="After you cancel the number, it cannot be recovered, and all related services will be terminated.",
    example="The machine with the ledger's file is gone; `reconciler ledger rebuild` made a new one.",
    fix="Compare `reconciler status` with the console, then `reconciler ledger rebuild --acknowledge`.",
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Blocks what cannot be undone while the ledger is not trusted."""
    lost = facts.memory.lost or (_UNACKNOWLEDGED if facts.memory.rebuilding else None)
    if lost is not None:
        actions = drafted(facts, Verb.ORDER, Verb.CANCEL, Verb.ACTIVATE_PUBLIC_MODE)
        text = phrase("{message}: nothing is bought or cancelled", message=lost.message)
        yield RULE.block(actions, text, lost.hint or _REBUILD, address=facts.account.name)


_ACKNOWLEDGE = phrase(
    "compare `reconciler status` with the console; then `reconciler ledger rebuild --acknowledge`"
)
_UNACKNOWLEDGED = Lost(phrase("the ledger was lost and no rebuilt one is acknowledged"), _ACKNOWLEDGE)
_REBUILD = phrase("`reconciler ledger rebuild`; {acknowledge}", acknowledge=_ACKNOWLEDGE)

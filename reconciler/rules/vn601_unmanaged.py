"""VN601: a number that nobody manages costs money every month."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.bill import number_fee
from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import public_mode_unused
from reconciler.contracts.rule import Rule
from reconciler.model.address import unmanaged
from reconciler.model.calendar import day_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import ACTIVE, ObservedNumber

RULE = Rule(
    code="VN601",
    title="unmanaged number",
    verdicts=(Verdict.INFO,),
    what=(
        "A number of the account that no entry declares is reported with its monthly cost, run after run, "
        "and never touched. If it was ours before its entry left Git, the finding says at which address; if "
        "its documents are due, by when. What an order of unknown outcome may have got is no orphan: the "
        "finding names the addresses that wait for it. Public mode that is active and that no entry uses is "
        "said too."
    ),
    seed="The monthly fee is 35 CNY/month.",
    example="Somebody bought a number in the console, or an entry was removed without a tombstone.",
    fix="Declare it (`reconciler import` writes the entry), or name it in a Cancellation.",
    scope="account",
    stops=frozenset(),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One note per number, and one on public mode that is active without an entry."""
    for number in facts.unmanaged:
        if not number.gone(facts.now):
            yield _note(facts, number)
    if public_mode_unused(facts):
        text = "public mode is active and no entry uses it: it cannot be closed again, and calls in it are still billed"
        yield RULE.at(
            facts.account.name, Verdict.INFO, text, "declare it under `publicMode`, or see who calls in it"
        )


def _note(facts: Facts, number: ObservedNumber) -> Finding:
    fee = number_fee(number, facts.account.tariff)
    text = f"nobody manages {number.identity}: {fee} CNY a month"
    if number.status != ACTIVE:
        text += f"; it is {number.status}"
    if number.deadline is not None:
        text += f", its documents are due before {day_of(number.deadline)} 00:00"
    waiting = facts.held_for.get(number.identity)
    if waiting is not None:
        text += f"; it may be what was ordered for {', '.join(waiting)}"
        hint = f"apply again, or see `reconciler resolve {waiting[0]}`: until that is settled, leave it alone"
        return RULE.at(unmanaged(number.identity), Verdict.INFO, text, hint, until=number.deadline)
    owner = facts.memory.owner.get(number.identity)
    if owner is not None:
        text += f"; it was {owner} before"
    hint = "`reconciler import` writes an entry for it; a Cancellation ends it"
    return RULE.at(unmanaged(number.identity), Verdict.INFO, text, hint, until=number.deadline)

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
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.phrase import phrase

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
        text = phrase(
            "public mode is active and no entry uses it: it cannot be closed again, and calls in it are still billed"
        )
        yield RULE.at(
            facts.account.name,
            Verdict.INFO,
            text,
            phrase("declare it under `publicMode`, or see who calls in it"),
        )


def _note(facts: Facts, number: ObservedNumber) -> Finding:
    fee = number_fee(number, facts.account.tariff, facts.now)
    text = phrase("nobody manages {identity}: {fee} CNY a month", identity=number.identity, fee=fee)
    if number.status != NumberStatus.ACTIVE:
        text += phrase("; it is {status}", status=number.status)
    if number.deadline is not None:
        text += phrase(", its documents are due before {deadline} 00:00", deadline=day_of(number.deadline))
    waiting = facts.held_for.get(number.identity)
    if waiting is not None:
        text += phrase("; it may be what was ordered for {waiting}", waiting=", ".join(waiting))
        hint = phrase(
            "apply again, or see `reconciler resolve {waiting}`: until that is settled, leave it alone",
            waiting=waiting[0],
        )
        return RULE.at(unmanaged(number.identity), Verdict.INFO, text, hint, until=number.deadline)
    owner = facts.memory.owner.get(number.identity)
    if owner is not None:
        text += phrase("; it was {owner} before", owner=owner)
    hint = phrase(
        "`reconciler import` writes an entry for it; `reconciler new cancellation {number}` what ends it",
        number=number.number or "NUMBER",
    )
    return RULE.at(unmanaged(number.identity), Verdict.INFO, text, hint, until=number.deadline)

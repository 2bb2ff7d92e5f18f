"""VN605: a call whose answer never came holds its address until somebody or something knows."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.rule import Rule
from reconciler.model.finding import Finding, Verdict

RULE = Rule(
    code="VN605",
    title="outcome unknown",
    verdicts=(Verdict.WARN,),
    what=(
        "A timeout, a 5xx or an answer that cannot be decoded leaves the outcome of a call unknown. The "
        "address is held: nothing else happens there, and no other number is chosen for it, until the "
        "provider shows what became of the call or a person says so. No amount of waiting decides it."
    ),
    seed="After you confirm, click OK. The number will enter the cancellation process.",
    example="The connection broke after an application for 4008100001 was sent.",
    fix="Look in the console, then `reconciler resolve ADDRESS --done` or `--not-done`, with a `--reason`.",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One warning per open intent."""
    for address, intent in facts.memory.held.items():
        what = f" of {intent.number}" if intent.number else ""
        text = (
            f"the outcome of {intent.action}{what}, asked for at {intent.at}, is unknown: the address is held"
        )
        hint = f"look in the console, then `reconciler resolve {address} --done|--not-done --reason TEXT`"
        slot = facts.slots.get(address)
        yield RULE.at(address, Verdict.WARN, text, hint, source=slot.source if slot is not None else None)

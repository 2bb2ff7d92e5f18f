"""VN605: a call whose answer never came holds its address until somebody or something knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import conflicts
from reconciler.contracts.rule import Rule
from reconciler.model.calendar import iso, later
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.model.trace import TraceKind

RULE = Rule(
    code="VN605",
    title="outcome unknown",
    verdicts=(Verdict.WARN, Verdict.BLOCK),
    what=(
        "A timeout, a 5xx or an answer that cannot be decoded leaves the outcome of a call unknown. The "
        "address is held: nothing else happens there, and no other number is chosen for it, until the "
        "provider shows what became of the call or a person says so. No amount of waiting decides it. A request "
        "may land after its caller gave up, so a read that shows the old state denies it only once it cannot be "
        "under way any more; the finding says from when. Where the next apply will settle it, it says as what."
    ),
    seed="After you confirm, click OK. The number will enter the cancellation process.",
    example="The connection broke after an application for 4008100001 was sent.",
    fix="Look in the console, then `reconciler resolve ADDRESS --done` or `--not-done`, with a `--reason`.",
    scope="account",
    stops=frozenset(),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One warning per open intent; nobody is sent to the console for what the next apply settles by itself."""
    yield from conflicts(facts, RULE)
    for address, intent in facts.memory.held.items():
        what = phrase(" of {number}", number=intent.number) if intent.number else ""
        text = phrase(
            "the outcome of {action}{what}, asked for at {at}, is unknown: the address is held",
            action=intent.action,
            what=what,
            at=intent.at,
        )
        hint = phrase(
            "look in the console, then `reconciler resolve {address} --done|--not-done --reason TEXT`",
            address=address,
        )
        until = later(datetime.fromisoformat(intent.at), facts.capabilities.request_lifetime)
        proof = facts.settling.get(intent.id)
        if proof is not None:
            text += phrase("; the next apply settles it as {proof}", proof=proof)
            hint = phrase("`reconciler apply` goes on from there")
        elif facts.now < until:
            text += phrase("; it may still land, so no read can deny it before {until}", until=iso(until))
            hint = phrase("apply again then; if that settles nothing: {hint}", hint=hint)
        changes = facts.observed.traces.of(intent.number, TraceKind.CHANGE)
        for change in (c for c in changes if c.at is None or c.at >= datetime.fromisoformat(intent.at)):
            text += phrase("; the provider's records since: {change}", change=change)
        slot = facts.slots.get(address)
        source = None if slot is None else slot.source
        yield RULE.at(
            address, Verdict.WARN, text, hint, until=until if facts.now < until else None, source=source
        )

"""VN612: a 400 hands its calls only to numbers that were registered with the carrier before."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import with_desired
from reconciler.contracts.rule import Rule
from reconciler.model.action import Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.model.trace import TraceKind

RULE = Rule(
    code="VN612",
    title="unregistered transfer",
    verdicts=(Verdict.HOLD,),
    what=(
        "The provider's API (not its page) takes a transfer of a 400 only to numbers that were registered for it and "
        "its qualification. Registering needs codes sent by SMS and mail and the identity cards of people, so a person "
        "does it in the console. Where the list of registrations can be read and has none, the transfer waits; which "
        "targets a registration names, the list does not say."
    ),
    seed=(
        "Carrier requirements: To prevent telecommunication fraud and regulate number usage, carriers require that "
        "the number you apply for has a smooth inbound call path."
    ),
    example="ivr:\n  hotline:\n    transfer: {routing: random, to: ['057188880009'], qualification: '10000008748'}",
    fix="Register the targets in the console (400 numbers > transfer registration); the next run sees it.",
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every transfer that is to be set."""
    for action, entry in with_desired(facts, Verb.SET_TRANSFER):
        pool = None if entry.ivr is None else entry.ivr.transfer
        if pool is not None and facts.observed.traces.of(action.number, TraceKind.UNREGISTERED):
            text = phrase(
                "no transfer of {number} is registered under qualification {qualification}: {to} would "
                "be refused",
                number=action.number,
                qualification=pool.qualification,
                to=", ".join(pool.to),
            )
            yield RULE.wait((action,), text, phrase(RULE.fix))

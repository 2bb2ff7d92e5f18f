"""VN606: the carrier has restricted a number."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.rule import Rule
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import NumberStatus
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN606",
    title="restricted number",
    verdicts=(Verdict.VIOLATION,),
    what=(
        "A declared number that the carrier has restricted cannot be used. The provider's running status "
        "and reason are given verbatim. It still costs its monthly fee."
    ),
    seed="Failure to do so may result in your number being restricted by the carrier and becoming unusable.",
    example="care/hz-001 ran without an inbound playback until its carrier restricted it.",
    fix=(
        "Give it an inbound playback if it has none, then ask the provider's support to lift the restriction."
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One violation per restricted number."""
    for slot in facts.restless:
        live = slot.live
        if live is None or slot.desired is None or live.status != NumberStatus.RESTRICTED:
            continue
        why = "; ".join(reason for reason in (live.running_status, live.reason) if reason)
        text = phrase("{identity} is restricted and cannot be used", identity=live.identity)
        if why:
            text = phrase("{text}: {why}", text=text, why=why)
        silent = live.ivr is None or live.ivr.playback is None
        hint = phrase("declare an inbound playback, then ask") if silent else phrase("ask")
        hint += phrase(" the provider's support to lift the restriction")
        yield RULE.at(slot.address, Verdict.VIOLATION, text, hint, source=slot.source)

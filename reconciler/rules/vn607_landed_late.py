"""VN607: a call that was settled as not done has landed after all."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.rule import Rule
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN607",
    title="landed late",
    verdicts=(Verdict.VIOLATION,),
    what=(
        "A call without an answer was settled as not done, by a read or by a person, and now the account shows its "
        "effect, which Git does not want any more. Either the request lived longer than any request should, or "
        "another hand did just the same. Both are incidents: what was decided since was decided on a wrong picture."
    ),
    seed="After you confirm, click OK. The number will enter the cancellation process.",
    example="A transfer to 057188880009 was denied by a read, another was set, then the first one landed on top.",
    fix="Look who did it and when, then apply again: the plan puts back what Git wants.",
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One violation per call that came back."""
    for address, intent in facts.landed.items():
        what = phrase(" of {number}", number=intent.number) if intent.number else ""
        text = phrase(
            "{action}{what}, asked for at {at} and settled as not done, shows its effect now: it "
            "landed late, or another hand did the same",
            action=intent.action,
            what=what,
            at=intent.at,
        )
        slot = facts.slots.get(address)
        yield RULE.at(
            address, Verdict.VIOLATION, text, phrase(RULE.fix), source=None if slot is None else slot.source
        )

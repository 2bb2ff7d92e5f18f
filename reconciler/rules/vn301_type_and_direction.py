"""VN301: the purpose a team states against the provider's own decision table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from reconciler.catalogue.recommendation import TypeAdvice, recommend
from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import with_desired
from reconciler.contracts.rule import Rule
from reconciler.model.action import Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, DesiredNumber, Purpose

RULE = Rule(
    code="VN301",
    title="type and direction",
    verdicts=(Verdict.INFO, Verdict.BLOCK),
    what=(
        "A 400 number is inbound only; a regular number takes calls in, out or both; public mode is "
        "outbound only and has no number, binding, IVR or documents. A manifest that says otherwise is "
        "refused when it is validated. Where an entry states its `purpose`, the provider's decision table "
        "is consulted and a type that suits it better is named."
    ),
    seed=(
        "If you only need to send voice notifications or verification codes, use the public mode. It is the "
        "most convenient option, as you do not need to purchase or manage numbers."
    ),
    example=("numbers:\n  otp-001: {region: 浙江/杭州, callType: outbound, purpose: verification-code}"),
    fix=(
        "Use the section the finding names (`hotlines`, `numbers` or `publicMode`), or remove `purpose` if "
        "the entry serves something else. `reconciler recommend PURPOSE` prints the table."
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Advice on stated purposes; a stop for a 400 that would have to call out."""
    recommended = cache(lambda purpose: recommend((purpose,)))
    for slot in facts.slots.values():
        desired = slot.desired
        if desired is not None and desired.purpose is not None:
            yield from _advise(desired, desired.purpose, recommended(desired.purpose))
    for action, desired in with_desired(facts, Verb.ORDER):
        if desired.type == HOTLINE and desired.call_type != "inbound":
            text = phrase(
                "a 400 number takes calls only; callType {call_type} is not possible",
                call_type=desired.call_type,
            )
            yield RULE.block((action,), text, phrase("declare a regular number under `numbers` instead"))


def _advise(desired: DesiredNumber, purpose: Purpose, advice: TypeAdvice | None) -> Iterator[Finding]:
    if advice is not None and advice.type != desired.type:
        message = phrase(
            "for {purpose} the provider recommends {name}, not a {type} number: {why}",
            purpose=purpose,
            name=advice.name,
            type=desired.type,
            why=advice.why,
        )
        yield RULE.at(
            desired.address,
            Verdict.INFO,
            message,
            phrase("declare it under `{section}`", section=advice.section),
            source=desired.source,
        )

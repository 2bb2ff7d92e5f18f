"""VN609: where a workspace asks for it, two people stand behind what cannot be undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import drafted
from reconciler.contracts.rule import Rule
from reconciler.memory.records import Attested
from reconciler.model.action import Action, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN609",
    title="second person",
    verdicts=(Verdict.HOLD,),
    what=(
        "With `attestations: two-people` in the workspace, an order or a cancellation that rests on what somebody "
        "attested waits until a second person has confirmed each of those attestations. Who attested does not "
        "confirm. What is observed needs neither; a roster is a file in Git, whose review is the second look. A "
        "cancellation rests also on what was attested of where other hotlines transfer to."
    ),
    seed="This action permanently cancels the number and is irreversible.",
    example="One operator attested that 057188880007 is bound to nothing, and nobody else has looked.",
    fix="Let a second person look in the console, then `reconciler attest --confirm N --by WHO --evidence TICKET`.",
    scope="account",
    stops=frozenset({Verb.CANCEL, Verb.ORDER}),
)
_RESTS_ON = frozenset({"status", "activatedOn", "appliedOn", "instance", "ivr.transfer.to"})
"""What a cancellation is judged by."""
_TRANSFER = frozenset({"ivr.transfer.to"})
_LISTS = (
    ("numbers", "listing", ""),
    ("enterprises", "enterprise:", "enterprise"),
    ("scripts", "script:", "script"),
)
"""What an order is judged by: the fact, the subject of its attestation, and whose name follows it."""


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at every order and every cancellation, where the workspace asks for two people."""
    if not facts.desired.policy.two_people:
        return
    for action in drafted(facts, Verb.CANCEL, Verb.ORDER):
        for number, word in sorted(_behind(facts, action).items()):
            if number not in facts.memory.confirmed:
                text = phrase(
                    "it rests on attestation {number} of {by} ({subject}), which nobody else confirmed",
                    number=number,
                    by=word.by,
                    subject=word.subject,
                )
                hint = phrase(
                    "`reconciler attest --confirm {number} --by SOMEBODY-ELSE --evidence TICKET`",
                    number=number,
                )
                yield RULE.wait((action,), text, hint)


def _behind(facts: Facts, action: Action) -> Mapping[int, Attested]:
    """The attestations that count and that the action rests on, by number."""
    slot = facts.slots.get(action.address)
    if action.verb is Verb.CANCEL:
        live = None if slot is None else slot.live
        own = {} if live is None or not live.attested else _latest(facts, live.identity, _RESTS_ON)
        return own | _transfers(facts, action)
    records: dict[int, Attested] = {}
    for fact, subject, name in _LISTS:
        if facts.observed.origins.get(fact) == "attested" and slot is not None:
            records |= _latest(facts, subject + str(getattr(slot.desired, name, "")), None)
    return records


def _transfers(facts: Facts, action: Action) -> dict[int, Attested]:
    """What people said of where other hotlines transfer to: none of them may transfer to what is cancelled."""
    records: dict[int, Attested] = {}
    lives = [*(slot.live for slot in facts.slots.values()), *facts.unmanaged]
    for live in lives:
        if live is not None and live.identity != action.number and "ivr.transfer" in live.attested:
            records |= _latest(facts, live.identity, _TRANSFER)
    return records


def _latest(facts: Facts, subject: str, paths: frozenset[str] | None) -> dict[int, Attested]:
    """The last word on each fact of a subject."""
    last: dict[str, int] = {}
    for number, word in facts.memory.words.items():
        if word.subject == subject and datetime.fromisoformat(word.expires) > facts.now:
            last |= dict.fromkeys((path for path in word.fields if paths is None or path in paths), number)
    return {number: facts.memory.words[number] for number in last.values()}

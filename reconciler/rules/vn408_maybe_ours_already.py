"""VN408: nothing is bought while something that would do may be ours already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from reconciler.contracts.facts import Candidate, Claimable, Facts
from reconciler.contracts.queries import with_desired
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb, action_id
from reconciler.model.address import Address
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import joined, phrase

NAMED = 5
"""How many candidates a finding names; the others are counted."""

RULE = Rule(
    code="VN408",
    title="maybe ours already",
    verdicts=(Verdict.BLOCK,),
    what=(
        "Buying is the last resort. An entry that names no number is not bought for while something that would do "
        "is at hand: a number or an application that was ours and whose entry left Git without a tombstone, a call "
        "of unknown outcome or an issued task whose entry left Git, or an unclaimed number of the same type, line, "
        "region, call type and enterprise (what is unknown may be the same). Numbers of `spec.baseline` do not count. "
        "So a renamed key, a moved team or a lost ledger never buys a second number."
    ),
    seed="The monthly fee is 35 CNY/month.",
    example="numbers: {front-desk: {region: 浙江/杭州}}   # it was called desk, and 057188880222 was allotted to it",
    fix=(
        "Paste what the finding shows: `number:` on the entry takes the number over, a line of `moved` carries an "
        "entry to its new address. If it is none of them, list them in `spec.baseline`, or have an exception reviewed."
    ),
    scope="account",
    stops=frozenset({Verb.ORDER}),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every purchase of a number that Git does not name."""
    for action, _ in with_desired(facts, Verb.ORDER):
        candidates = facts.candidates.get(action.address, ())
        if candidates:
            yield _finding(facts, action, candidates)


def _finding(facts: Facts, action: Action, candidates: tuple[Candidate, ...]) -> Finding:
    named = candidates[:NAMED]
    text = joined(", ", map(_name, named))
    if len(candidates) > NAMED:
        text += phrase(" and {count} more", count=len(candidates) - NAMED)
    verb = "is" if len(candidates) == 1 else "are"
    ways = list(
        dict.fromkeys(
            _freed(facts, candidate) + _way(facts, candidate, action.address) for candidate in named
        )
    )
    ways.append(phrase("list what you do not want in `spec.baseline`"))
    return RULE.block(
        (action,),
        phrase("nothing is bought: {text} {verb} at hand and would do", text=text, verb=verb),
        joined("; or ", ways),
    )


def _name(candidate: Candidate) -> str:
    if candidate.kind is Claimable.ORDER:
        return phrase("what was ordered for {was}, of which nobody knows yet,", was=candidate.was)
    return (
        candidate.identity
        if candidate.was is None
        else phrase("{identity} (was {was})", identity=candidate.identity, was=candidate.was)
    )


def _freed(facts: Facts, candidate: Candidate) -> str:
    """What has to go first: another entry, which cannot mean the candidate, has taken its key."""
    slot = facts.slots.get(candidate.was or "")
    if slot is None or slot.desired is None or candidate.kind is Claimable.ORDER:
        return ""
    return phrase(
        "give the entry at {address}, which cannot be it, another key or a line of `moved`, and ",
        address=slot.address,
    )


def _way(facts: Facts, candidate: Candidate, address: Address) -> str:
    """How this entry gets the candidate, with the text to paste."""
    match candidate.kind:
        case Claimable.NUMBER:
            name = phrase(
                'write `number: "{identity}"` on {address}', identity=candidate.identity, address=address
            )
            return (
                name
                if candidate.was is None
                else phrase("{name} or {moved}", name=name, moved=_moved(candidate.was, address))
            )
        case Claimable.APPLICATION if candidate.was is not None:
            return phrase("write {moved}", moved=_moved(candidate.was, address))
        case Claimable.APPLICATION:
            return phrase("wait until {identity} has its number, and name that", identity=candidate.identity)
        case Claimable.ORDER if candidate.was is not None and _by_hand(facts, candidate.was):
            return phrase(
                "write {moved}, or say what became of it (`reconciler resolve {order} --done|--not-done "
                "--reason TEXT`)",
                moved=_moved(candidate.was, address),
                order=action_id(candidate.was, Verb.ORDER),
            )
        case Claimable.ORDER:
            return phrase(
                "put the entry back at {was}, or settle that first (`reconciler resolve {was}`)",
                was=candidate.was,
            )
        case _:
            assert_never(candidate.kind)


def _by_hand(facts: Facts, address: Address) -> bool:
    """Whether a person is ordering it just now: a line of `moved` carries that too."""
    return action_id(address, Verb.ORDER) in facts.memory.tasks


def _moved(origin: Address, address: Address) -> str:
    return phrase("`moved: [{{from: {origin}, to: {address}}}]`", origin=origin, address=address)

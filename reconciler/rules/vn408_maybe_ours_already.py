"""VN408: nothing is bought while something that would do may be ours already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from reconciler.contracts.facts import Candidate, Claimable, Facts
from reconciler.contracts.queries import wanted
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address
from reconciler.model.finding import Finding, Verdict

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
    for action, _ in wanted(facts, Verb.ORDER):
        candidates = facts.candidates.get(action.address, ())
        if candidates:
            yield _finding(action, candidates)


def _finding(action: Action, candidates: tuple[Candidate, ...]) -> Finding:
    named = candidates[:NAMED]
    text = ", ".join(map(_name, named))
    if len(candidates) > NAMED:
        text += f" and {len(candidates) - NAMED} more"
    verb = "is" if len(candidates) == 1 else "are"
    ways = list(dict.fromkeys(_way(candidate, action.address) for candidate in named))
    ways.append("list what you do not want in `spec.baseline`")
    return RULE.block((action,), f"nothing is bought: {text} {verb} at hand and would do", "; or ".join(ways))


def _name(candidate: Candidate) -> str:
    if candidate.kind is Claimable.ORDER:
        return f"what was ordered for {candidate.was}, of which nobody knows yet,"
    return candidate.identity if candidate.was is None else f"{candidate.identity} (was {candidate.was})"


def _way(candidate: Candidate, address: Address) -> str:
    """How this entry gets the candidate, with the text to paste."""
    match candidate.kind:
        case Claimable.NUMBER:
            name = f'write `number: "{candidate.identity}"` on {address}'
            return name if candidate.was is None else f"{name} or {_moved(candidate.was, address)}"
        case Claimable.APPLICATION if candidate.was is not None:
            return f"write {_moved(candidate.was, address)}"
        case Claimable.APPLICATION:
            return f"wait until {candidate.identity} has its number, and name that"
        case Claimable.ORDER:
            return f"put the entry back at {candidate.was}, or settle that first (`reconciler resolve {candidate.was}`)"
        case _:
            assert_never(candidate.kind)


def _moved(origin: Address, address: Address) -> str:
    return f"`moved: [{{from: {origin}, to: {address}}}]`"

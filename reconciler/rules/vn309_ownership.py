"""VN309: a number belongs to one team, and only that team speaks for it."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import conflicts, drafted
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address, team_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN309",
    title="ownership",
    verdicts=(Verdict.BLOCK,),
    what=(
        "One number stands at one address, and a team's files touch only its paths and accounts; most of "
        "this is refused when manifests are validated. Here the ledger is asked too: an entry may not claim "
        "a number that is recorded at another address still declared, and a tombstone may not name a number "
        "of another team. A number moves when it leaves the one entry and enters the other in the same "
        "change. What was forgotten and is unmanaged may be claimed or cancelled by anybody."
    ),
    seed=(
        "Before proceeding, ensure the number is not associated with any business services to avoid "
        "disruptions."
    ),
    example=(
        "The ledger records 4009100002 at care/spare, where `select` chose it; team sales declares\n"
        'hotlines: {ours: {carrier: 中国电信, number: "4009100002", package: 120}}'
    ),
    fix="Let the owning team remove its entry in the same change, or let it write the tombstone itself.",
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Reports disputed claims, and asks the ledger about every number that is cancelled."""
    yield from conflicts(facts, RULE)
    for action in drafted(facts, Verb.CANCEL):
        holder = facts.memory.owner.get(action.number) if action.number is not None else None
        if holder is None or holder == action.address or holder in facts.memory.forgotten:
            continue
        if holder in facts.desired.numbers or team_of(holder) != action.team:
            yield _conflict(facts, action, holder)


def _conflict(facts: Facts, action: Action, holder: Address) -> Finding:
    group = [other for other in facts.by_address.get(action.address, ()) if other.id != action.id]
    text = phrase(
        "the ledger gives {number} to {holder}; {address} cannot {verb} it",
        number=action.number,
        holder=holder,
        address=action.address,
        verb=action.verb,
    )
    return RULE.block((action, *group), text, phrase("leave it to team {team_of}", team_of=team_of(holder)))

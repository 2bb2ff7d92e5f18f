"""VN505: a workspace that suddenly lost a third of its numbers is a mistake until somebody says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import drafted
from reconciler.contracts.rule import Rule
from reconciler.memory.memory import Owned
from reconciler.model.action import Verb
from reconciler.model.address import Address
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

PERCENT = 30

RULE = Rule(
    code="VN505",
    title="shrunken workspace",
    verdicts=(Verdict.BLOCK,),
    what=(
        f"When more than {PERCENT} % of the numbers the ledger manages are gone from the manifests, without "
        "a tombstone and without having moved to another entry, every purchase and cancellation is blocked, "
        "however small the fleet. What was cancelled, released or rejected is in no share. The ledger neither forgets "
        "them nor adopts others, so that the next run sees the same share."
    ),
    seed="After you cancel the number, it cannot be recovered, and all related services will be terminated.",
    example="A merge conflict was resolved by dropping a team's file: 40 of 100 managed numbers are gone.",
    fix=(
        "Restore what was lost. If it was meant, have an exception for VN505 with the account's name as its "
        "address reviewed, for a day."
    ),
    scope="account",
    stops=frozenset({Verb.ORDER, Verb.CANCEL, Verb.FORGET, Verb.ADOPT}),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Compares the ledger's numbers with the manifests'."""
    if not facts.desired.complete:
        return
    managed = [address for address, owned in facts.memory.owned.items() if not _is_over(facts, owned)]
    gone = _gone(facts, managed)
    if len(gone) * 100 <= len(managed) * PERCENT:
        return
    actions = drafted(facts, Verb.ORDER, Verb.CANCEL, Verb.FORGET, Verb.ADOPT)
    named = ", ".join(gone[:5]) + (phrase(" and {count} more", count=len(gone) - 5) if len(gone) > 5 else "")
    text = phrase(
        "{count} of {count_2} managed numbers ({count_3} %) are gone from the manifests without "
        "a tombstone: {named}",
        count=len(gone),
        count_2=len(managed),
        count_3=len(gone) * 100 // len(managed),
        named=named,
    )
    hint = phrase("restore them, or have an exception for VN505 at {name} reviewed", name=facts.account.name)
    yield RULE.block(actions, text, hint, address=facts.account.name)


def _is_over(facts: Facts, owned: Owned) -> bool:
    """Whether the number was cancelled, released or rejected: it closes its slot, and is in no share."""
    slot = facts.slots.get(owned.address)
    if slot is not None and slot.at_rest:
        return False
    ended = slot is not None and slot.live is not None and slot.live.gone(facts.now)
    return owned.cancelled or ended


def _gone(facts: Facts, managed: list[Address]) -> list[Address]:
    """The managed addresses that no document speaks of, but for those whose number moved or is named by a tombstone."""
    desired, owned = facts.desired, facts.memory.owned
    missing = [a for a in managed if a not in desired.numbers and a not in desired.public_modes]
    if not missing:
        return []
    targets = {tombstone.target for tombstone in desired.tombstones}
    numbers = {tombstone.number for tombstone in desired.tombstones}
    moved = {slot.moved_from for slot in facts.slots.values()}
    return sorted(
        a for a in missing if a not in targets and a not in moved and owned[a].number not in numbers
    )

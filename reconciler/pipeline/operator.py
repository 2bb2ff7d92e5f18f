"""What people tell the ledger: what became of a call, and facts that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from reconciler.errors import UsageError
from reconciler.memory.memory import Memory
from reconciler.memory.records import Attested, Outcome, Record
from reconciler.model.action import Verb, action_id
from reconciler.model.calendar import iso
from reconciler.model.phone import is_number
from reconciler.pipeline.session import Session
from reconciler.pipeline.snapshot import remember
from reconciler.planning import attesting


def resolve(
    session: Session,
    owner: str,
    address: str,
    *,
    done: bool,
    reason: str,
    number: str | None = None,
    application: str | None = None,
    by: str | None = None,
) -> str:
    """Closes the open intent of a slot on a person's word; returns what was recorded.

    A slot that holds nothing is a usage error, and so is a purchase said to be done that names nothing: the slot
    would be empty in the ledger, and bought for again.
    """
    if number is not None and not is_number(number):
        raise UsageError(f"{number!r} is no phone number", hint="digits, with the area code and no hyphen")
    now = session.provider.now() or session.clock.now()
    with session.store.lock(session.account.name, owner, session.clock.now()) as lease:
        memory = remember(session)
        intent = memory.held.get(address)
        if intent is None:
            held = ", ".join(memory.held) or "nothing is held"
            raise UsageError(f"{address} holds no call of unknown outcome", hint=held)
        named = number or application or intent.number or intent.application
        if done and intent.action == Verb.ORDER and not named:
            raise UsageError(f"{address}: say what was applied for", hint="add --number or --application")
        outcome = Outcome(
            at=iso(now),
            intent=intent.id,
            result="done" if done else "not-done",
            evidence="operator",
            number=number or intent.number,
            application=application or intent.application,
            by=by or owner,
            reason=reason,
        )
        session.store.append(session.account.name, [outcome], after=memory.head, fence=lease.fence)
    return f"{address}: {intent.action} is {outcome.result}, on the word of {outcome.by}"


ATTESTED_FOR = timedelta(days=90)
"""How long a person's word counts where they do not say."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a person vouches for."""

    subject: str
    facts: Mapping[str, str | None]
    by: str
    evidence: str
    expires: datetime | None = None
    address: str | None = None
    """The entry whose issued application got this number."""


def attest(session: Session, owner: str, word: Word) -> datetime:
    """Records a person's word; returns until when it counts. Raises ReconcilerError for what nobody can vouch for."""
    attesting.check(word.subject, word.facts)
    if word.address is not None and not is_number(word.subject):
        raise UsageError(f"{word.subject} is no number that {word.address} could have got")
    now = session.provider.now() or session.clock.now()
    expires = word.expires or now + ATTESTED_FOR
    if expires <= now:
        raise UsageError(f"{iso(expires)} is in the past: it would not count", hint="give a later --expires")
    said: list[Record] = [
        Attested(
            at=iso(now),
            subject=word.subject,
            fields=dict(word.facts),
            by=word.by,
            evidence=word.evidence,
            expires=iso(expires),
        )
    ]
    with session.store.lock(session.account.name, owner, session.clock.now()) as lease:
        memory = remember(session)
        if word.address is not None:
            said.append(_allotted(memory, word, word.address, iso(now)))
        session.store.append(session.account.name, said, after=memory.head, fence=lease.fence)
    return expires


def _allotted(memory: Memory, word: Word, address: str, at: str) -> Outcome:
    """An issued application is done: this is the number it got."""
    task = action_id(address, Verb.ORDER)
    if task not in memory.tasks:
        issued = ", ".join(memory.tasks) or "none is issued"
        raise UsageError(f"no application was issued as a task for {address}", hint=f"tasks: {issued}")
    return Outcome(
        at=at,
        intent=task,
        result="done",
        evidence="operator",
        number=word.subject,
        by=word.by,
        reason=word.evidence,
    )

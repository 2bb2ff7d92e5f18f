"""What people tell the ledger of a call: what became of it."""

from __future__ import annotations

from reconciler.errors import UsageError
from reconciler.memory.records import Outcome
from reconciler.model.action import Verb
from reconciler.model.calendar import iso
from reconciler.model.phone import is_number
from reconciler.pipeline.session import Session
from reconciler.pipeline.snapshot import remember


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

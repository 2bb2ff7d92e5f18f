"""What people vouch for: facts that cannot be read, what they take back, and what a second person confirms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from unicodedata import normalize

from reconciler.errors import UsageError
from reconciler.memory.fold import OF_THE_STATUS
from reconciler.memory.memory import Memory
from reconciler.memory.records import (
    Attested,
    Confirmed,
    EvidenceSource,
    Outcome,
    OutcomeResult,
    Record,
    Retracted,
)
from reconciler.model.action import Verb, action_id
from reconciler.model.address import Address
from reconciler.model.calendar import iso, later
from reconciler.model.observation import NumberStatus
from reconciler.model.phone import is_number
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.pipeline.session import Session
from reconciler.pipeline.snapshot import remember
from reconciler.planning import attesting
from reconciler.planning.judging import Claim, ordered, weigh

ATTESTED_FOR = timedelta(days=90)
"""How long a person's request counts where they do not say."""


@noun
class AttestationRequest:
    """What a person vouches for."""

    subject: str
    facts: Mapping[str, str | None]
    by: str
    evidence: str
    expires: datetime | None = None
    address: str | None = None
    """The entry whose issued order got this number."""
    corrects: int | None = None
    """The attestation it takes the place of."""


def attest(session: Session, owner: str, request: AttestationRequest) -> tuple[int, datetime]:
    """Records a person's request; returns its number and until when it counts.

    Raises ReconcilerError for what nobody can vouch for, and for what cannot be true.
    """
    attesting.check(request.subject, request.facts)
    if request.address is not None and not is_number(request.subject):
        raise UsageError(
            phrase(
                "{subject} is no number that {address} could have got",
                subject=request.subject,
                address=request.address,
            )
        )
    now = _now(session)
    expires = request.expires or later(now, ATTESTED_FOR)
    if expires <= now:
        raise UsageError(
            phrase("{expires} is in the past: it would not count", expires=iso(expires)),
            hint=phrase("give a later --expires"),
        )

    def records(memory: Memory) -> list[Record]:
        facts, address = _corrected(memory, request)
        order = None if request.address is None else ordered(session.desired, memory, request.address)
        weigh(Claim(request.subject, facts, now, expires, memory, request.corrects, order))
        if request.corrects is not None:
            _refuse_if_used(memory, request.corrects)
        attested = Attested(
            at=iso(now),
            subject=request.subject,
            fields=facts,
            by=request.by,
            evidence=request.evidence,
            expires=iso(expires),
            corrects=request.corrects,
        )
        return [attested] if address is None else [attested, _allotted(memory, request, address, iso(now))]

    return _tell(session, owner, records).attested + 1, expires


def _same_person(one: str, other: str) -> bool:
    """Whether two names are one, however they are typed."""
    first, second = (" ".join(normalize("NFKC", name).casefold().split()) for name in (one, other))
    return first == second


_BEFORE_ACTIVATION = {
    NumberStatus.DOCUMENTS_DUE,
    NumberStatus.REVIEWING,
    NumberStatus.RELEASED,
    NumberStatus.REJECTED,
}


def _corrected(memory: Memory, request: AttestationRequest) -> tuple[dict[str, str | None], Address | None]:
    """What is vouched for, and the entry whose order got the number.

    A correction about the same number leaves what it does not say again, and nobody has said since, as it was; that
    entry too.
    """
    wrong = memory.words.get(request.corrects or 0)
    if wrong is None or wrong.subject != request.subject:
        return dict(request.facts), request.address
    since = [
        w for n, w in memory.words.items() if n > (request.corrects or 0) and w.subject == request.subject
    ]
    stands = {path: fact for path, fact in wrong.fields.items() if not any(path in w.fields for w in since)}
    if "status" in request.facts:
        stands = {path: fact for path, fact in stands.items() if path not in OF_THE_STATUS}
    if request.facts.get("status") in _BEFORE_ACTIVATION:
        stands.pop("activatedOn", None)
    closed = memory.closings.get(request.corrects or 0, ())
    orders = [c.task.address for c in closed if c.task.action == Verb.ORDER]
    return stands | dict(request.facts), request.address or next(iter(orders), None)


@noun
class Retraction:
    """An attestation that does not count any more."""

    subject: str
    reopened: tuple[str, ...]
    """The tasks it had closed, by action id: they are open again."""
    corrected: int | None
    """The attestation whose place it took, which does not stand again."""


def retract(session: Session, owner: str, number: int, by: str, reason: str) -> Retraction:
    """Takes an attestation back. What it closed is open again."""

    def records(memory: Memory) -> list[Record]:
        request = _standing(memory, number)
        _refuse_if_used(memory, number)
        return [
            Retracted(
                at=iso(_now(session)), attestation=number, subject=request.subject, by=by, reason=reason
            )
        ]

    memory = _tell(session, owner, records)
    word = memory.words[number]
    reopened = tuple(closing.task.action_id for closing in memory.closings.get(number, ()))
    return Retraction(word.subject, reopened, word.corrects)


def confirm(session: Session, owner: str, number: int, by: str, evidence: str) -> str:
    """A second person vouches for an attestation; returns what it is about. Who attested does not confirm."""

    def records(memory: Memory) -> list[Record]:
        request = _standing(memory, number)
        if _same_person(request.by, by):
            raise UsageError(
                phrase("{by} attested it: a second person confirms", by=by), hint=phrase("give another --by")
            )
        return [
            Confirmed(
                at=iso(_now(session)), attestation=number, subject=request.subject, by=by, evidence=evidence
            )
        ]

    return _tell(session, owner, records).words[number].subject


def _now(session: Session) -> datetime:
    return session.provider.now() or session.clock.now()


def _tell(session: Session, owner: str, records: Callable[[Memory], list[Record]]) -> Memory:
    """Appends, under the lock, what the memory allows; returns the memory from before."""
    account = session.account.name
    with session.store.lock(account, owner, session.clock.now()) as lease:
        memory = remember(session)
        session.store.append(account, records(memory), after=memory.head, fence=lease.fence)
    return memory


def _standing(memory: Memory, number: int) -> Attested:
    if number not in memory.words:
        known = ", ".join(map(str, memory.words)) or "none"
        raise UsageError(
            phrase("there is no attestation {number}", number=number),
            hint=phrase("standing attestations: {known}", known=known),
        )
    return memory.words[number]


def _refuse_if_used(memory: Memory, number: int) -> None:
    """What rests on an attestation by now cannot be taken from under it."""
    for closing in memory.closings.get(number, ()):
        address = closing.task.address
        if address in memory.held or memory.owned.get(address) != closing.after:
            raise UsageError(
                phrase(
                    "attestation {number} was used: {action_id} was done on it, and more since",
                    number=number,
                    action_id=closing.task.action_id,
                ),
                hint=phrase("see `reconciler history {address}`", address=address),
            )


def issued(memory: Memory) -> str:
    """The tasks that are in hand."""
    return phrase("tasks: {tasks}", tasks=", ".join(memory.tasks) or "none is issued")


def _allotted(memory: Memory, request: AttestationRequest, address: str, at: str) -> Outcome:
    """An issued order is done: this is the number it got."""
    task = action_id(address, Verb.ORDER)
    corrected = memory.closings.get(request.corrects or 0, ())
    if task not in {*memory.tasks, *memory.withdrawn, *(c.task.action_id for c in corrected)}:
        raise UsageError(
            phrase("no application was issued as a task for {address}", address=address), hint=issued(memory)
        )
    return Outcome(
        at=at,
        intent=task,
        result=OutcomeResult.DONE,
        evidence=EvidenceSource.ATTESTED,
        attestation=memory.attested + 1,
        number=request.subject,
        message=phrase("{by} vouched for it: {evidence}", by=request.by, evidence=request.evidence),
    )

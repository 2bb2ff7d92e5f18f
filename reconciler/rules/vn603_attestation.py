"""VN603: a person's word ages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from reconciler.contracts.facts import Facts
from reconciler.contracts.rule import Rule
from reconciler.memory.records import PUBLIC_MODE_SUBJECT, Attested
from reconciler.model.address import unmanaged
from reconciler.model.calendar import SHANGHAI, day_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phone import is_number
from reconciler.model.phrase import phrase

ALARM = timedelta(days=7)

RULE = Rule(
    code="VN603",
    title="attestation due",
    verdicts=(Verdict.WARN,),
    what=(
        "A fact that cannot be read counts while somebody vouches for it. From 7 days before an attestation "
        "expires it is asked for again; once expired the fact is unknown, and what needs it waits. Of a number "
        "that was cancelled or let go nothing more is asked, nor of public mode once its activation was seen."
    ),
    seed=(
        "In the number list on the real number management page, the Call Type column displays call type "
        "information based on the value of the ResCallTypeDesc field in the returned data."
    ),
    example="In May somebody attested that 057188880001 is active; that expires at the end of June.",
    fix="Look it up in the console and attest it again with `reconciler attest`.",
    scope="account",
    stops=frozenset(),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at the latest attestation of every subject."""
    for subject, attested in facts.memory.attestations.items():
        expires = _instant(attested.expires)
        if _is_over(facts, subject):
            continue
        if expires is None or expires - facts.now <= ALARM:
            yield _finding(facts, subject, attested, expires)


def _is_over(facts: Facts, subject: str) -> bool:
    """Whether nobody needs to look at it again: a number that we cancelled or let go, public mode that is active."""
    if subject == PUBLIC_MODE_SUBJECT:
        return facts.memory.activated
    address = facts.memory.owner.get(subject, "")
    owned = facts.memory.owned.get(address)
    return address in facts.memory.forgotten or (owned is not None and owned.cancelled)


def _finding(facts: Facts, subject: str, attested: Attested, expires: datetime | None) -> Finding:
    fields = ", ".join(sorted(attested.fields)) or phrase("its facts")
    message = phrase("{by} vouched for {subject} ({fields})", by=attested.by, subject=subject, fields=fields)
    if expires is None or expires <= facts.now:
        text = phrase(
            "{said} until {expires}: that has expired, and the facts are unknown again",
            said=message,
            expires=attested.expires[:10],
        )
    else:
        text = phrase("{said}; that expires on {expires}", said=message, expires=day_of(expires))
    hint = phrase("look it up in the console, then `reconciler attest {subject} …` again", subject=subject)
    return RULE.at(_address(facts, subject), Verdict.WARN, text, hint, until=expires)


def _address(facts: Facts, subject: str) -> str:
    if subject in facts.memory.owner:
        return facts.memory.owner[subject]
    return unmanaged(subject) if is_number(subject) else facts.account.name


def _instant(text: str) -> datetime | None:
    """The instant a record names; None for what is no instant."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)

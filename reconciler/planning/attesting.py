"""What people vouch for fills the gaps of an observation, and only the gaps: what was observed is never overruled.

An attestation counts until it expires; then the fact is unknown again and asked for anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reconciler.contracts.kind import FieldSpec
from reconciler.errors import ReconcilerError
from reconciler.kinds import FIELDS, facts_of
from reconciler.memory.memory import Memory
from reconciler.memory.records import PUBLIC_MODE_SUBJECT
from reconciler.model import phone
from reconciler.model.observation import (
    Enterprise,
    NumberStatus,
    ObservedInstance,
    ObservedNumber,
    ObservedState,
)
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, REGULAR
from reconciler.noun import replace

LISTING = "listing"
ENTERPRISE = "enterprise:"
SCRIPT_SUBJECT = "script:"
INSTANCE = "instance:"
_ATTESTED = "attested"
ATTESTABLE: Mapping[str, FieldSpec] = {field.path: field for field in FIELDS if field.parse is not None}
"""What may be vouched for of a number, by the word that is used for it."""


def attested(observed: ObservedState, memory: Memory, now: datetime) -> ObservedState:
    """The observation with every gap filled that somebody vouches for at `now`."""
    fresh = {s: a.fields for s, a in memory.attestations.items() if datetime.fromisoformat(a.expires) > now}
    if not fresh:
        return observed
    numbers = dict(observed.numbers)
    for subject, fields in fresh.items():
        if phone.is_number(subject):
            numbers[subject] = _filled(numbers.get(subject) or _unseen(subject), fields)
    filled = replace(observed, numbers=dict(sorted(numbers.items())))
    return _account(filled, fresh)


def _unseen(number: str) -> ObservedNumber:
    """A number that no read shows: everything but what its digits tell is unknown."""
    hotline = phone.is_hotline(number)
    kind = HOTLINE if hotline else REGULAR
    inherent = {field.fact for field in FIELDS if kind in field.inherent}
    return ObservedNumber(
        type=kind,
        status=NumberStatus.UNKNOWN,
        number=number,
        line=None if hotline else phone.line_of(number),
        call_type="inbound" if hotline else None,
        unknown=frozenset(facts_of(kind)) - inherent,
    )


def _filled(live: ObservedNumber, words: Mapping[str, Any]) -> ObservedNumber:
    """The number with its unknown fields as attested."""
    number, facts = live, set()
    for path, field in ATTESTABLE.items():
        if path in words and field.fact in live.unknown:
            text = words[path]
            value = None if text is None or field.parse is None else field.parse(text)
            filled = field.filled(number, value)
            if filled is not number:  # a description without its file fills nothing
                facts.add(field.fact)
            number = filled
    return replace(number, unknown=live.unknown - facts, attested=live.attested | facts)


def _account(observed: ObservedState, fresh: Mapping[str, Mapping[str, Any]]) -> ObservedState:
    """Account-wide facts: qualifications, scripts, audio reviews, public mode, whether the listing is whole."""
    facts: dict[str, Any] = {}
    companies = {s.removeprefix(ENTERPRISE): f for s, f in fresh.items() if s.startswith(ENTERPRISE)}
    scripts = {s.removeprefix(SCRIPT_SUBJECT): f for s, f in fresh.items() if s.startswith(SCRIPT_SUBJECT)}
    if companies and _open(observed, "enterprises"):
        enterprises = {
            n: Enterprise(n, flag(f.get("approved")), flag(f.get("hotline"))) for n, f in companies.items()
        }
        facts["enterprises"] = {**(observed.enterprises or {}), **enterprises}
    if scripts and _open(observed, "scripts"):
        attested_scripts = {code: flag(f.get("approved")) for code, f in scripts.items()}
        facts["scripts"] = {**(observed.scripts or {}), **attested_scripts}
    if PUBLIC_MODE_SUBJECT in fresh and observed.public_mode is None:
        facts["public_mode"] = flag(fresh[PUBLIC_MODE_SUBJECT].get("active"))
    origins = {**observed.origins, **dict.fromkeys(facts, _ATTESTED)}
    if LISTING in fresh and not observed.complete and flag(fresh[LISTING].get("complete")):
        facts["complete"] = True
        origins["numbers"] = _ATTESTED
    return replace(observed, **facts, instances=_told(observed, fresh), origins=origins)


def _told(
    observed: ObservedState, fresh: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, ObservedInstance] | None:
    """The instances, with their enterprise where the provider does not tell it; the list itself is its own."""
    owners = {
        s.removeprefix(INSTANCE): f.get("enterprise") for s, f in fresh.items() if s.startswith(INSTANCE)
    }
    if observed.instances is None or not owners:
        return observed.instances
    return {
        code: instance if instance.enterprise else replace(instance, enterprise=owners.get(code))
        for code, instance in observed.instances.items()
    }


def _open(observed: ObservedState, fact: str) -> bool:
    """Whether an account-wide fact has room for a person's word: it was not observed."""
    return getattr(observed, fact) is None or observed.origins.get(fact) == _ATTESTED


def flag(value: object) -> bool:
    """`true` and `yes` are true; anything else vouches for nothing."""
    return str(value).lower() in {"true", "yes"}


ACCOUNT_FIELDS = {
    ENTERPRISE: ("approved", "hotline"),
    SCRIPT_SUBJECT: ("approved",),
    INSTANCE: ("enterprise",),
    PUBLIC_MODE_SUBJECT: ("active",),
    LISTING: ("complete",),
}
"""The facts of account-wide subjects; one that ends in a colon is followed by a name."""


def check(subject: str, fields: Mapping[str, str | None]) -> None:
    """Whether somebody can vouch for this. Raises ReconcilerError naming what is wrong and what is possible."""
    if phone.is_number(subject):
        _check_number(fields)
        return
    kind = next(
        (k for k in ACCOUNT_FIELDS if subject == k or (k.endswith(":") and subject.startswith(k))), None
    )
    if kind is None or subject.endswith(":"):
        subjects = phrase("a number, enterprise:NAME, script:CODE, instance:CODE, public-mode or listing")
        raise ReconcilerError(
            phrase("nobody can vouch for {subject!r}", subject=subject),
            code="VN807",
            hint=phrase("name {subjects}", subjects=subjects),
        )
    for name in fields:
        if name not in ACCOUNT_FIELDS[kind]:
            raise _unknown(name, ACCOUNT_FIELDS[kind])


def _check_number(fields: Mapping[str, str | None]) -> None:
    for name, text in fields.items():
        field = ATTESTABLE.get(name)
        if field is None or field.parse is None:
            raise _unknown(name, tuple(ATTESTABLE))
        if text is None and not field.always:
            continue
        try:
            field.parse(text or "")
        except ValueError as error:
            message = phrase("{name}: {text!r} does not fit", name=name, text=text or "")
            raise ReconcilerError(message, code="VN807", hint=str(error)) from error


def _unknown(name: str, known: tuple[str, ...]) -> ReconcilerError:
    return ReconcilerError(
        phrase("no fact is called {name!r} here", name=name),
        code="VN807",
        hint=phrase("known: {known}", known=", ".join(known)),
    )

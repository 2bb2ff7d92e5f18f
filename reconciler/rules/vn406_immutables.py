"""VN406: what is fixed at the application stays; a change never becomes cancel and buy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import conflicts
from reconciler.contracts.rule import Rule
from reconciler.kinds import FIELDS
from reconciler.model.calendar import day_of, earliest_cancellation
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import ObservedNumber
from reconciler.model.phrase import joined, phrase
from reconciler.model.resource import REGULAR, DesiredNumber
from reconciler.model.wording import alike

RULE = Rule(
    code="VN406",
    title="immutable field changed",
    verdicts=(Verdict.INFO, Verdict.BLOCK),
    what=(
        "Type, line, call type, number, carrier, region, enterprise and package are fixed when a number is "
        "applied for. A manifest that differs from the live number (or, where that cannot be read, from "
        "what was last applied) is refused: the number is neither changed nor replaced, and nothing else is "
        "done at the address until Git and the number agree on what it is."
    ),
    seed=(
        "This action permanently cancels the number and is irreversible. After you cancel the number, it "
        "cannot be recovered, and all related services will be terminated."
    ),
    example=('numbers:\n  hz-001: {number: "057188880001", callType: outbound}   # the live number is both'),
    fix=(
        "Put the old value back. To migrate: add a new entry under a new key, let both run until callers "
        "know the new number, then replace the old entry by a Cancellation."
    ),
    liftable=False,
    scope="slot",
)

_FIELDS = tuple((field.path, field.fact) for field in FIELDS if field.immutable)


def check(facts: Facts) -> Iterator[Finding]:
    """Compares every declared number with the live one."""
    yield from conflicts(facts, RULE)
    for slot in facts.restless:
        desired, live = slot.desired, slot.live
        if desired is not None and live is not None and _another_script(desired, live, facts):
            text = phrase(
                "`script` is {script}, declared {script_2}: it counts for the next order only",
                script=live.script,
                script_2=desired.script,
            )
            yield RULE.at(slot.address, Verdict.INFO, text, source=desired.source)
        if desired is None or live is None or _same(desired, live) or live.gone(facts.now):
            continue
        changed = tuple(_changed(slot, desired, live)) if slot.conflict is None else ()
        if changed:
            text = phrase(
                "{changed}: fixed when {identity} was applied for",
                changed=joined("; ", changed),
                identity=live.identity,
            )
            actions, hint = facts.by_address.get(slot.address, ()), _migration(slot, live, facts.now)
            if actions:
                yield RULE.block(actions, text, hint)
            else:
                yield RULE.at(slot.address, Verdict.BLOCK, text, hint, source=desired.source)


def _another_script(desired: DesiredNumber, live: ObservedNumber, facts: Facts) -> bool:
    """A script is named at the order, often for a whole team: another one for later orders changes nothing here."""
    known = desired.script is not None and live.script is not None
    return known and desired.script != live.script and not live.gone(facts.now)


def _same(desired: DesiredNumber, live: ObservedNumber) -> bool:
    """The common case, without a look at the fields one by one."""
    return (
        desired.number == live.number
        and desired.enterprise == live.enterprise
        and desired.region == live.region
        and desired.call_type == live.call_type
        and desired.line == live.line
        and desired.type == live.type
        and desired.carrier == live.carrier
        and desired.package == live.package
    )


def _changed(slot: Slot, desired: DesiredNumber, live: ObservedNumber) -> Iterator[str]:
    applied = slot.owned.applied if slot.owned is not None else {}
    for path, name in _FIELDS:
        want, have = getattr(desired, name), getattr(live, name)
        known = applied.get(path) if have is None else have
        if want is not None and known is not None and not _equal(path, want, known):
            yield phrase("`{path}` is {known}, declared {want}", path=path, known=known, want=want)


def _equal(path: str, want: object, known: object) -> bool:
    if path == "package":
        return _amount(want) == _amount(known)
    return alike(path, want, known)


def _amount(value: object) -> Decimal | str:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)


def _migration(slot: Slot, live: ObservedNumber, now: datetime) -> str:
    when = ""
    if live.type == REGULAR and live.activated_on is not None:
        earliest = earliest_cancellation(live.activated_on)
        when = phrase(" (possible from {earliest} on)", earliest=day_of(earliest)) if earliest > now else ""
    return phrase(
        "put it back; or migrate: a new entry under a new key, both run for a while, then "
        "`reconciler new cancellation {address}`{when}",
        address=slot.address,
        when=when,
    )

"""What moved since we last applied, and who moved it: declared, live and last applied, side by side.

A plan compares what is wanted with what is live; drift compares what we last applied with what is live. Pending is
never drift, and Git that is merely ahead is said but not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from reconciler import rules
from reconciler.contracts.bill import bill, number_fee
from reconciler.contracts.due import documents_due_by, unanswered
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import listed_for_nothing, public_mode_unused, unlisted_yet
from reconciler.kinds import FIELDS, KINDS
from reconciler.model.address import Address, team_of, unmanaged
from reconciler.model.calendar import local, time_left
from reconciler.model.change import Fields
from reconciler.model.drift import Category, DriftEntry, DriftField, DriftReport, Mover
from reconciler.model.finding import Verdict
from reconciler.model.observation import GONE, NumberStatus, ObservedNumber
from reconciler.model.phrase import joined, phrase
from reconciler.model.resource import HOTLINE, DesiredNumber
from reconciler.model.trace import TraceKind
from reconciler.model.wording import alike
from reconciler.noun import replace


def report(
    facts: Facts,
    team: str | None = None,
    first_seen: Mapping[tuple[Address, str], datetime] | None = None,
    baseline: frozenset[str] = frozenset(),
) -> DriftReport:
    """The drift of one account. `seen`: since when an entry is known, from earlier reports.

    `baseline`: unmanaged numbers that were accepted; they are still listed and counted.
    """
    entries = [
        entry for entry in _entries(facts, baseline) if team in {None, entry.team} or entry.team == "-"
    ]
    first_seen = first_seen or {}
    strays = facts.unmanaged if facts.desired.complete else ()
    dated = tuple(
        replace(entry, first_seen=first_seen.get((entry.address, entry.category)))
        for entry in sorted(entries, key=lambda e: (not e.grave, e.quiet, e.address, e.category))
    )
    return DriftReport(
        as_of=facts.now,
        account=facts.account.name,
        entries=dated,
        managed=sum(
            1 for slot in facts.slots.values() if team in {None, slot.team} and _managed(slot, facts.now)
        ),
        unmanaged=len(strays),
        unknown=sum(1 for entry in dated if entry.category is Category.UNKNOWN),
        unmanaged_monthly=bill(facts).unmanaged,
        gaps=facts.gaps,
        needless=tuple((facts.desired.baseline[name], why) for name, why in listed_for_nothing(facts)),
    )


def _managed(slot: Slot, now: datetime) -> bool:
    """Whether Git speaks of it and the account has it."""
    live = slot.live is not None and not slot.live.gone(now)
    return live and (slot.desired is not None or slot.tombstone is not None)


def _entries(facts: Facts, baseline: frozenset[str]) -> Iterator[DriftEntry]:
    for slot in facts.slots.values():
        if slot.desired is not None:
            yield from _declared(slot, slot.desired, facts)
        elif not facts.desired.complete and slot.tombstone is None:
            yield from _undeclared(slot, facts)
    yield from _asked(facts)
    if public_mode_unused(facts):
        message = phrase("public mode is active and declared by nobody: it cannot be closed again")
        yield DriftEntry(facts.account.name, Category.UNMANAGED, Mover.GIT, message, "-", quiet=True)
    for number in facts.unmanaged:
        yield _unmanaged(number, facts, baseline) if facts.desired.complete else _unclear(number)
    for desired in facts.desired.public_modes.values():
        if desired.account == facts.account.name and facts.observed.public_mode is False:
            message = phrase("public mode is declared and not active yet")
            yield DriftEntry(desired.address, Category.CHANGED, Mover.GIT, message, desired.team, quiet=True)
    for finding in rules.run(facts):
        present = finding.mended or (finding.verdict is Verdict.VIOLATION and not finding.foreseen)
        if present and not _already_said(finding.address, facts):
            team = team_of(finding.address) if "/" in finding.address else "-"
            yield DriftEntry(
                finding.address, Category.VIOLATION, Mover.PROVIDER, finding.message, team, grave=True
            )


def _already_said(address: Address, facts: Facts) -> bool:
    slot = facts.slots.get(address)
    return slot is not None and slot.live is not None and slot.live.status == NumberStatus.RESTRICTED


def _declared(slot: Slot, desired: DesiredNumber, facts: Facts) -> Iterator[DriftEntry]:
    live = slot.live
    if slot.moved_from is not None:
        message = phrase(
            "moved in Git from {moved_from}; the next apply records it", moved_from=slot.moved_from
        )
        yield DriftEntry(slot.address, Category.CHANGED, Mover.GIT, message, desired.team, quiet=True)
    if live is None:
        yield _absent(slot, desired, facts)
        return
    if live.status in GONE or live.status == NumberStatus.RESTRICTED:
        yield _lifecycle(slot, live, facts)
    if live.gone(facts.now):
        return
    yield from _due(slot, live, facts)
    yield from _fields(slot, desired, live, facts)


_UNCLEAR = phrase("a file of Git cannot be read, so whether Git declares it is unknown")


def _undeclared(slot: Slot, facts: Facts) -> Iterator[DriftEntry]:
    """A number that was ours when it was last declared, while not all of Git can be read."""
    if slot.owned is None or slot.owned.cancelled:
        return
    if slot.live is not None and (slot.live.status in GONE or slot.live.status == NumberStatus.RESTRICTED):
        yield _lifecycle(slot, slot.live, facts)
    number = slot.number or phrase("its application")
    yield DriftEntry(
        slot.address,
        Category.UNKNOWN,
        Mover.UNKNOWN,
        phrase("{text}: {why}", text=number, why=_UNCLEAR),
        slot.team,
        quiet=True,
    )


def _unclear(number: ObservedNumber) -> DriftEntry:
    message = phrase(
        "{type} number, {status}: {unclear}", type=number.type, status=number.status, unclear=_UNCLEAR
    )
    return DriftEntry(unmanaged(number.identity), Category.UNKNOWN, Mover.UNKNOWN, message, "-", quiet=True)


def _absent(slot: Slot, desired: DesiredNumber, facts: Facts) -> DriftEntry:
    to_come = slot.owned is None and (desired.number is None or desired.type == HOTLINE)
    if to_come and (desired.number or "") not in facts.memory.owner:
        return DriftEntry(
            slot.address,
            Category.CHANGED,
            Mover.GIT,
            phrase("declared, not applied for yet"),
            desired.team,
            quiet=True,
        )
    if not facts.observed.complete:
        message = phrase("not seen, but the listing is not complete: absence proves nothing")
        return DriftEntry(slot.address, Category.UNKNOWN, Mover.UNKNOWN, message, desired.team, quiet=True)
    if unlisted_yet(facts, slot):
        message = phrase(
            "{number} was ordered lately and is not listed yet: it is waited for",
            number=slot.number or "its application",
        )
        return DriftEntry(slot.address, Category.UNKNOWN, Mover.UNKNOWN, message, desired.team, quiet=True)
    message = phrase(
        "{number} is not listed by the provider at all", number=slot.number or phrase("its application")
    )
    message += _last_change(slot.number, facts)
    return DriftEntry(slot.address, Category.MISSING, Mover.LIVE, message, desired.team, grave=True)


def _lifecycle(slot: Slot, live: ObservedNumber, facts: Facts) -> DriftEntry:
    words = joined(", ", (word for word in (live.running_status, live.reason) if word))
    message = phrase("{identity} is {status}", identity=live.identity, status=live.status)
    if words:
        message = phrase("{text} ({more})", text=message, more=words)
    message += _last_change(live.number, facts)
    over = live.gone(facts.now)
    return DriftEntry(
        slot.address, Category.LIFECYCLE, Mover.PROVIDER, message, slot.team, grave=True, over=over
    )


def _due(slot: Slot, live: ObservedNumber, facts: Facts) -> Iterator[DriftEntry]:
    due = documents_due_by(facts.memory, slot.address, live)
    if due is not None:
        yield _documents(slot.address, slot.team, due.instant, facts.now, phrase("its documents are due"))


def _asked(facts: Facts) -> Iterator[DriftEntry]:
    """What a person may have ordered already: the days for its documents run without a report."""
    for address, order in unanswered(facts):
        text = (
            phrase("nobody has said how it stands; if it was ordered at once, its documents are due")
            if order.ordered
            else phrase("nobody has said whether it was ordered by hand; if at once, its documents are due")
        )
        yield _documents(address, team_of(address), order.due.instant, facts.now, text)


def _documents(address: Address, team: str, deadline: datetime, now: datetime, text: str) -> DriftEntry:
    overdue = now >= deadline
    message = phrase("{text} before {local:%Y-%m-%d %H:%M}: ", text=text, local=local(deadline))
    message += (
        phrase("overdue") if overdue else phrase("{time_left} left", time_left=time_left(now, deadline))
    )
    return DriftEntry(
        address, Category.DEADLINE, Mover.PROVIDER, message, team, grave=overdue, quiet=not overdue
    )


def _fields(slot: Slot, desired: DesiredNumber, live: ObservedNumber, facts: Facts) -> Iterator[DriftEntry]:
    """One entry for the fields that differ, one for those that cannot be compared."""
    changed: list[DriftField] = []
    unknown: list[DriftField] = []
    applied: Fields = {} if slot.owned is None else {**slot.owned.applied, "number": slot.owned.number}
    for kind in KINDS:
        wanted, actual, blind = kind.wanted(desired), kind.live(live), kind.blind(live)
        if wanted == actual:
            continue
        for path in sorted(wanted.keys() | (actual.keys() if kind.whole else frozenset())):
            field = DriftField(path, wanted.get(path), actual.get(path), applied.get(path))
            if path in blind:
                unknown.extend([field] if _unread(path, live) else [])
            elif not alike(path, field.declared, field.live):
                changed.append(field)
    if changed and not live.pending(facts.now):
        moved = _moved(changed, slot)
        paths = ", ".join(field.path for field in changed)
        off = _half_rebound(slot, live) if moved is Mover.GIT else ""
        quiet = moved in {Mover.GIT, Mover.UNKNOWN} and not off
        message = (off or _WHO[moved]) + paths + ("" if quiet or off else _last_change(live.number, facts))
        yield DriftEntry(
            slot.address,
            Category.CHANGED,
            moved,
            message,
            slot.team,
            tuple(changed),
            quiet=quiet,
            half_done=bool(off),
        )
    if unknown:
        paths = ", ".join(field.path for field in unknown)
        message = phrase("cannot be read and is not attested: {paths}", paths=paths)
        yield DriftEntry(
            slot.address, Category.UNKNOWN, Mover.UNKNOWN, message, slot.team, tuple(unknown), quiet=True
        )


_WHO = {
    Mover.GIT: phrase("Git is ahead of the last apply: "),
    Mover.LIVE: phrase("changed outside Git: "),
    Mover.BOTH: phrase("changed in Git and outside it: "),
    Mover.UNKNOWN: phrase("differs, and nothing was applied here yet: "),
}


def _half_rebound(slot: Slot, live: ObservedNumber) -> str:
    """What to say of a number that an apply of ours took off and could bind neither to its new instance nor back."""
    since = slot.owned.off_since if slot.owned is not None else ""
    if not since or live.instance is not None:
        return ""
    when = local(datetime.fromisoformat(since))
    return phrase(
        "taken off by our own apply on {when:%Y-%m-%d %H:%M} and bound to nothing since: ", when=when
    )


def _last_change(number: str | None, facts: Facts) -> str:
    """Who changed it last, and when, where the provider's records tell."""
    changes = facts.observed.traces.of(number, TraceKind.CHANGE)
    return phrase(" ({more})", more=changes[0]) if changes else ""


def _moved(fields: list[DriftField], slot: Slot) -> Mover:
    """Who moved, over all fields of an entry."""
    if slot.owned is None:
        return Mover.UNKNOWN
    git = any(field.declared != field.last_applied for field in fields)
    hand = any(field.live != field.last_applied for field in fields)
    return Mover.BOTH if git and hand else Mover.LIVE if hand else Mover.GIT


def _unread(path: str, live: ObservedNumber) -> bool:
    """Whether the path is one the provider's answer left unknown."""
    fact = _FACTS.get(path, path)
    return fact in live.unknown or fact.partition(".")[0] in live.unknown


_FACTS = {field.path: field.fact for field in FIELDS}


def _unmanaged(number: ObservedNumber, facts: Facts, baseline: frozenset[str]) -> DriftEntry:
    waiting = facts.held_for.get(number.identity)
    if waiting is not None:
        message = phrase(
            "{type} number, {status}: may be what was ordered for {waiting}",
            type=number.type,
            status=number.status,
            waiting=", ".join(waiting),
        )
        return DriftEntry(
            unmanaged(number.identity), Category.UNMANAGED, Mover.UNKNOWN, message, "-", quiet=True
        )
    owner = facts.memory.owner.get(number.identity)
    leaving = owner is not None and owner in facts.memory.owned
    left = leaving or owner in facts.memory.forgotten
    cost = number_fee(number, facts.account.tariff, facts.now)
    past = phrase("; was {owner}", owner=owner) if owner is not None else ""
    message = phrase(
        "{type} number, {status}, {cost} CNY a month, declared by nobody{past}",
        type=number.type,
        status=number.status,
        cost=cost,
        past=past,
    )
    message += _last_change(number.number, facts)
    return DriftEntry(
        unmanaged(number.identity),
        Category.UNMANAGED,
        Mover.GIT if left else Mover.LIVE,
        message,
        "-",
        quiet=leaving or number.identity in baseline,
    )

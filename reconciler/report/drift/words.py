"""What the drift report says in every form: titles, who moved, and the ways out of an entry."""

from __future__ import annotations

from typing import assert_never

from reconciler.model.address import is_unmanaged
from reconciler.model.drift import Category, DriftEntry, DriftReport, Mover
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.report.sink import phrases
from reconciler.report.sink.language import spoken, tr

CLEAN = phrase("No drift: the account is as it was left.")
INCOMPLETE = phrase(
    "INCOMPLETE: a manifest is invalid or not everything was read; what is absent may be there."
)
TITLES = {
    Category.MISSING: phrase("Missing"),
    Category.LIFECYCLE: phrase("Lifecycle"),
    Category.VIOLATION: phrase("Violations"),
    Category.DEADLINE: phrase("Deadlines"),
    Category.CHANGED: phrase("Changed"),
    Category.UNMANAGED: phrase("Managed by nobody"),
    Category.UNKNOWN: phrase("Unknown"),
}
"""The categories in the order in which they are shown."""
_MOVED = {
    Mover.GIT: phrase("Git moved on"),
    Mover.LIVE: phrase("changed by another hand"),
    Mover.BOTH: phrase("Git and another hand"),
    Mover.PROVIDER: phrase("the provider"),
    Mover.UNKNOWN: phrase("unknown"),
}


def counts(report: DriftReport) -> str:
    """How many of each category, or that there is none."""
    numbers = {name: sum(entry.category == name for entry in report.entries) for name in TITLES}
    return " · ".join(phrases.tally(count, name) for name, count in numbers.items() if count) or tr(CLEAN)


def who(entry: DriftEntry) -> str:
    """Who moved. A number nobody declares may have been there before anybody looked."""
    if entry.half_done:
        return tr("our own apply")
    by_hand = entry.category is Category.UNMANAGED and entry.moved is Mover.LIVE
    return tr("not in Git") if by_hand else spoken(_MOVED[entry.moved])


def since(report: DriftReport, entry: DriftEntry) -> str:
    """`new`, or the day it was first seen; empty where nothing earlier is known."""
    if report.is_new(entry):
        return tr("new")
    if entry.again:
        return tr("changed again")
    return "" if entry.first_seen is None else f"{phrases.moment(entry.first_seen)}"


@noun
class Way:
    """One way out of an entry: a command to paste, or what a person does elsewhere."""

    text: str
    is_command: bool = True


def ways(report: DriftReport, entry: DriftEntry) -> tuple[Way, ...]:
    """What ends it: one takes it into Git, another puts the account back. Empty for what an exception lets be.

    A number stands as NUMBER: most of these reports are masked.
    """
    account = f" --account {report.account}" if report.among_several else ""
    commands = (Way(f"reconciler {words}{account}") for words in _commands(entry))
    return () if entry.ignored else (*commands, *(Way(tr(deed), is_command=False) for deed in _deeds(entry)))


def _commands(entry: DriftEntry) -> tuple[str, ...]:
    match entry.category:
        case Category.UNMANAGED if entry.quiet:  # listed already as what nobody is ready to own
            return ("import NUMBER --team TEAM",)
        case Category.UNMANAGED:
            return ("import NUMBER --team TEAM", "import --baseline NUMBER")
        case Category.CHANGED if entry.moved in {Mover.LIVE, Mover.BOTH}:
            return (f"import {entry.address}", "apply")
        case Category.LIFECYCLE if not entry.over:
            return ("plan",)
        case Category.CHANGED | Category.VIOLATION:
            return () if is_unmanaged(entry.address) else ("plan",)
        case Category.DEADLINE | Category.UNKNOWN:
            return ("tasks",)
        case Category.MISSING | Category.LIFECYCLE:
            return (f"history {entry.address}",)
        case never:
            assert_never(never)


def _deeds(entry: DriftEntry) -> tuple[str, ...]:
    """Where no command helps. What is gone is never bought again, so its entry has nothing left to say."""
    match entry.category:
        case Category.MISSING:
            return (phrase("look for it in the console; if it is gone, remove its entry"),)
        case Category.LIFECYCLE if entry.over:
            return (phrase("remove its entry; a new number takes a new key"),)
        case _:
            return ()

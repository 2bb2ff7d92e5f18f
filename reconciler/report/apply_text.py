"""What became of every planned action, for a terminal."""

from __future__ import annotations

from collections import Counter

from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.model.phone import mask_all
from reconciler.report.encode import terminal
from reconciler.report.paint import CYAN, GREEN, RED, YELLOW, paint
from reconciler.report.table import align

NOTHING = "Nothing to apply."
_STYLES = {
    Fate.DONE: GREEN,
    Fate.ISSUED: CYAN,
    Fate.REFUSED: RED,
    Fate.UNKNOWN: RED,
    Fate.SKIPPED: YELLOW,
    Fate.NOT_STARTED: YELLOW,
}
_HEADER = ("FATE", "ACTION", "ADDRESS", "NUMBER", "")


def text(result: ApplyResult, *, show_numbers: bool = True, colour: bool = False) -> str:
    """What was learnt first, then one row an action in the order in which they ran, then the counts."""
    say = terminal if show_numbers else lambda said: terminal(mask_all(said))
    blocks = (
        [["Learnt of earlier runs:", *(f"  - {say(line)}" for line in result.settled)]]
        if result.settled
        else []
    )
    if result.results:
        rows = [tuple(map(say, _cells(entry))) for entry in result.results]
        header, *lines = align([_HEADER, *rows])
        fates = (entry.fate for entry in result.results)
        blocks.append(
            [
                header,
                *(paint(line, _STYLES[fate], colour=colour) for fate, line in zip(fates, lines, strict=True)),
            ]
        )
    blocks.append([summary(result)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def summary(result: ApplyResult) -> str:
    """One line: how many had which fate."""
    counts = Counter(entry.fate for entry in result.results)
    said = " · ".join(f"{counts[fate]:,} {fate.value}" for fate in Fate if counts[fate]) or NOTHING
    return f"Interrupted: {said}" if result.interrupted else said


def _cells(result: Result) -> tuple[str, ...]:
    action = result.action
    number = result.number or action.number or action.application or ""
    return (result.fate.value, action.verb.value, action.address, number, result.message)

"""What became of every planned action, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reconciler.model.action import Status
from reconciler.model.fates import NOT_RUN, Ending, fates
from reconciler.model.finding import Verdict
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.model.phrase import phrase
from reconciler.model.phrase import phrases as phrases_of
from reconciler.model.plan import Plan
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr
from reconciler.report.sink.mask import Encoder, masking
from reconciler.report.sink.paint import CYAN, GREEN, RED, YELLOW, paint
from reconciler.report.sink.table import align
from reconciler.wire.write import apply_document, plan_document

NOTHING = phrase("Nothing to apply.")
_STYLES: dict[str, str] = {
    Fate.DONE: GREEN,
    Fate.ISSUED: CYAN,
    Fate.REFUSED: RED,
    Fate.UNKNOWN: RED,
    Fate.SKIPPED: YELLOW,
    Fate.NOT_STARTED: YELLOW,
    Status.BLOCKED: RED,
    Status.HELD: RED,
}
_WORDS = (*(fate.value for fate in Fate), NOT_RUN, *(status.value for status in Status))
_HEADER = phrases_of("FATE", "ACTION", "ADDRESS", "NUMBER", "")


def text(
    plan: Plan,
    result: ApplyResult,
    *,
    printed: frozenset[str] = frozenset(),
    show_numbers: bool = True,
    colour: bool = False,
) -> str:
    """What was learnt of earlier runs, then one row for every action of the plan, then the counts.

    `told`: the ids of those whose fate the reader saw already.
    """
    documents = () if show_numbers else (plan_document(plan), apply_document(plan, result))
    say = terminal if show_numbers else masking(terminal, documents, plan.codes)
    blocks = []
    if result.settled:
        blocks.append([tr("Learnt of earlier runs:"), *(f"  - {say(line)}" for line in result.settled)])
    endings = tuple(ending for ending in fates(plan, result) if ending.action.id not in printed)
    if endings:
        header, *lines = align(
            [tuple(map(tr, _HEADER)), *(tuple(map(say, _cells(ending))) for ending in endings)]
        )
        styles = (_STYLES.get(ending.fate, "") for ending in endings)
        blocks.append(
            [header, *(paint(line, style, colour=colour) for style, line in zip(styles, lines, strict=True))]
        )
    blocks += [[summary(plan, result)], *_stuck(plan, result, say)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


_FEW = 20


def _stuck(plan: Plan, result: ApplyResult, say: Encoder) -> Iterator[list[str]]:
    """Why the exit code is 3, as far as no row says it."""
    if not result.stuck:
        return
    grave = [f for f in plan.findings if f.verdict >= Verdict.VIOLATION and not f.stops]
    lines = [f"  - {tr(f.verdict.word)}  {f.rule}  {say(f.address)}  {say(f.message)}" for f in grave[:_FEW]]
    yield [tr("Something is blocked, held, overdue or in violation; `reconciler plan` says more."), *lines]


def line(ended: Result) -> str:
    """What became of one action, on one line."""
    words = (tr(ended.fate.value), ended.number or ended.action.number or "", tr(ended.message))
    return f"{ended.action.id}: {' '.join(filter(None, words))}"


def summary(plan: Plan, result: ApplyResult) -> str:
    """One line: how many had which fate."""
    counts = Counter(ending.fate for ending in fates(plan, result))
    totals = " · ".join(phrases.tally(counts[word], word) for word in _WORDS if counts[word]) or tr(NOTHING)
    return tr("Interrupted: {said}", said=totals) if result.interrupted else totals


def _cells(ending: Ending) -> tuple[str, ...]:
    action = ending.action
    return (
        tr(ending.fate),
        tr(action.verb.value),
        action.address,
        ending.number or action.application or "",
        ending.message,
    )

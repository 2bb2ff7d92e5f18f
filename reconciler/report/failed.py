"""A plan or an apply that failed, as a page: what an earlier run posted must not go on looking current."""

from __future__ import annotations

from collections.abc import Sequence

from reconciler.errors import InvalidManifests, LedgerLocked, ReconcilerError, StalePlan
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.difference import Difference, Sign
from reconciler.model.phrase import phrases as phrases_of
from reconciler.report.sink import phrases
from reconciler.report.sink.language import tr
from reconciler.report.sink.marker import marker, subject
from reconciler.report.sink.page import Column, Page, Table, TableRow, TextKind, Tone
from reconciler.report.stale_plan import lines, values

_PROBLEM = (
    Column("Where", TextKind.VALUE),
    Column("Message", TextKind.PROSE),
    Column("Hint", TextKind.PROSE),
)
_DIFFERENCE = (Column("What"), Column("Where", TextKind.VALUE), Column("Values", TextKind.VALUE))
_SIGNS = dict(zip(Sign, phrases_of("not ready any more", "ready now", "differs"), strict=True))


def page(kind: str, account: str, team: str | None, error: ReconcilerError, *, workspace: str = "") -> Page:
    """`kind` is `plan` or `apply`; `workspace` its folder in the repository. Says what failed, why, and what to do."""
    title, headline, sentence = _plan(error) if kind == "plan" else _apply(error)
    notes, table = _details(error)
    return Page(
        title,
        subject(account, team, workspace),
        headline,
        [table],
        icon="❌",
        notices=[(Tone.GRAVE, sentence, [line for line in (error.message, *notes, error.hint) if line])],
        marker=marker(kind, account, team, workspace=workspace, failed=True),
    )


def texts(error: ReconcilerError) -> list[str]:
    """Every text of the page that is not ours, for a mask."""
    problems = error.diagnostics if isinstance(error, InvalidManifests) else ()
    ours = lines(_difference(error))
    return [
        error.message, error.hint, *ours, *(text for each in problems for text in (each.message, each.hint))
    ]  # fmt: skip


def _plan(error: ReconcilerError) -> tuple[str, str, str]:
    count = (
        sum(problem.is_error for problem in error.diagnostics) if isinstance(error, InvalidManifests) else 0
    )
    headline = tr("no plan, {count}", count=phrases.plural(count, "error")) if count else tr("no plan")
    return (
        tr("Voice plan"),
        headline,
        tr("The newest commit has no plan: nothing of it can be judged, nor applied."),
    )


def _apply(error: ReconcilerError) -> tuple[str, str, str]:
    if isinstance(error, StalePlan | LedgerLocked | InvalidManifests):
        return tr("Voice apply"), tr("nothing was applied"), tr("Nothing was applied.")
    sentence = tr(
        "What it had begun stands in the ledger (`reconciler history`); plan again to see what is left."
    )
    return tr("Voice apply"), tr("ended in an error"), sentence


def _details(error: ReconcilerError) -> tuple[Sequence[str], Table]:
    """What else is to be said in a line, and the rest as a table."""
    if isinstance(error, InvalidManifests):
        return (), Table(
            tr("Must be mended"), _PROBLEM, [_problem(problem) for problem in error.diagnostics], Tone.GRAVE
        )
    difference = _difference(error)
    rows = [
        _row(action.sign, action.address, values(action) or action.fields) for action in difference.actions
    ]
    if difference.order is not None:
        rows.append(_row(Sign.CHANGED, tr("the order"), (" → ".join(difference.order),)))
    return difference.notes, Table(tr("What differs"), _DIFFERENCE, rows, Tone.GRAVE)


def _difference(error: ReconcilerError) -> Difference:
    return (isinstance(error, StalePlan) and error.difference) or Difference()


def _problem(problem: Diagnostic) -> TableRow:
    return TableRow(
        ((problem.place, problem.code), problem.message, problem.hint),
        Tone.GRAVE if problem.is_error else Tone.WARN,
    )


def _row(sign: Sign, address: str, texts: Sequence[str]) -> TableRow:
    return TableRow((tr(_SIGNS[sign]), address, tuple(texts)), Tone.GRAVE)

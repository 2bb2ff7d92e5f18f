"""A plan or an apply that failed, as a page: what an earlier run posted must not go on looking current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reconciler.errors import InvalidManifests, LedgerLocked, ReconcilerError, StalePlan
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.phrase import phrases as phrases_of
from reconciler.report.sink import phrases
from reconciler.report.sink.language import spoken, tr
from reconciler.report.sink.marker import marker, subject
from reconciler.report.sink.page import Column, Page, Table, TableRow, TextKind, Tone

_PROBLEM = (
    Column("Where", TextKind.VALUE),
    Column("Message", TextKind.PROSE),
    Column("Hint", TextKind.PROSE),
)
_DIFFERENCE = (Column("What"), Column("Where", TextKind.VALUE), Column("Values", TextKind.VALUE))
_SIGNS = dict(zip("-+~", phrases_of("not ready any more", "ready now", "differs"), strict=True))
"""What begins a line that names an action, in `planning.compare.difference`."""


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
    lines = error.difference if isinstance(error, StalePlan) else ()
    return [
        error.message, error.hint, *lines, *(text for problem in problems for text in (problem.message, problem.hint))
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
    lines = [spoken(line) for line in error.difference] if isinstance(error, StalePlan) else []
    notes = [line.strip() for line in lines if not line.startswith((*_SIGNS, "    "))]
    return notes, Table(tr("What differs"), _DIFFERENCE, list(_rows(lines)), Tone.GRAVE)


def _problem(problem: Diagnostic) -> TableRow:
    return TableRow(
        ((problem.place, problem.code), problem.message, problem.hint),
        Tone.GRAVE if problem.is_error else Tone.WARN,
    )


def _rows(lines: Iterable[str]) -> Iterator[TableRow]:
    """An action and the indented lines beneath it."""
    name, values = "", list[str]()
    for line in lines:
        if line.startswith("    "):
            values.append(line.strip())
            continue
        if name:
            yield _row(name, values)
        name, values = line if line.startswith(tuple(_SIGNS)) else "", []
    if name:
        yield _row(name, values)


def _row(name: str, values: Sequence[str]) -> TableRow:
    address, _, field = name[2:].partition(": ")
    first = () if values else (field,)
    return TableRow((tr(_SIGNS[name[0]]), address, (*first, *values)), Tone.GRAVE)

"""What became of every planned action, as a page: what went wrong first, then what was done, then the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reconciler.model.fates import NOT_RUN, Ending, fates
from reconciler.model.outcome import ApplyResult, Fate
from reconciler.model.plan import Plan
from reconciler.report.apply.as_text import summary
from reconciler.report.sink.language import tr
from reconciler.report.sink.marker import marker, subject
from reconciler.report.sink.page import Column, Page, Table, TableRow, TextKind, Tone

_COLUMNS = (
    Column("Fate"),
    Column("What"),
    Column("Where", TextKind.VALUE),
    Column("Message", TextKind.PROSE),
)
_WRONG = (Fate.UNKNOWN, Fate.REFUSED, Fate.SKIPPED, Fate.NOT_STARTED)
_DONE = (Fate.DONE, Fate.ISSUED)


def page(plan: Plan, result: ApplyResult, *, workspace: str = "") -> Page:
    """One table for each kind of end; `workspace` is its folder in the repository."""
    endings = tuple(fates(plan, result))
    tables = (
        _table(tr("Went wrong"), endings, lambda e: e.fate in _WRONG, Tone.GRAVE),
        _table(tr("Handed to people"), endings, lambda e: e.fate == Fate.ISSUED, Tone.PEOPLE),
        _table(tr("Done"), endings, lambda e: e.fate == Fate.DONE, Tone.PLAIN),
        _table(tr("Not run"), endings, lambda e: e.fate not in (*_WRONG, *_DONE), Tone.FAINT),
    )
    quiet = not (result.results or result.settled)
    notices = [(Tone.WARN, tr("Learnt of earlier runs"), result.settled)] if result.settled else []
    return Page(
        tr("Voice apply"),
        subject(plan.scope.account, None, workspace),
        summary(plan, result),
        tables,
        icon=_icon(result),
        notices=notices,
        footer=(tr("Plan digest {digest}.", digest=result.digest),),
        marker=marker(
            "apply", plan.scope.account, plan.scope.team, plan.digest, workspace=workspace, quiet=quiet
        ),
    )


def _icon(result: ApplyResult) -> str:
    return "❌" if result.failed or result.interrupted else "✅"


def _table(title: str, endings: Sequence[Ending], fits: Callable[[Ending], bool], tone: Tone) -> Table:
    rows = [_row(ending, tone) for ending in endings if fits(ending)]
    return Table(title, _COLUMNS, rows, tone, folded=tone is Tone.FAINT)


def _row(ending: Ending, tone: Tone) -> TableRow:
    action = ending.action
    message = tr("not asked for") if ending.fate == NOT_RUN and not ending.message else ending.message
    where = (action.address, ending.number or action.application or "")
    return TableRow((tr(ending.fate), tr(action.verb.value), where, message), tone, team=action.team)

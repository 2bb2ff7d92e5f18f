"""What must happen by when: for a terminal and as JSON. `report/calendar_feed.py` makes it a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reconciler.model.listing import Deadline
from reconciler.model.phrase import phrase
from reconciler.report.sink import json_lines, phrases
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr
from reconciler.report.sink.mask import masking
from reconciler.report.sink.paint import RED, paint
from reconciler.report.sink.table import align
from reconciler.wire.write import deadlines_document

NONE = phrase("No deadlines.")


def text(
    entries: Sequence[Deadline],
    *,
    as_of: datetime,
    account: str,
    complete: bool = True,
    show_numbers: bool = True,
    colour: bool = False,
) -> str:
    """One line a deadline, soonest first."""
    say = terminal if show_numbers else masking(terminal, deadlines_document(as_of, account, entries))
    lines = [
        tr(
            "Deadlines of {account} as of {when} (Asia/Shanghai)",
            account=say(account),
            when=phrases.moment(as_of),
        )
    ]
    if not complete:
        lines.append(tr("INCOMPLETE: a manifest is invalid or not everything was read."))
    rows = [
        (phrases.moment(e.instant), phrases.due(as_of, e.instant), tr(e.kind), say(e.address), say(e.message))
        for e in entries
    ]
    for entry, line in zip(entries, align(rows), strict=True):
        lines.append("  " + paint(line, RED if entry.instant <= as_of else "", colour=colour))
    return "\n".join(lines if entries else [*lines, tr(NONE)]) + "\n"


def json(entries: Sequence[Deadline], *, as_of: datetime, account: str, gaps: Sequence[str] = ()) -> str:
    """The published JSON document."""
    return json_lines.write(deadlines_document(as_of, account, entries, gaps))

"""The number list, as the console's page shows it: by type, with the provider's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from reconciler.model.address import is_unmanaged
from reconciler.model.listing import StatusRow
from reconciler.model.money import total
from reconciler.model.observation import NumberStatus
from reconciler.model.origin import Origin
from reconciler.model.phrase import phrase
from reconciler.model.phrase import phrases as phrases_of
from reconciler.model.trace import Trace
from reconciler.report.sink import json_lines, phrases
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr
from reconciler.report.sink.mask import masking
from reconciler.report.sink.paint import RED, YELLOW, paint
from reconciler.report.sink.table import align
from reconciler.wire.write import status_document

NONE = phrase("No numbers.")
TITLES = {"regular": phrase("Landline & mobile numbers"), "400": phrase("400 numbers")}
"""The tabs of the provider's page."""
_HEADER = phrases_of(
    "NUMBER", "ADDRESS", "STATUS", "RUNNING STATUS", "CALL TYPE", "INSTANCE", "DEADLINE", "CNY/MONTH"
)
_MONEY = frozenset({7})
_NOT_READ = "?"
_STYLES = {
    NumberStatus.DOCUMENTS_DUE: YELLOW,
    NumberStatus.REVIEWING: YELLOW,
    NumberStatus.RESTRICTED: RED,
    NumberStatus.RELEASED: RED,
    NumberStatus.REJECTED: RED,
}


def text(
    rows: Sequence[StatusRow],
    *,
    as_of: datetime,
    account: str,
    complete: bool = True,
    show_numbers: bool = True,
    colour: bool = False,
    charged: Trace | None = None,
) -> str:
    """One table per type. `?` is a fact that cannot be read, `*` one that a person vouches for."""
    say = terminal if show_numbers else masking(terminal, status_document(as_of, account, rows))
    blocks = [[_opening(as_of, account)]]
    if not complete:
        blocks[0].append(tr("INCOMPLETE: a manifest is invalid or not everything was read."))
    blocks += _tables(rows, as_of, say, colour)
    blocks.append([summary(rows, charged)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def json(
    rows: Sequence[StatusRow],
    *,
    as_of: datetime,
    account: str,
    gaps: Sequence[str] = (),
) -> str:
    """The published JSON document."""
    return json_lines.write(status_document(as_of, account, rows, gaps))


def _opening(as_of: datetime, account: str) -> str:
    return tr(
        "Numbers of {account} as of {when} (Asia/Shanghai)",
        account=terminal(account),
        when=phrases.moment(as_of),
    )


def _tables(
    rows: Sequence[StatusRow], as_of: datetime, say: Callable[[str], str], colour: bool
) -> Iterator[list[str]]:
    titles = TITLES | {row.type: row.type for row in rows if row.type not in TITLES}
    for kind, title in titles.items():
        listed = [row for row in rows if row.type == kind]
        if listed:
            lines = align(
                [tuple(map(tr, _HEADER)), *(tuple(map(say, cells(row, as_of))) for row in listed)],
                right=_MONEY,
            )
            styles = ("", *(_STYLES.get(row.status, "") for row in listed))
            painted = (paint(line, style, colour=colour) for line, style in zip(lines, styles, strict=True))
            yield [phrases.headed(terminal(title), len(listed)), *("  " + line for line in painted)]


def cells(row: StatusRow, now: datetime) -> tuple[str, ...]:
    """The eight cells of the console's list, each as text."""
    deadline = row.deadline
    return (
        row.number or tr("(not allotted)"),
        row.address,
        _fact(row, "status", tr(row.status)),
        _running(row),
        _fact(row, "call_type_text", row.call_type),
        _fact(row, "instance", row.instance),
        phrases.moment(deadline) + phrases.comma() + phrases.due(now, deadline) if deadline else "",
        _monthly(row),
    )


def _running(row: StatusRow) -> str:
    words = _fact(row, "running_status", row.running_status)
    return f"{words} ({row.reason})" if row.reason else words


def _fact(row: StatusRow, field: str, text: str | None) -> str:
    origin = row.facts.get(field)
    if origin is Origin.UNKNOWN:
        return text or _NOT_READ
    return f"{text or ''}*" if origin is Origin.ATTESTED else text or ""


def _monthly(row: StatusRow) -> str:
    if row.monthly.origin is Origin.UNKNOWN:
        return _NOT_READ
    attested = "*" if row.monthly.origin is Origin.ATTESTED else ""
    return phrases.monthly(row.monthly) + attested


def summary(rows: Sequence[StatusRow], charged: Trace | None = None) -> str:
    """One line: how many, what they cost a month, what was really charged for the last one, what the marks mean."""
    if not rows:
        return tr(NONE)
    monthly = total(row.monthly for row in rows)
    parts = [phrases.plural(len(rows), "number"), tr("{monthly} CNY/month", monthly=phrases.monthly(monthly))]
    strays = [row.monthly for row in rows if is_unmanaged(row.address)]
    if strays:
        parts.append(
            tr(
                "{count:,} managed by nobody ({total} CNY/month)",
                count=len(strays),
                total=phrases.monthly(total(strays)),
            )
        )
    if charged is not None:
        parts.append(
            tr("{text}: {amount} CNY, usage included", text=tr(charged.text), amount=f"{charged.amount:.2f}")
        )
    known = {origin for row in rows for origin in (*row.facts.values(), row.monthly.origin)}
    starred = (
        (Origin.ATTESTED, tr("attested")),
        (Origin.REMEMBERED, tr("last applied")),
        (Origin.DECLARED, tr("declared")),
    )
    words = [word for origin, word in starred if origin in known]
    if words:
        parts.append("* " + tr(" or ").join(words))
    if Origin.UNKNOWN in known:
        parts.append(tr("? not readable"))
    return " · ".join(parts)

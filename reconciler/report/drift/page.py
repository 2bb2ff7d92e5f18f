"""A drift report as a page: what happened, who moved, since when, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.model.drift import DriftEntry, DriftReport
from reconciler.report.drift import words
from reconciler.report.sink import phrases
from reconciler.report.sink.page import Column, Page, Row, Table, Text, Tone

COLUMNS = (
    Column("Address", Text.VALUE),
    Column("Team", Text.VALUE),
    Column("Who moved"),
    Column("What", Text.PROSE),
    Column("Fields", Text.VALUE),
    Column("Since"),
    Column("Ways out", Text.VALUE),
)
_GONE = (Column("Address", Text.VALUE), Column("Team", Text.VALUE), Column("What it was", Text.PROSE))
_DUE = (Column("When"), Column("Address", Text.VALUE), Column("Team", Text.VALUE), Column("What", Text.PROSE))
_NEXT = 20
"""Deadlines shown."""


def page(report: DriftReport, *, marker: str = "") -> Page:
    """The graver categories first; what is quiet or gone is folded."""
    return Page(
        kind="Drift",
        subject=report.account,
        headline=words.counts(report),
        icon="🧭",
        notices=tuple(_notices(report)),
        answers=tuple(answers(report)),
        tables=tuple(_tables(report)),
        footer=(f"As of {phrases.moment(report.as_of)} (Asia/Shanghai).",),
        marker=marker,
    )


def answers(report: DriftReport) -> Iterator[tuple[str, str]]:
    """How much is managed, what the rest costs, and what moved since the report before."""
    if report.coverage is not None:
        yield (
            "Managed",
            f"{report.managed:,} of {report.managed + report.unmanaged:,} numbers ({report.coverage} %)",
        )
    fee = report.unmanaged_monthly
    yield (
        "Managed by nobody",
        f"{phrases.plural(report.unmanaged, 'number')}, {phrases.monthly(fee)} CNY a month",
    )
    if report.previous is not None:
        new = sum(map(report.is_new, report.entries))
        since = phrases.moment(report.previous)
        yield "Since the report before", f"{new:,} new, {len(report.gone):,} gone (that one is of {since})"


def _notices(report: DriftReport) -> Iterator[tuple[Tone, str, tuple[str, ...]]]:
    if not report.complete:
        yield Tone.WARN, words.INCOMPLETE, report.gaps
    grave = tuple(f"{entry.address}: {entry.message}" for entry in report.entries if entry.grave)
    if grave:
        yield Tone.GRAVE, "Somebody has to act", grave


def _tables(report: DriftReport) -> Iterator[Table]:
    for category, title in words.TITLES.items():
        entries = [entry for entry in report.entries if entry.category == category]
        rows = [row(report, entry) for entry in entries]
        yield Table(title, COLUMNS, rows, folded=all(entry.quiet for entry in entries))
    gone = [Row((one.address, one.team, one.message), Tone.FAINT) for one in report.gone]
    yield Table("Gone since the report before", _GONE, gone, folded=True)
    due = report.overview.deadlines[:_NEXT] if report.overview is not None else ()
    ahead = [Row((phrases.moment(one.instant), one.address, one.team, one.message)) for one in due]
    yield Table("Due next", _DUE, ahead, folded=True)


def row(report: DriftReport, entry: DriftEntry) -> Row:
    """One entry."""
    tone = Tone.GRAVE if entry.grave else Tone.FAINT if entry.quiet else Tone.WARN
    let_be = (f"let be: {entry.ignored}",) if entry.ignored else ()
    return Row(
        (
            entry.address,
            entry.team,
            words.who(entry),
            (entry.message, *let_be),
            fields(entry),
            words.since(report, entry),
            words.ways(entry),
        ),
        tone,
        team=entry.team,
    )


def fields(entry: DriftEntry) -> tuple[str, ...]:
    """The three states of each field that differs."""
    lines = []
    for field in entry.fields:
        live = "unknown" if entry.category == "unknown" else phrases.value(field.live)
        last, declared = phrases.value(field.last_applied), phrases.value(field.declared)
        lines.append(f"{field.path}: declared {declared} · live {live} · last applied {last}")
    return tuple(lines)

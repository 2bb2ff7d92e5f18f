"""A drift report as a page: what happened, who moved, since when, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.model.drift import DriftEntry, DriftReport
from reconciler.report.drift import words
from reconciler.report.sink import phrases
from reconciler.report.sink.language import spoken, tr
from reconciler.report.sink.page import Column, Page, Table, TableRow, TextKind, Tone

COLUMNS = (
    Column("Address", TextKind.VALUE),
    Column("Team", TextKind.VALUE),
    Column("Who moved"),
    Column("What", TextKind.PROSE),
    Column("Fields", TextKind.VALUE),
    Column("Since"),
    Column("Ways out", TextKind.VALUE),
)
_GONE = (
    Column("Address", TextKind.VALUE),
    Column("Team", TextKind.VALUE),
    Column("What it was", TextKind.PROSE),
)
_DUE = (
    Column("When"),
    Column("Address", TextKind.VALUE),
    Column("Team", TextKind.VALUE),
    Column("What", TextKind.PROSE),
)
_NEXT = 20
"""Deadlines shown."""


def page(report: DriftReport, *, marker: str = "") -> Page:
    """The graver categories first; what is quiet or gone is folded."""
    return Page(
        kind=tr("Drift"),
        subject=report.account,
        headline=words.counts(report),
        icon="🧭",
        notices=tuple(_notices(report)),
        answers=tuple(answers(report)),
        tables=tuple(_tables(report)),
        footer=(tr("As of {when} (Asia/Shanghai).", when=phrases.moment(report.as_of)),),
        marker=marker,
    )


def answers(report: DriftReport) -> Iterator[tuple[str, str]]:
    """How much is managed, what the rest costs, and what moved since the report before."""
    if report.coverage is not None:
        yield (
            tr("Managed"),
            tr(
                "{managed:,} of {managed_2:,} numbers ({coverage} %)",
                managed=report.managed,
                managed_2=report.managed + report.unmanaged,
                coverage=report.coverage,
            ),
        )
    fee = report.unmanaged_monthly
    yield (
        tr("Managed by nobody"),
        tr(
            "{unmanaged}, {fee} CNY a month",
            unmanaged=phrases.plural(report.unmanaged, "number"),
            fee=phrases.monthly(fee),
        ),
    )
    if report.previous is not None:
        new = sum(map(report.is_new, report.entries))
        since = phrases.moment(report.previous)
        yield (
            tr("Since the report before"),
            tr(
                "{new:,} new, {count:,} gone (that one is of {since})",
                new=new,
                count=len(report.gone),
                since=since,
            ),
        )


def _notices(report: DriftReport) -> Iterator[tuple[Tone, str, tuple[str, ...]]]:
    if not report.complete:
        yield Tone.WARN, tr(words.INCOMPLETE), report.gaps
    grave = tuple(f"{entry.address}: {spoken(entry.message)}" for entry in report.entries if entry.grave)
    if grave:
        yield Tone.GRAVE, tr("Somebody has to act"), grave


def _tables(report: DriftReport) -> Iterator[Table]:
    for category, title in words.TITLES.items():
        entries = [entry for entry in report.entries if entry.category == category]
        rows = [row(report, entry) for entry in entries]
        yield Table(title, COLUMNS, rows, folded=all(entry.quiet for entry in entries))
    gone = [TableRow((one.address, one.team, one.message), Tone.FAINT) for one in report.gone]
    yield Table(tr("Gone since the report before"), _GONE, gone, folded=True)
    due = report.overview.deadlines[:_NEXT] if report.overview is not None else ()
    ahead = [TableRow((phrases.moment(one.instant), one.address, one.team, one.message)) for one in due]
    yield Table(tr("Due next"), _DUE, ahead, folded=True)


def row(report: DriftReport, entry: DriftEntry) -> TableRow:
    """One entry."""
    tone = Tone.GRAVE if entry.grave else Tone.FAINT if entry.quiet else Tone.WARN
    let_be = (tr("let be: {ignored}", ignored=entry.ignored),) if entry.ignored else ()
    return TableRow(
        (
            entry.address,
            entry.team,
            words.who(entry),
            (entry.message, *let_be),
            fields(entry),
            words.since(report, entry),
            tuple(way.text for way in words.ways(report, entry)),
        ),
        tone,
        team=entry.team,
    )


def fields(entry: DriftEntry) -> tuple[str, ...]:
    """The three states of each field that differs."""
    lines = []
    for field in entry.fields:
        live = tr("unknown") if entry.category == "unknown" else phrases.value(field.live)
        last, declared = phrases.value(field.last_applied), phrases.value(field.declared)
        lines.append(
            tr(
                "{path}: declared {declared} · live {live} · last applied {last}",
                path=field.path,
                declared=declared,
                live=live,
                last=last,
            )
        )
    return tuple(lines)

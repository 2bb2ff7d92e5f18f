"""A drift report for a terminal: the graver first, each with who moved and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reconciler.model.drift import DriftEntry, DriftReport
from reconciler.report.drift import words
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr
from reconciler.report.sink.mask import masking
from reconciler.report.sink.paint import FAINT, RED, YELLOW, paint
from reconciler.report.sink.table import align
from reconciler.wire.write import drift_document

_INDENT = "       "


def text(report: DriftReport, *, show_numbers: bool = True, colour: bool = False) -> str:
    """The whole report as lines of text."""
    say = terminal if show_numbers else masking(terminal, drift_document(report))
    blocks = [_opening(report, say), *_sections(report, say, colour), *_gone(report, say), [_closing(report)]]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _opening(report: DriftReport, say: Callable[[str], str]) -> list[str]:
    lines = [
        tr(
            "Drift of {account} as of {when} (Asia/Shanghai)",
            account=say(report.account),
            when=phrases.moment(report.as_of),
        )
    ]
    if not report.complete:
        lines.append(tr(words.INCOMPLETE))
    lines.append(words.counts(report))
    return lines


def _sections(report: DriftReport, say: Callable[[str], str], colour: bool) -> Iterator[list[str]]:
    for category, title in words.TITLES.items():
        entries = [entry for entry in report.entries if entry.category == category]
        if not entries:
            continue
        block = [phrases.headed(tr(title), len(entries))]
        shared = {words.ways(report, entry) for entry in entries}
        rows = [(_sign(e), say(e.address), words.who(e), say(e.message)) for e in entries]
        for entry, line in zip(entries, align(rows), strict=True):
            block.append("  " + paint(line, _style(entry), colour=colour))
            block += [_INDENT + note for note in _notes(report, entry, say)]
            block += [
                _INDENT + way for way in _ways(report, entry, say) if len(shared) > 1 and not entry.quiet
            ]
        yield block + ["  " + way for way in _ways(report, entries[0], say) if len(shared) == 1]


def _ways(report: DriftReport, entry: DriftEntry, say: Callable[[str], str]) -> Iterator[str]:
    """What ends it, on one line."""
    ways = words.ways(report, entry)
    commands = tr(" or ").join(f"`{say(way.text)}`" for way in ways if way.is_command)
    parts = [commands, *(say(way.text) for way in ways if not way.is_command)]
    if ways:
        yield "→ " + "; ".join(filter(None, parts))


def _gone(report: DriftReport, say: Callable[[str], str]) -> Iterator[list[str]]:
    if report.gone:
        rows = [("+", say(gone.address), say(gone.message)) for gone in report.gone]
        yield [
            tr("Gone since the report before ({count:,})", count=len(rows)),
            *(f"  {line}" for line in align(rows)),
        ]


def _sign(entry: DriftEntry) -> str:
    return "!" if entry.grave else "." if entry.quiet else "~"


def _style(entry: DriftEntry) -> str:
    return RED if entry.grave else FAINT if entry.quiet else YELLOW


def _notes(report: DriftReport, entry: DriftEntry, say: Callable[[str], str]) -> Iterator[str]:
    """The three states of each field, and since when. Each line starts with our own word."""
    for field in entry.fields:
        live = tr("unknown") if entry.category == "unknown" else phrases.value(field.live)
        last = phrases.value(field.last_applied)
        yield say(
            tr(
                "{path}: declared {declared} · live {live} · last applied {last}",
                path=field.path,
                declared=phrases.value(field.declared),
                live=live,
                last=last,
            )
        )
    if entry.first_seen is not None:
        yield tr("first seen: {first_seen}", first_seen=phrases.moment(entry.first_seen))
    elif report.is_new(entry):
        yield tr("new since the report before")
    if entry.again:
        yield tr("changed again since the report before")
    if entry.ignored:
        yield say(tr("let be: {ignored}", ignored=entry.ignored))


def _closing(report: DriftReport) -> str:
    sentence = tr(
        "{managed:,} managed · {unmanaged:,} unmanaged", managed=report.managed, unmanaged=report.unmanaged
    )
    if report.unmanaged_monthly.amount:
        sentence += tr(
            " ({unmanaged_monthly} CNY/month)", unmanaged_monthly=phrases.monthly(report.unmanaged_monthly)
        )
    sentence += tr(" · {unknown:,} not fully known", unknown=report.unknown)
    return (
        sentence
        if report.coverage is None
        else sentence + tr(" · {coverage} % managed", coverage=report.coverage)
    )

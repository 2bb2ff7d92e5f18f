"""A drift report for a terminal: the graver first, each with who moved and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reconciler.model.drift import DriftEntry, DriftReport
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.mask import masking
from reconciler.report.sink.paint import FAINT, RED, YELLOW, paint
from reconciler.report.sink.table import align
from reconciler.wire.write import drift_document

CLEAN = "No drift: the account is as it was left."
_MOVED = {
    "git": "Git moved on",
    "live": "changed by another hand",
    "both": "Git and another hand",
    "provider": "the provider",
    "unknown": "unknown",
}
_TITLES = {
    "missing": "Missing",
    "lifecycle": "Lifecycle",
    "violation": "Violations",
    "deadline": "Deadlines",
    "changed": "Changed",
    "unmanaged": "Managed by nobody",
    "unknown": "Unknown",
}
"""The categories in the order in which they are shown."""
_INDENT = "       "


def text(report: DriftReport, *, show_numbers: bool = True, colour: bool = False) -> str:
    """The whole report as lines of text."""
    say = terminal if show_numbers else masking(terminal, drift_document(report))
    blocks = [_opening(report, say), *_sections(report, say, colour), [_closing(report)]]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _opening(report: DriftReport, say: Callable[[str], str]) -> list[str]:
    lines = [f"Drift of {say(report.account)} as of {phrases.moment(report.as_of)} (Asia/Shanghai)"]
    if not report.complete:
        lines.append(
            "INCOMPLETE: a manifest is invalid or not everything was read; what is absent may be there."
        )
    counts = [
        f"{count:,} {category}"
        for category in _TITLES
        if (count := sum(entry.category == category for entry in report.entries))
    ]
    lines.append(" · ".join(counts) or CLEAN)
    return lines


def _sections(report: DriftReport, say: Callable[[str], str], colour: bool) -> Iterator[list[str]]:
    for category, title in _TITLES.items():
        entries = [entry for entry in report.entries if entry.category == category]
        if not entries:
            continue
        block = [f"{title} ({len(entries):,})"]
        rows = [(_sign(e), say(e.address), _who(e), say(e.message)) for e in entries]
        for entry, line in zip(entries, align(rows), strict=True):
            block.append("  " + paint(line, _style(entry), colour=colour))
            block += [_INDENT + note for note in _notes(entry, say)]
        yield block


def _who(entry: DriftEntry) -> str:
    """Who moved. A number nobody declares may have been there before anybody looked."""
    by_hand = entry.category == "unmanaged" and entry.moved == "live"
    return "not in Git" if by_hand else _MOVED.get(entry.moved, entry.moved)


def _sign(entry: DriftEntry) -> str:
    return "!" if entry.grave else "." if entry.quiet else "~"


def _style(entry: DriftEntry) -> str:
    return RED if entry.grave else FAINT if entry.quiet else YELLOW


def _notes(entry: DriftEntry, say: Callable[[str], str]) -> Iterator[str]:
    """The three states of each field, and since when. Each line starts with our own word."""
    for field in entry.fields:
        live = "unknown" if entry.category == "unknown" else phrases.value(field.live)
        last = phrases.value(field.last_applied)
        yield say(
            f"{field.path}: declared {phrases.value(field.declared)} · live {live} · last applied {last}"
        )
    if entry.first_seen is not None:
        yield f"first seen: {phrases.moment(entry.first_seen)}"


def _closing(report: DriftReport) -> str:
    said = f"{report.managed:,} managed · {report.unmanaged:,} unmanaged"
    if report.unmanaged_monthly.amount:
        said += f" ({phrases.monthly(report.unmanaged_monthly)} CNY/month)"
    return said + f" · {report.unknown:,} not fully known"

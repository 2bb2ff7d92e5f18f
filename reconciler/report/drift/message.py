"""A drift report as a short message to people: what is new, what is gone, what is due and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from reconciler.model.drift import DriftReport
from reconciler.report.drift import words
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import visible
from reconciler.report.sink.language import spoken, tr
from reconciler.report.sink.mask import masking
from reconciler.wire.write import drift_document

SOON = timedelta(days=7)
MOST = 20
"""Lines of one kind; the report holds the rest."""


def text(report: DriftReport, contacts: Mapping[str, Sequence[str]], *, show_numbers: bool = False) -> str:
    """The message; empty where nothing changed since the report before, so that nobody is told the same twice.

    Without an earlier report everything is new. `contacts`: team to whom to ask.
    """
    news = list(_news(report))
    if not news:
        return ""
    say = visible if show_numbers else masking(visible, drift_document(report))
    lines = [*_cut(news), *_cut(list(_due(report, contacts)))]
    return "\n".join(map(say, [words.counts(report), *lines])) + "\n"


def _news(report: DriftReport) -> Iterator[str]:
    for entry in report.entries:
        if not entry.quiet and (report.previous is None or report.is_new(entry) or entry.again):
            sign = "!" if entry.grave else "~"
            yield f"{sign} {entry.address}: {spoken(entry.message)}"
    for gone in report.gone:
        yield tr("+ {address}: over ({message})", address=gone.address, message=gone.message)


def _due(report: DriftReport, contacts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for one in report.overview.deadlines if report.overview is not None else ():
        if one.instant <= report.as_of + SOON:
            whom = ", ".join(contacts.get(one.team, ())) or one.team
            when = phrases.moment(one.instant)
            yield tr(
                "due {when}, {away}: {address}: {message} ({whom})",
                when=when,
                away=phrases.distance(report.as_of, one.instant),
                address=one.address,
                message=one.message,
                whom=whom,
            )


def _cut(lines: Sequence[str]) -> list[str]:
    left = len(lines) - MOST
    return [*lines[:MOST], tr("… and {left:,} more", left=left)] if left > 0 else list(lines)

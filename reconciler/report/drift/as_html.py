"""A drift report as one HTML file: no network, one small script for filter and order, light, dark, phone and paper.

What changed and what needs a person stands first; the pictures of the whole account stand beneath it.

Everything is in the page without the script; the script only hides and sorts rows. The policy in the page lets no
other script run, whatever a value may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import unescape

from reconciler.model.drift import DriftEntry, DriftReport, Overview
from reconciler.model.listing import Deadline
from reconciler.model.phrase import phrase
from reconciler.model.phrase import phrases as phrases_of
from reconciler.noun import replace
from reconciler.report.drift import pictures, words
from reconciler.report.drift.page import answers
from reconciler.report.sink import phrases
from reconciler.report.sink.assets import asset, policy
from reconciler.report.sink.encode import html
from reconciler.report.sink.html_page import STYLE
from reconciler.report.sink.language import current, tr
from reconciler.report.sink.mask import masking
from reconciler.wire.write import drift_document, instant

Mask = Callable[[str], str]
_COLUMNS = phrases_of("Address", "What", "Who moved", "Team", "Since", "Ways out")
_RANK = {name: index for index, name in enumerate(words.TITLES)}


def text(report: DriftReport, *, show_numbers: bool = False) -> str:
    """The document."""
    mask = html if show_numbers else masking(html, drift_document(report))
    script = asset("drift", "drift.js")
    title = tr("Drift · {account}", account=mask(report.account))
    as_of = tr("as of {when} (Asia/Shanghai)", when=phrases.moment(report.as_of))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{current()}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy(script)}">',
            f"<title>{title}</title><style>{STYLE}{asset('drift', 'drift.css')}</style></head><body>",
            f"<header><h1>🧭 {title}</h1>",
            f'<p class="head">{html(words.counts(report))} · {as_of}</p>',
            "</header><main>",
            *_gaps(report, mask),
            *_cards(report, mask),
            *(_entries(report, mask) if report.entries else _clean()),
            *_gone(report, mask),
            *(_overview(report, report.overview, mask) if report.overview is not None else ()),
            "</main>" + (f"<script>{script}</script>" if report.entries else "") + "</body></html>\n",
        ]
    )


def _gaps(report: DriftReport, mask: Mask) -> Iterator[str]:
    if not report.complete:
        items = "".join(f"<li>{mask(gap)}</li>" for gap in report.gaps)
        yield f'<div class="notice warn" role="note"><strong>{html(words.INCOMPLETE)}</strong><ul>{items}</ul></div>'


def _cards(report: DriftReport, mask: Mask) -> Iterator[str]:
    grave = sum(entry.grave for entry in report.entries)
    loud = sum(not entry.quiet and not entry.grave for entry in report.entries)
    cards = [
        (tr("To act on"), f"{grave:,}", "grave" if grave else ""),
        (tr("Drifted"), f"{loud:,}", "warn" if loud else ""),
    ]
    cards += [(title, answer, "") for title, answer in answers(report)]
    cards += [_due(report, one) for one in (report.overview.deadlines[:1] if report.overview else ())]
    cells = "".join(f'<div class="{tone}"><dt>{html(t)}</dt><dd>{mask(a)}</dd></div>' for t, a, tone in cards)
    yield f'<dl class="answers">{cells}</dl>'


def _due(report: DriftReport, first: Deadline) -> tuple[str, str, str]:
    late = first.instant <= report.as_of
    when = (
        f"{phrases.moment(first.instant)}, {phrases.distance(report.as_of, first.instant)}: {first.address}"
    )
    return (tr("Overdue") if late else tr("Due next"), when, "warn" if late else "")


def _overview(report: DriftReport, overview: Overview, mask: Mask) -> Iterator[str]:
    if overview.costs:
        rows = [
            (c.month, c.team, phrases.money(c.committed), phrases.money(c.expected)) for c in overview.costs
        ]
        yield _figure(
            tr("Cost by month and team (CNY)"),
            pictures.months(overview.costs),
            pictures.legend(overview.costs, mask)
            + _figures(phrases_of("Month", "Team", "Committed", "Expected"), rows, mask),
        )
    if overview.deadlines:
        due = [
            (
                phrases.moment(one.instant),
                phrases.distance(report.as_of, one.instant),
                one.address,
                one.team,
                one.message,
            )
            for one in overview.deadlines
        ]
        line = pictures.time_line([_masked(one, mask) for one in overview.deadlines], report.as_of)
        yield _figure(
            tr("Deadlines ahead"),
            line,
            _figures(phrases_of("When", "", "Address", "Team", "What"), due, mask),
        )
    if overview.statuses:
        title = tr("Numbers by status")
        yield _figure(title, pictures.bars(title, overview.statuses), "")


def _masked(deadline: Deadline, mask: Mask) -> Deadline:
    """With its texts as they may be shown: a picture encodes what it is given once more."""
    return replace(
        deadline, address=unescape(mask(deadline.address)), message=unescape(mask(deadline.message))
    )


def _figure(title: str, picture: str, below: str) -> str:
    return f"<figure><figcaption><h2>{html(title)}</h2></figcaption>{picture}{below}</figure>"


def _figures(
    heads: Sequence[str], rows: Sequence[Sequence[str]], mask: Mask, summary: str = phrase("The figures")
) -> str:
    head = "".join(f'<th scope="col">{html(name)}</th>' for name in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-name="{html(name)}">{mask(cell)}</td>' for name, cell in zip(heads, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f"<details><summary>{html(summary)} ({len(rows):,})</summary><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></details>"
    )


def _clean() -> Iterator[str]:
    yield f"<p>{html(tr('Git, the ledger and the account agree.'))}</p>"


def _entries(report: DriftReport, mask: Mask) -> Iterator[str]:
    yield f'<section><h2 id="entries">{html(tr("Entries"))} ({len(report.entries):,})</h2>'
    find = html(tr("Find"))
    yield f'<form class="filter" role="search" hidden><label>{find} <input type="search" id="find"></label>'
    yield _choice(
        "category", tr("Kind"), list(dict.fromkeys(entry.category for entry in report.entries)), str
    )
    yield _choice("team", tr("Team"), sorted({entry.team for entry in report.entries}), mask)
    yield _choice("moved", tr("Who moved"), sorted({words.who(entry) for entry in report.entries}), str)
    yield '<output id="shown" aria-live="polite"></output></form>'
    heads = "".join(f'<th scope="col">{html(name)}</th>' for name in _COLUMNS)
    yield f'<table id="drift" aria-labelledby="entries"><thead><tr>{heads}</tr></thead><tbody>'
    yield from (_row(report, entry, mask) for entry in report.entries)
    yield '</tbody></table><p><button type="button" id="more" hidden></button></p></section>'


def _choice(name: str, label: str, values: Sequence[str], mask: Mask) -> str:
    options = "".join(f"<option>{mask(value)}</option>" for value in values)
    everything = f'<option value="">{html(tr("all"))}</option>'
    return f'<label>{html(label)} <select id="{name}">{everything}{options}</select></label>'


def _row(report: DriftReport, entry: DriftEntry, mask: Mask) -> str:
    tone = "grave" if entry.grave else "faint" if entry.quiet else "warn"
    when = words.since(report, entry)
    ways = "<br>".join(_way(way, mask) for way in words.ways(report, entry))
    place = (
        "" if entry.source is None else f"<br><small>{mask(entry.source.file)}:{entry.source.line}</small>"
    )
    let_be = f"<br><em>{mask(tr('let be: {ignored}', ignored=entry.ignored))}</em>" if entry.ignored else ""
    cells = (
        f"<code>{mask(entry.address)}</code>{place}",
        f"<strong>{html(words.TITLES[entry.category])}</strong><br>{mask(entry.message)}{let_be}{_fields(entry, mask)}",
        html(words.who(entry)),
        mask(entry.team),
        f"<mark>{html(when)}</mark>" if report.is_new(entry) or entry.again else html(when),
        ways,
    )
    fields = "".join(
        f'<td data-name="{html(name)}">{cell}</td>' for name, cell in zip(_COLUMNS, cells, strict=True)
    )
    facts = f'data-category="{entry.category}" data-rank="{_RANK[entry.category]}"'
    facts += f' data-team="{mask(entry.team)}" data-moved="{html(words.who(entry))}"'
    return f'<tr class="{tone}" {facts} data-since="{instant(entry.first_seen) or ""}">{fields}</tr>'


def _way(way: words.Way, mask: Mask) -> str:
    return f"<code>{mask(way.text)}</code>" if way.is_command else mask(way.text)


def _fields(entry: DriftEntry, mask: Mask) -> str:
    """A small table of the three states of each field."""
    if not entry.fields:
        return ""
    rows = []
    for field in entry.fields:
        live = tr("unknown") if entry.category == "unknown" else phrases.value(field.live)
        values = (phrases.value(field.declared), live, phrases.value(field.last_applied))
        cells = "".join(f"<td><code>{mask(value)}</code></td>" for value in values)
        rows.append(f'<tr><th scope="row">{mask(field.path)}</th>{cells}</tr>')
    heads = "".join(
        f'<th scope="col">{html(name)}</th>' for name in phrases_of("", "Git", "live", "last applied")
    )
    return f'<table class="fields"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _gone(report: DriftReport, mask: Mask) -> Iterator[str]:
    if report.gone:
        rows = [(gone.address, gone.team, gone.message) for gone in report.gone]
        title = html(tr("Gone since the report before ({count:,})", count=len(rows)))
        yield f"<section><h2>{title}</h2>"
        yield (
            _figures(phrases_of("Address", "Team", "What it was"), rows, mask, tr("Show them")) + "</section>"
        )

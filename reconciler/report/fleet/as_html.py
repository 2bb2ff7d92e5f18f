"""The fleet's page as one HTML file: no network; light, dark, phone and paper.

The numbers of every account are in it too, compressed and inert, and are unpacked when somebody first searches: a
million of them do not slow the page down.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain

from reconciler.model.drift import MonthlyCost
from reconciler.model.listing import Deadline
from reconciler.model.money import ZERO
from reconciler.noun import replace
from reconciler.report.drift import pictures
from reconciler.report.fleet.summary import SILENT, SOON, AccountSummary
from reconciler.report.sink import phrases
from reconciler.report.sink.assets import asset, policy
from reconciler.report.sink.encode import html
from reconciler.report.sink.html_page import STYLE
from reconciler.report.sink.mask import masked

_COLUMNS = ("Account", "Needs a person", "New", "Due next", "Numbers", "CNY a month", "Reported")
_NEWS_COLUMNS = ("Account", "Address", "What happened", "Team")
_TONES = ("grave", "grave", "warn", "people", "faint")
_TEAMS = 7
"""Teams with a colour of their own; the others share one."""
_OTHERS = "others"
_NEWS = "Drift since the report before"
_MOST = 100
"""So many new entries are shown; the page of each account has all."""
HrefOf = Callable[[str], str | None]


def text(
    rows: Sequence[AccountSummary],
    now: datetime,
    *,
    link: HrefOf = lambda _: None,
    show_numbers: bool = False,
) -> str:
    """The document. `link`: where an account's own page lies, if it has one."""
    script = asset("fleet", "fleet.js")
    style = STYLE + asset("drift", "drift.css") + asset("fleet", "fleet.css")
    mask = str if show_numbers else _masking(rows)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy(script)}">',
            f"<title>Fleet</title><style>{style}</style></head><body>",
            f"<header><h1>📡 Fleet · {phrases.plural(len(rows), 'account')}</h1>",
            f'<p class="head">{html(_headline(rows))} · as of {phrases.moment(now)} (Asia/Shanghai)</p>',
            "</header><main>",
            *_cards(rows, now),
            *_search(rows),
            *_accounts(rows, now, link, mask),
            *_news(rows, link, mask),
            *_money(rows, mask),
            *_ahead(rows, now, mask),
            "</main>",
            f"<script>{script}</script>",  # first: nobody has to wait for what only a search reads
            f'<script type="text/plain" id="index">{_index(rows, show_numbers)}</script></body></html>\n',
        ]
    )


def _masking(rows: Sequence[AccountSummary]) -> Callable[[str], str]:
    """What stands in the page itself is little; the index masks for itself."""
    texts: list[str] = []
    for row in rows:
        texts += row.needs
        texts += (text for due in row.deadlines for text in (due.address, due.message))
        texts += (text for new in row.news for text in (new.address, new.message))
    return masked(texts)


def _headline(rows: Sequence[AccountSummary]) -> str:
    questions = sum(row.asks for row in rows)
    if not questions:
        return "no account needs a person"
    return f"{phrases.plural(questions, 'account needs', 'accounts need')} a person"


def _cards(rows: Sequence[AccountSummary], now: datetime) -> Iterator[str]:
    due = sum(one.instant <= now + SOON for row in rows for one in row.deadlines)
    failing = sum(row.rank == 0 for row in rows)
    dark = sum(not row.known for row in rows)
    unknown = f", {phrases.plural(dark, 'account')} unknown" if dark else ""
    cards = [
        ("Needs a person", f"{sum(row.asks for row in rows):,}", "grave"),
        ("Cannot be looked at", f"{failing:,}", "grave" if failing else ""),
        (
            f"Silent for {int(SILENT.total_seconds()) // 3600} hours",
            f"{sum(row.last_report is None or now - row.last_report > SILENT for row in rows):,}",
            "",
        ),
        (_NEWS, f"{sum(len(row.news) for row in rows):,}", ""),
        (f"Due within {SOON.days} days", f"{due:,}", "warn" if due else ""),
        ("Numbers managed", f"{sum(row.managed for row in rows):,}{unknown}", ""),
        (
            "Managed by nobody",
            f"{sum(row.unmanaged for row in rows):,} ({_cny(sum((row.unmanaged_monthly for row in rows), ZERO))})",
            "",
        ),
        ("Cost this month", f"{_cny(sum((row.monthly for row in rows), ZERO))}{unknown}", ""),
    ]
    places = {_NEWS: "#news", "Needs a person": "#accounts"}
    cells = "".join(
        f'<div class="{tone}"><dt>{title}</dt><dd>{_leading(places.get(title), answer)}</dd></div>'
        for title, answer, tone in cards
    )
    yield f'<dl class="answers">{cells}</dl>'


def _leading(place: str | None, answer: str) -> str:
    return html(answer) if place is None or answer == "0" else f'<a href="{place}">{html(answer)}</a>'


def _cny(amount: Decimal) -> str:
    return f"{phrases.money(amount)} CNY"


def _search(rows: Sequence[AccountSummary]) -> Iterator[str]:
    count = sum(len(row.numbers) for row in rows)
    yield '<form class="filter" role="search" hidden>'
    yield '<label>Find a number, an address, a team or an account <input type="search" id="find" size="28"></label>'
    calm = sum(not row.asks for row in rows)
    if calm:
        checked = " checked" if calm == len(rows) else ""
        well = phrases.plural(calm, "account that needs", "accounts that need")
        yield f'<label><input type="checkbox" id="all"{checked}> show {well} no person</label>'
    yield f'<output id="shown" aria-live="polite">{count:,} numbers can be searched</output></form>'
    yield '<section id="hits" hidden><h2>Numbers</h2><table><thead><tr><th scope="col">Number</th>'
    yield '<th scope="col">Address</th><th scope="col">Account</th></tr></thead><tbody></tbody></table></section>'


def _accounts(
    rows: Sequence[AccountSummary], now: datetime, link: HrefOf, mask: Callable[[str], str]
) -> Iterator[str]:
    yield '<section><h2 id="accounts">Accounts</h2>'
    heads = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    yield f'<table id="fleet" aria-labelledby="accounts"><thead><tr>{heads}</tr></thead><tbody>'
    for row in rows:
        yield _account(row, now, link, mask)
    yield "</tbody></table></section>"


def _account(row: AccountSummary, now: datetime, link: HrefOf, mask: Callable[[str], str]) -> str:
    first = row.deadlines[0] if row.deadlines else None
    due = (
        ""
        if first is None
        else f"{phrases.distance(now, first.instant)}<br><small>{html(mask(first.message))}</small>"
    )
    cells = (
        _name(row, link),
        "<br>".join(html(mask(need)) for need in row.needs) or "nothing",
        f"{len(row.news):,}" if row.news else "",
        due,
        (f"{row.managed:,}" + (f" + {row.unmanaged:,}" if row.unmanaged else "")) if row.known else "unknown",
        phrases.money(row.monthly) if row.known else "unknown",
        "never" if row.last_report is None else phrases.age(now, row.last_report),
    )
    sorts = (
        row.account,
        str(row.rank),
        f"{len(row.news):06}",
        "" if first is None else first.instant.isoformat(),
        f"{row.managed:09}",
        f"{row.monthly:015.2f}",
        "" if row.last_report is None else row.last_report.isoformat(),
    )
    rows = "".join(
        f'<td data-name="{name}" data-sort="{html(sort)}">{cell}</td>'
        for name, cell, sort in zip(_COLUMNS, cells, sorts, strict=True)
    )
    calm = "" if row.asks else " data-calm"
    return f'<tr class="{_TONES[row.rank]}"{calm}>{rows}</tr>'


def _news(rows: Sequence[AccountSummary], link: HrefOf, mask: Callable[[str], str]) -> Iterator[str]:
    """What moved since yesterday, the gravest first."""
    news = sorted(((one, row) for row in rows for one in row.news), key=lambda pair: not pair[0].grave)
    if not news:
        return
    yield f'<section><h2 id="news">{_NEWS}</h2>'
    heads = "".join(f'<th scope="col">{name}</th>' for name in _NEWS_COLUMNS)
    yield f'<table id="fresh" aria-labelledby="news"><thead><tr>{heads}</tr></thead><tbody>'
    for one, row in news[:_MOST]:
        cells = (
            _name(row, link),
            html(mask(one.address)),
            html(mask(one.message or one.category)),
            html(one.team if one.team != "-" else ""),
        )
        named = zip(_NEWS_COLUMNS, cells, strict=True)
        tds = "".join(f'<td data-name="{name}">{cell}</td>' for name, cell in named)
        yield f'<tr class="{"grave" if one.grave else "people"}">{tds}</tr>'
    yield "</tbody></table>"
    if len(news) > _MOST:
        yield f"<p>and {len(news) - _MOST:,} more, each on its account's page</p>"
    yield "</section>"


def _name(row: AccountSummary, link: HrefOf) -> str:
    page, name = link(row.account), html(row.account)
    return f'<a href="{html(page)}">{name}</a>' if page else name


def _money(rows: Sequence[AccountSummary], mask: Callable[[str], str]) -> Iterator[str]:
    costs = _merged([cost for row in rows for cost in row.costs])
    if costs:
        yield "<figure><figcaption><h2>Cost by month and team (CNY)</h2></figcaption>"
        yield f"{pictures.months(costs)}{pictures.legend(costs, lambda name: html(mask(name)))}</figure>"


def _merged(costs: Sequence[MonthlyCost]) -> list[MonthlyCost]:
    """Each team's costs over all accounts; those of the small teams together."""
    whole: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for cost in costs:
        whole[cost.team] += cost.expected
    named = set(sorted(whole, key=lambda team: (team != "-", -whole[team]))[:_TEAMS])
    sums: dict[tuple[str, str], MonthlyCost] = {}
    for cost in costs:
        team = cost.team if cost.team in named else _OTHERS
        before = sums.get((cost.month, team), MonthlyCost(cost.month, team, ZERO, ZERO))
        sums[cost.month, team] = replace(
            before, committed=before.committed + cost.committed, expected=before.expected + cost.expected
        )
    return [sums[key] for key in sorted(sums)]


def _ahead(rows: Sequence[AccountSummary], now: datetime, mask: Callable[[str], str]) -> Iterator[str]:
    """Freezes concern everybody and are shown once."""
    deadlines: dict[tuple[datetime, str], Deadline] = {}
    for row in rows:
        for one in row.deadlines:
            name = one.message if one.kind.startswith("freeze") else f"{row.account} {one.id}"
            masked = replace(one, address=mask(f"{row.account} {one.address}"), message=mask(one.message))
            deadlines.setdefault((one.instant, name), masked)
    if deadlines:
        line = pictures.time_line([deadlines[key] for key in sorted(deadlines)], now)
        yield f"<figure><figcaption><h2>Deadlines ahead</h2></figcaption>{line}</figure>"


def _index(rows: Sequence[AccountSummary], show_numbers: bool) -> str:
    """A line an account, then a line a number: packed, and read only by the search."""
    lines: list[str] = []
    for row in rows:
        lines.append(f"@{row.account}")
        mask = str if show_numbers else masked(chain.from_iterable(row.numbers))
        lines += [f"{mask(number)}\t{mask(address)}" for address, number in row.numbers]
    return b64encode(gzip.compress("\n".join(lines).encode(), 6, mtime=0)).decode()

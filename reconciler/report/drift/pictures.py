"""Pictures of an account, drawn as SVG: cost by month and team, deadlines ahead, numbers by status.

Each has a sentence for those who do not see it, and its figures stand in a table below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from reconciler.model.calendar import local
from reconciler.model.drift import MonthlyCost
from reconciler.model.listing import Deadline
from reconciler.model.money import ZERO
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import html
from reconciler.report.sink.language import spoken, tr

_WIDTH, _BAR, _GAP, _LABEL = 640, 22, 8, 150
_HEIGHT = 180
_AHEAD = 90
"""Days of the time line."""
_COLOURS = 8
"""Colours of the palette; a ninth team has the first one's again, and its name beside it."""


def bars(title: str, counts: Mapping[str, int]) -> str:
    """One bar a name, its length the count."""
    most = max(counts.values(), default=1)
    lines = []
    for index, (name, count) in enumerate(counts.items()):
        y = index * (_BAR + _GAP)
        length = max(2, (_WIDTH - _LABEL - 70) * count // most)
        lines.append(
            f'<text x="0" y="{y + 16}">{html(name)}</text>'
            f'<rect class="c0" x="{_LABEL}" y="{y}" width="{length}" height="{_BAR}" rx="3"/>'
            f'<text x="{_LABEL + length + 8}" y="{y + 16}">{count:,}</text>'
        )
    spoken = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return _svg(f"{title}: {spoken}", len(counts) * (_BAR + _GAP), lines)


def months(costs: Sequence[MonthlyCost]) -> str:
    """One column a month: what each team is committed to, and above it what is expected beyond that."""
    names = teams(costs)
    columns: dict[str, list[MonthlyCost]] = {}
    for cost in costs:
        columns.setdefault(cost.month, []).append(cost)
    top = max((sum((cost.expected for cost in column), ZERO) for column in columns.values()), default=ZERO)
    step = _WIDTH // max(1, len(columns))
    lines = [
        line
        for at, (month, column) in enumerate(columns.items())
        for line in _column(month, column, at * step, step, top or Decimal(1), names)
    ]
    spoken = "; ".join(
        f"{month} {phrases.money(sum((cost.expected for cost in column), ZERO))}"
        for month, column in columns.items()
    )
    return _svg(tr("Cost by month and team in CNY: {spoken}", spoken=spoken), _HEIGHT + 40, lines)


def _column(
    month: str, column: Sequence[MonthlyCost], x: int, step: int, top: Decimal, names: Sequence[str]
) -> Iterator[str]:
    y = _HEIGHT + 16
    for cost in column:
        colour = names.index(cost.team) % _COLOURS
        firm = min(cost.committed, cost.expected)
        for amount, kind in ((firm, "committed"), (cost.expected - firm, "expected")):
            height = int(amount * _HEIGHT / top)
            y -= height
            title = tr(
                "{month} {team}: {amount} CNY {kind}",
                month=month,
                team=cost.team,
                amount=phrases.money(amount),
                kind=tr(kind),
            )
            if height:
                yield (
                    f'<rect class="c{colour} {kind}" x="{x + 8}" y="{y}" width="{step - 24}" height="{height}">'
                    f"<title>{html(title)}</title></rect>"
                )
    whole = phrases.money(sum((cost.expected for cost in column), ZERO))
    yield f'<text x="{x + 8}" y="{y - 4}" class="small">{whole}</text>'
    yield f'<text x="{x + 8}" y="{_HEIGHT + 34}">{month}</text>'


def teams(costs: Sequence[MonthlyCost]) -> list[str]:
    """The teams, nobody's last."""
    return sorted({cost.team for cost in costs}, key=lambda name: (name == "-", name))


def legend(costs: Sequence[MonthlyCost], mask: Callable[[str], str]) -> str:
    """Which colour is whose, in the order of the columns; `mask` encodes too."""
    keys = "".join(
        f'<span class="key k{at % _COLOURS}">{mask(name) if name != "-" else html(tr("nobody"))}</span>'
        for at, name in enumerate(teams(costs))
    )
    return (
        f'<p class="keys">{keys} <span>{html(tr("solid: committed · pale: expected beyond that"))}</span></p>'
    )


def time_line(deadlines: Sequence[Deadline], now: datetime) -> str:
    """A dot a deadline over the next ninety days; what is overdue stands at the left edge."""
    near = [one for one in deadlines if (one.instant - now).days <= _AHEAD]
    lines = [f'<line class="axis" x1="10" y1="60" x2="{_WIDTH - 10}" y2="60"/>']
    for days in range(0, _AHEAD + 1, 15):
        x = _place(days)
        lines.append(f'<line class="axis" x1="{x}" y1="55" x2="{x}" y2="65"/>')
        label = html(tr("+{days} d", days=days) if days else tr("today"))
        lines.append(f'<text x="{x}" y="82" class="small {_anchor(days)}">{label}</text>')
    stacked: dict[int, int] = {}
    for one in near:
        x = _place(max(0, (one.instant - now).days))
        stacked[x] = stacked.get(x, 0) + 1
        tone = " late" if one.instant <= now else ""
        tooltip = f"{local(one.instant):%Y-%m-%d} {one.address}: {spoken(one.message)}"
        y = max(8, 60 - 9 * (stacked[x] - 1))
        lines.append(
            f'<circle class="dot{tone}" cx="{x}" cy="{y}" r="5"><title>{html(tooltip)}</title></circle>'
        )
    late = sum(one.instant <= now for one in near)
    return _svg(
        tr(
            "{count:,} deadlines in the next {ahead} days, {late:,} of them overdue",
            count=len(near),
            ahead=_AHEAD,
            late=late,
        ),
        90,
        lines,
    )


def _anchor(days: int) -> str:
    """The labels at both ends stay within the picture."""
    return "" if not days else "end" if days == _AHEAD else "mid"


def _place(days: int) -> int:
    return 10 + (_WIDTH - 20) * days // _AHEAD


def _svg(spoken: str, height: int, lines: Sequence[str]) -> str:
    box = f"0 0 {_WIDTH} {max(height, 20)}"
    return f'<svg viewBox="{box}" role="img" aria-label="{html(spoken)}">{"".join(lines)}</svg>'

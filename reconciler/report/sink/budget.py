"""Fits a report into a place of limited size. A row is shown whole, in brief, or counted; never cut in two.

What destroys or asks something of a person is essential: shortened before it is counted, and counted last. Whatever the
plan, the text fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from reconciler.model.money import ZERO
from reconciler.noun import noun
from reconciler.report.sink.language import tr

LIMIT = 60_000
"""Bytes, hence characters too: code hosts take 65,536 characters, and Chinese is three bytes a character."""
RESERVE = 900
"""Bytes kept for the line that says what a group leaves out."""
_NAMED = 400
"""Bytes of that line that names of labels, and then of teams, may take."""


@noun
class BudgetLine:
    """One line, and what it adds to the line that stands for those left out."""

    text: str
    label: str
    """What it is counted as: a verb or a rule."""
    monthly: Decimal = ZERO
    brief: str = ""
    """The shortest form. Only an essential row has one."""
    team: str = ""
    """Whose it is, encoded."""


@noun
class LineGroup:
    """Rows that stand together. Groups are shown in order and given room by rank, the lowest first."""

    rows: Sequence[BudgetLine]
    rank: int
    before: str = ""
    after: str = ""
    more: Callable[[str], str] = str
    """Makes a line of the sentence that says what is left out."""


def fit(groups: Sequence[LineGroup], limit: int = LIMIT) -> str:
    """All groups as one text of at most so many bytes, as long as what frames the rows fits."""
    room = limit - sum(_frame(group) for group in groups)
    briefly = sum(_size(row.text) for group in groups for row in group.rows if row.brief) > room
    kept: list[dict[int, str]] = [{} for _ in groups]
    ranked = sorted(range(len(groups)), key=lambda at: groups[at].rank)
    for essential in (True, False):
        for index in ranked:
            for row in groups[index].rows:
                if bool(row.brief) is not essential:
                    continue
                text = row.brief if essential and briefly else row.text
                if _size(text) > room:
                    break
                room -= _size(text)
                kept[index][id(row)] = text
    return "".join(_lines(group, texts) for group, texts in zip(groups, kept, strict=True))


def _frame(group: LineGroup) -> int:
    return _size(group.before) + _size(group.after) + (RESERVE if group.rows else 0)


def _lines(group: LineGroup, texts: dict[int, str]) -> str:
    written = [texts[id(row)] for row in group.rows if id(row) in texts]
    left = [row for row in group.rows if id(row) not in texts]
    if left:
        written.append(group.more(_left_out(left)))
    return group.before + "".join(line + "\n" for line in written) + group.after


def _left_out(rows: Sequence[BudgetLine]) -> str:
    """`… and 212 more: 200 bind, 12 order, +420.00 CNY/month (care 150, sales 62)`."""
    text = tr(
        "… and {count:,} more: {counts}",
        count=len(rows),
        counts=", ".join(_counts(row.label for row in rows)),
    )
    monthly = sum((row.monthly for row in rows), ZERO)
    if monthly:
        text += tr(", {monthly:+,.2f} CNY/month", monthly=monthly)
    teams = Counter(row.team for row in rows if row.team)
    return f"{text} ({', '.join(_counts(row.team for row in rows if row.team))})" if teams else text


def _counts(names: Iterator[str]) -> Iterator[str]:
    """`150 care`, the most frequent first, as many as a line holds; then how many are of others."""
    left, room = Counter(names), _NAMED
    for name, count in left.most_common():
        room -= _size(name) + 10
        if room < 0:
            break
        yield f"{count:,} {name}"
        del left[name]
    if left:
        yield tr("{total:,} others", total=left.total())


def _size(text: str) -> int:
    return len(text.encode()) + 1

"""Fits a report into a place of limited size without ever hiding what destroys or what a person must do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reconciler.model.money import ZERO

LIMIT = 60_000
"""Bytes, hence characters too: code hosts take 65,536 characters, and Chinese is three bytes a character."""
_RESERVE = 400
"""Bytes kept for the line that says what a group leaves out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line, and what it adds to the line that stands for those left out."""

    text: str
    label: str
    """What it is counted as: a verb or a rule."""
    monthly: Decimal = ZERO
    brief: str = ""
    """The shortest form. Only an essential row has one: it is shortened, never left out."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand together. Groups are shown in order and given room by rank, the lowest first."""

    rows: Sequence[Row]
    rank: int
    before: str = ""
    after: str = ""
    more: Callable[[str], str] = str
    """Makes a line of the sentence that says what is left out."""


def fit(groups: Sequence[Group], limit: int = LIMIT) -> str:
    """All groups as one text of at most so many bytes, unless essential rows alone take more."""
    room = limit - sum(_size(group.before) + _size(group.after) + _RESERVE for group in groups)
    kept, room = _essentials(groups, room)
    for index in sorted(range(len(groups)), key=lambda at: groups[at].rank):
        for row in groups[index].rows:
            if row.brief:
                continue
            room -= _size(row.text)
            if room < 0:
                break
            kept[index][id(row)] = row.text
    return "".join(_lines(group, texts) for group, texts in zip(groups, kept, strict=True))


def _essentials(groups: Sequence[Group], room: int) -> tuple[list[dict[int, str]], int]:
    """What is never left out: in full where that fits, else in brief."""
    full = [{id(row): row.text for row in group.rows if row.brief} for group in groups]
    need = sum(_size(text) for texts in full for text in texts.values())
    if need > room:
        full = [{id(row): row.brief for row in group.rows if row.brief} for group in groups]
        need = sum(_size(text) for texts in full for text in texts.values())
    return full, room - need


def _lines(group: Group, texts: dict[int, str]) -> str:
    shown = [texts[id(row)] for row in group.rows if id(row) in texts]
    left = [row for row in group.rows if id(row) not in texts]
    if left:
        shown.append(group.more(_left_out(left)))
    return group.before + "".join(line + "\n" for line in shown) + group.after


def _left_out(rows: Sequence[Row]) -> str:
    """`… and 212 more: 200 bind, 12 apply, +420.00 CNY/month`."""
    counts = Counter(row.label for row in rows).most_common()
    said = ", ".join(f"{count:,} {label}" for label, count in counts[:8])
    monthly = sum((row.monthly for row in rows), ZERO)
    return f"… and {len(rows):,} more: {said}" + (f", {monthly:+,.2f} CNY/month" if monthly else "")


def _size(text: str) -> int:
    return len(text.encode()) + 1

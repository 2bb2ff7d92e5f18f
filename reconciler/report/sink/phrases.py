"""Words for money, instants and values, the same in every report. Nothing here is encoded for a sink yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from reconciler.model.calendar import days_until, local
from reconciler.model.change import Change, Scalar
from reconciler.model.money import Cost, Fee
from reconciler.model.phrase import phrase
from reconciler.report.sink.language import counted_tr, spoken, tr

NO_VALUE = phrase("(none)")
_LEAD = 10
"""Characters shown before the first that differs."""


def money(amount: Decimal) -> str:
    """`1,234.00`; CNY goes without saying or stands beside it."""
    return f"{amount + 0:,.2f}"


def monthly(fee: Fee) -> str:
    """`120.00`, `120.00*` if nobody saw it, `120.00?` if it is at least that."""
    return money(fee.amount) + fee.origin.mark


def charged(cost: Cost) -> str:
    """What an action is charged at once, marked like any figure; nothing for nothing."""
    return money(cost.now) + cost.origin.mark if cost.now else ""


def added(cost: Cost) -> str:
    """What an action adds to the monthly bill, signed and marked; nothing for nothing."""
    return signed(cost.monthly) + cost.origin.mark if cost.monthly else ""


def signed(amount: Decimal) -> str:
    """`+85.00` or `-35.00`; nothing for zero."""
    return f"{amount:+,.2f}" if amount else ""


def moment(instant: datetime) -> str:
    """`2026-12-01 00:00` on the provider's wall clock."""
    return f"{local(instant):%Y-%m-%d %H:%M}"


def distance(now: datetime, instant: datetime) -> str:
    """`in 3 days`, `today`, `in 1 day`, `2 days ago`: whole days, rounded down."""
    days = days_until(now, instant)
    if instant <= now:
        ago = days_until(instant, now)
        return tr("just passed") if ago == 0 else counted_tr("{count:,} day ago", "{count:,} days ago", ago)
    return tr("within a day") if days == 0 else counted_tr("in {count:,} day", "in {count:,} days", days)


def due(now: datetime, instant: datetime) -> str:
    """The same of what somebody had to do by then: `in 3 days`, `OVERDUE, 2 days ago`."""
    return (tr("OVERDUE, ") if instant <= now else "") + distance(now, instant)


def comma() -> str:
    """What parts clauses in the reader's language."""
    return tr("{one}, {other}", one="", other="")


def headed(title: str, count: int) -> str:
    """A heading with how many stand beneath it: `Findings (3)`."""
    return tr("{title} ({count:,})", title=title, count=count)


def tally(count: int, word: str) -> str:
    """One count of a summary: `2 waiting`."""
    return tr("{count:,} {word}", count=count, word=tr(word))


def age(now: datetime, instant: datetime) -> str:
    """How long ago something was, in the largest whole unit: `4 s ago`, `3 h ago`, `2 d ago`."""
    seconds = max(0, int((now - instant).total_seconds()))
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length:,} {unit} ago"
    return f"{seconds} s ago"


def plural(count: int, noun: str, many: str = "") -> str:
    """`1 day`, `2 days`."""
    return counted_tr(f"{{count:,}} {noun}", f"{{count:,}} {many or noun + 's'}", count)


def value(scalar: Scalar) -> str:
    """A field's value as a person would write it."""
    if scalar is None:
        return tr(NO_VALUE)
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    return ", ".join(scalar) if isinstance(scalar, tuple) else str(scalar)


def change(changed: Change) -> str:
    """`instance: a → b`; `package: 120` for what was absent."""
    return _arrow(changed, value(changed.before), value(changed.after))


def short_change(changed: Change, most: int, show: Callable[[str], str] = str) -> str:
    """The same in about so many characters. Of two long values the part is kept in which they differ."""
    before, after = show(value(changed.before)), show(value(changed.after))
    if changed.before is None:
        return _arrow(changed, before, cut(after, most))
    if len(before) + len(after) > most:
        begin = max(0, _alike(before, after) - _LEAD)
        before, after = (cut("…" * (begin > 0) + text[begin:], most // 2) for text in (before, after))
    return _arrow(changed, before, after)


def _alike(one: str, other: str) -> int:
    """How many characters they begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _arrow(changed: Change, before: str, after: str) -> str:
    return f"{changed.path}: {after}" if changed.before is None else f"{changed.path}: {before} → {after}"


def cut(text: str, most: int) -> str:
    """The text, or so much of it as fits."""
    text = spoken(text)
    return text if len(text) <= most else text[: most - 1] + "…"

"""Deadlines as an iCalendar feed (RFC 5545): one event each, with alarms 7, 3 and 1 days before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from reconciler.model.listing import Deadline
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import spoken, tr
from reconciler.report.sink.mask import masking
from reconciler.wire.write import deadlines_document

ALARMS = (7, 3, 1)
"""Days before."""
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//reconciler//deadlines//EN", "CALSCALE:GREGORIAN")
_ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
"""A calendar holds at least one component (RFC 5545, 3.6): what stands in an empty feed, and no calendar shows."""
_LINE = 75
"""Bytes of a content line before it must be folded (RFC 5545, 3.1)."""


def ics(entries: Sequence[Deadline], *, as_of: datetime, account: str, show_numbers: bool = False) -> str:
    """The feed. UID is `ID@ACCOUNT`, so a subscriber's calendar updates its entries; numbers are masked."""
    lines = [f"X-WR-CALNAME:{_text(tr('Voice numbers {account}', account=account))}"]
    say = str if show_numbers else masking(str, deadlines_document(as_of, account, entries))
    for entry in entries:
        lines += _event(entry, as_of, account, say)
    return _calendar(lines)


def joined(feeds: Sequence[str]) -> str:
    """One calendar with the events of all."""
    lines = [line for feed in feeds for line in feed.replace("\r\n ", "").split("\r\n")]
    events, inside = [], False
    for line in lines:
        inside = inside or line == "BEGIN:VEVENT"
        events += [line] if inside else []
        inside = inside and line != "END:VEVENT"
    return _calendar([f"X-WR-CALNAME:{_text(tr('Voice numbers'))}", *events])


def _calendar(lines: Sequence[str]) -> str:
    empty = not any(line == "BEGIN:VEVENT" for line in lines)
    body = [*_HEAD, *lines, *(_ZONE if empty else ()), "END:VCALENDAR"]
    return "".join(_fold(line) + "\r\n" for line in body)


def _event(entry: Deadline, as_of: datetime, account: str, say: Callable[[str], str]) -> Iterator[str]:
    summary = _text(say(f"{entry.address}: {spoken(entry.message)}"))
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(say(entry.id))}@{_text(account)}"
    yield f"DTSTAMP:{_utc(as_of)}"
    yield f"DTSTART:{_utc(entry.instant)}"
    yield f"SUMMARY:{summary}"
    yield f"CATEGORIES:{_text(entry.kind)}"
    yield "TRANSP:TRANSPARENT"
    for days in ALARMS:
        yield from (
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{summary}",
            f"TRIGGER:-P{days}D",
            "END:VALARM",
        )
    yield "END:VEVENT"


_FIRST = "00010101T000000Z"


def _utc(instant: datetime) -> str:
    """In UTC, the year with four digits; the first hours of the year 1 in Asia/Shanghai have no day there."""
    try:
        return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}".rjust(len(_FIRST), "0")
    except OverflowError:
        return _FIRST


def _text(text: str) -> str:
    """A TEXT value: backslash, comma and semicolon escaped; what cannot be seen is spelled out."""
    return _unmistakable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _unmistakable(text: str) -> str:
    """Where a folded line begins with `::`, a runner would take it for a command."""
    return terminal(text).replace("::", ":\\x3a")


def _fold(line: str) -> str:
    """Lines of at most 75 bytes, never cut within a character."""
    folded, size = [""], 0
    for character in line:
        cost = len(character.encode())
        if size + cost > _LINE:
            folded.append(" ")
            size = 1
        folded[-1] += character
        size += cost
    return "\r\n".join(folded)

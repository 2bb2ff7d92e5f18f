"""The one way out. What a report wrote is encoded for its sink already; every other line is encoded here."""

from __future__ import annotations

import codecs
import os
import sys
from contextvars import ContextVar

import click

Output = tuple[str, bool]
"""A text, and whether it is for standard error."""

kept: ContextVar[list[Output] | None] = ContextVar("kept", default=None)
"""Where texts wait for their account's turn; None: nowhere."""


NARROWEST = 20
"""Columns; what is narrower shows lines as it likes."""
_CLEAR = "\r\x1b[K"
_noted = False
"""Whether a note stands on the terminal's last line."""


def put(text: str, *, err: bool = False, wraps: bool = False) -> None:
    """Prints a whole text that its encoder has finished, or keeps it for its account's turn.

    `wraps`: it is for people, so that on a terminal no line is longer than that is wide.
    """
    waiting = kept.get()
    if waiting is not None:
        waiting.append((text, err))
        return
    clear()
    columns = _columns(err) if wraps else None
    if columns is not None:
        from reconciler.report.sink.wrap import folded

        text = folded(text, columns)
    click.echo(text, nl=False, err=err, color=True)  # colour was decided where the text was made


def note(text: str) -> None:
    """Shows a line on a terminal until anything else is printed; not of an account that waits for its turn."""
    global _noted
    if kept.get() is not None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return
    from reconciler.report.sink.encode import terminal
    from reconciler.report.sink.table import clipped

    columns = _columns(err=True)
    line = terminal(text) if columns is None else clipped(terminal(text), columns - 1)
    click.echo(_CLEAR + line, nl=False, err=True, color=True)
    _noted = True


def clear() -> None:
    """Takes the note off the terminal."""
    global _noted
    if _noted:
        click.echo(_CLEAR, nl=False, err=True, color=True)
        _noted = False


def _columns(err: bool) -> int | None:
    """How wide the terminal is that a stream goes to; None for a stream that goes elsewhere, or nobody knows."""
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        return None
    try:
        columns = int(os.environ.get("COLUMNS", "")) or os.get_terminal_size(stream.fileno()).columns
    except ValueError:
        columns = os.get_terminal_size(stream.fileno()).columns
    return max(columns, NARROWEST) if columns else None


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Prints lines for a terminal or a log: no escape sequence and no runner's command gets through."""
    from reconciler.report.sink.encode import terminal
    from reconciler.report.sink.language import spoken

    put("\n".join(map(terminal, spoken(text).split("\n"))) + "\n" * nl, err=err, wraps=True)


def take_everything() -> None:
    """Makes both streams take every character: one they cannot write is spelled out, as JSON would."""
    codecs.register_error("spelled", _spelled)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="spelled")  # type: ignore[union-attr]


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    text = "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
    return text, error.end

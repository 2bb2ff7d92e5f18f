"""The one way out. What a report wrote is encoded for its sink already; every other line is encoded here."""

from __future__ import annotations

import codecs
import sys
from contextvars import ContextVar

import click

Output = tuple[str, bool]
"""A text, and whether it is for standard error."""

kept: ContextVar[list[Output] | None] = ContextVar("kept", default=None)
"""Where texts wait for their account's turn; None: nowhere."""


def put(text: str, *, err: bool = False) -> None:
    """Prints a whole text that its encoder has finished, or keeps it for its account's turn."""
    waiting = kept.get()
    if waiting is None:
        click.echo(text, nl=False, err=err, color=True)  # colour was decided where the text was made
    else:
        waiting.append((text, err))


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Prints lines for a terminal or a log: no escape sequence and no runner's command gets through."""
    from reconciler.report.sink.encode import terminal
    from reconciler.report.sink.language import spoken

    put("\n".join(map(terminal, spoken(text).split("\n"))) + "\n" * nl, err=err)


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

"""Untrusted text, encoded for the place it goes to: a terminal, Markdown, JSON or iCalendar.

YAML values, provider answers and file names are other people's text. What cannot be seen, and what a
sink would obey, is made visible instead.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

from reconciler.report.sink.language import spoken

_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs", "Cs", "Co", "Cn"}
_SPACES = " \u3000"
"""The two blanks that can be told apart: by their width."""
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that draw nothing: two texts that look alike must be alike."""
_RUNNER = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)
"""What CI runners take for a command anywhere in a line (GitHub's old form, Azure's)."""
_INERT = re.compile(r"(?:[A-Za-z0-9*-]|[^\x00-\x7f])(?:[A-Za-z0-9 *_./:,;()+=%{}'\"?!-]|[^\x00-\x7f])*")
"""ASCII letters, digits and marks that end no code span and no table cell; other scripts mean nothing."""
_COMMAND = re.compile(r"\A(\s*):(?=:)")
"""What GitHub's runner takes for a command at a line's start."""

_MARK = re.compile(r"(?![0-9]|(?<=[0-9])[.,:-](?=[0-9]))[!-/:-@\[-`{-~\x00-\x1f\x7f]")
_FORMULA = ("=", "+", "-", "@", "'", "\t", "\r")
_AMOUNT = re.compile(r"[+-]?[0-9][0-9,.]*")


def visible(text: str) -> str:
    """Control, format, separator and blank characters spelled out as escapes; everything else as it is."""
    return text if _plain(text) else "".join(map(_escape, text))


def _plain(text: str) -> bool:
    """Whether there is certainly nothing to escape; most text is so, and there is much of it."""
    return text.isprintable() and (text.isascii() or _BLANK.search(text) is None)


def _escape(character: str) -> str:
    if character in _SPACES or not (unicodedata.category(character) in _INVISIBLE or _BLANK.match(character)):
        return character
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def terminal(text: str) -> str:
    """For a terminal or a CI log: no escape sequence and no runner's command gets through."""
    translated = visible(spoken(text))
    if "##" not in translated and "::" not in translated:
        return translated
    return _COMMAND.sub(r"\1\\x3a", _RUNNER.sub(r"#\\x23", translated))


def markdown(text: str) -> str:
    """For Markdown and the HTML it becomes: every ASCII mark is a numeric entity, nothing is markup.

    A mark within a number or a day stays as it is: it cannot begin or end anything there.
    """
    return _MARK.sub(lambda mark: f"&#{ord(mark[0])};", visible(spoken(text)))


def html(text: str) -> str:
    """For HTML, between tags and in quoted attributes alike."""
    return _RUNNER.sub("#&#35;", escape(visible(spoken(text)), quote=True))


def xml(text: str) -> str:
    """For XML that an encoder of its own writes: what XML cannot hold, or a runner would obey, is spelled out."""
    return terminal(text)


def csv_cell(text: str) -> str:
    """For a spreadsheet: what it would take for a formula begins with an apostrophe; an amount stays one."""
    cell = terminal(text)
    return f"'{cell}" if cell.startswith(_FORMULA) and not _AMOUNT.fullmatch(cell) else cell


def metric_label(text: str) -> str:
    """For the value of an OpenMetrics label, in double quotes."""
    return terminal(text).replace("\\", "\\\\").replace('"', '\\"')


def runner_message(text: str) -> str:
    """For the message of a GitHub workflow command: one line, and no command within."""
    return terminal(text).replace("%", "%25")


def runner_property(text: str) -> str:
    """For a property of a GitHub workflow command."""
    return runner_message(text).replace(":", "%3A").replace(",", "%2C")


def markdown_code(text: str) -> str:
    """As Markdown code: a plain span where no character means anything, else `<code>` around entities."""
    translated = visible(spoken(text))
    return f"`{translated}`" if _INERT.fullmatch(translated) else f"<code>{markdown(text)}</code>"


def json_text(text: str) -> str:
    """For JSON already written: hidden characters and runners' commands become escapes that mean the same."""
    lines = _RUNNER.sub(r"#\\u0023", text).split("\n")
    return "\n".join(line if _plain(line) else "".join(map(_unit_escape, line)) for line in lines)


def _unit_escape(character: str) -> str:
    if _escape(character) == character:
        return character
    if unicodedata.category(character) == "Cs":
        return f"\\\\u{ord(character):04x}"  # half a character is no JSON: it is told as text
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))

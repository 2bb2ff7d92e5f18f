"""Untrusted text, encoded for the place it goes to: a terminal, Markdown, JSON or iCalendar.

YAML values, provider answers and file names are other people's text. What cannot be seen, and what a
sink would obey, is made visible instead.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that draw nothing: two texts that look alike must be alike."""
_SELECTOR = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_RUNNER = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)
"""What CI runners take for a command anywhere in a line (GitHub's old form, Azure's)."""
_INERT = re.compile(r"(?:[A-Za-z0-9*-]|[^\x00-\x7f])(?:[A-Za-z0-9 *_./:,;()+=%{}'\"?!-]|[^\x00-\x7f])*")
"""ASCII letters, digits and marks that end no code span and no table cell; other scripts mean nothing."""
_COMMAND = re.compile(r"\A(\s*):(?=:)")
"""What GitHub's runner takes for a command at a line's start."""


def visible(text: str) -> str:
    """Control, format, separator and blank characters spelled out as escapes; everything else as it is."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(character) for character in text)


def _hidden(character: str) -> bool:
    return (
        unicodedata.category(character) in _INVISIBLE
        or character in _BLANK
        or _SELECTOR.match(character) is not None
    )


def _escape(character: str) -> str:
    if not _hidden(character):
        return character
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def terminal(text: str) -> str:
    """For a terminal or a CI log: no escape sequence and no runner's command gets through."""
    return _COMMAND.sub(r"\1\\x3a", _RUNNER.sub(r"#\\x23", visible(text)))


def markdown(text: str) -> str:
    """For Markdown and the HTML it becomes: every ASCII mark is a numeric entity, nothing is markup."""
    return "".join(
        character
        if character.isalnum() or character == " " or ord(character) > 0x7F
        else f"&#{ord(character)};"
        for character in visible(text)
    )


def markdown_code(text: str) -> str:
    """As Markdown code: a plain span where no character means anything, else `<code>` around entities."""
    said = visible(text)
    return f"`{said}`" if _INERT.fullmatch(said) else f"<code>{markdown(text)}</code>"


def json_text(text: str) -> str:
    """For JSON already written: hidden characters and runners' commands become escapes that mean the same."""
    text = _RUNNER.sub(r"#\\u0023", text)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(
        character if character == "\n" or not _hidden(character) else _unit_escapes(character)
        for character in text
    )


def _unit_escapes(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))

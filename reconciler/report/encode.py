"""Untrusted text, encoded for the place it goes to: a terminal or Markdown.

YAML values, provider answers and file names are other people's text. What cannot be seen, and what a sink would obey,
is made visible instead.
"""

from __future__ import annotations

import unicodedata

_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def visible(text: str) -> str:
    """Control, format and separator characters spelled out as escapes; everything else as it is."""
    return "".join(_escape(character) for character in text)


def _escape(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


terminal = visible
"""For a terminal: no escape sequence gets through; colour is ours only."""


def markdown(text: str) -> str:
    """For Markdown and the HTML it becomes: every ASCII mark is a numeric entity, so nothing of it is markup."""
    return "".join(
        character if character.isalnum() or character == " " or ord(character) > 0x7F else f"&#{ord(character)};"
        for character in visible(text)
    )

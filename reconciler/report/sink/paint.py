"""Colour, where the caller says that the sink is a terminal that wants it. It never carries meaning alone."""

from __future__ import annotations

RED = "31"
GREEN = "32"
YELLOW = "33"
CYAN = "36"
BOLD = "1"
FAINT = "2"


def paint(text: str, style: str, *, colour: bool) -> str:
    """The text in a style, or as it is."""
    return f"\x1b[{style}m{text}\x1b[0m" if colour and text and style else text

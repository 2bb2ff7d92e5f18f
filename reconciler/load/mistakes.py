"""What was probably meant where a text is no YAML: the mistakes that people make who write it for the first time."""

from __future__ import annotations

import re

from reconciler.model.phrase import phrase

_ASCII = dict(zip("：，；“”‘’｛｝［］（）＃【】「」、", ':,;""\'\'{}[]()#[]"",', strict=True))
"""Full-width marks that a Chinese keyboard writes, and what YAML reads."""
_NO_BLANK = re.compile(r"\s*(?:- )?[A-Za-z][\w-]*:[^\s/:]")
"""A key whose colon sticks to its value."""
_BARE_KEY = re.compile(r"\s*[A-Za-z][\w-]*\s*(?:#.*)?")
_FULL = re.compile(r"\s*[A-Za-z][\w-]*: +[^|>#\s{\[].*")
"""A key with its value."""
_QUOTED = "@`%"
"""What no text without quotes begins with."""


def likely(text: str, line: int, column: int) -> str:
    """What to write, by what stands there or in the line above; empty if nothing is recognised. Both count from 0."""
    lines = text.split("\n")
    here = lines[line] if line < len(lines) else ""
    above = lines[line - 1] if line else ""
    return (
        _fence(lines, line)
        or _full_width(here, line)
        or _full_width(above, line - 1)
        or _at(here, column)
        or _unspaced(here, line)
        or _unspaced(above, line - 1)
        or _without_colon(here, above, line)
    )


def _fence(lines: list[str], line: int) -> str:
    if line < len(lines) and lines[line].startswith(("```", "~~~")):
        return phrase("remove line {number}: it is Markdown, not YAML", number=line + 1)
    return ""


def _at(here: str, column: int) -> str:
    """By the character at the place of the error."""
    rest = here[column:]
    if rest.startswith("//"):
        return phrase("a comment begins with # and a blank before it")
    if rest[:1] and rest[0] in _QUOTED:
        return phrase("write quotes around it: {text}", text=f'"{rest[0]}…"')  # a value may be a secret
    if rest[:1] and rest[0] in "}]":
        return phrase("nothing is open that this bracket closes: remove it")
    if ";" in here and "{" in here:
        return phrase("between braces a comma parts, no semicolon")
    return ""


def _unspaced(line: str, number: int) -> str:
    """Where a colon without a blank makes a text of a key and its value."""
    if not _NO_BLANK.match(line):
        return ""
    return phrase("line {number} lacks a blank behind its colon", number=number + 1)


def _without_colon(here: str, above: str, line: int) -> str:
    """Where what should be a key lacks its colon, and something stands deeper below it."""
    if _margin(here) <= _margin(above):
        return ""
    if _BARE_KEY.fullmatch(above):
        return phrase("line {number} lacks the colon at its end", number=line)
    if _FULL.fullmatch(above):
        return phrase(
            "line {number} has its value already: begin this line where that one begins", number=line
        )
    return ""


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _full_width(line: str, number: int) -> str:
    marks = [mark for mark in line if mark in _ASCII]
    if not marks:
        return ""
    return phrase(
        "line {number} has the full-width mark {marks}: write {wanted}",
        number=number + 1,
        marks=marks[0],
        wanted=_ASCII[marks[0]],
    )

"""What the text of a file may not hold: characters nobody sees, conflict markers, things shaped like secrets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from reconciler.model.phrase import phrase
from reconciler.noun import noun

_HIDDEN = {
    "Cc": "control",
    "Cf": "invisible",
    "Zl": phrase("line separator"),
    "Zp": phrase("line separator"),
    "Co": "private",
    "Cs": "broken",
}
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?= |\r?$)", re.MULTILINE)
_SECRET = re.compile(
    r"(?<![A-Za-z0-9_])(?:LTAI[A-Za-z0-9]{12,}|STS\.[A-Za-z0-9]{10,}|gh[oprsu]_[A-Za-z0-9]{20,})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|postgresql(?:\+[a-z0-9]+)?://[^\s:/@]*:[^\s/@]+@"
)
"""Access keys, tokens, private keys, and a password within a ledger's URL."""

_SECRET_STARTS = ("LTAI", "STS.", "ghp_", "gho_", "ghs_", "ghu_", "ghr_", "-----BEGIN", "postgresql")

MOST = 100
"""Flaws of one kind that are told."""


@noun
class TextProblem:
    """Something wrong with the text itself; line and column from 0."""

    code: str
    message: str
    hint: str
    line: int
    column: int
    width: int = 1
    fatal: bool = False
    """Nothing else in the file can be trusted."""
    secret: bool = False
    """The line must not be shown."""


def text_problems(text: str) -> list[TextProblem]:
    """What is wrong with a text before it is parsed."""
    return [*_first(_hidden(text)), *_first(_conflicts(text)), *_first(_secrets(text)), *_composed(text)]


def forbidden(character: str) -> str:
    """What kind of unseen character it is; empty for one that may stand in a manifest."""
    if character.isprintable():
        return ""
    point = ord(character)
    if point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF:
        return "broken"
    return _HIDDEN.get(unicodedata.category(character), "")


def escaped(value: str, line: int, column: int) -> Iterator[TextProblem]:
    """What an escape made of a scalar; a line break is a matter of the field."""
    for character in value if not value.isprintable() else "":
        kind = forbidden(character) if character != "\n" else ""
        if kind:
            yield TextProblem(
                "VN014",
                phrase(
                    "an escape here makes a character nobody sees ({kind}, U+{ord:04X})",
                    kind=kind,
                    ord=ord(character),
                ),
                phrase("remove it; for a backslash write the text in single quotes"),
                line,
                column,
            )
            return
    if not unicodedata.is_normalized("NFC", value):
        yield TextProblem(
            "VN024",
            phrase("this text is not in composed form (Unicode NFC)"),
            phrase("type it again"),
            line,
            column,
        )


def has_secret(text: str) -> bool:
    """Whether anything in a text is shaped like a secret. Looks closely only where one could begin."""
    return any(start in text for start in _SECRET_STARTS) and _SECRET.search(text) is not None


def _hidden(text: str) -> Iterator[TextProblem]:
    for number, line in enumerate(text.split("\n")):
        visible = line.removesuffix("\r")
        if visible.isprintable():
            continue
        for column, character in enumerate(visible):
            kind = forbidden(character)
            if kind:
                what = (
                    phrase("a tab")
                    if character == "\t"
                    else phrase(
                        "a character nobody sees ({kind}, U+{ord:04X})", kind=kind, ord=ord(character)
                    )
                )
                hint = phrase("use spaces") if character == "\t" else phrase("remove it")
                yield TextProblem(
                    "VN014", phrase("{what} stands here", what=what), hint, number, column, fatal=True
                )


def _conflicts(text: str) -> Iterator[TextProblem]:
    for match in _CONFLICT.finditer(text):
        line, column = _place(text, match.start())
        yield TextProblem(
            "VN015",
            phrase("a merge conflict is left here"),
            phrase("resolve it and remove its markers"),
            line,
            column,
            7,
            fatal=True,
        )


def _secrets(text: str) -> Iterator[TextProblem]:
    for match in _SECRET.finditer(text):
        line, column = _place(text, match.start())
        hint = phrase("take it out of Git's history and revoke it; credentials come from the environment")
        yield TextProblem("VN025", phrase("this looks like a secret"), hint, line, column, secret=True)


def _composed(text: str) -> Iterator[TextProblem]:
    if unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(text.split("\n")):
        if not unicodedata.is_normalized("NFC", line):
            hint = phrase("save the file in Unicode NFC, e.g. by typing the accents again")
            yield TextProblem(
                "VN024", phrase("this line is not in composed form (Unicode NFC)"), hint, number, 0
            )


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1)


def _first(text_problems: Iterator[TextProblem]) -> Iterator[TextProblem]:
    for problem, _ in zip(text_problems, range(MOST), strict=False):
        yield problem


def problem_of(value: str) -> str:
    """Why a value cannot stand in a manifest, whatever its quotes; empty if it can."""
    for character in value:
        kind = forbidden(character)
        if kind:
            return phrase("a character nobody sees ({kind}, U+{ord:04X})", kind=kind, ord=ord(character))
    return next((problem.message for problem in text_problems(value)), "")

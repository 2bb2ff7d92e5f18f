"""Hints that name what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?`, or what there is to choose from."""
    by_case = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_case, n=1)
    if near:
        return f"did you mean {by_case[near[0]]!r}?"
    return f"known here: {', '.join(by_case.values())}" if by_case else "there is none yet"

"""Hints that name what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from reconciler.model.phrase import phrase


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?`, or what there is to choose from."""
    by_case = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_case, n=1)
    if near:
        return phrase("did you mean {by_case!r}?", by_case=by_case[near[0]])
    return (
        phrase("known here: {values}", values=", ".join(by_case.values()))
        if by_case
        else phrase("there is none yet")
    )

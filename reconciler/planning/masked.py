"""Numbers of now, written as a masked plan of before writes them, so that the two can be compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from reconciler.model.phone import MASKED, SPELLED, is_hotline, masked_form


def as_masked(plan: Iterable[str], codes: Collection[str] = ()) -> Callable[[str], str]:
    """How that plan would write a text; `str` itself where it masks nothing. `codes` of instances are public.

    A number that fits one of its masks is taken for that one: what a mask hides nobody can compare.
    """
    lines = list(plan)
    public = {match.group() for line in lines for match in SPELLED.finditer(line)}.union(codes)
    masks = {match.group(): match.groups() for line in lines for match in MASKED.finditer(line)}
    longest = sorted(masks, key=len, reverse=True)

    def form(raw: str) -> str:
        digits = re.sub(r"[^0-9]", "", raw)
        if raw in public or is_hotline(digits):
            return raw
        fitting = (m for m in longest if digits.startswith(masks[m][0]) and digits.endswith(masks[m][1]))
        return next(fitting, masked_form(digits))

    return (lambda text: SPELLED.sub(lambda match: form(match.group()), text)) if masks else str


def texts(document: Any) -> Iterator[str]:
    """Every text of JSON data, keys aside."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, list | dict):
        for value in document.values() if isinstance(document, dict) else document:
            yield from texts(value)

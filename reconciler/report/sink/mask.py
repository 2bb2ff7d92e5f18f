"""Phone numbers with their middle hidden, so that a log or a comment gives none away: `0571****0001`.

A mask never hides a change. Of the numbers of one report that would look alike, as many more digits are shown as
tell them apart. The codes of service instances and 400 numbers are public and stand as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from reconciler.model.phone import ENDS, SPELLED, masked_form
from reconciler.report.sink.language import spoken

Encoder = Callable[[str], str]

_LEAST = 2 * ENDS
_HOTLINE = re.compile(r"(?:(?:00)?86)?400[0-9]{7}")


def masking(encode: Encoder, document: Any, codes: Iterable[str] = ()) -> Encoder:
    """An encoder that masks first. `document` is the report as JSON data: all its texts, and what in it is the
    code of a service instance; `codes` are further ones."""
    mask = masked(_texts(document), [*codes, *_codes(document)])
    return lambda text: encode(mask(text))


def masked(report: Iterable[str], codes: Iterable[str] = ()) -> Encoder:
    """Masks the numbers in the texts of one report, however they are spelled."""
    public = frozenset(codes)
    spellings = {match.group() for text in report for match in SPELLED.finditer(text)}
    forms = _forms({raw for raw in spellings if not _public(raw, public)})

    def mask(text: str) -> str:
        return SPELLED.sub(lambda match: _form_of(match.group(), forms, public), spoken(text))

    return mask


def _texts(document: Any) -> Iterator[str]:
    """Every text of a JSON document, its keys included."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping):
        for key, value in document.items():
            yield key
            yield from _texts(value)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from _texts(value)


def _codes(document: Any) -> Iterator[str]:
    """The codes of service instances: what stands under `instance`, or in a field of that path."""
    if isinstance(document, Mapping):
        field = document if document.get("path") == "instance" else {"instance": document.get("instance")}
        yield from (value for value in field.values() if isinstance(value, str))
        for value in document.values():
            yield from _codes(value)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from _codes(value)


def _public(raw: str, codes: frozenset[str]) -> bool:
    return raw in codes or _HOTLINE.fullmatch(_digits(raw)) is not None


def _form_of(raw: str, forms: Mapping[str, str], codes: frozenset[str]) -> str:
    if raw in forms:
        return forms[raw]
    return raw if _public(raw, codes) else _form(raw, ENDS, spelled=False)


def _forms(spellings: set[str]) -> dict[str, str]:
    """Each spelling and how it is shown, no two alike."""
    alike: dict[str, list[str]] = {}
    for raw in sorted(spellings):
        alike.setdefault(_form(raw, ENDS, spelled=False), []).append(raw)
    return {raw: form for group in alike.values() for raw, form in _apart(group).items()}


def _apart(group: list[str]) -> dict[str, str]:
    """As few more digits as tell them apart; of two spellings of one number, the spelling does."""
    numbers = [_digits(raw) for raw in group]
    spelled = {raw: numbers.count(_digits(raw)) > 1 for raw in group}
    forms: dict[str, str] = {}
    for tail in range(ENDS, max(map(len, numbers)) + 1):
        forms = {raw: _form(raw, tail, spelled=spelled[raw]) for raw in group}
        if len(set(forms.values())) == len(group):
            break
    return forms


def _form(raw: str, tail: int, *, spelled: bool) -> str:
    digits = _digits(raw)
    hidden = range(ENDS, len(digits) - tail)
    if len(digits) < _LEAST or not hidden:
        return raw if spelled else digits
    if not spelled:
        return masked_form(digits, tail)
    places = iter(range(len(digits)))
    return "".join("*" if c.isdigit() and next(places) in hidden else c for c in raw)


def _digits(raw: str) -> str:
    return re.sub(r"[^0-9]", "", raw)

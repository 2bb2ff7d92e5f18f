"""The language of what is written for people. English needs no catalogue, and none is loaded for it.

Reports write their own words with `tr`; what the core made (`Phrase`) is translated where its sink encodes it. JSON,
CSV, SARIF and whatever else a machine reads stay English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from reconciler.locale import ENGLISH, catalogue
from reconciler.model.phrase import Phrase, filled, translated

if TYPE_CHECKING:
    from reconciler.model.phrase import Catalogue

_current: ContextVar[tuple[str, Catalogue | None]] = ContextVar("current", default=(ENGLISH, None))
"""The run's language and its catalogue: chosen once by whoever runs a command, asked for by every report."""
_firm: ContextVar[bool] = ContextVar("firm", default=False)


def choose(language: str, *, firmly: bool = False) -> None:
    """Makes a language that of every report of this run. What the user chose firmly no workspace changes."""
    if firmly or not _firm.get():
        _firm.set(firmly)
        _current.set((language, None if language == ENGLISH else catalogue(language)))


@contextmanager
def english() -> Iterator[None]:
    """Within it everything is English: `@english()` stands over every form that a machine reads."""
    before = _current.set((ENGLISH, None))
    try:
        yield
    finally:
        _current.reset(before)


def current() -> str:
    """The language that reports are written in."""
    return _current.get()[0]


def tr(template: str, /, **values: object) -> str:
    """A report's own words in the reader's language: `tr("{count} numbers of {account}", count=…, account=…)`."""
    texts = _current.get()[1]
    if isinstance(template, Phrase):
        return template if texts is None else template.into(texts)
    if texts is None:
        return template.format(**values) if values else template
    return filled(translated(template, texts), values, texts)


def counted_tr(one: str, many: str, count: int, /, **values: object) -> str:
    """The same by count, which both templates may name as `{count}`."""
    texts = _current.get()[1]
    if texts is None:
        return (one if count == 1 else many).format(count=count, **values)
    return filled(texts.ngettext(one, many, count), {"count": count, **values}, texts)


def spoken(text: str) -> str:
    """What the core made, in the reader's language; anybody else's text as it is."""
    texts = _current.get()[1]
    return text.into(texts) if texts is not None and isinstance(text, Phrase) else text

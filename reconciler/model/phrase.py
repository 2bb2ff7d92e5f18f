"""Words of ours that remember how they were made, so that a report can say them in its reader's language.

A phrase *is* its English text: it compares, sorts, and goes into JSON, digests and the ledger as that. Beside it stands
what a translation needs: the template, which is also the key of the catalogues in `locale/`, and the values in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Protocol


class Catalogue(Protocol):
    """The texts of one language, as the standard library's `gettext` holds them."""

    def gettext(self, message: str, /) -> str:
        """The translation, or the message itself."""
        ...

    def ngettext(self, one: str, many: str, count: int, /) -> str:
        """The translation of one or of many."""
        ...


class Phrase(str):
    """English words with the template and the values they were made of."""

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def into(self, catalogue: Catalogue) -> str:
        """The phrase in a catalogue's language, and its phrases within it too."""
        return filled(translated(self.template, catalogue), self.values, catalogue)

    def __str__(self) -> str:
        """Itself: `str(phrase)` and `map(str, phrases)` lose nothing."""
        return self

    def __add__(self, other: str) -> Phrase:
        return joined("", (self, other))

    def __radd__(self, other: str) -> Phrase:
        return joined("", (other, self))


class _Counted(Phrase):
    """One of two templates, by how many there are."""

    __slots__ = ("many", "quantity")

    many: str
    quantity: int

    def into(self, catalogue: Catalogue) -> str:
        """In the form that the catalogue's language has for that many."""
        template = catalogue.ngettext(self.template, self.many, self.quantity)
        return filled(template, self.values, catalogue)


class _Joined(Phrase):
    """Texts in a row, some of which are phrases."""

    __slots__ = ("parts", "separator")

    parts: tuple[str, ...]
    separator: str

    def into(self, catalogue: Catalogue) -> str:
        """Each part by itself, between the separators of that language."""
        separator = translated(self.separator, catalogue)
        return separator.join(str(_into(part, catalogue)) for part in self.parts)


def phrase(template: str, /, **values: object) -> Phrase:
    """`phrase("{number} is {status}", number=…, status=…)`. Without values it stands as it is written."""
    made = Phrase(template.format(**values) if values else template)
    made.template, made.values = template, values
    return made


def counted(one: str, many: str, count: int, /, **values: object) -> Phrase:
    """One of two templates, by the count, which both may name: `counted("{count} day", "{count} days", 3)`."""
    values["count"] = count
    made = _Counted((one if count == 1 else many).format(**values))
    made.template, made.values, made.many, made.quantity = one, values, many, count
    return made


def phrases(*templates: str) -> tuple[Phrase, ...]:
    """Several fixed ones: the headings of a table."""
    return tuple(map(phrase, templates))


def joined(separator: str, parts: Iterable[str]) -> Phrase:
    """`separator.join(parts)` that stays a phrase."""
    kept = tuple(parts)
    made = _Joined(separator.join(kept))
    made.parts, made.separator = kept, separator
    return made


def translated(text: str, catalogue: Catalogue) -> str:
    """A fixed text in a catalogue's language. (What gettext has under the empty text is the file's header.)"""
    return catalogue.gettext(text) if text else ""


def filled(template: str, values: Mapping[str, object], catalogue: Catalogue) -> str:
    """A template of that language with its values. Phrases and words of closed sets are translated, data never is."""
    if not values:
        return template
    return template.format(**{name: _into(value, catalogue) for name, value in values.items()})


def _into(value: object, catalogue: Catalogue) -> object:
    if isinstance(value, Phrase):
        return value.into(catalogue)
    if isinstance(value, Enum) and isinstance(value.value, str):
        return translated(value.value, catalogue)
    return value

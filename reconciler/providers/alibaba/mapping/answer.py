"""One JSON object of an answer, read field by field; whatever is not as described is Unreadable.

The provider spells the same value differently from page to page (numbers as text, JSON inside a string,
instants without a zone), so each reader accepts exactly the documented spellings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NoReturn

from reconciler.errors import Unreadable
from reconciler.model.calendar import SHANGHAI
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.wire import strict

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_MONEY = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT_LIMIT = 4096


@noun
class Answer:
    """A JSON object and the path it was found at, for messages."""

    path: str
    values: Mapping[str, object]

    def has(self, *names: str) -> bool:
        """Whether one of the spellings is there with a value; null, "" and {} count as missing."""
        return self._find(names) not in (None, "", {})

    def text(self, *names: str) -> str:
        """A required text. Numbers are refused: a phone number sent as one has lost its leading zero."""
        value = self._find(names)
        if not isinstance(value, str) or not value.strip() or len(value) > _TEXT_LIMIT:
            self._unreadable(names, phrase("no text"))
        return value.strip()

    def text_or_none(self, *names: str) -> str | None:
        """The same, None where it is missing."""
        return self.text(*names) if self.has(*names) else None

    def word(self, *names: str) -> str:
        """A code or an enumeration's value, verbatim: text, or a whole number as text."""
        value = self._find(names)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(*names)

    def word_or_none(self, *names: str) -> str | None:
        """The same, None where it is missing."""
        return self.word(*names) if self.has(*names) else None

    def integer(self, *names: str) -> int:
        """A whole number, also as text: `30` and `"30"`."""
        word = self.word(*names)
        if _INTEGER.fullmatch(word) is None:
            self._unreadable(names, phrase("no whole number"))
        return int(word)

    def integer_or_none(self, *names: str) -> int | None:
        """The same, None where it is missing."""
        return self.integer(*names) if self.has(*names) else None

    def flag(self, *names: str) -> bool:
        """A boolean, also as text: `true` and `"true"`."""
        value = self._find(names)
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        return self._unreadable(names, phrase("neither true nor false"))

    def money(self, *names: str) -> Decimal:
        """An amount: a string, perhaps negative, perhaps with a line end; with separators it is refused."""
        text = self.text(*names)
        if _MONEY.fullmatch(text) is None:
            self._unreadable(names, phrase("no amount"))
        return Decimal(text)

    def figure(self, *names: str) -> Decimal:
        """An amount as a number, or as text: bills have both."""
        value = self._find(names)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Answer(self.path, {names[0]: format(Decimal(repr(value)), "f")}).money(names[0])
        return self.money(*names)

    def instant(self, *names: str) -> datetime:
        """`YYYY-MM-DD HH:MM:SS` without a zone (+08:00), or milliseconds since 1970 as number or text."""
        word = self.word(*names)
        try:
            if _INTEGER.fullmatch(word):
                return (_EPOCH + timedelta(milliseconds=int(word))).astimezone(SHANGHAI)
            if _CLOCK.fullmatch(word):
                return datetime.fromisoformat(word).replace(tzinfo=SHANGHAI)
        except (ValueError, OverflowError):
            pass
        return self._unreadable(names, phrase("no instant"))

    def instant_or_none(self, *names: str) -> datetime | None:
        """The same, None where it is missing."""
        return self.instant(*names) if self.has(*names) else None

    def nested(self, *names: str) -> Answer:
        """A nested object, also as a string of JSON."""
        value = self._find(names)
        if isinstance(value, str):
            value = self._parsed(names, value)
        if not isinstance(value, dict):
            self._unreadable(names, phrase("no object"))
        return Answer(self._path(names), value)

    def rows(self, *names: str) -> tuple[Answer, ...]:
        """A list of objects; an empty list is a list."""
        value = self._find(names)
        if not isinstance(value, list):
            return self._unreadable(names, phrase("no list"))
        return tuple(self._item(names, position, item) for position, item in enumerate(value))

    def _item(self, names: tuple[str, ...], position: int, item: object) -> Answer:
        if not isinstance(item, dict):
            self._unreadable(names, phrase("item {position} is no object", position=position))
        return Answer(f"{self._path(names)}[{position}]", item)

    def _parsed(self, names: tuple[str, ...], text: str) -> object:
        try:
            return strict.parse(text)
        except strict.NotJson as error:
            self._unreadable(names, phrase("no JSON: {message}", message=error.message))

    def _find(self, names: tuple[str, ...]) -> object:
        """The first spelling that is there; where two are, they must agree."""
        values = [self.values[name] for name in names if name in self.values]
        if any(value != values[0] for value in values):
            self._unreadable(names, phrase("two spellings that differ"))
        return values[0] if values else None

    def _path(self, names: tuple[str, ...]) -> str:
        return f"{self.path}.{names[0]}"

    def _unreadable(self, names: tuple[str, ...], why: str) -> NoReturn:
        raise Unreadable(
            f"{self._path(names)}: {why}",
            hint=phrase("the provider's answer is not as its documents describe"),
        )

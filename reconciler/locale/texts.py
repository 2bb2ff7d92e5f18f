"""A catalogue that also says which texts it has."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import GNUTranslations
from typing import Any


class Texts(GNUTranslations):
    """The standard library's, which keeps its texts to itself."""

    _catalog: dict[Any, str]

    def texts(self) -> Iterator[str]:
        """The English of everything that has one form."""
        return (key for key in self._catalog if isinstance(key, str))

"""The parameters of one request, read as strictly as the real service does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from reconciler.noun import noun
from reconciler.providers.simulator.serve.refusal import Rejected, invalid
from reconciler.wire import strict

_COMMON = frozenset({"OwnerId", "ResourceOwnerAccount", "ResourceOwnerId", "RegionId"})
"""Every action takes them; they say whose account is meant, and there is only one."""
_NUMBERED = re.compile(r"\.[0-9]+\.")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")


def once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each parameter with its value. One that is given twice would mean two things. Raises Rejected."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise invalid(f"{name} is given twice.")
        values[name] = value
    return values


@noun
class Parameters:
    """Names to values; absent and empty are the same."""

    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """A required one. Raises Rejected."""
        value = self.values.get(name, "")
        if not value:
            raise Rejected(400, "MissingParameter", f"{name} is mandatory for this action.")
        return value

    def words(self, name: str) -> list[str]:
        """A required list, separated by commas; blanks around a comma mean nothing. Raises Rejected."""
        items = [word.strip() for word in self.text(name).split(",")]
        if not all(items):
            raise invalid(f"{name} has an empty entry.")
        return items

    def refuse_unread(self, read: frozenset[str]) -> None:
        """A parameter that nothing reads is no parameter to be silent about. Raises Rejected."""
        known = read | _COMMON
        unread = sorted(
            name for name, value in self.values.items() if value and _NUMBERED.sub(".N.", name) not in known
        )
        if unread:
            raise invalid(f"{', '.join(unread)}: not simulated.")

    def optional(self, name: str) -> str | None:
        """One that may be missing."""
        return self.values.get(name) or None

    def one_of(self, name: str, words: Collection[str], default: str) -> str:
        """One of a few words. Raises Rejected."""
        word = self.values.get(name) or default
        if word not in words:
            raise invalid(f"{name} must be {' or '.join(words)}.")
        return word

    def integer(self, name: str, default: int, least: int = 1, most: int = 2**31 - 1) -> int:
        """A whole number within limits. Raises Rejected."""
        return _bounded(name, self.values.get(name) or default, least, most)

    def pager(self) -> tuple[int, int]:
        """Page and size from the one parameter of JSON that a listing of instances takes."""
        try:
            pager = strict.parse(self.values.get("Pager") or "{}")
            page, size = pager.get("PageIndex", 1), pager.get("PageSize", 10)
        except (ValueError, AttributeError):
            raise invalid("Pager is no JSON object.") from None
        if isinstance(pager, dict) and (unread := sorted(set(pager) - {"PageIndex", "PageSize"})):
            raise invalid(f"Pager.{', Pager.'.join(unread)}: not simulated.")
        if isinstance(size, int) and size > 100:
            raise invalid("每页最大100条!")
        return _bounded("Pager.PageIndex", page, 1, 2**31 - 1), _bounded("Pager.PageSize", size, 1, 100)

    def structs(self, name: str) -> tuple[Mapping[str, str], ...]:
        """`Name.1.Field=…`: structures numbered from 1, without a gap. Raises Rejected if there is none."""
        structs: list[dict[str, str]] = []
        while True:
            prefix = f"{name}.{len(structs) + 1}."
            struct = {
                key[len(prefix) :]: value for key, value in self.values.items() if key.startswith(prefix)
            }
            if not struct:
                break
            structs.append(struct)
        if not structs:
            raise Rejected(400, "MissingParameter", f"{name} is mandatory for this action.")
        known = {f"{name}.{at}.{field}" for at, struct in enumerate(structs, 1) for field in struct}
        if astray := sorted(key for key in self.values if key.startswith(f"{name}.") and key not in known):
            raise invalid(f"{', '.join(astray)}: {name} is numbered from 1, without a gap.")
        return tuple(structs)


def _bounded(name: str, value: object, least: int, most: int) -> int:
    text = str(value)
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise invalid(f"{name} must be a whole number from {least} to {most}.")
    return int(text)

"""Where a fact comes from, in the order in which it is trusted."""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.noun import ClosedSet


class Origin(ClosedSet):
    """How a fact is known; an earlier one is trusted more than a later one."""

    OBSERVED = "observed"
    """The provider shows it."""
    ATTESTED = "attested"
    """A person vouches for it."""
    REMEMBERED = "remembered"
    """It was last applied."""
    DECLARED = "declared"
    """Git says so."""
    UNKNOWN = "unknown"
    """Nobody says. Never absent, never zero, never equal."""

    @property
    def mark(self) -> str:
        """What stands behind a figure that rests on it: `*` if nobody saw it, `?` if nobody knows."""
        if self is Origin.UNKNOWN:
            return "?"
        return "*" if self in {Origin.REMEMBERED, Origin.DECLARED} else ""


_TRUST = tuple(Origin)


def weakest(origins: Iterable[Origin]) -> Origin:
    """The least trusted of several; `observed` of none."""
    return max(set(origins), key=_TRUST.index, default=Origin.OBSERVED)

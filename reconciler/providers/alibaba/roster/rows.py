"""What a roster says, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta

from reconciler.model.observation import Enterprise
from reconciler.model.phrase import phrase
from reconciler.noun import noun

MAX_AGE = timedelta(days=30)
"""After this a roster says nothing any more: the list has to be exported again."""


@noun
class RosterRow:
    """One number and the ObservedNumber fields that the list tells."""

    number: str
    facts: Mapping[str, object]


@noun
class Roster:
    """One roster file, read."""

    name: str
    as_of: datetime
    """When the list was taken from the console."""
    complete: bool = False
    """Whether it holds every number of the account, so that a missing one does not exist."""
    rows: Mapping[str, RosterRow] = field(default_factory=dict)
    enterprises: Mapping[str, Enterprise] | None = None
    orders: Mapping[str, str] = field(default_factory=dict)
    """Enterprise name to the order of its 400 qualification, by which its status can be read."""
    scripts: Mapping[str, bool] | None = None
    instances: Mapping[str, str] = field(default_factory=dict)
    """Instance code to its enterprise."""
    public_mode: bool | None = None
    counted: bool = False
    """Whether it says how many rows it has, so that a cut copy is noticed."""
    unused: tuple[str, ...] = ()
    """Columns that nothing is read from."""
    puzzling: tuple[str, ...] = ()
    """Words of the console that mean nothing to us, sorted: what they say of a number stays unknown."""

    def fresh(self, now: datetime) -> bool:
        """Whether it may still be believed; one from the future may not."""
        return timedelta(days=-1) <= now - self.as_of <= MAX_AGE

    @property
    def remarks(self) -> tuple[str, ...]:
        """What whoever relies on it should know, one sentence each."""
        remarks = []
        if self.unused:
            remarks.append(
                phrase(
                    "{name}: not used: the columns {unused}", name=self.name, unused=", ".join(self.unused)
                )
            )
        if self.puzzling:
            remarks.append(
                phrase(
                    "{name}: not understood: {puzzling}", name=self.name, puzzling=", ".join(self.puzzling)
                )
            )
        if self.complete and not self.counted:
            remarks.append(
                phrase(
                    '{name} is complete with {count} numbers and does not say so: add "# rows: {count}", and '
                    "a copy that was cut is noticed",
                    name=self.name,
                    count=len(self.rows),
                )
            )
        return tuple(remarks)

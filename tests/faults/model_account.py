"""A small model of what must become of a workspace, written from the page and the design alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

PURCHASES, CANCELLATIONS = 2, 1
"""The limits of a month."""
OWN = {"a": "057188880001", "b": "057188880002"}
"""Keys of numbers that the account holds from the start; all other keys are bought."""


@dataclass
class Model:
    """What is declared, what the account must look like, and what was done in each month.

    Over a limit the first that fit go through, by key; nothing is bought beside an unclaimed number that would do.
    """

    now: datetime
    declared: dict[str, str | None] = field(default_factory=dict)
    """Key to instance."""
    buried: set[str] = field(default_factory=set)
    public_mode: bool = False
    bought: dict[str, datetime] = field(default_factory=dict)
    bound: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(OWN))
    gone: set[str] = field(default_factory=set)
    activated: bool = False
    months: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)

    def run(self) -> None:
        """What one apply does that nothing goes wrong with."""
        bought, ended = self.months.setdefault(f"{self.now:%Y-%m}", (set(), set()))
        wanted = {key for key in self.declared if key not in OWN and key not in self.bought}
        if self._at_hand():
            wanted.discard("new")
        for key in sorted(wanted)[: PURCHASES - len(bought)]:
            self.bought[key] = self.now
            bought.add(key)
        for key in sorted(self.buried - self.gone)[: CANCELLATIONS - len(ended)]:
            self.bound[key] = None
            self.gone.add(key)
            ended.add(key)
        for key, instance in self.declared.items():
            if self._can_be_bound(key):
                self.bound[key] = instance
        self.activated = self.activated or self.public_mode

    def _at_hand(self) -> set[str]:
        """The numbers that nobody claims and that would do for an entry that names none."""
        return OWN.keys() - self.declared.keys() - self.buried - self.gone

    def _can_be_bound(self, key: str) -> bool:
        if key in self.gone:
            return False
        if key in OWN:
            return True
        regular = key == "new"
        return regular and key in self.bought and self.now >= self.bought[key] + timedelta(days=5)

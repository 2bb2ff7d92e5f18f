"""What a rule says of a plan."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from reconciler.model.address import Address
from reconciler.model.resource import Source
from reconciler.noun import noun


class Verdict(IntEnum):
    """How grave a finding is; the order is the order of gravity."""

    INFO = 0
    WARN = 1
    HOLD = 2
    VIOLATION = 3
    BLOCK = 4

    @property
    def word(self) -> str:
        """The verdict in lower case, as it is written in JSON."""
        return self.name.lower()


@noun
class Finding:
    """One rule's verdict on one address. A HOLD or BLOCK names the action ids it stops in `stops`."""

    rule: str
    verdict: Verdict
    address: Address
    """`team/key`, `-/NUMBER`, or the account's name for what concerns all of it."""
    message: str
    hint: str = ""
    until: datetime | None = None
    """With HOLD: when the action may run. With WARN: the instant it warns of."""
    source: Source | None = None
    stops: tuple[str, ...] = ()
    """Ids of the actions it holds or blocks."""
    waits: bool = False
    """Only an unknown fact is missing: the action waits for it to be attested instead of being blocked."""
    foreseen: bool = False
    """It is not so yet: what is planned makes it so. Drift, which looks at what is, leaves it out."""
    mended: bool = False
    """It is so, by another hand, and what is planned mends it: a note in the plan, a violation in the drift report."""

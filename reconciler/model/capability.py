"""What a provider can read and do, as data; the default is "cannot"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta

from reconciler.model.action import Verb
from reconciler.model.resource import NumberType
from reconciler.noun import noun

ACCOUNT_FACTS = (
    "instances",
    "enterprises",
    "scripts",
    "audio",
    "offers",
    "balance",
    "public_mode",
    "playback",
)
"""What there is to know of an account beside its numbers."""
LAG = timedelta(days=1)
"""How long a list may not show an order that was accepted, where a provider says nothing better."""


@noun
class Capabilities:
    """Verbs that can be called and fields that can be read, per number type."""

    calls: Mapping[NumberType, frozenset[Verb]] = field(default_factory=dict)
    """Number type to the verbs that have an API."""
    reads: Mapping[NumberType, frozenset[str]] = field(default_factory=dict)
    """Number type to the facts that can be read: ObservedNumber fields, or parts of one (`ivr.transfer`)."""
    account: frozenset[str] = frozenset()
    """Those of ACCOUNT_FACTS that can be read."""
    listing: bool = False
    """Whether a complete listing of the account's numbers exists, so that absence can be known."""
    lag: timedelta = LAG
    """How long that listing may not show an order that was accepted."""

    conditions: Mapping[NumberType, str] = field(default_factory=dict)
    """Number type to when its fields can be read, for people: `while bound`; none where they always can."""
    inquiries: int | None = None
    """How many inquiries, each of which begins an application for a regular number, an account may make a day; None
    where an application needs none."""
    request_lifetime: timedelta = timedelta(0)
    """How long a request whose answer did not come may still be under way. A read that is younger and shows the old
    state denies nothing. Zero only where the request cannot outlive its call."""

    def can(self, verb: Verb, number_type: NumberType) -> bool:
        """Whether the verb has an API for this type of number."""
        return verb in self.calls.get(number_type, frozenset())

    def sees(self, fact: str, number_type: NumberType) -> bool:
        """Whether a fact of this type of number can be read; `ivr` is all its parts."""
        reads = self.reads.get(number_type, frozenset())
        return fact in reads or fact.partition(".")[0] in reads


CANNOT = Capabilities()
"""The default."""

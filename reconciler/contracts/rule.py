"""What a rule is: a stable code, a page that explains it, and the shape of what it says.

A rule is one file in `rules/` with a `RULE` and a `check(facts)`. It looks; it never acts, reads or raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from reconciler.errors import InvariantError
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address
from reconciler.model.finding import Finding, Verdict
from reconciler.model.resource import Source
from reconciler.noun import noun


@noun
class Rule:
    """One rule's page, and the pen it writes its findings with."""

    code: str
    """`VN401`; never reused, never renumbered."""
    title: str
    """A few words, in lower case."""
    verdicts: tuple[Verdict, ...]
    """Every verdict it may give, mildest first. A hold may also be a wait for an unknown fact."""
    what: str
    """What it looks at and what it says, in whole sentences."""
    seed: str
    """Why: the provider's own sentence, verbatim."""
    example: str
    """YAML or prose that brings the rule up."""
    fix: str
    """What to do about it."""
    liftable: bool = True
    """Whether a reviewed entry in `exceptions` lifts it."""
    turn: int = 0
    """Rules run turn by turn; one that needs to know what will be done runs after those that say what will not: the
    freeze (1), what is mended and the limits (2), budgets (3), the balance (4)."""
    scope: Literal["slot", "account"] = "account"
    """What must be read again before a call that it may stop. `slot`: what it says against an action follows from that
    action's own address, its number, and what the whole account shares (instances, audio, `now`). `account`: it counts,
    adds up or compares over addresses."""
    once: bool = False
    """Whether an `account` rule judges what a run sets out to do: before each call nothing is read for it again."""
    stops: frozenset[Verb] | None = None
    """The verbs that an `account` rule may stop; None: any. Before a call of one of them the whole account is read."""

    def at(
        self,
        address: Address,
        verdict: Verdict,
        message: str,
        hint: str = "",
        *,
        until: datetime | None = None,
        source: Source | None = None,
        foreseen: bool = False,
        mended: bool = False,
    ) -> Finding:
        """A finding that stops nothing."""
        return Finding(
            self.code, verdict, address, message, hint, until, source, foreseen=foreseen, mended=mended
        )

    def block(
        self, actions: Sequence[Action], message: str, hint: str = "", *, address: Address | None = None
    ) -> Finding:
        """The actions must not run. Without an address it stands at the first action's."""
        return self._stop(actions, Verdict.BLOCK, message, hint, address)

    def hold(
        self,
        actions: Sequence[Action],
        until: datetime,
        message: str,
        hint: str = "",
        *,
        address: Address | None = None,
    ) -> Finding:
        """The actions may run from an instant on."""
        return self._stop(actions, Verdict.HOLD, message, hint, address, until=until)

    def wait(
        self, actions: Sequence[Action], message: str, hint: str = "", *, address: Address | None = None
    ) -> Finding:
        """The actions need a fact that is unknown. Unknown never counts as allowed."""
        return self._stop(actions, Verdict.HOLD, message, hint, address, waits=True)

    def _stop(
        self,
        actions: Sequence[Action],
        verdict: Verdict,
        message: str,
        hint: str,
        address: Address | None,
        *,
        until: datetime | None = None,
        waits: bool = False,
    ) -> Finding:
        if self.stops is not None and any(action.verb not in self.stops for action in actions):
            raise InvariantError(f"{self.code} stops a verb that its `stops` does not name")
        first = actions[0] if actions else None
        place = address or (first.address if first else "")
        source = first.source if first else None
        stops = tuple(action.id for action in actions)
        return Finding(self.code, verdict, place, message, hint, until, source, stops, waits)

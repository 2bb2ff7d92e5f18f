"""VN610: somebody changed a number outside Git, and this plan puts it back."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.rule import Rule
from reconciler.kinds import KINDS
from reconciler.model.change import Fields
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import LIVE
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN610",
    title="changed by another hand",
    verdicts=(Verdict.INFO,),
    what=(
        "A field of a number that was applied once and is something else now, which Git never asked for: "
        "somebody changed it in the console. The plan puts it back, and says so here. An exception for the "
        "address lets the change be in the drift report until its day, with its reason; the plan stays as it is."
    ),
    seed=(
        "On the real number management page, on the Landline & mobile number or 400 numbers tab, find the number you "
        "want to manage and perform actions in the Actions column."
    ),
    example="The number was bound to another instance by hand.",
    fix="Apply puts it back; `reconciler import ADDRESS` takes it into Git instead.",
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One note per number."""
    for slot in facts.restless:
        # A call of ours whose outcome is unknown, or that landed late, is no other hand's: VN605 and VN607 tell of it.
        ours = slot.address in facts.memory.held or slot.address in facts.landed
        paths = [] if ours else sorted(_changed(slot))
        if paths:
            text = phrase("changed outside Git since the last apply: {paths}", paths=", ".join(paths))
            hint = phrase(
                "apply puts it back; `reconciler import {address}` takes it into Git", address=slot.address
            )
            yield RULE.at(slot.address, Verdict.INFO, text, hint, source=slot.source)


def _changed(slot: Slot) -> Iterator[str]:
    """The paths whose live value is neither what Git asks for nor what was last applied."""
    desired, live, owned = slot.desired, slot.live, slot.owned
    if desired is None or live is None or owned is None or live.status not in LIVE:
        return
    sides = [(kind, kind.live(live)) for kind in KINDS]
    every: Fields = {}
    for _, actual in sides:
        every |= actual
    if owned.applied.items() <= every.items():
        return  # all is as it was applied: what Git asks for need not be spelt out, 40 % of the rule's time
    for kind, actual in sides:
        wanted, blind = kind.wanted(desired), kind.blind(live)
        for path in wanted.keys() | (actual.keys() if kind.whole else frozenset()):
            if path in owned.applied and path not in blind:
                value = actual.get(path)
                if value not in (wanted.get(path), owned.applied[path]):
                    yield path

"""VN613: the list of what nobody is ready to own names what somebody owns, or what is gone."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import listed_for_nothing
from reconciler.contracts.rule import Rule
from reconciler.model.address import unmanaged
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN613",
    title="listed for nothing",
    verdicts=(Verdict.INFO,),
    what=(
        "A line of `spec.baseline` lets a number be: drift raises no alarm for it and nothing waits for it. A line "
        "whose number an entry has, as the ledger or the account knows, or whose number is released, cancelled or not "
        "in the account any more, silences what may come later. In a workspace of several accounts an absent number "
        "is told only by the account whose ledger knows it, for it may be another's. VN218 tells of a number that an "
        "entry names."
    ),
    seed="The monthly fee is 35 CNY/month.",
    example="057188880001   # in baseline.txt; care/front-desk got this number last week",
    fix="Remove the line.",
    scope="account",
    stops=frozenset(),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One note per line."""
    for name, why in listed_for_nothing(facts):
        source = facts.desired.baseline[name]
        yield RULE.at(unmanaged(name), Verdict.INFO, why, phrase("remove this line"), source=source)

"""VN309: the ledger knows whose a number is."""

from dataclasses import replace

import pytest
from rule_world import (
    TELECOM,
    action,
    buried,
    declared,
    entry,
    facts,
    found,
    hotline,
    hotline_entry,
    number,
    tombstone,
)

from reconciler.contracts.facts import Conflict
from reconciler.memory.memory import Memory
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import Select

CHOSEN = "4009100002"
SPARE = hotline_entry("care/spare", number=None, carrier=TELECOM, select=Select("4009"))
OURS = hotline_entry("sales/ours", number=CHOSEN, carrier=TELECOM)
LIVE = hotline(number=CHOSEN, carrier=TELECOM)


def test_an_entry_cannot_claim_what_a_select_still_holds():
    disputed = Conflict(
        "VN309", f"the ledger gives {CHOSEN} to care/spare; sales/ours cannot adopt it", "remove it"
    )
    [finding] = found("VN309", facts(declared(SPARE), replace(declared(OURS, LIVE), conflict=disputed)))
    assert (finding.verdict, finding.address) == (Verdict.BLOCK, "sales/ours")
    assert (finding.message, finding.hint) == (disputed.message, disputed.hint)
    assert finding.source == OURS.source


@pytest.mark.parametrize(
    ("holder", "still_declared", "forgotten", "blocked"),
    [
        (None, False, False, False),
        ("care/hz-001", False, False, False),
        ("sales/hz-009", False, False, True),
        ("sales/hz-009", True, False, True),
        ("sales/hz-009", False, True, False),
        ("care/hz-009", False, False, False),
        ("care/hz-009", True, False, True),
    ],
)
def test_a_tombstone_speaks_only_for_its_own_teams_numbers(holder, still_declared, forgotten, blocked):
    live = number()
    memory = Memory(
        owner={} if holder is None else {str(live.number): holder},
        forgotten=frozenset({holder} if holder and forgotten else ()),
    )
    slots = [buried(tombstone(), live)]
    if holder is not None and still_declared:
        slots.append(declared(entry(holder, number=None)))
    findings = found("VN309", facts(*slots, actions=[action(Verb.CANCEL)], memory=memory))
    assert [(f.verdict, f.stops) for f in findings] == (
        [(Verdict.BLOCK, ("care/hz-001:cancel",))] if blocked else []
    )


def test_a_number_that_nobody_ever_named_may_be_cancelled():
    cancel = action(Verb.CANCEL, number=None)
    assert found("VN309", facts(buried(tombstone(), number(number=None)), actions=[cancel])) == []


@pytest.mark.parametrize(("team", "blocked"), [("care", False), ("sales", True)])
def test_a_tombstone_for_an_address_of_nobody_speaks_for_the_team_it_lies_in(team, blocked):
    live = number()
    address = f"-/{live.number}"
    memory = Memory(owner={str(live.number): "care/hz-001"})
    cancel = action(Verb.CANCEL, address, team=team)
    given = facts(buried(tombstone(address, team=team), live), actions=[cancel], memory=memory)
    assert bool(found("VN309", given)) is blocked

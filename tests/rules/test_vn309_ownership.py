"""VN309: the ledger knows whose a number is."""

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

from reconciler.memory.memory import Memory
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import Select

CHOSEN = "4009100002"
SPARE = hotline_entry("care/spare", number=None, carrier=TELECOM, select=Select("4009"))
OURS = hotline_entry("sales/ours", number=CHOSEN, carrier=TELECOM)
LIVE = hotline(number=CHOSEN, carrier=TELECOM)


def test_an_entry_cannot_claim_what_a_select_still_holds():
    memory = Memory(owner={CHOSEN: "care/spare"})
    actions = [
        action(Verb.ADOPT, "sales/ours", number=CHOSEN),
        action(Verb.CONFIGURE_IVR, "sales/ours", number=CHOSEN),
    ]
    given = facts(declared(SPARE), declared(OURS, LIVE), actions=actions, memory=memory)
    [finding] = found("VN309", given)
    assert finding.verdict is Verdict.BLOCK
    assert finding.stops == ("sales/ours:adopt", "sales/ours:configure-ivr")
    assert finding.message == f"the ledger gives {CHOSEN} to care/spare; sales/ours cannot adopt it"


@pytest.mark.parametrize(
    "memory",
    [
        Memory(),
        Memory(owner={CHOSEN: "sales/ours"}),
        Memory(owner={CHOSEN: "care/spare"}),
        Memory(owner={CHOSEN: "care/spare"}, forgotten=frozenset({"care/spare"})),
    ],
    ids=["never ours", "ours", "moved in one change", "forgotten before"],
)
def test_a_number_that_its_entry_has_left_may_be_claimed(memory):
    adopt = action(Verb.ADOPT, "sales/ours", number=CHOSEN)
    assert found("VN309", facts(declared(OURS, LIVE), actions=[adopt], memory=memory)) == []


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

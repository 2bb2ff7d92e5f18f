"""VN609: what cannot be undone rests on two people's words, where a workspace asks for that."""

from dataclasses import replace

import pytest
from planned import facts, live, live_hotline, tombstone, word

from reconciler.memory.memory import Memory
from reconciler.model.state import Limits, Policy
from reconciler.rules.vn609_second_person import check

NUMBER = "057188880001"
TWO = {"policy": Policy(limits=Limits(cancellations=None), two_people=True)}


def found(words, confirmed=(), policy=TWO, attested=("status",)):
    memory = Memory(words=dict(enumerate(words, 1)), confirmed=dict.fromkeys(confirmed, "second"))
    number = live(instance=None, attested=frozenset(attested))
    return [f.message for f in check(facts(tombstone(), has=[number], memory=memory, desired=policy))]


UNBOUND, ACTIVE = word(NUMBER, {"instance": None}), word(NUMBER, {"status": "active"})
SAYS = "it rests on attestation {} of ops-lead (057188880001), which nobody else confirmed"


@pytest.mark.parametrize(
    ("words", "confirmed", "numbers"),
    [
        ([UNBOUND, ACTIVE], (), [1, 2]),
        ([UNBOUND, ACTIVE], (1,), [2]),
        ([UNBOUND, ACTIVE], (1, 2), []),
        ([UNBOUND, UNBOUND], (2,), []),
        ([word(NUMBER, {"carrier": "x"})], (), []),
        ([word("057188880002", {"status": "active"})], (), []),
        ([word(NUMBER, {"status": "active"}, expires="2026-11-01T00:00:00+08:00")], (), []),
    ],
)
def test_each_word_that_a_cancellation_rests_on_is_confirmed(words, confirmed, numbers):
    assert found(words, confirmed) == [SAYS.format(number) for number in numbers]


def test_one_person_is_enough_unless_a_workspace_asks_for_two():
    assert found([UNBOUND], policy={"policy": replace(TWO["policy"], two_people=False)}) == []


def test_what_is_observed_needs_nobody():
    assert found([UNBOUND], attested=()) == []


@pytest.mark.parametrize(("confirmed", "numbers"), [((), [1]), ((1,), [])])
def test_where_another_hotline_transfers_to_is_confirmed_too(confirmed, numbers):
    """On one person's word that nobody is transferred to it, no number ends."""
    words = {1: word("4008100001", {"ivr.transfer.to": None}), 2: word("4008100001", {"carrier": "x"})}
    memory = Memory(words=words, confirmed=dict.fromkeys(confirmed, "second"))
    other = live_hotline(attested=frozenset({"ivr.transfer"}))
    looked_at = facts(tombstone(), has=[live(instance=None), other], memory=memory, desired=TWO)
    says = "it rests on attestation {} of ops-lead (4008100001), which nobody else confirmed"
    assert [f.message for f in check(looked_at)] == [says.format(number) for number in numbers]

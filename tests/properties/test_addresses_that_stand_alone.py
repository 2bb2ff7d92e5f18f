"""What a look at one number makes of its address is what the whole plan makes of it, whatever happened before."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from stories import CAMPAIGN, OUTBOUND, Story, stories
from test_plan_properties import applied, laid

from reconciler import pipeline, rules
from reconciler.apply import ledger_records
from reconciler.contracts.provider import Call, Receipt
from reconciler.errors import Refused
from reconciler.memory.fold import fold
from reconciler.memory.memory import Head, Memory
from reconciler.model.action import Action, Mode
from reconciler.model.calendar import iso
from reconciler.planning.attesting import attested
from reconciler.planning.build import Inputs, build, situation
from reconciler.planning.ground import Ground
from reconciler.providers.simulator.provider import SimulatorProvider
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.journal import CONSOLE
from reconciler.providers.simulator.world.wallclock import duration

STEPS = 4
Hand = Callable[[World, str], object]
HANDS: tuple[Hand, ...] = (
    lambda world, number: world.bind([number], OUTBOUND, by=CONSOLE),
    lambda world, number: world.bind([number], CAMPAIGN, by=CONSOLE),
    lambda world, number: world.unbind(number, by=CONSOLE),
    lambda world, number: world.configure_playback(number, "other.wav", "By hand", by=CONSOLE),
    lambda world, number: world.clear_playback(number, by=CONSOLE),
    lambda world, number: world.clear_transfer(number, by=CONSOLE),
    lambda world, number: world.submit_documents(number, "DOC-9", by=CONSOLE),
    lambda world, number: world.cancel(number, by=CONSOLE),
    lambda world, number: world.restrict(number),
    lambda world, number: world.approve(number),
    lambda world, _: world.advance(duration("1m")),
    lambda world, _: world.advance(duration("3d")),
    lambda world, _: world._db.execute("UPDATE instances SET status = 'unusable' WHERE code = ?", [OUTBOUND]),
    lambda world, _: world._db.execute("UPDATE audio SET state = 'reviewing'"),
)


@applied
@given(stories(), st.randoms(use_true_random=False))
def test_an_address_that_stands_alone_is_judged_as_the_whole_plan_judges_it(
    story: Story, chance: random.Random
) -> None:
    with laid(story) as session:
        provider = session.provider
        assert isinstance(provider, SimulatorProvider)
        start = pipeline.inputs(session)
        start = replace(start, memory=_adopted(start), evidence=())
        ground = Ground.of(situation(start))
        memory = start.memory
        for _ in range(STEPS):
            _alike(start, ground, memory, provider)
            if chance.random() < 0.5:
                memory = _carried_out(start, memory, provider, chance)
            else:
                _by_another_hand(provider.world, start, chance)
        _alike(start, ground, memory, provider)


def _adopted(start: Inputs) -> Memory:
    """The memory once everything is adopted that can be: what is not ours stands nowhere alone."""
    facts = situation(start)
    stamp = {"at": iso(start.now), "run": "r1"}
    actions = [a for a in build(start).ready if not a.verb.outward]
    return fold(
        Head(), [ledger_records.recollection(stamp, action, facts) for action in actions], start.memory
    )


def _alike(start: Inputs, ground: Ground, memory: Memory, provider: SimulatorProvider) -> None:
    seen = provider.observe()
    fresh = replace(start, observed=attested(seen, memory, seen.now), memory=memory, now=seen.now)
    whole = build(fresh).actions
    for address, slot in ground.facts.slots.items():
        if slot.number is None:
            continue
        verdicts = ground.judge([address], provider.observe_numbers([slot.number]), memory)
        if verdicts.covers(address):
            expected = {action.id: action for action in whole if action.address == address}
            assert dict(verdicts.actions) == expected


def _carried_out(start: Inputs, memory: Memory, provider: SimulatorProvider, chance: random.Random) -> Memory:
    """One ready call of the present plan that no `account` rule may stop, made and recorded."""
    seen = provider.observe()
    plan = build(replace(start, observed=attested(seen, memory, seen.now), memory=memory, now=seen.now))
    calls = [a for a in plan.ready if _is_called(a) and not rules.sweeping(a.verb) and not a.needs]
    if not calls:
        return memory
    action = chance.choice(calls)
    stamp = {"at": iso(seen.now), "run": "r1"}
    intent = ledger_records.intent(stamp, f"i{memory.head.seq}", action, plan.digest, 1)
    desired = start.desired.numbers.get(action.address)
    receipt = provider.execute(Call(action.verb, desired, action.number, action.application))
    outcome = ledger_records.answered(stamp, intent, receipt or Receipt(), done=True)
    return fold(Head(memory.head.seq + 1), [intent, outcome], memory)


def _is_called(action: Action) -> bool:
    return action.verb.outward and action.mode is Mode.AUTOMATIC and action.number is not None


def _by_another_hand(world: World, start: Inputs, chance: random.Random) -> None:
    numbers = sorted(start.observed.numbers)
    if numbers:
        with suppress(Refused):
            chance.choice(HANDS)(world, chance.choice(numbers))

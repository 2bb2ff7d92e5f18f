"""What holds of every plan, over random workspaces, accounts and pasts."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import Story, stories

from reconciler import load, pipeline, rules
from reconciler.model.action import Status
from reconciler.model.outcome import Fate
from reconciler.model.plan import Plan
from reconciler.planning.build import Inputs, build, view
from reconciler.planning.digest import digest
from reconciler.report.plan import as_json as plan_json
from reconciler.rules import RULES
from reconciler.validate import validate
from reconciler.wire.read import parse_plan

EXAMPLES = 40
APPLIED = 25
pure = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
applied = settings(pure, max_examples=APPLIED)


@contextmanager
def laid(story: Story) -> Iterator[pipeline.Session]:
    """The story as a workspace on disk, opened."""
    here = Path.cwd()
    with TemporaryDirectory() as folder:
        os.chdir(story.lay(Path(folder)))
        try:
            yield pipeline.open_session(Path())
        finally:
            os.chdir(here)


def inputs(story: Story) -> Inputs:
    with laid(story) as session:
        return pipeline.inputs(session)


def at(given: Inputs, now: datetime) -> Plan:
    return build(replace(given, now=now, hypothetical=True))


@applied
@given(stories())
def test_after_an_apply_the_provider_is_asked_for_nothing_more_and_refused_nothing(story: Story) -> None:
    with laid(story) as session:
        _, result = pipeline.apply(session, "owner@localhost:1", pipeline.ApplyOptions())
        again = build(pipeline.inputs(session))
    assert {entry.fate for entry in result.results} <= {Fate.DONE, Fate.ISSUED}
    assert [action.id for action in again.ready if action.verb.outward] == []


@applied
@given(stories())
def test_two_applies_settle_everything(story: Story) -> None:
    """The first may adopt so much that what left Git is no longer a shrunken workspace and can be forgotten."""
    with laid(story) as session:
        for _ in range(2):
            pipeline.apply(session, "owner@localhost:1", pipeline.ApplyOptions())
        head = pipeline.remember(session).head
        assert build(pipeline.inputs(session)).ready == ()
        pipeline.apply(session, "owner@localhost:1", pipeline.ApplyOptions())
        assert pipeline.remember(session).head == head


@pure
@given(stories())
def test_the_same_inputs_make_the_same_plan_byte_for_byte(story: Story) -> None:
    given = inputs(story)
    assert plan_json.text(build(given)) == plan_json.text(build(given))


@pure
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_files_numbers_and_rules_does_not_matter(story: Story, chance: random.Random) -> None:
    with laid(story) as session:
        documents = load.read(Path())
        given = pipeline.inputs(session)
    shuffled = list(documents.manifests)
    chance.shuffle(shuffled)
    numbers = list(given.observed.numbers.items())
    chance.shuffle(numbers)
    order = list(RULES)
    chance.shuffle(order)
    desired = validate(replace(documents, manifests=tuple(shuffled))).state
    assert desired is not None
    other = replace(given, desired=desired, observed=replace(given.observed, numbers=dict(sorted(numbers))))
    assert plan_json.text(build(other)) == plan_json.text(build(given))
    assert rules.run(view(other), tuple(order)) == rules.run(view(given))


@pure
@given(stories())
def test_a_saved_plan_reads_back_and_proves_its_own_digest(story: Story) -> None:
    plan = build(inputs(story))
    document = parse_plan(plan_json.text(plan)).model_dump(mode="json")
    assert document == json.loads(plan_json.text(plan))
    assert digest(plan.scope, document["actions"]) == document["digest"] == plan.digest


@pure
@given(stories())
def test_the_digest_is_of_what_is_ready_and_of_nothing_else(story: Story) -> None:
    given = inputs(story)
    plan, older = build(given), build(replace(given, tool="another version"))
    assert plan.digest == older.digest
    assert plan.basis != older.basis


@pure
@given(stories())
def test_needs_come_first_and_nothing_ready_needs_what_is_not(story: Story) -> None:
    plan = build(inputs(story))
    place = {action.id: rank for rank, action in enumerate(plan.actions)}
    status = {action.id: action.status for action in plan.actions}
    assert len(place) == len(plan.actions)
    for action in plan.actions:
        assert all(place[need] < place[action.id] for need in action.needs)
        if action.status is Status.READY:
            assert {status[need] for need in action.needs} <= {Status.READY}


@pure
@given(stories())
def test_nothing_is_cancelled_without_a_tombstone_and_nothing_bought_that_is_there(story: Story) -> None:
    given = inputs(story)
    for action in build(given).actions:
        if action.verb == "cancel":
            assert action.consent in {tombstone.name for tombstone in given.desired.tombstones}
        if action.verb == "apply":
            assert action.number not in given.observed.numbers
            assert action.number not in given.memory.owner


@pure
@given(stories())
def test_a_deferred_action_is_not_ready_a_second_before_its_instant_and_not_deferred_to_it_afterwards(
    story: Story,
) -> None:
    given = inputs(story)
    for action in build(given).actions:
        if action.status is not Status.DEFERRED or action.earliest is None:
            continue
        assert action.earliest > given.now
        before = {a.id: a for a in at(given, action.earliest - timedelta(seconds=1)).actions}
        after = {a.id: a for a in at(given, action.earliest).actions}
        assert before[action.id].status is not Status.READY
        assert after[action.id].earliest is None or after[action.id].earliest > action.earliest


@pure
@given(stories())
def test_what_the_ready_actions_cost_is_what_the_bill_moves_by(story: Story) -> None:
    plan = build(inputs(story))
    moved = plan.monthly_after.amount - plan.monthly_before.amount
    assert moved == sum(action.cost.monthly for action in plan.ready)

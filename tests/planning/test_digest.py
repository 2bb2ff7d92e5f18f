"""What reviewers approve: the same digest from memory and from a file, and just what it covers."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planned import (
    HOTLINE,
    OTHER_INSTANCE,
    TELECOM,
    acknowledged,
    inputs,
    live,
    on,
    owning,
    public_mode,
    regular,
    remembered,
    selected,
    tombstone,
)

from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.change import Change
from reconciler.model.money import Cost
from reconciler.model.observation import Offer
from reconciler.model.plan import RULE_SET, Scope
from reconciler.model.resource import Source
from reconciler.planning.build import build
from reconciler.planning.digest import digest
from reconciler.report.plan import as_json as plan_json
from reconciler.wire import write as wire
from reconciler.wire.read import parse_plan

READY = Action(
    "care/hz-001",
    "binding",
    Verb.BIND,
    "care",
    number="057188880001",
    changes=(Change("instance", None, "057100001234"),),
    cost=Cost(Decimal(1), Decimal(2), Decimal(3)),
    needs=("care/hz-001:unbind",),
    source=Source("a.yaml", 3),
)


def of(*actions, account="prod", team=None):
    return digest(Scope(account, team), map(wire.action_document, actions))


@pytest.mark.parametrize(
    "said",
    [
        {"address": "care/hz-002"},
        {"verb": Verb.CONFIGURE_IVR},
        {"changes": ()},
        {"changes": (Change("instance", None, OTHER_INSTANCE),)},
        {"changes": (Change("instance", "1", "057100001234"),)},
        {"changes": (Change("routing", None, "057100001234"),)},
        {"cost": Cost(Decimal(9), Decimal(2), Decimal(3))},
        {"cost": Cost(Decimal(1), Decimal(9), Decimal(3))},
        {"cost": Cost(Decimal(1), Decimal(2), Decimal(9))},
        {"needs": ()},
        {"status": Status.WAITING},
    ],
)
def test_what_reviewers_approve_is_covered(said):
    assert of(replace(READY, **said)) != of(READY)


@pytest.mark.parametrize(
    "said",
    [
        {"source": Source("moved.yaml", 99)},
        {"source": None},
        {"reason": "another reason"},
        {"number": "057188880009"},
        {"team": "sales"},
        {"kind": "else"},
        {"mode": Mode.MANUAL},
        {"deadline": on("2026-12-01")},
        {"cost": Cost(Decimal("1.000"), Decimal("2.0"), Decimal("3.00"))},
    ],
)
def test_what_may_move_without_a_review_is_not(said):
    assert of(replace(READY, **said)) == of(READY)


def test_account_and_team_are_covered():
    assert len({of(READY), of(READY, account="test"), of(READY, team="care"), of(READY, team="sales")}) == 4


def test_the_rule_set_is_covered(monkeypatch):
    before = of(READY)
    monkeypatch.setattr("reconciler.planning.digest.RULE_SET", "2027-01")
    assert of(READY) != before


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.READY])
def test_what_is_not_ready_is_not_approved(status):
    other = replace(READY, address="care/hz-009", status=status)
    assert of(READY, other) == of(READY)


def test_the_order_is_covered_because_it_is_the_order_of_execution():
    other = replace(READY, address="care/hz-002")
    assert of(READY, other) != of(other, READY)


def test_it_is_a_sha256_over_canonical_json_and_stays_the_same_from_version_to_version():
    chinese = replace(READY, changes=(Change("region", None, "浙江/杭州"),))
    canonical = (
        '{"account":"prod","actions":[{"action":"bind","address":"care/hz-001",'
        '"changes":[{"after":"浙江/杭州","before":null,"path":"region"}],'
        '"cost":{"committed":"3.00","monthly":"2.00","now":"1.00"},"needs":["care/hz-001:unbind"]}],'
        f'"rules":"{RULE_SET}","team":null}}'
    )
    assert of(chinese) == "sha256:" + sha256(canonical.encode()).hexdigest()


# --- of whole plans -------------------------------------------------------------------------------------

WORLD = (regular(), selected(documents="DOC-1"), tombstone("care/old", number="057188880003"), public_mode())
HAS = (live(instance=OTHER_INSTANCE), live("057188880003"))


def plan(*entries, **said):
    said.setdefault("has", HAS)
    return build(inputs(*entries or WORLD, **said))


def test_a_saved_plan_gives_the_digest_of_the_one_in_memory():
    made = plan()
    document = parse_plan(plan_json.text(made)).model_dump(mode="json")
    assert digest(Scope("prod"), document["actions"]) == document["digest"] == made.digest
    raw = json.loads(plan_json.text(made))
    assert digest(Scope(**raw["scope"]), raw["actions"]) == made.digest


def test_another_number_for_a_select_asks_for_a_new_review():
    offers = (Offer("4009100001", TELECOM), Offer("4009100002", TELECOM))
    one, other = (plan(observed={"offers": (offer,)}) for offer in offers)
    chosen = [next(a.number for a in p.actions if a.verb is Verb.ORDER) for p in (one, other)]
    assert chosen == ["4009100001", "4009100002"]
    assert one.digest != other.digest
    shown = [next(a.changes for a in p.actions if a.verb is Verb.ORDER) for p in (one, other)]
    assert [[c.after for c in changes if c.path == "number"] for changes in shown] == [
        ["4009100001"],
        ["4009100002"],
    ]


def test_a_line_that_moves_in_its_file_asks_for_no_new_review():
    moved = tuple(replace(entry, source=Source("other.yaml", 1)) for entry in WORLD)
    assert plan(*moved).digest == plan().digest


@pytest.mark.parametrize(
    "entries",
    [
        (regular(instance=None, routing=None), *WORLD[1:]),
        (WORLD[0], selected(documents="DOC-2"), *WORLD[2:]),
        (WORLD[0], selected(package=Decimal(240), documents="DOC-1"), *WORLD[2:]),
        (*WORLD[:2], tombstone("care/old", name="another", number="057188880003"), WORLD[3]),
        WORLD[:3],
    ],
    ids=["binding", "documents", "package", "consent", "public mode"],
)
def test_what_git_says_otherwise_is_another_plan(entries):
    assert plan(*entries).digest != plan().digest


def test_another_acknowledgement_is_another_plan():
    said = plan(desired={"acknowledgements": (acknowledged("2027-01-01"),)})
    assert said.digest != plan().digest


def test_the_hour_and_the_ledgers_head_are_not_covered():
    later = plan(now=on("2026-11-23T18:00"))
    remembering = plan(memory=remembered(head=replace(remembered().head, seq=99)))
    assert plan().digest == later.digest == remembering.digest


def test_the_same_inputs_give_the_same_plan_byte_for_byte():
    assert plan_json.text(plan()) == plan_json.text(plan())


def test_a_named_number_is_covered():
    named = regular(number=None)
    assert plan(named).digest != plan(regular("care/hz-001", number=None, line="mobile")).digest
    assert plan(selected()).digest != plan(selected(number=HOTLINE, select=None)).digest


actions = st.lists(
    st.builds(
        Action,
        address=st.sampled_from(["care/a", "care/b"]),
        kind=st.just("number"),
        verb=st.sampled_from(Verb),
        team=st.just("care"),
        status=st.sampled_from(Status),
        reason=st.text(max_size=5),
        changes=st.lists(
            st.builds(
                Change,
                st.text("ab", max_size=2),
                st.none() | st.booleans() | st.text(max_size=3),
                st.lists(st.text(max_size=2), max_size=2).map(tuple),
            ),
            max_size=2,
        ).map(tuple),
    ),
    max_size=4,
    unique_by=lambda a: a.id,
)


@given(actions)
def test_writing_and_reading_never_changes_a_digest(listed):
    documents = [wire.action_document(a) for a in listed]
    assert digest(Scope("prod"), json.loads(json.dumps(documents))) == digest(Scope("prod"), documents)


def test_an_owned_number_planned_for_a_team_has_the_teams_digest():
    memory = remembered(owning())
    assert plan(memory=memory, team="care").digest != plan(memory=memory).digest

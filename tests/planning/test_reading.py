"""The order in which a reviewer reads a plan, which is an order of execution too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.action import Action, Mode, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.planning.order import linked
from reconciler.planning.review_order import actions_in_reading_order, findings_in_reading_order


def step(verb, address, mode=Mode.AUTOMATIC):
    return Action(address, "number", verb, "care", mode=mode)


def test_what_destroys_comes_first_then_what_costs_then_what_people_do_then_the_rest():
    actions = [
        step(Verb.ADOPT, "a/ledger"),
        step(Verb.BIND, "b/change"),
        step(Verb.BIND, "c/task", Mode.MANUAL),
        step(Verb.SUBMIT_DOCUMENTS, "d/buy"),
        step(Verb.ORDER, "d/buy"),
        step(Verb.ACTIVATE_PUBLIC_MODE, "d/mode"),
        step(Verb.CANCEL, "e/end"),
        step(Verb.UNBIND, "e/end"),
        step(Verb.FORGET, "f/ledger"),
    ]
    assert [a.id for a in actions_in_reading_order(actions)] == [
        "e/end:unbind",
        "e/end:cancel",
        "d/buy:order",
        "d/buy:submit-documents",
        "d/mode:activate-public-mode",
        "c/task:bind",
        "b/change:bind",
        "a/ledger:adopt",
        "f/ledger:forget",
    ]


def test_an_address_stands_where_its_gravest_action_stands():
    actions = [step(Verb.ADOPT, "a/x"), step(Verb.CONFIGURE_IVR, "b/x", Mode.MANUAL), step(Verb.ADOPT, "b/x")]
    assert [a.id for a in actions_in_reading_order(actions)] == [
        "b/x:adopt",
        "b/x:configure-ivr",
        "a/x:adopt",
    ]


def test_a_purchase_by_hand_is_still_money():
    actions = [step(Verb.BIND, "a/x", Mode.MANUAL), step(Verb.ORDER, "b/x", Mode.MANUAL)]
    assert [a.address for a in actions_in_reading_order(actions)] == ["b/x", "a/x"]


steps = st.lists(
    st.builds(step, st.sampled_from(Verb), st.sampled_from(["a/1", "a/2", "b/1"]), st.sampled_from(Mode)),
    unique_by=lambda a: a.id,
)


@given(steps)
def test_nothing_comes_before_what_it_needs(actions):
    groups = linked(actions)
    listed = actions_in_reading_order(a for group in groups.values() for a in group)
    places = {a.id: place for place, a in enumerate(listed)}
    assert len(places) == len(actions)
    assert all(places[need] < places[a.id] for a in listed for need in a.needs)


@given(steps, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_they_came(actions, random):
    shuffled = random.sample(actions, len(actions))
    assert actions_in_reading_order(shuffled) == actions_in_reading_order(actions)


def test_findings_are_read_gravest_first():
    said = [
        Finding("VN502", Verdict.INFO, "a/1", "i"),
        Finding("VN404", Verdict.WARN, "a/1", "w"),
        Finding("VN401", Verdict.HOLD, "b/1", "h"),
        Finding("VN307", Verdict.VIOLATION, "b/1", "v"),
        Finding("VN405", Verdict.BLOCK, "b/1", "b"),
        Finding("VN404", Verdict.BLOCK, "b/1", "b"),
        Finding("VN999", Verdict.BLOCK, "a/1", "b"),
        Finding("VN999", Verdict.BLOCK, "a/1", "a"),
    ]
    assert [(f.rule, f.address, f.message) for f in findings_in_reading_order(said)] == [
        ("VN999", "a/1", "a"),
        ("VN999", "a/1", "b"),
        ("VN404", "b/1", "b"),
        ("VN405", "b/1", "b"),
        ("VN307", "b/1", "v"),
        ("VN401", "b/1", "h"),
        ("VN404", "a/1", "w"),
        ("VN502", "a/1", "i"),
    ]

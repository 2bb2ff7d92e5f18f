"""VN607: the effect of a call that was settled as not done is an incident, wherever nobody wants it."""

import pytest
from planned import (
    INSTANCE,
    OTHER_INSTANCE,
    REGULAR,
    inputs,
    intent,
    live,
    owning,
    regular,
    remembered,
)

from reconciler import rules
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.planning.build import view

BIND = intent("care/hz-001", Verb.BIND, number=REGULAR, fields={"instance": OTHER_INSTANCE})


def landed(desired_instance, live_instance, **memory):
    entry = regular("care/hz-001", number=REGULAR, instance=desired_instance)
    memory = remembered(owning("care/hz-001", number=REGULAR), denied={BIND.action_id: BIND}, **memory)
    given = inputs(entry, has=[live(instance=live_instance)], memory=memory)
    return [found for found in rules.run(view(given)) if found.rule == "VN607"]


def test_a_binding_that_nobody_wants_and_a_read_had_denied_is_an_incident():
    [finding] = landed(INSTANCE, OTHER_INSTANCE)
    assert (finding.verdict, finding.address, finding.stops) == (Verdict.VIOLATION, "care/hz-001", ())
    assert f"bind of {REGULAR}, asked for at {BIND.at} and settled as not done" in finding.message


@pytest.mark.parametrize(
    ("desired", "shown"), [(OTHER_INSTANCE, OTHER_INSTANCE), (INSTANCE, INSTANCE), (INSTANCE, None)]
)
def test_what_is_wanted_or_not_there_is_none(desired, shown):
    assert landed(desired, shown) == []


def test_while_another_call_is_open_nothing_is_said():
    again = BIND.model_copy(update={"id": "later"})
    assert landed(INSTANCE, OTHER_INSTANCE, open={"later": again}, held={again.address: again}) == []

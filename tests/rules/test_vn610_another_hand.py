"""VN610: what somebody changed outside Git is said where the plan puts it back."""

import pytest
from planned import OTHER_INSTANCE, inputs, intent, live, owning, regular, remembered

from reconciler.planning.build import build


def texts(number, entry=None, **applied):
    entry = entry or regular()
    given = inputs(entry, has=[number], memory=remembered(owning(entry.address, number.number, **applied)))
    return [f.message for f in build(given).findings if f.rule == "VN610"]


APPLIED = {"instance": "057100001234", "routing": "region-first"}
SAID = ["changed outside Git since the last apply: instance"]


@pytest.mark.parametrize(("instance", "said"), [("057100001234", []), (OTHER_INSTANCE, SAID), (None, SAID)])
def test_a_binding_that_nobody_asked_for(instance, said):
    assert texts(live(instance=instance), applied=APPLIED) == said


def test_git_that_moved_on_is_nobody_elses_hand():
    assert texts(live(instance="057100001234"), regular(instance=OTHER_INSTANCE), applied=APPLIED) == []


def test_what_was_never_applied_here_is_nobodys_change():
    assert texts(live(instance=OTHER_INSTANCE), applied={}) == []


def test_what_cannot_be_read_was_not_changed():
    assert texts(live(instance=None, unknown=frozenset({"instance"})), applied=APPLIED) == []


def test_the_effect_of_a_call_of_ours_without_an_answer_is_no_other_hand():
    entry, number = regular(), live(instance=OTHER_INSTANCE)
    memory = remembered(
        owning(entry.address, number.number, applied=APPLIED), held={entry.address: intent(entry.address)}
    )
    findings = build(inputs(entry, has=[number], memory=memory)).findings
    assert [f.message for f in findings if f.rule == "VN610"] == []

"""What prepares a step is stopped with it: a number is never left bound to nothing by half a plan."""

import pytest

from reconciler.model.action import Action, Status, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.planning.gate import judge
from reconciler.planning.order import linked


def group(*verbs: Verb) -> dict:
    return linked(Action("care/hz-001", "number", verb, "care") for verb in verbs)


def stopping(verb: Verb) -> Finding:
    return Finding("VN304", Verdict.BLOCK, "care/hz-001", "no", stops=(f"care/hz-001:{verb}",))


@pytest.mark.parametrize(
    ("verbs", "stopped", "ready"),
    [
        ((Verb.UNBIND, Verb.BIND), Verb.BIND, []),
        ((Verb.UNBIND, Verb.CANCEL), Verb.CANCEL, []),
        ((Verb.CLEAR_TRANSFER, Verb.CANCEL), Verb.CANCEL, []),
        ((Verb.UNBIND, Verb.BIND, Verb.CONFIGURE_IVR), Verb.BIND, [Verb.CONFIGURE_IVR]),
        ((Verb.ORDER, Verb.BIND), Verb.BIND, [Verb.ORDER]),
        ((Verb.UNBIND, Verb.BIND), Verb.UNBIND, []),
    ],
)
def test_stopping_a_step_stops_what_only_prepares_it(verbs, stopped, ready):
    actions = judge(group(*verbs), [stopping(stopped)], {})
    assert [action.verb for action in actions if action.status is Status.READY] == ready

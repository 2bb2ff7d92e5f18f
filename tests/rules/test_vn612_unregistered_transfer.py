"""VN612: a transfer waits until its targets are registered."""

import pytest
from rule_world import action, declared, facts, found, hotline, hotline_entry

from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import Ivr, Transfer
from reconciler.model.trace import Trace, TraceKind, gathered

NUMBER = "4008100001"
PEOPLE = Ivr(transfer=Transfer("round-robin", ("057188880009",), "10000008748"))


def transferring(*kinds: TraceKind):
    traces = gathered(Trace(kind, NUMBER, "registrations under 10000008748") for kind in kinds)
    slot = declared(hotline_entry(ivr=PEOPLE), live=hotline(number=NUMBER))
    planned = action(Verb.SET_TRANSFER, slot.address, number=NUMBER)
    return facts(slot, actions=[planned], observed={"traces": traces})


def test_an_unregistered_transfer_waits_for_a_person():
    [finding] = found("VN612", transferring(TraceKind.UNREGISTERED))
    assert (finding.verdict, finding.waits) == (Verdict.HOLD, True)
    assert finding.message == (
        "no transfer of 4008100001 is registered under qualification 10000008748: 057188880009 would be refused"
    )


@pytest.mark.parametrize("kinds", [(), (TraceKind.REGISTERED,)])
def test_a_registration_and_a_list_that_was_not_read_hold_nothing_up(kinds):
    assert found("VN612", transferring(*kinds)) == []

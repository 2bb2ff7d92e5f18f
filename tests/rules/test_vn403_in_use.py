"""VN403: unbound and cleared first, cancelled then."""

import pytest
from rule_world import WELCOME, action, buried, facts, found, hotline, number, tombstone

from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import Ivr, Transfer

FORWARDED = Ivr(WELCOME.playback, Transfer("round-robin", ("057188880009",), None))
UNKNOWN_BINDING = frozenset({"instance"})


@pytest.mark.parametrize(
    ("live", "before", "mode", "verdict"),
    [
        (number(instance=None), [], Mode.AUTOMATIC, None),
        (number(), [Verb.UNBIND], Mode.AUTOMATIC, Verdict.INFO),
        (number(), [], Mode.AUTOMATIC, Verdict.BLOCK),
        (number(instance=None, unknown=UNKNOWN_BINDING), [], Mode.AUTOMATIC, Verdict.HOLD),
        (number(instance=None, unknown=UNKNOWN_BINDING), [], Mode.MANUAL, Verdict.HOLD),
        (number(instance=None, attested=UNKNOWN_BINDING), [], Mode.AUTOMATIC, Verdict.HOLD),
        (number(instance=None, attested=UNKNOWN_BINDING), [], Mode.MANUAL, None),
        (hotline(), [], Mode.AUTOMATIC, None),
        (hotline(ivr=FORWARDED), [Verb.CLEAR_TRANSFER], Mode.AUTOMATIC, Verdict.INFO),
        (hotline(ivr=FORWARDED), [], Mode.AUTOMATIC, Verdict.BLOCK),
        (hotline(unknown=frozenset({"ivr.transfer"})), [], Mode.MANUAL, Verdict.HOLD),
    ],
)
def test_nothing_is_cancelled_while_it_is_in_use(live, before, mode, verdict):
    cancel = action(Verb.CANCEL, mode=mode)
    actions = [*(action(verb) for verb in before), cancel]
    findings = found("VN403", facts(buried(tombstone(), live), actions=actions))
    assert [finding.verdict for finding in findings] == ([] if verdict is None else [verdict])
    for finding in findings:
        assert finding.stops == (() if verdict is Verdict.INFO else (cancel.id,))
        assert finding.waits is (verdict is Verdict.HOLD)

"""VN403: unbound and cleared first, cancelled then."""

import pytest
from rule_world import (
    REGULAR_NUMBER,
    WELCOME,
    action,
    buried,
    facts,
    found,
    hotline,
    moment,
    number,
    tombstone,
)

from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import Ivr, Transfer
from reconciler.model.trace import Trace, TraceKind, gathered

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


def test_who_called_it_lately_is_shown_to_the_reviewer_and_stops_nothing():
    call = Trace(TraceKind.INBOUND_CALL, REGULAR_NUMBER, "the last call came in", moment("2026-11-20T10:12"))
    change = Trace(TraceKind.CHANGE, REGULAR_NUMBER, "bind", moment("2026-11-21T10:12"), "console")
    given = facts(
        buried(tombstone(), number(instance=None)),
        actions=[action(Verb.CANCEL)],
        observed={"traces": gathered([call, change])},
    )
    [finding] = found("VN403", given)
    assert finding.message == f"{REGULAR_NUMBER} was in use: the last call came in on 2026-11-20 10:12"
    assert (finding.verdict, finding.stops) == (Verdict.WARN, ())

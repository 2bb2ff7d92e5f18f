"""VN605: an open intent is named together with the command that settles it."""

import pytest
from rule_world import SOURCE, declared, facts, found, hotline_entry

from reconciler.memory.memory import Memory
from reconciler.memory.records import Intent
from reconciler.model.finding import Verdict


@pytest.mark.parametrize(("number", "what"), [("4008100001", " of 4008100001"), (None, "")])
@pytest.mark.parametrize("in_git", [True, False])
def test_every_open_intent_is_a_warning_that_names_resolve(number, what, in_git):
    intent = Intent(
        at="2026-11-23T09:00:00+08:00",
        id="run-1/1",
        address="care/brand",
        action="order",
        resource="number",
        number=number,
    )
    slots = [declared(hotline_entry())] if in_git else []
    [finding] = found("VN605", facts(*slots, memory=Memory(held={"care/brand": intent})))
    assert (finding.verdict, finding.address, finding.stops) == (Verdict.WARN, "care/brand", ())
    assert finding.message == (
        f"the outcome of order{what}, asked for at 2026-11-23T09:00:00+08:00, is unknown: the address is held"
    )
    assert "`reconciler resolve care/brand --done|--not-done --reason TEXT`" in finding.hint
    assert finding.source == (SOURCE if in_git else None)


def test_without_open_intents_there_is_nothing_to_settle():
    assert found("VN605", facts(declared(hotline_entry()))) == []

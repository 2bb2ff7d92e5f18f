"""VN605: an open intent is named together with the command that settles it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from rule_world import SOURCE, declared, facts, found, hotline_entry

from reconciler.memory.memory import Memory
from reconciler.memory.records import Intent
from reconciler.model.capability import Capabilities
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


def opened(**changes):
    intent = Intent(
        at="2026-11-23T09:50:00+08:00", id="r1-1", address="care/brand", action="bind", resource="binding"
    )
    given = facts(declared(hotline_entry()), memory=Memory(held={"care/brand": intent}))
    [finding] = found("VN605", replace(given, **changes))
    return finding


@pytest.mark.parametrize(("minutes", "until"), [(15, "2026-11-23T10:05:00+08:00"), (10, None), (0, None)])
def test_while_the_request_may_land_it_says_until_when(minutes, until):
    finding = opened(capabilities=Capabilities(request_lifetime=timedelta(minutes=minutes)))
    assert (None if finding.until is None else finding.until.isoformat()) == until
    assert (f"it may still land, so no read can deny it before {until}" in finding.message) == bool(until)


def test_nobody_is_sent_to_the_console_for_what_the_next_apply_settles():
    finding = opened(settling={"r1-1": "done: the provider shows it done"})
    assert finding.message.endswith("; the next apply settles it as done: the provider shows it done")
    assert "console" not in finding.hint

"""VN613: a line of the list that does nothing is told."""

from __future__ import annotations

import pytest
from rule_world import declared, entry, facts, found, number

from reconciler.memory.memory import Memory, Owned
from reconciler.model.finding import Verdict
from reconciler.model.resource import Source
from reconciler.model.state import Account

NUMBER = "057188880001"
BASELINE = {NUMBER: Source("baseline.txt", 3)}
TWO = {"prod": Account("prod", "simulator"), "test": Account("test", "simulator")}
WITHOUT = entry(number=None)


def said(*slots, accounts=None, baseline=BASELINE, **world):
    desired = {"baseline": baseline, **({"accounts": accounts} if accounts else {})}
    return [(f.message, f.source, f.verdict) for f in found("VN613", facts(*slots, desired=desired, **world))]


def note(why):
    return [(f"{NUMBER} is listed, and {why}", Source("baseline.txt", 3), Verdict.INFO)]


def test_what_is_there_and_nobodys_is_rightly_listed():
    assert said(unmanaged=(number(),)) == []
    assert said(unmanaged=(number(status="cancelling"),), accounts=TWO) == note("cancelling")


@pytest.mark.parametrize("status", ["cancelled", "released"])
def test_what_is_over_is_listed_for_nothing_in_any_account(status):
    assert said(unmanaged=(number(status=status),), accounts=TWO) == note(status)


def test_what_an_entry_got_without_naming_it():
    assert said(declared(WITHOUT, number())) == note("care/hz-001 has it")
    remembered = declared(WITHOUT, owned=Owned("care/hz-001", NUMBER))
    assert said(remembered) == note("care/hz-001 has it")


def test_an_application_that_an_entry_has():
    pending = number(number=None, application="APP-17", status="reviewing")
    listed = {"APP-17": Source("baseline.txt", 3)}
    [finding] = said(declared(WITHOUT, pending), baseline=listed)
    assert finding[0] == "APP-17 is listed, and care/hz-001 has it"


def test_what_an_entry_names_is_told_by_validate():
    assert said(declared(entry(number=NUMBER), number())) == []


def test_absence_is_told_where_it_proves_something():
    assert said() == note("not in the account")
    assert said(observed={"complete": False}) == []
    assert said(accounts=TWO) == []
    assert said(accounts=TWO, memory=Memory(owner={NUMBER: "care/old"})) == note("not in the account")

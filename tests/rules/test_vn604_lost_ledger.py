"""VN604: without its memory the reconciler buys nothing."""

import pytest
from rule_world import action, facts, found

from reconciler.memory.memory import Memory
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict

ACTIONS = [
    action(Verb.ADOPT, "care/a"),
    action(Verb.ORDER, "care/b"),
    action(Verb.CANCEL, "care/c"),
    action(Verb.ACTIVATE_PUBLIC_MODE, "care/d"),
    action(Verb.SUBMIT_DOCUMENTS, "care/e"),
    action(Verb.BIND, "care/f"),
]


@pytest.mark.parametrize("rebuilding", [True, False])
def test_what_cannot_be_undone_is_blocked_until_the_rebuilt_ledger_is_acknowledged(rebuilding):
    findings = found("VN604", facts(actions=ACTIONS, memory=Memory(rebuilding=rebuilding)))
    stops = ("care/b:order", "care/c:cancel", "care/d:activate-public-mode")
    assert [(f.verdict, f.address, f.stops) for f in findings] == (
        [(Verdict.BLOCK, "prod", stops)] if rebuilding else []
    )


def test_it_is_reported_even_if_nothing_is_planned():
    [finding] = found("VN604", facts(memory=Memory(rebuilding=True)))
    assert (finding.address, finding.stops) == ("prod", ())

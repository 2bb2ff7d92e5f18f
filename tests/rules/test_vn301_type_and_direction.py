"""VN301: stated purposes are held against the provider's decision table."""

from typing import get_args

import pytest
from rule_world import action, declared, entry, facts, found, hotline_entry

from reconciler.catalogue.recommendation import recommend
from reconciler.manifests import entries
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import Purpose


@pytest.mark.parametrize(
    ("desired", "better"),
    [
        (entry(purpose=None), None),
        (entry(purpose="two-way"), None),
        (entry(purpose="notification"), "public mode"),
        (entry(purpose="verification-code"), "public mode"),
        (entry(purpose="hotline"), "a 400 number"),
        (hotline_entry(purpose="hotline"), None),
        (hotline_entry(purpose="two-way"), "a regular number"),
        (hotline_entry(purpose="of our own"), None),
    ],
)
def test_a_type_that_suits_the_purpose_better_is_named(desired, better):
    findings = found("VN301", facts(declared(desired)))
    if better is None:
        assert findings == []
    else:
        [finding] = findings
        assert finding.verdict is Verdict.INFO
        assert f"the provider recommends {better}" in finding.message
        assert finding.source == desired.source


@pytest.mark.parametrize(("call_type", "blocked"), [("inbound", False), ("both", True), ("outbound", True)])
def test_a_400_that_should_call_out_is_never_bought(call_type, blocked):
    slot = declared(hotline_entry(call_type=call_type))
    findings = found("VN301", facts(slot, actions=[action(Verb.ORDER, "care/brand")]))
    assert [(f.verdict, f.stops) for f in findings] == (
        [(Verdict.BLOCK, ("care/brand:order",))] if blocked else []
    )


def test_an_entry_may_state_every_purpose_and_the_table_knows_each():
    assert set(get_args(entries.PurposeText)) == set(Purpose)
    assert all(recommend((purpose,)) is not None for purpose in Purpose)

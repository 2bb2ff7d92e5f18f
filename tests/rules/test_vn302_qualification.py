"""VN302: enterprises are approved, and equal on both ends of a binding."""

import pytest
from rule_world import (
    ENTERPRISE,
    INSTANCE,
    OTHER_ENTERPRISE,
    action,
    declared,
    entry,
    facts,
    found,
    hotline_entry,
    number,
)

from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict
from reconciler.model.observation import Enterprise, ObservedInstance

ATTESTED = {"origins": {"enterprises": "attested"}}
REVIEWED = {"enterprises": {ENTERPRISE: Enterprise(ENTERPRISE, approved=False, hotline=False)}}


@pytest.mark.parametrize(
    ("desired", "observed", "mode", "said"),
    [
        (hotline_entry(), {}, Mode.AUTOMATIC, None),
        (hotline_entry(enterprise=None), {}, Mode.AUTOMATIC, (Verdict.BLOCK, "no enterprise is named")),
        (hotline_entry(enterprise="无名"), {}, Mode.AUTOMATIC, (Verdict.BLOCK, "无名 is not among")),
        (hotline_entry(), REVIEWED, Mode.AUTOMATIC, (Verdict.BLOCK, "is not approved")),
        (hotline_entry(enterprise=OTHER_ENTERPRISE), {}, Mode.AUTOMATIC, (Verdict.BLOCK, "for 400 numbers")),
        (entry(number=None, enterprise=OTHER_ENTERPRISE), {}, Mode.AUTOMATIC, None),
        (hotline_entry(), {"enterprises": None}, Mode.MANUAL, (Verdict.HOLD, "cannot be read")),
        (hotline_entry(), ATTESTED, Mode.AUTOMATIC, (Verdict.HOLD, "only attested")),
        (hotline_entry(), ATTESTED, Mode.MANUAL, None),
    ],
)
def test_an_application_names_an_approved_enterprise(desired, observed, mode, said):
    apply = action(Verb.ORDER, desired.address, mode=mode)
    findings = found("VN302", facts(declared(desired), actions=[apply], observed=observed))
    assert [finding.verdict for finding in findings] == ([] if said is None else [said[0]])
    if said is not None:
        assert said[1] in findings[0].message
        assert findings[0].stops == (apply.id,)
        assert findings[0].waits is (said[0] is Verdict.HOLD)


@pytest.mark.parametrize(
    ("instance", "of_number", "said"),
    [
        (ENTERPRISE, ENTERPRISE, None),
        (OTHER_ENTERPRISE, ENTERPRISE, Verdict.BLOCK),
        (None, ENTERPRISE, Verdict.HOLD),
    ],
)
def test_a_number_is_bound_only_to_an_instance_of_its_own_enterprise(instance, of_number, said):
    slot = declared(entry(), number(instance=None, enterprise=of_number))
    observed = {"instances": {INSTANCE: ObservedInstance(INSTANCE, "outbound", instance)}}
    bind = action(Verb.BIND)
    findings = found("VN302", facts(slot, actions=[bind], observed=observed))
    assert [(f.verdict, f.stops) for f in findings] == ([] if said is None else [(said, (bind.id,))])


def test_the_live_enterprise_counts_before_the_declared_one():
    slot = declared(entry(enterprise=ENTERPRISE), number(instance=None, enterprise=OTHER_ENTERPRISE))
    [finding] = found("VN302", facts(slot, actions=[action(Verb.BIND)]))
    assert finding.message == f"instance {INSTANCE} belongs to {ENTERPRISE}, the number to {OTHER_ENTERPRISE}"


def test_an_instance_that_is_not_there_is_another_rules_business():
    slot = declared(entry(instance="057100009999"), number(instance=None))
    assert found("VN302", facts(slot, actions=[action(Verb.BIND)])) == []


@pytest.mark.parametrize(("neighbour", "said"), [(ENTERPRISE, None), (OTHER_ENTERPRISE, Verdict.BLOCK)])
def test_what_the_provider_does_not_tell_of_an_instance_its_bound_numbers_show(neighbour, said):
    slot = declared(entry(), number(instance=None))
    other = number(number="057188880009", enterprise=neighbour)
    observed = {"instances": {INSTANCE: ObservedInstance(INSTANCE)}}
    given = facts(slot, actions=[action(Verb.BIND)], unmanaged=(other,), observed=observed)
    assert [finding.verdict for finding in found("VN302", given)] == ([] if said is None else [said])


def test_a_binding_waits_while_the_numbers_enterprise_is_unknown():
    slot = declared(entry(enterprise=None), number(instance=None, enterprise=None))
    [finding] = found("VN302", facts(slot, actions=[action(Verb.BIND, number="057188880001")]))
    assert (finding.verdict, finding.waits) == (Verdict.HOLD, True)
    assert finding.message == "the enterprise of 057188880001 is unknown"

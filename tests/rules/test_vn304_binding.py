"""VN304: what may be bound to what."""

import pytest
from rule_world import INSTANCE, action, declared, entry, facts, found, hotline_entry, number

from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict
from reconciler.model.observation import ObservedInstance

ELSEWHERE = "057100005678"


@pytest.mark.parametrize(
    ("desired", "observed", "said"),
    [
        (entry(), {}, None),
        (
            entry(instance=ELSEWHERE),
            {},
            (Verdict.BLOCK, f"instance {ELSEWHERE} does not exist in the account"),
        ),
        (
            entry(),
            {"instances": {INSTANCE: ObservedInstance(INSTANCE, status="destory")}},
            (Verdict.BLOCK, f"instance {INSTANCE} is destory, not usable"),
        ),
        (
            entry(),
            {"instances": {INSTANCE: ObservedInstance(INSTANCE, status="frozen")}},
            (Verdict.BLOCK, f"instance {INSTANCE} is frozen, not usable"),
        ),
        (
            entry(),
            {"instances": None},
            (Verdict.HOLD, "the list of service instances cannot be read and is not attested"),
        ),
        (
            hotline_entry("care/hz-001", instance=INSTANCE),
            {},
            (Verdict.BLOCK, "a 400 number cannot be bound to an instance"),
        ),
    ],
)
def test_a_binding_goes_to_a_usable_instance_of_the_account(desired, observed, said):
    bind = action(Verb.BIND)
    findings = found("VN304", facts(declared(desired, number()), actions=[bind], observed=observed))
    assert [(f.verdict, f.message) for f in findings] == ([] if said is None else [said])
    assert all(finding.stops == (bind.id,) for finding in findings)


def test_attested_instances_are_enough_to_bind():
    observed = {"origins": {"instances": "attested"}}
    bind = action(Verb.BIND, mode=Mode.AUTOMATIC)
    assert found("VN304", facts(declared(entry(), number()), actions=[bind], observed=observed)) == []


def two(first: str | None, second: str | None) -> tuple:
    """Two live numbers and where they are bound."""
    return (
        declared(entry("care/hz-001", instance=ELSEWHERE), number(instance=first)),
        declared(entry("care/hz-002", number="057188880002"), number(number="057188880002", instance=second)),
    )


@pytest.mark.parametrize(
    ("slots", "actions", "warned"),
    [
        (two(INSTANCE, INSTANCE), [action(Verb.UNBIND)], []),
        (two(INSTANCE, None), [action(Verb.UNBIND)], ["care/hz-001"]),
        (two(INSTANCE, None), [action(Verb.UNBIND), action(Verb.BIND)], ["care/hz-001"]),
        (two(INSTANCE, None), [action(Verb.UNBIND), action(Verb.BIND, "care/hz-002")], []),
        (two(INSTANCE, INSTANCE), [action(Verb.UNBIND), action(Verb.UNBIND, "care/hz-002")], ["care/hz-002"]),
        (two(None, None), [action(Verb.UNBIND)], []),
    ],
)
def test_unbinding_the_last_number_of_an_instance_warns(slots, actions, warned):
    instances = {code: ObservedInstance(code) for code in (INSTANCE, ELSEWHERE)}
    findings = found("VN304", facts(*slots, actions=actions, observed={"instances": instances}))
    assert [(f.verdict, f.address, f.stops) for f in findings] == [
        (Verdict.WARN, address, ()) for address in warned
    ]

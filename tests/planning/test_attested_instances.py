"""A person may tell whose instance it is where the provider does not."""

from datetime import UTC, datetime

import pytest

from reconciler.errors import ReconcilerError
from reconciler.memory.memory import Memory
from reconciler.memory.records import Attested
from reconciler.model.observation import ObservedInstance, ObservedState
from reconciler.planning.attesting import attested, check

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CODE = "057100001234"


def word(**fields):
    said = Attested(
        at="2026-11-01T00:00:00+08:00",
        subject=f"instance:{CODE}",
        fields=fields,
        by="ops-lead",
        evidence="console",
        expires="2027-01-01T00:00:00+08:00",
    )
    return Memory(attestations={said.subject: said})


@pytest.mark.parametrize(
    ("told", "enterprise"), [(None, "杭州示例科技有限公司"), ("宁波样例贸易有限公司", "宁波样例贸易有限公司")]
)
def test_an_attested_enterprise_fills_a_gap_and_overrules_nothing(told, enterprise):
    seen = ObservedState("prod", NOW, {}, instances={CODE: ObservedInstance(CODE, enterprise=told)})
    filled = attested(seen, word(enterprise="杭州示例科技有限公司"), NOW)
    assert filled.instances == {CODE: ObservedInstance(CODE, enterprise=enterprise)}
    assert filled.origins == {}


@pytest.mark.parametrize("instances", [None, {}])
def test_nobody_can_vouch_for_an_instance_into_being(instances):
    seen = ObservedState("prod", NOW, {}, instances=instances)
    assert attested(seen, word(enterprise="杭州示例科技有限公司"), NOW).instances == instances


def test_only_its_enterprise_can_be_vouched_for():
    check(f"instance:{CODE}", {"enterprise": "杭州示例科技有限公司"})
    with pytest.raises(ReconcilerError, match="no fact is called 'status' here"):
        check(f"instance:{CODE}", {"status": "usable"})

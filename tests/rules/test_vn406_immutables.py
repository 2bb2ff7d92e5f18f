"""VN406: fixed fields stay as they are."""

from datetime import date
from decimal import Decimal

import pytest
from rule_world import (
    OTHER_ENTERPRISE,
    TELECOM,
    declared,
    entry,
    facts,
    found,
    hotline,
    hotline_entry,
    number,
)

from reconciler.memory.memory import Owned
from reconciler.model.finding import Verdict


@pytest.mark.parametrize(
    ("desired", "live", "said"),
    [
        (entry(), number(), None),
        (entry(call_type="outbound"), number(), "`callType` is both, declared outbound"),
        (entry(line="mobile"), number(), "`line` is landline, declared mobile"),
        (entry(region="浙江/宁波"), number(), "`region` is 浙江/杭州, declared 浙江/宁波"),
        (entry(region="浙江/杭州"), number(region="杭州市"), None),
        (
            entry(enterprise=OTHER_ENTERPRISE),
            number(),
            f"`enterprise` is 杭州示例科技有限公司, declared {OTHER_ENTERPRISE}",
        ),
        (entry(number="057188880002"), number(), "`number` is 057188880001, declared 057188880002"),
        (entry(number=None), number(), None),
        (entry(), number(number=None, application="APP-000001", status="reviewing"), None),
        (entry(type="400"), number(), "`type` is regular, declared 400"),
        (hotline_entry(carrier=TELECOM), hotline(), "`carrier` is 中国联通, declared 中国电信"),
        (hotline_entry(package=Decimal(300)), hotline(), "`package` is 120, declared 300"),
        (hotline_entry(package=Decimal("120.00")), hotline(), None),
        (hotline_entry(), hotline(carrier=None, package=None, enterprise=None), None),
        (entry(call_type="outbound"), number(status="released"), None),
        (entry(call_type="outbound"), None, None),
    ],
)
def test_a_change_of_a_fixed_field_is_refused(desired, live, said):
    findings = found("VN406", facts(declared(desired, live)))
    if said is None:
        assert findings == []
    else:
        [finding] = findings
        assert (finding.verdict, finding.stops) == (Verdict.BLOCK, ())
        assert finding.message.startswith(said + ": fixed when ")
        assert "a new entry under a new key" in finding.hint


@pytest.mark.parametrize(
    ("applied", "refused"), [("120", False), ("120.00", False), ("300", True), ("?", True)]
)
def test_what_cannot_be_read_is_compared_with_what_was_last_applied(applied, refused):
    owned = Owned("care/brand", "4008100001", applied={"package": applied})
    slot = declared(hotline_entry(), hotline(package=None, unknown=frozenset({"package"})), owned=owned)
    assert bool(found("VN406", facts(slot))) is refused


def test_every_changed_field_is_in_one_finding_with_the_day_the_old_number_may_go():
    [finding] = found("VN406", facts(declared(entry(call_type="inbound", line="mobile"), number())))
    assert finding.message == (
        "`line` is landline, declared mobile; `callType` is both, declared inbound: "
        "fixed when 057188880001 was applied for"
    )
    assert finding.hint.endswith("then `reconciler new cancellation care/hz-001`")


def test_the_day_from_which_the_old_number_may_go_is_named_while_it_is_to_come():
    young = number(activated_on=date(2026, 11, 2))
    [finding] = found("VN406", facts(declared(entry(call_type="inbound"), young)))
    assert finding.hint.endswith(
        "then `reconciler new cancellation care/hz-001` (possible from 2027-02-03 on)"
    )


def test_another_script_is_a_note_for_it_changes_nothing():
    [finding] = found("VN406", facts(declared(entry(script="SCRIPT-3323"), number())))
    assert (finding.verdict, finding.stops) == (Verdict.INFO, ())
    assert (
        finding.message == "`script` is SCRIPT-3321, declared SCRIPT-3323: it counts for the next order only"
    )

"""What every kind promises to the stages, which know none of them by name."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from reconciler.contracts.kind import Kind
from reconciler.kinds import KINDS
from reconciler.model.observation import ObservedNumber
from reconciler.model.resource import DesiredNumber, Ivr, Playback, Source, Transfer

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
WELCOME = Playback("welcome.wav", "Welcome")
REGULAR = DesiredNumber(
    address="care/hz-001",
    team="care",
    account="prod",
    type="regular",
    source=Source("teams/care/team.yaml", 12),
    number="057188880001",
    line="landline",
    call_type="both",
    region="浙江/杭州",
    enterprise="杭州示例科技有限公司",
    script="SCRIPT-3321",
    instance="057100001234",
    routing="region-first",
    ivr=Ivr(WELCOME),
)
HOTLINE = DesiredNumber(
    address="care/brand",
    team="care",
    account="prod",
    type="400",
    source=Source("teams/care/team.yaml", 10),
    number="4008100001",
    carrier="中国联通",
    package=Decimal("120.00"),
    enterprise="杭州示例科技有限公司",
    script="SCRIPT-3321",
    ivr=Ivr(WELCOME, Transfer("round-robin", ("057188880009",), "10000008748")),
    documents="DOC-88",
)
WANTED = [REGULAR, HOTLINE]


def as_wanted(desired: DesiredNumber) -> ObservedNumber:
    """A live number that is just what was declared."""
    return ObservedNumber(
        type=desired.type,
        status="active",
        number=desired.number,
        line=desired.line,
        call_type=desired.call_type,
        region=desired.region,
        carrier=desired.carrier,
        package=desired.package,
        enterprise=desired.enterprise,
        script=desired.script,
        applied_on=date(2026, 7, 20),
        activated_on=date(2026, 8, 1),
        documents=desired.documents,
        instance=desired.instance,
        routing=desired.routing,
        ivr=desired.ivr,
    )


def test_no_two_kinds_share_a_name_or_a_path() -> None:
    names = Counter(kind.name for kind in KINDS)
    paths = Counter(
        path for kind in KINDS for path in {p for desired in WANTED for p in kind.wanted(desired)}
    )
    assert max(names.values()) == 1
    assert max(paths.values()) == 1


@each_kind
@pytest.mark.parametrize("desired", WANTED, ids=lambda desired: desired.type)
def test_what_is_live_as_declared_does_not_differ(kind: Kind, desired: DesiredNumber) -> None:
    observed = as_wanted(desired)
    assert kind.blind(observed).isdisjoint(kind.wanted(desired))
    assert kind.live(observed) == kind.wanted(desired)


@each_kind
def test_what_cannot_be_read_is_blind_and_never_shown(kind: Kind) -> None:
    nothing_read = ObservedNumber(
        type="regular",
        status="unknown",
        unknown=frozenset({"instance", "routing", "ivr", "ivr.playback", "ivr.transfer", "line", "region"}),
    )
    shown = kind.live(nothing_read)
    assert shown.keys() <= {"type"}
    assert kind.wanted(REGULAR).keys() - shown.keys() <= kind.blind(nothing_read)

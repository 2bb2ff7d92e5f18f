"""What points at what: no number goes while a hotline's callers still reach it, whoever's hotline that is."""

from __future__ import annotations

import pytest
from planned import (
    HOTLINE,
    REGULAR,
    SECOND,
    SPARE,
    hotline,
    inputs,
    live,
    live_hotline,
    owning,
    regular,
    remembered,
    tombstone,
)

from reconciler.model.resource import Ivr, Transfer
from reconciler.planning.build import build

WELCOME = hotline().ivr.playback


def to(*targets):
    return Ivr(WELCOME, Transfer("round-robin", targets, "10000008748"))


def made(*entries, has, memory=None, **said):
    """The plan: action id to status and needs, and its findings of VN403 and VN304."""
    plan = build(inputs(*entries, has=has, memory=memory, **said))
    steps = {a.id: (str(a.status), a.needs) for a in plan.actions}
    found = [
        (f.rule, f.verdict.name.lower(), f.address, f.message)
        for f in plan.findings
        if f.rule in {"VN403", "VN304"}
    ]
    return steps, found


OLD = live(activated_on=live().activated_on.replace(year=2025), instance=None)
GOES = tombstone()


@pytest.mark.parametrize(
    ("entries", "has", "memory", "address"),
    [
        pytest.param(
            [hotline(ivr=to(REGULAR))], [live_hotline(ivr=to(REGULAR))], remembered(owning("care/brand", HOTLINE)),
            "care/brand", id="declared and live",
        ),
        pytest.param(
            [hotline(ivr=to(REGULAR))], [live_hotline(ivr=to(SECOND))], None, "care/brand", id="declared only"
        ),
        pytest.param(
            [hotline("sales/line", ivr=to(SECOND, REGULAR))], [live_hotline()], None, "sales/line", id="another team's"
        ),
        pytest.param([], [live_hotline(ivr=to(REGULAR))], None, f"-/{HOTLINE}", id="nobody's"),
        pytest.param(
            [], [live_hotline(ivr=to(REGULAR))], remembered(owning("care/gone", HOTLINE)), f"-/{HOTLINE}",
            id="one whose entry left Git",
        ),
    ],
)  # fmt: skip
def test_a_number_is_not_cancelled_while_a_hotline_transfers_to_it(entries, has, memory, address):
    steps, found = made(*entries, GOES, has=[OLD, *has], memory=memory)
    assert steps["care/hz-001:cancel"][0] == "blocked"
    blocks = [f for f in found if f[:3] == ("VN403", "block", "care/hz-001")]
    assert any(f[3].startswith(f"{address} transfers its calls to {REGULAR}") for f in blocks)


def test_a_plan_that_points_the_hotline_elsewhere_does_that_first():
    """The cancellation stands at an address that comes before the hotline's in every order."""
    steps, found = made(
        hotline("sales/brand", ivr=to(SECOND)), GOES, has=[OLD, live(SECOND), live_hotline(ivr=to(REGULAR))]
    )
    assert steps["care/hz-001:cancel"] == ("ready", ("sales/brand:set-transfer",))
    assert list(steps).index("sales/brand:set-transfer") < list(steps).index("care/hz-001:cancel")
    assert (
        "VN403",
        "info",
        "care/hz-001",
        f"sales/brand transfers its calls to {REGULAR}; it is cleared first",
    ) in found


def test_a_hotline_that_goes_too_lets_go_first():
    last = tombstone("care/brand", number=HOTLINE)
    steps, _ = made(last, GOES, has=[OLD, live_hotline(ivr=to(REGULAR))])
    assert steps["care/hz-001:cancel"] == ("ready", ("care/brand:clear-transfer",))
    assert steps["care/brand:cancel"] == ("ready", ("care/brand:clear-transfer",))


@pytest.mark.parametrize("status", ["cancelling", "cancelled", "released"])
def test_callers_that_reach_a_number_that_is_gone_are_a_violation(status):
    _, found = made(hotline(ivr=to(REGULAR)), has=[live(status=status), live_hotline(ivr=to(REGULAR))])
    assert (
        "VN304",
        "violation",
        "care/brand",
        f"its callers are transferred to {REGULAR}, which is {status}",
    ) in found


def test_what_we_cancelled_is_remembered_when_no_list_shows_it():
    memory = remembered(owning("care/hz-001", cancelled=True))
    _, found = made(has=[live_hotline(SPARE, ivr=to(REGULAR))], memory=memory)
    assert found == [
        ("VN304", "violation", f"-/{SPARE}", f"its callers are transferred to {REGULAR}, which was cancelled")
    ]


def test_live_hotlines_that_call_each_other_are_a_violation():
    _, found = made(has=[live_hotline(ivr=to(SPARE)), live_hotline(SPARE, ivr=to(HOTLINE))])
    assert [f[1:] for f in found if f[0] == "VN304"] == [
        ("violation", f"-/{HOTLINE}", f"calls go in a circle: {HOTLINE} → {SPARE} → {HOTLINE}"),
        ("violation", f"-/{SPARE}", f"calls go in a circle: {SPARE} → {HOTLINE} → {SPARE}"),
    ]


def test_a_target_that_is_no_number_of_the_workspace_is_noted():
    _, found = made(hotline(ivr=to("057188880009")), has=[live_hotline(ivr=to("057188880009"))])
    assert [f[1] for f in found] == ["info"]
    assert made(hotline(ivr=to(REGULAR)), regular(), has=[live(), live_hotline(ivr=to(REGULAR))])[1] == []

"""The documents of the design page become exactly this state."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from workspaces import EXAMPLE, check, lay, plain

from reconciler.model.resource import (
    DeclaredInstance,
    DesiredNumber,
    DesiredPublicMode,
    Ivr,
    Playback,
    Select,
    Source,
    Transfer,
)
from reconciler.model.state import Acknowledgement, DesiredState, Exemption, Freeze, Limits, Team, Tombstone

FILE = "teams/care/team.yaml"
WELCOME = Ivr(Playback("welcome-2026.wav", "Welcome to Example"))
HOTLINE = Ivr(
    Playback("hotline-2026.wav", "Hotline"), Transfer("round-robin", ("057188880009",), "10000008748")
)
HELD = {"enterprise": "杭州示例科技有限公司", "script": "SCRIPT-3321", "team": "care", "account": "prod"}


@pytest.fixture
def state(tmp_path: Path) -> DesiredState:
    """The example's desired state."""
    found = check(lay(tmp_path, EXAMPLE))
    assert found.diagnostics == ()
    assert (found.files, found.resources, found.valid) == (4, 7, True)
    assert found.state is not None
    return found.state


def test_hotlines(state: DesiredState) -> None:
    """One named, one to be selected."""
    assert state.numbers["care/brand"] == DesiredNumber(
        address="care/brand", type="400", source=Source(FILE, 19), number="4008100001", call_type="inbound",
        carrier="中国联通", package=Decimal(120), ivr=HOTLINE, documents="DOC-88", **HELD,
    )  # fmt: skip
    assert state.numbers["care/spare"] == DesiredNumber(
        address="care/spare", type="400", source=Source(FILE, 20), call_type="inbound", carrier="中国电信",
        package=Decimal(120), ivr=HOTLINE, select=Select("4009"), **HELD,
    )  # fmt: skip


def test_numbers_and_pool_members(state: DesiredState) -> None:
    """One that exists, one that is requested, and two that share a template."""
    common = {
        **HELD, "type": "regular", "line": "landline", "call_type": "both", "region": "浙江/杭州",
        "instance": "057100001234", "routing": "region-first", "ivr": WELCOME,
    }  # fmt: skip
    expected = {
        "care/hz-001": {"source": Source(FILE, 22), "number": "057188880001", "purpose": "two-way"},
        "care/hz-002": {"source": Source(FILE, 23)},
        "care/overflow-001": {"source": Source(FILE, 27), "number": "057188880101"},
        "care/overflow-002": {"source": Source(FILE, 27), "number": "057188880102"},
    }
    for address, own in expected.items():
        assert state.numbers[address] == DesiredNumber(address=address, **{**common, **own})


def test_everything_in_address_order_and_shared(state: DesiredState) -> None:
    """Equal parts are one object, which makes comparing thousands of them cheap."""
    assert list(state.numbers) == sorted(state.numbers)
    assert state.numbers["care/hz-001"].ivr is state.numbers["care/overflow-002"].ivr
    assert state.numbers["care/brand"].package is state.numbers["care/spare"].package


def test_the_rest(state: DesiredState) -> None:
    """Public mode, instances, tombstone, acknowledgement, policy, team, account."""
    assert state.public_modes == {
        "care/otp": DesiredPublicMode("care/otp", "care", "prod", "verification-code", Source(FILE, 29))
    }
    assert state.instances == (
        DeclaredInstance("care", "outbound", "057100001234", "region-first", Source(FILE, 11)),
    )
    assert state.tombstones == (
        Tombstone(
            "2026-12-old-branch", "care", "care/hz-007", "057188880007", "Binjiang branch closed, OPS-1423",
            date(2026, 12, 1), date(2027, 3, 31), "care-lead",
            Source("teams/care/cancellations/2026-12-old-branch.yaml", 5), "prod",
            sha256(EXAMPLE["teams/care/cancellations/2026-12-old-branch.yaml"].encode()).hexdigest(),
        ),
    )  # fmt: skip
    assert state.acknowledgements == (
        Acknowledgement(
            "inbound-2026", "inbound-audio-playback", "2026-06-01", "compliance-lead", date(2026, 11, 18), "prod",
            Source("teams/acknowledgement.yaml", 4),
        ),
    )  # fmt: skip
    assert state.policy.limits == Limits(1, 10, Decimal(5000))
    assert state.policy.freezes == (Freeze(date(2027, 2, 5), date(2027, 2, 12), "Spring Festival"),)
    assert state.policy.exemptions == (Exemption("VN501", "care/brand", "OPS-1423", date(2026, 12, 31)),)
    assert (state.policy.approval, state.ledger, state.ledger_id) == (
        "plan",
        "sqlite:///.reconciler/ledger.db",
        None,
    )
    assert state.teams == {
        "care": Team(
            "care",
            ("teams/care",),
            ("prod",),
            Decimal(2000),
            ("care@example.com",),
            {"costCenter": "CC-1042"},
        )
    }
    prod = state.accounts["prod"]
    assert (prod.provider, prod.settings["api"], prod.playback) == ("simulator", "full", None)
    assert state.complete


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    """Both directions, the line from the digits, region-first, one cancellation a month, a ledger in a file."""
    team = """\
apiVersion: voice.reconciler/v1
kind: Team
metadata: {name: care}
spec:
  account: prod
  instances: {a: {code: "057100001234"}}
  numbers:
    land: {number: "057188880001", instance: a}
    cell: {number: "13800138000"}
"""
    state = check(plain(tmp_path, team)).state
    assert state is not None
    land, cell = state.numbers["care/land"], state.numbers["care/cell"]
    assert (land.line, land.call_type, land.routing) == ("landline", "both", "region-first")
    assert (cell.line, cell.instance, cell.routing) == ("mobile", None, None)
    assert state.policy.limits == Limits(1, None, None)
    assert state.ledger == "sqlite:///.reconciler/ledger.db"
    assert state.teams == {"care": Team("care")}


def test_defaults_give_way_to_the_template_and_the_template_to_the_entry(tmp_path: Path) -> None:
    """And nothing else is inherited."""
    team = """\
apiVersion: voice.reconciler/v1
kind: Team
metadata: {name: care}
spec:
  account: prod
  enterprise: team
  defaults: {numbers: {enterprise: defaults, region: defaults, purpose: two-way}}
  numbers:
    plain: {number: "057188880001"}
    own: {number: "057188880002", region: entry}
  pools:
    p:
      template: {region: template, enterprise: template}
      members:
        a: "057188880003"
        b: {number: "057188880004", region: entry}
"""
    state = check(plain(tmp_path, team)).state
    assert state is not None
    said = {key: (found.enterprise, found.region, found.purpose) for key, found in state.numbers.items()}
    assert said == {
        "care/plain": ("defaults", "defaults", "two-way"),
        "care/own": ("defaults", "entry", "two-way"),
        "care/a": ("template", "template", "two-way"),
        "care/b": ("template", "entry", "two-way"),
    }

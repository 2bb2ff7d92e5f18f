"""The human path on the real adapter, by commands only: an order, its documents, and a number to its end."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from emulating import BOUND, COMPANY, INSTANCE, Emulated
from staged import Workspace
from workspaces import ACKNOWLEDGEMENT, lay

ME = ("--by", "ops-lead", "--evidence", "OPS-7")
FRESH = "4009100007"
CONFIG = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {{name: example}}
spec:
  manifests: [teams]
  ledger: sqlite:///.reconciler/ledger.db
  accounts:
    prod: {{provider: alibaba, settings: {{endpoint: "{endpoint}", protocol: http}}}}
  limits: {{cancellations: 1, purchases: 5, addedMonthly: "5000"}}
  teams:
    care: {{paths: [teams/care], accounts: [prod]}}
"""
TEAM = f"""\
apiVersion: voice.reconciler/v1
kind: Team
metadata: {{name: care}}
spec:
  account: prod
  enterprise: {COMPANY}
  script: SCRIPT-3321
  hotlines:
    spare: {{carrier: 中国电信, select: {{prefix: "4009"}}, package: 120}}
"""
STONE = f"""\
apiVersion: voice.reconciler/v1
kind: Cancellation
metadata: {{name: gone}}
spec:
  target: care/hz-001
  number: "{BOUND}"
  reason: closed
  notBefore: "2026-11-01"
  expires: "2099-12-31"
  accept: {{irreversible: true, currentMonthFeeStillCharged: true}}
  requestedBy: care-lead
"""


@pytest.fixture
def shop(account: Emulated, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """One team on the emulated account, with everything attested that an order asks for."""
    files = {
        "reconciler.yaml": CONFIG.format(endpoint=account.endpoint),
        "teams/care/team.yaml": TEAM,
        "teams/care/gone.yaml": STONE,
        "teams/acknowledgement.yaml": ACKNOWLEDGEMENT,
    }
    found = Workspace(lay(tmp_path / "shop", files), capsys)
    for subject, *facts in (
        (f"enterprise:{COMPANY}", "approved=true", "hotline=true"),
        ("script:SCRIPT-3321", "approved=true"),
        ("listing", "complete=true"),
    ):
        found.ok("attest", subject, *facts, *ME)
    return found


def issued(shop: Workspace) -> dict[str, dict[str, object]]:
    return {
        task["id"]: task for task in shop("tasks", "-o", "json").json["tasks"] if task["state"] != "ready"
    }


def test_an_order_by_hand_counts_its_days_before_anybody_says_so(shop):
    shop("apply", "--yes")
    today = date.fromisoformat(shop("tasks", "-o", "json").json["as_of"][:10])
    due = f"{today + timedelta(days=15)}T00:00:00+08:00"
    entries = shop("deadlines", "-o", "json").json["entries"]
    assert [(e["address"], e["instant"]) for e in entries if e["kind"] == "documents"] == [
        ("care/spare", due)
    ]
    assert shop("deadlines", "--as-of", due).code == 3
    assert issued(shop)["care/spare:order"]["due"] == due
    bought = today - timedelta(days=1)
    shop.ok(
        "attest", FRESH, "status=documents_due", f"appliedOn={bought}", "--for-address", "care/spare", *ME
    )
    entries = shop("deadlines", "-o", "json").json["entries"]
    assert [e["instant"][:10] for e in entries if e["kind"] == "documents"] == [
        str(bought + timedelta(days=15))
    ]
    shop("apply", "--yes")
    assert list(issued(shop))[-1] == "care/spare:submit-documents"


def test_a_number_is_cancelled_by_people_only_after_it_was_unbound(shop, account):
    shop.ok("attest", BOUND, "status=active", *ME)
    shop("apply", "--yes")
    assert "care/hz-001:unbind" in issued(shop)
    assert "care/hz-001:cancel" not in issued(shop)
    account.world.unbind(BOUND)
    assert "care/hz-001:cancel" not in issued(shop)
    shop.ok("attest", BOUND, "instance=", "activatedOn=2026-08-01", *ME)
    shop("apply", "--yes")
    card = issued(shop)["care/hz-001:cancel"]
    assert card["due"] == "2100-01-01T00:00:00+08:00"
    (shop.root / "teams/care/gone.yaml").unlink()
    shop("apply", "--yes")
    ended = shop("tasks", "-o", "json").json["withdrawn"]
    assert [task["reason"] for task in ended] == ["its Cancellation gone left Git"]
    assert INSTANCE not in str(ended)

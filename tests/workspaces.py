"""Workspaces on disk: the documents of the design page, and a way to lay out others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reconciler import load
from reconciler.validate import Validation, validate

WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: example}
spec:
  manifests: [teams]
  ledger: sqlite:///.reconciler/ledger.db        # postgresql+psycopg://…, or env:RECONCILER_LEDGER
  policies: []                                   # the organisation's own JSON Schemas
  approval: plan                                 # optional: apply only an approved plan or digest
  accounts:
    prod:
      provider: simulator
      settings: {database: .reconciler/simulator.db, world: world.yaml, api: full}
  limits: {cancellations: 1, purchases: 10, addedMonthly: "5000"}      # per account and calendar month
  teams:
    care: {paths: [teams/care], accounts: [prod], monthlyBudget: "2000", contacts: [care@example.com]}
  freezes: [{from: "2027-02-05", to: "2027-02-12", reason: Spring Festival}]
  exceptions: [{rule: VN501, address: care/brand, reason: OPS-1423, until: "2026-12-31"}]
"""

TEAM = """\
# yaml-language-server: $schema=../../schemas/team.schema.json
apiVersion: voice.reconciler/v1
kind: Team
metadata: {name: care, labels: {costCenter: CC-1042}}
spec:
  account: prod
  enterprise: 杭州示例科技有限公司          # an approved qualification; may be repeated on an entry
  script: SCRIPT-3321                    # an approved script; may be repeated on an entry
  defaults: {numbers: {line: landline, callType: both}}               # defaults < template < entry
  instances:
    outbound: {code: "057100001234", routing: region-first}           # or random
  ivr:
    welcome:
      playback: {audio: welcome-2026.wav, description: Welcome to Example}
    hotline:
      playback: {audio: hotline-2026.wav, description: Hotline}
      transfer: {routing: round-robin, to: ["057188880009"], qualification: "10000008748"}
  hotlines:                              # 400: inbound only, never bound to an instance
    brand: {carrier: 中国联通, number: "4008100001", package: 120, ivr: hotline, documents: {reference: DOC-88}}
    spare: {carrier: 中国电信, select: {prefix: "4009"}, package: 120, ivr: hotline}
  numbers:                               # regular: landline & mobile
    hz-001: {number: "057188880001", region: 浙江/杭州, purpose: two-way, instance: outbound, ivr: welcome}
    hz-002: {region: 浙江/杭州, instance: outbound, ivr: welcome}      # no number: one is requested
  pools:                                 # one template, named members, never a count
    overflow:
      template: {region: 浙江/杭州, instance: outbound, ivr: welcome}
      members: {overflow-001: "057188880101", overflow-002: "057188880102"}
  publicMode:                            # outbound only, no number, pay as you go
    otp: {use: verification-code}        # or voice-notification
"""

CANCELLATION = """\
apiVersion: voice.reconciler/v1
kind: Cancellation
metadata: {name: 2026-12-old-branch}
spec:
  target: care/hz-007
  number: "057188880007"
  reason: Binjiang branch closed, OPS-1423
  notBefore: "2026-12-01"
  expires: "2027-03-31"
  accept: {irreversible: true, currentMonthFeeStillCharged: true}
  requestedBy: care-lead
  account: prod
"""

ACKNOWLEDGEMENT = """\
apiVersion: voice.reconciler/v1
kind: Acknowledgement
metadata: {name: inbound-2026}
spec: {notice: inbound-audio-playback, version: "2026-06-01", statement: I acknowledge and agree, by: compliance-lead,
       acknowledgedOn: "2026-11-18", account: prod}
"""

EXAMPLE: dict[str, str] = {
    "reconciler.yaml": WORKSPACE,
    "teams/care/team.yaml": TEAM,
    "teams/care/cancellations/2026-12-old-branch.yaml": CANCELLATION,
    "teams/acknowledgement.yaml": ACKNOWLEDGEMENT,
}

PLAIN_WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: plain}
spec:
  manifests: [teams]
  accounts: {prod: {provider: simulator}}
"""
"""Names no teams, so any team may lie anywhere."""

HEAD = """\
apiVersion: voice.reconciler/v1
kind: Team
metadata: {name: care}
spec:
  account: prod
"""
"""Five lines that begin a team of an account `prod`."""


def lay(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files below a folder; returns the folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return root


def plain(root: Path, team: str | bytes, **others: str) -> Path:
    """A workspace with one file, `teams/team.yaml`, and perhaps others, `teams/NAME.yaml`."""
    more = {f"teams/{name}.yaml": content for name, content in others.items()}
    return lay(root, {"reconciler.yaml": PLAIN_WORKSPACE, "teams/team.yaml": team, **more})


def check(root: Path) -> Validation:
    """The workspace, read and validated."""
    return validate(load.read(root))


def spots(root: Path) -> list[tuple[str, str, int, int]]:
    """Code, file, line and column of every problem."""
    return [(found.code, found.file, found.line, found.column) for found in check(root).diagnostics]


def codes(root: Path) -> list[str]:
    """The codes of every problem, in order."""
    return [found.code for found in check(root).diagnostics]

"""What `reconciler init` writes: a workspace on the simulator that plans at once, and settings for editors."""

from __future__ import annotations

from reconciler.model.phrase import phrase

LEDGER_URL = "sqlite:///.reconciler/ledger.db"
"""Where the workspace below has its ledger."""

WORKSPACE_TEXT = """\
# yaml-language-server: $schema=./schemas/workspace.schema.json
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: example}
spec:
  manifests: [acknowledgements, teams]
  ledger: sqlite:///.reconciler/ledger.db # for a team: env:RECONCILER_LEDGER with a postgresql+psycopg:// URL
  accounts:
    sandbox:
      provider: simulator # an account of your own in a file; nothing real is bought or cancelled
      settings: {database: .reconciler/simulator.db, world: world.yaml, api: full}
  limits: {cancellations: 1, purchases: 5, addedMonthly: "2000"} # per account and calendar month
  teams:
    demo: {paths: [teams/demo], accounts: [sandbox], monthlyBudget: "500"}
"""

TEAM_TEXT = """\
# yaml-language-server: $schema=../../schemas/team.schema.json
apiVersion: voice.reconciler/v1
kind: Team
metadata: {name: demo}
spec:
  account: sandbox
  enterprise: 杭州示例科技有限公司
  script: SCRIPT-0001
  instances:
    main: {code: "057100001234", routing: region-first}
  ivr:
    welcome:
      playback: {audio: welcome.wav, description: Welcome to Example}
  hotlines:
    # Not ours yet: the plan applies for it. Its documents are due 15 days later.
    brand: {carrier: 中国联通, number: "4008100001", package: 120, ivr: welcome, documents: {reference: DOC-1}}
  numbers:
    # Ours already: the plan takes it over as it is. The key, not the number, is its identity.
    office: {number: "057188880001", region: 浙江/杭州, instance: main, ivr: welcome}
"""

ACKNOWLEDGEMENT = """\
# yaml-language-server: $schema=../schemas/acknowledgement.schema.json
# The console's "I acknowledge and agree" about inbound audio playback. Read the notice before you sign for a
# real account; this one is simulated.
apiVersion: voice.reconciler/v1
kind: Acknowledgement
metadata: {name: inbound-sandbox}
spec:
  notice: inbound-audio-playback
  version: "2026-06-01"
  statement: I acknowledge and agree
  by: sandbox
  acknowledgedOn: "2026-06-01"
  account: sandbox
"""

WORLD = """\
# yaml-language-server: $schema=./schemas/world.schema.json
# What the simulated account holds when its clock starts; `reconciler simulator reset` starts it again.
now: "2026-11-02T10:00:00+08:00"
account: {balance: "1000.00"}
enterprises: [{name: 杭州示例科技有限公司, approved: true, hotline: true}]
scripts: [{code: SCRIPT-0001, approved: true}]
pool: [{number: "4008100001", carrier: 中国联通}, {number: "4009100002", carrier: 中国电信}]
stock: [{line: landline, region: 浙江/杭州, number: "057188880222"}]
instances:
  - {code: "057100001234", name: main, enterprise: 杭州示例科技有限公司, status: usable, routing: region-first}
numbers:
  - number: "057188880001"
    type: regular
    line: landline
    callType: both
    region: 浙江/杭州
    enterprise: 杭州示例科技有限公司
    status: active
    appliedOn: "2026-03-20"
    activatedOn: "2026-04-01"
    instance: "057100001234"
    ivr: {playback: {audio: welcome.wav, description: Welcome to Example}}
"""

EDITOR = """\
{
  "yaml.schemas": {
    "./schemas/workspace.schema.json": "reconciler.yaml",
    "./schemas/world.schema.json": "world.yaml",
    "./schemas/team.schema.json": "teams/*/team.yaml",
    "./schemas/cancellation.schema.json": "teams/*/cancellations/*.yaml",
    "./schemas/acknowledgement.schema.json": "acknowledgements/*.yaml"
  }
}
"""

OWNERS_TEXT = """\
# A later line wins. Who gives numbers up, spends and agrees is decided here, so this file owns itself.
*                          @example/voice-admins
/teams/demo/               @example/demo
/teams/*/cancellations/    @example/voice-admins
"""

IGNORED = """\
.reconciler/
emergency-*.json
"""

FILES = {
    "reconciler.yaml": WORKSPACE_TEXT,
    "world.yaml": WORLD,
    "teams/demo/team.yaml": TEAM_TEXT,
    "acknowledgements/inbound-sandbox.yaml": ACKNOWLEDGEMENT,
}
"""What must not be there yet."""

COURTESIES = {".vscode/settings.json": EDITOR, "CODEOWNERS": OWNERS_TEXT, ".gitignore": IGNORED}
"""What is left alone if it is there."""

SCHEMAS = ("workspace", "team", "cancellation", "acknowledgement", "world")

NEXT = phrase("""\
Next:
{place}  reconciler validate     check the manifests
  reconciler plan         see what an apply would do and cost
  reconciler apply        do it, on the simulated account
  reconciler simulator advance 15d
                          let time pass, then plan again
""")

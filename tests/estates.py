"""A workspace of two teams whose entries are renamed, moved and exchanged, and the account behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from staged import Workspace

COMPANY = "杭州示例科技有限公司"
WORKSPACE = """apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: who}
spec:
  manifests: [teams, compliance]
  accounts:
    prod: {provider: simulator, settings: {database: .reconciler/simulator.db, world: world.yaml, api: full}}
  teams:
    care: {paths: [teams/care], accounts: [prod]}
    sales: {paths: [teams/sales], accounts: [prod]}
"""
ACKNOWLEDGEMENT = """apiVersion: voice.reconciler/v1
kind: Acknowledgement
metadata: {name: inbound-2026}
spec: {notice: inbound-audio-playback, version: "2026-06-01", statement: I acknowledge and agree, by: lead,
       acknowledgedOn: "2026-11-18", account: prod}
"""
WORLD = f"""now: "2026-11-23T10:00:00+08:00"
account: {{balance: "50000.00", arrears: "0.00", publicMode: false, acknowledged: []}}
enterprises: [{{name: {COMPANY}, approved: true, hotline: true}}]
scripts: [{{code: SCRIPT-1, approved: true}}]
pool: [{{number: "4009100002", carrier: 中国电信}}, {{number: "4009100003", carrier: 中国电信}},
       {{number: "4009100004", carrier: 中国电信}}]
stock:
  - {{line: landline, region: 浙江/杭州, number: "057188880201"}}
  - {{line: landline, region: 浙江/杭州, number: "057188880202"}}
  - {{line: landline, region: 浙江/杭州, number: "057188880203"}}
  - {{line: mobile, region: 浙江/杭州, number: "13800138001"}}
  - {{line: mobile, region: 浙江/杭州, number: "13800138002"}}
instances:
  - {{code: "057100001234", name: one, enterprise: {COMPANY}, status: usable, routing: region-first}}
  - {{code: "057100005678", name: two, enterprise: {COMPANY}, status: usable, routing: region-first}}
  - {{code: "057100009012", name: three, enterprise: {COMPANY}, status: usable, routing: region-first}}
numbers:
"""
LIVE = (
    '  - {{number: "{number}", type: regular, line: landline, callType: both, region: 浙江/杭州, enterprise: '
    + COMPANY
    + ', status: active, appliedOn: "2026-07-20", activatedOn: "2026-08-01", instance: "{instance}",'
    " ivr: {{playback: {{audio: w.wav, description: W}}}}}}\n"
)
INSTANCES = {"one": "057100001234", "two": "057100005678", "three": "057100009012"}
NUMBERS = {"one": "057188880001", "two": "057188880002", "three": "057188880003"}
POINTING = "4008100009"
"""A hotline of nobody, that transfers to whatever the console says."""
HOTLINE = (
    f'  - {{number: "{POINTING}", type: "400", carrier: 中国联通, callType: inbound, package: 120,'
    f' enterprise: {COMPANY}, status: active, appliedOn: "2026-07-20", activatedOn: "2026-08-01",'
    " ivr: {playback: {audio: w.wav, description: W},"
    ' transfer: {routing: round-robin, to: ["057199990000"], qualification: "1"}}}\n'
)
ALLOTTED = "{line: landline, instance: one, ivr: w}"
MOBILE = "{line: mobile, instance: one, ivr: w}"
SELECTED = "{carrier: 中国电信, package: 120, ivr: w, select: {prefix: '4009'}, documents: {reference: D}}"


def team(name: str, numbers: str = "", hotlines: str = "", moved: str = "") -> str:
    """A team's document; entries are given in braces' content."""
    return f"""apiVersion: voice.reconciler/v1
kind: Team
metadata: {{name: {name}}}
spec:
  account: prod
  enterprise: {COMPANY}
  script: SCRIPT-1
  defaults: {{numbers: {{callType: both, region: 浙江/杭州}}}}
  instances:
    one: {{code: "057100001234"}}
    two: {{code: "057100005678"}}
    three: {{code: "057100009012"}}
  ivr: {{w: {{playback: {{audio: w.wav, description: W}}}}}}
  numbers: {{{numbers}}}
  hotlines: {{{hotlines}}}
  moved: [{moved}]
"""


def declare(shop, care="", sales="", **said):
    shop.put("teams/care/team.yaml", team("care", care, **said))
    shop.put("teams/sales/team.yaml", team("sales", sales))


def named(key, which):
    """An entry that names a number, bound to the instance that the number has always had."""
    return f'{key}: {{number: "{NUMBERS[which]}", instance: {which}, ivr: w}}'


def accept(shop):
    """The three live numbers are on the list of what nobody is ready to own."""
    shop.put("baseline.txt", "\n".join(NUMBERS.values()))
    shop.edit("reconciler.yaml", "  manifests:", "  baseline: baseline.txt\n  manifests:")


def bought(shop):
    return [r for r in shop.read("simulator", "requests") if r["verb"] == "apply" and r["effect"]]


def effects(shop):
    return [(r["verb"], r["number"]) for r in shop.read("simulator", "requests") if r["effect"]]


def moves(shop):
    plan = shop.read("plan")
    return {
        a["address"]: a["changes"][0]["before"]
        for a in plan["actions"]
        if a["action"] == "move" and a["status"] == "ready"
    }


def findings(shop, rule):
    return {f["address"]: f for f in shop.read("plan")["findings"] if f["rule"] == rule}


def new_shop(root: Path, capsys: pytest.CaptureFixture[str], *, pointing: bool = False) -> Workspace:
    """The workspace without entries; three live numbers, each bound to an instance of its own.

    `pointing`: and a hotline of nobody.
    """
    shop = Workspace(root, capsys)
    shop.put("reconciler.yaml", WORKSPACE)
    shop.put("compliance/ack.yaml", ACKNOWLEDGEMENT)
    numbers = (LIVE.format(number=NUMBERS[which], instance=INSTANCES[which]) for which in NUMBERS)
    shop.put("world.yaml", WORLD + "".join(numbers) + (HOTLINE if pointing else ""))
    return shop


def bury(shop: Workspace, number: str, place: tuple[str, str] | None) -> str:
    """A tombstone for a number that was at a place, and its file; without a place there is none."""
    for name in ("care", "sales"):
        (shop.root / f"teams/{name}/end-{number}.yaml").unlink(missing_ok=True)
    if place is None:
        return ""
    team_name, key = place
    text = f"""apiVersion: voice.reconciler/v1
kind: Cancellation
metadata: {{name: end-{number}}}
spec:
  target: {team_name}/{key}
  number: "{number}"
  reason: closed
  notBefore: "2026-11-01"
  expires: "2027-12-31"
  accept: {{irreversible: true, currentMonthFeeStillCharged: true}}
  requestedBy: lead
  account: prod
"""
    file = f"teams/{team_name}/end-{number}.yaml"
    shop.put(file, text)
    return file


def declare_all(
    shop: Workspace,
    care: Sequence[str],
    sales: Sequence[str],
    moved: Sequence[tuple[str, str]] = (),
    hotlines: Mapping[str, Sequence[str]] = {},
    *,
    split: bool = False,
) -> None:
    """Both teams' entries; with `split` care has two documents. A line of `moved` stands with whoever receives."""
    lines = {
        team_name: ", ".join(
            f"{{from: {old}, to: {new}}}" for old, new in moved if new.startswith(f"{team_name}/")
        )
        for team_name in ("care", "sales")
    }
    half = len(care) // 2 if split else len(care)
    shop.put(
        "teams/care/team.yaml",
        team("care", ", ".join(care[:half]), ", ".join(hotlines.get("care", ())), lines["care"]),
    )
    shop.put("teams/care/more.yaml", team("care", ", ".join(care[half:])))
    shop.put(
        "teams/sales/team.yaml",
        team("sales", ", ".join(sales), ", ".join(hotlines.get("sales", ())), lines["sales"]),
    )

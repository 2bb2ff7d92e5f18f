"""A fleet of numbers in team files of a hundred, all of them live, ours and just as declared: a plan of no changes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from reconciler.providers.simulator import worldfile
from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.world import open_world

PER_TEAM = 100
ENTERPRISE = "杭州示例科技有限公司"
NOW = "2026-11-23T10:00:00+08:00"

_TEAM = """\
# yaml-language-server: $schema=../../../schemas/team.schema.json
apiVersion: voice.reconciler/v1
kind: Team
metadata: {{name: {team}, labels: {{costCenter: CC-{place:04d}}}}}
spec:
  account: prod
  instances:
    outbound: {{code: "{instance}", routing: region-first}}
  ivr:
    welcome:
      playback: {{audio: welcome-2026.wav, description: Welcome}}
  numbers:
"""
_NUMBER = (
    '    n-{place:03d}: {{number: "{number}", line: landline, callType: both, region: 浙江/杭州, '
    "enterprise: 杭州示例科技有限公司, script: SCRIPT-3321, purpose: two-way, instance: outbound, ivr: welcome}}\n"
)
_SPARE = (
    "    spare: {line: landline, region: 浙江/杭州, enterprise: 杭州示例科技有限公司, script: SCRIPT-3321}\n"
)
_TOMBSTONE = """\
apiVersion: voice.reconciler/v1
kind: Cancellation
metadata: {{name: end-{place}}}
spec:
  target: {team}/{key}
  number: "{number}"
  reason: The fleet is given up
  notBefore: "2026-11-01"
  expires: "2027-03-31"
  accept: {{irreversible: true, currentMonthFeeStillCharged: true}}
  requestedBy: nobody-in-particular
"""
_WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: fleet}
spec:
  manifests: [teams]
  ledger: sqlite:///.reconciler/ledger.db
  accounts:
    prod: {provider: simulator, settings: {database: .reconciler/simulator.db, world: world.yaml}}
  teams:
"""


SHAPES = ("as declared", "to be requested", "bound elsewhere", "declared by nobody", "tombstoned")


def lay(workspace: Path, size: int, shape: str = "as declared") -> None:
    """Writes the files and founds the account. `shape` is what all numbers have in common."""
    teams = [f"t{place:05d}" for place in range(-(-size // PER_TEAM))]
    _write(workspace, "reconciler.yaml", _WORKSPACE + "".join(map(_rules, teams)))
    for place, team in enumerate(teams):
        members = range(place * PER_TEAM, min(size, (place + 1) * PER_TEAM))
        head = _TEAM.format(team=team, place=place, instance=_instance(place))
        _write(workspace, f"teams/{team}/team.yaml", head + "".join(_entries(members, shape)))
        if shape == "tombstoned":
            for i in members:
                text = _TOMBSTONE.format(place=i, team=team, key=f"n-{i % PER_TEAM:03d}", number=_number(i))
                _write(workspace, f"teams/{team}/end-{i}.yaml", text)
    _found(workspace, 0 if shape == "to be requested" else size, len(teams), shape)


def build(workspace: Path, size: int) -> None:
    """A fleet just as declared, and one apply that adopts every number."""
    lay(workspace, size)
    command = [sys.executable, "-m", "reconciler", "-C", str(workspace), "apply", "--yes", "-o", "json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _entries(members: range, shape: str) -> Iterator[str]:
    if shape in {"declared by nobody", "tombstoned"}:
        yield _SPARE
        return
    for i in members:
        line = _NUMBER.format(place=i % PER_TEAM, number=_number(i))
        yield line.replace(f'number: "{_number(i)}", ', "") if shape == "to be requested" else line


def build_apart(workspace: Path, size: int) -> None:
    """The same in a process of its own: what a parent once used counts as its children's peak."""
    subprocess.run([sys.executable, __file__, str(workspace), str(size)], check=True)


def lay_apart(workspace: Path, size: int, shape: str) -> None:
    """`lay`, in a process of its own."""
    subprocess.run([sys.executable, __file__, str(workspace), str(size), shape], check=True)


def manifests(workspace: Path) -> Iterator[Path]:
    """What a plan reads."""
    yield workspace / "reconciler.yaml"
    yield from sorted(workspace.glob("teams/*/team.yaml"))


def _rules(team: str) -> str:
    return f"    {team}: {{paths: [teams/{team}], accounts: [prod], contacts: [{team}@example.com]}}\n"


def _number(place: int) -> str:
    return f"0571{place:08d}"


def _instance(place: int) -> str:
    return f"0572{place:08d}"


def _write(workspace: Path, name: str, text: str) -> None:
    path = workspace / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _found(workspace: Path, size: int, teams: int, shape: str) -> None:
    """The account, made through the simulator's own door and without a world file of many megabytes."""
    _write(workspace, "world.yaml", f'now: "{NOW}"\n')
    seed = {
        "now": NOW,
        "account": {"balance": "1000.00"},
        "enterprises": [{"name": ENTERPRISE, "approved": True, "hotline": True}],
        "scripts": [{"code": "SCRIPT-3321", "approved": True}],
        "instances": [{"code": _instance(place), "enterprise": ENTERPRISE} for place in range(teams + 1)],
        "numbers": [
            {
                "number": _number(place),
                "type": "regular",
                "line": "landline",
                "region": "浙江/杭州",
                "enterprise": ENTERPRISE,
                "script": "SCRIPT-3321",
                "status": "active",
                "appliedOn": "2025-01-02",
                "activatedOn": "2025-01-10",
                "instance": _instance(teams if shape == "bound elsewhere" else place // PER_TEAM),
                "ivr": {"playback": {"audio": "welcome-2026.wav", "description": "Welcome"}},
            }
            for place in range(size)
        ],
    }
    world = open_world(workspace / ".reconciler/simulator.db")
    world.populate(Seed.model_validate(seed), worldfile.digest(workspace / "world.yaml"))


if __name__ == "__main__":
    place, size, *shape = sys.argv[1:]
    lay(Path(place), int(size), *shape) if shape else build(Path(place), int(size))

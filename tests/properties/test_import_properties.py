"""Random accounts, hostile texts included: import, validate, plan adopts only, apply, no changes, nothing left."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
import yaml
from staged import Ran

from reconciler.cli.main import run

COMPANIES = ("杭州示例科技有限公司", "上海示例贸易有限公司")
CODES = {
    "057100001234": "Outbound Sales",
    "057100005678": "客服",
    "02150009911": "alerts",
    "02150009922": "alerts",
}
TEXTS = (
    "Welcome to Example", "欢迎致电示例科技", "yes", "1e3", "a: b #c", "- x", "{x}", "'q'", '"q"', "x, y", "=1+1", "~",
    "null", "🙂", "blank ", "长" * 200, "长" * 201, "057188880001", "🙂\u3000x",
)  # fmt: skip
HOSTILE = ("two\nlines", "x\u200by", "x\u202ey", "x\u2028y", "e\u0301", "LTAIabcdefghijklmnop", "\x1b[31m")
"""What nobody can type into a file, and somebody has typed into a console."""
REGIONS = ("浙江/杭州", "上海/上海")
ROUTINGS = ("region-first", "random")
TEAMS = ("care", "sales", "ops")
ACCOUNTS = ("prod", "outreach")


def _playback(rng):
    return {
        "playback": {
            "audio": rng.choice(("welcome.wav", "brand.wav", "长.wav")),
            "description": rng.choice(TEXTS),
        }
    }


def _regular(rng, index):
    mobile = rng.random() < 0.3
    number = f"138{index:08}" if mobile else f"0571{index:08}"
    entry = {
        "number": number, "type": "regular", "line": "mobile" if mobile else "landline",
        "callType": rng.choice(("both", "both", "inbound", "outbound")), "region": rng.choice(REGIONS),
        "enterprise": rng.choice(COMPANIES), "status": rng.choice(("active",) * 6 + ("reviewing", "restricted")),
        "appliedOn": "2026-03-20",
    }  # fmt: skip
    if entry["status"] != "reviewing":
        entry["activatedOn"] = "2026-04-01"
        if rng.random() < 0.7:
            entry["instance"] = rng.choice(list(CODES))
        if entry["callType"] != "outbound":
            entry["ivr"] = _playback(rng)
    return entry


def _hotline(rng, index):
    entry = {
        "number": f"400{index:07}", "type": "400", "carrier": rng.choice(("中国联通", "中国电信")),
        "package": rng.choice((120, 500)), "enterprise": rng.choice(COMPANIES), "appliedOn": "2026-11-10",
        "status": rng.choice(("active", "active", "documents_due", "reviewing")),
    }  # fmt: skip
    if entry["status"] == "active":
        entry |= {"activatedOn": "2026-11-12", "ivr": _playback(rng)}
        if rng.random() < 0.5:
            transfer = {
                "routing": "random",
                "to": ["057188880009", "13800000001"],
                "qualification": "10000008748",
            }
            entry["ivr"]["transfer"] = transfer
    return entry


def _world(rng, base):
    numbers = [_regular(rng, base + index) for index in range(rng.randint(0, 30))]
    numbers += [_hotline(rng, base + 900 + index) for index in range(rng.randint(0, 6))]
    if rng.random() < 0.5:  # many that are alike
        like = {**_regular(rng, base), "callType": "both", "line": "landline"}
        numbers += [{**like, "number": f"021{base + 500 + index:08}"} for index in range(12)]
    return {
        "now": "2026-11-23T10:00:00+08:00",
        "account": {"balance": "500.00", "publicMode": rng.random() < 0.5},
        "enterprises": [{"name": name, "approved": True, "hotline": True} for name in COMPANIES],
        "instances": [
            {"code": code, "name": name, "enterprise": COMPANIES[0], "routing": rng.choice(ROUTINGS)}
            for code, name in CODES.items()
        ],
        "numbers": rng.sample(numbers, len(numbers)),
    }  # fmt: skip


@pytest.fixture
def place(tmp_path, capsys):
    here = Path.cwd()
    os.chdir(tmp_path)

    def command(*words: str) -> Ran:
        capsys.readouterr()
        code = run(list(words))
        return Ran(code, *capsys.readouterr())

    yield tmp_path, command
    os.chdir(here)


def _workspace(root, rng):
    workspace = {
        "apiVersion": "voice.reconciler/v1", "kind": "Workspace", "metadata": {"name": "w"},
        "spec": {
            "manifests": ["teams"],
            "accounts": {
                name: {"provider": "simulator", "settings": {"database": f"{name}.db", "world": f"{name}.yaml"}}
                for name in ACCOUNTS
            },
            "teams": {team: {"paths": [f"teams/{team}"], "accounts": list(ACCOUNTS)} for team in TEAMS},
        },
    }  # fmt: skip
    (root / "reconciler.yaml").write_text(yaml.safe_dump(workspace, allow_unicode=True), encoding="utf-8")
    worlds = {name: _world(rng, 1_000_000 * (index + 1)) for index, name in enumerate(ACCOUNTS)}
    for name, world in worlds.items():
        (root / f"{name}.yaml").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return worlds


SHARES = (
    "--team",
    "sales",
    "--match",
    "Outbound*",
    "--match",
    "138*",
    "--team",
    "ops",
    "--match",
    "021*",
    "--team",
    "care",
)


def _speak(rng, command, account, world):
    """Somebody configures a few numbers by hand."""
    able = [n["number"] for n in world["numbers"] if n["status"] == "active" and "ivr" in n]
    for number in rng.sample(able, min(4, len(able))):
        words = ("--audio", "x.wav", "--description", rng.choice(HOSTILE), "--account", account)
        command("simulator", "console", "configure-ivr", number, *words)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_imported_is_adopted_and_is_all_there_is(place, seed):
    root, command = place
    rng = random.Random(seed)
    worlds = _workspace(root, rng)
    for name in ACCOUNTS:
        _speak(rng, command, name, worlds[name])
        ran = command("import", "--account", name, *SHARES, "--write")
        assert ran.code in {0, 3}, ran
        assert "VN999" not in ran.err
        written = "".join(path.read_text(encoding="utf-8") for path in root.glob("teams/**/*.yaml"))
        left = "".join(line for line in ran.err.splitlines() if line.startswith("left out"))
        for number in (entry["number"] for entry in worlds[name]["numbers"]):
            assert (f'"{number}"' in written) != (number in left), number
    if not list(root.glob("teams/**/*.yaml")):
        return
    assert command("validate").code == 0
    assert "teams/" not in command("fmt", "--check").out
    for name in ACCOUNTS:
        before = [path.read_bytes() for path in sorted(root.glob("teams/**/*.yaml"))]
        plan = command("plan", "--account", name, "-o", "json").json
        moving = {a["action"] for a in plan["actions"] if a["status"] in {"ready", "blocked", "held"}}
        assert moving <= {"adopt"}
        assert command("apply", "--account", name, "--yes").code in {0, 3}
        assert (
            command("plan", "--account", name, "-o", "json").json["summary"]["statuses"].get("ready", 0) == 0
        )
        again = command("import", "--account", name, *SHARES, "--write")
        assert "Nothing to import" in again.err
        assert [path.read_bytes() for path in sorted(root.glob("teams/**/*.yaml"))] == before

"""One account and one workspace full of poison, through every command and format: nothing structural gets out.

What a terminal, a runner, a reader of JSON, a spreadsheet or a browser would obey must reach none of them, and no
stream is too narrow: one process with a Latin-1 stdout says the same in escapes.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest
import yaml
from staged import TEAM, Workspace, stage

from reconciler.cli.main import COMMANDS

POISON = (
    "甲\x1b[31m\x9b2J\x07\u202e\u200b\ufe0f\u2028\u00a0\u00ad\u061c\u180e\u2060\u3164\ufff9\U000e0041\U000e0100\ue000"
    " ##[command]rm ##vso[task.x] ::add-mask::x"
    " </details><img src=x> [a](http://e) @team `x` | =HYPERLINK(1) \x7f\ufeff"
)
STARTS = (
    "=HYPERLINK(1)",
    "::add-mask::x",
    "x\n::add-mask::x",
    "x\r::add-mask::x",
    "@SUM(1)",
    "\t=1",
    "<!-- x",
    "```",
    "# x",
    "##vso[x]",
)
"""What some sink obeys at the beginning of a cell or of a line."""
VISIBLE = "::warning:: ##[group] </details><img src=x> [a](http://e) @team `x` | =HYPERLINK(1)"
"""What a manifest may hold: every character of it can be seen."""
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufeff"
    "\ufe00-\ufe0f\ufff9-\ufffb\U000e0000-\U000e0fff]"
    r"|##\[|##vso\[|^\s*::",
    re.MULTILINE | re.IGNORECASE,
)
ODD_NAMES = (b"teams/b\xff\n::add-mask::x.yaml", "teams/\u202e\x1b[2J.yml".encode(), b"teams/##[group]x.yaml")
LOOKS = {
    "plan": ("text", "json", "markdown", "html", "csv", "sarif", "junit", "github", "gitlab"),
    "drift": ("text", "json", "markdown", "html", "csv", "sarif", "openmetrics"),
    "status": ("text", "json", "csv", "html", "markdown"),
    "deadlines": ("text", "json", "ics", "csv", "html", "markdown"),
    "tasks": ("text", "json", "markdown", "html", "csv"),
    "offers": ("text", "json"),
    "validate": ("text", "json"),
    "render": ("text", "json"),
    "doctor": ("text", "json"),
    "simulator show": ("text", "json"),
    "simulator requests": ("text", "json"),
    "ledger show": ("text", "json"),
    "ledger export": (None,),
    "ledger verify": ("text", "json"),
    "import --team care --dry-run": (None,),
    "import --baseline --dry-run": (None,),
    "apply --yes": ("text", "json", "markdown", "html", "csv"),
    "history care/hz-001": ("text", "json"),
    "history 057188880001 --trail": ("text", "json"),
}


def poisoned(where: Path) -> Path:
    """A quickstart whose account says poison wherever a text may stand."""
    root = stage(where)
    world = yaml.load((root / "world.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for number, start in zip(world["numbers"], cycle(STARTS), strict=False):
        number["reason"] = start + POISON
        number["runningStatus"] = STARTS[-1 - STARTS.index(start)] + POISON
    world["numbers"].append(
        {
            "number": "057188887777",
            "type": "regular",
            "line": "landline",
            "callType": "both",
            "region": POISON,
            "enterprise": POISON,
            "status": "active",
            "activatedOn": "2026-08-01",
            "ivr": {"playback": {"audio": POISON, "description": POISON}},
        }
    )
    world["enterprises"].append({"name": POISON, "approved": "true"})
    world["pool"].append({"number": "4008109999", "carrier": POISON})
    text = yaml.safe_dump(world, width=1 << 20).replace("'true'", "true").replace("'false'", "false")
    (root / "world.yaml").write_text(text, encoding="utf-8")
    team = root / TEAM
    team.write_text(
        re.sub("description: [^}]+", f"description: {json.dumps(VISIBLE)}", team.read_text(encoding="utf-8")),
        encoding="utf-8",
    )
    return root


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return poisoned(tmp_path_factory.mktemp("poison") / "shop")


@pytest.fixture
def shop(well: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    shutil.copytree(well, tmp_path / "shop", symlinks=True)
    return Workspace(tmp_path / "shop", capsys)


def innocent(text: str, form: str | None) -> None:
    """Nothing that a sink would obey is in it."""
    said = (
        text.replace("\r\n", "\n")
        if form == "ics"
        else text.removeprefix("\ufeff")
        if form == "csv"
        else text
    )
    found = FORBIDDEN.search(said)
    assert found is None, repr(said[max(0, found.start() - 60) : found.end() + 60])
    if text and form in {"json", "sarif", "gitlab"}:
        json.loads(text)
    if form == "csv":
        cells = [cell for row in csv.reader(said.splitlines()) for cell in row]
        assert [cell for cell in cells if re.match(r"[=@\t]|[+-](?![0-9.,]+$)", cell)] == []
    if form in {"markdown", "html"}:
        assert "<img" not in text
    if form == "markdown":
        assert "](http://e)" not in text


def offered(words: str, form: str | None, shop: Workspace) -> list[str]:
    line = words.split()
    return line if form is None else [*line, "-o", form]


CASES = [(words, form) for words, forms in LOOKS.items() for form in forms]


@pytest.mark.parametrize(("words", "form"), CASES)
@pytest.mark.parametrize("names", [False, True], ids=["account", "account and names"])
def test_no_command_lets_poison_out(shop, words, form, names):
    if names:
        for name in ODD_NAMES:
            place = os.fsencode(shop.root) + b"/" + name
            Path(os.fsdecode(place)).write_text("apiVersion: voice.reconciler/v1\n", encoding="utf-8")
    ran = shop(*offered(words, form, shop))
    assert ran.code != 64, ran.err
    assert "VN999" not in ran.out + ran.err
    assert "World.Invalid" not in ran.out + ran.err, "the poison never came in"
    annotations = form == "github"  # its lines are commands on purpose: `test_plan_forms` takes them apart
    innocent(ran.err, None)
    if annotations:
        assert all(line.startswith("::") for line in ran.out.splitlines())
    else:
        innocent(ran.out, form)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in {"init", "comment"}])
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_argument_is_repeated_raw(shop, command, form):
    ran = shop(command, f"a\udcff{POISON}", f"--{POISON}", "-o", form)
    assert "VN999" not in ran.out + ran.err
    innocent(ran.err, None)
    innocent(ran.out, "json" if form == "json" and ran.out.startswith("{") else None)


SEVERAL = """
import json, sys
from reconciler.cli import out
from reconciler.cli.main import run

out.take_everything()
for words in json.loads(sys.argv[1]):
    run(words)
    sys.stdout.flush()
    sys.stdout.buffer.write(b"\\x1e")
    sys.stdout.buffer.flush()
"""
"""Commands one after the other in one process, as its own `main` prepares it, a separator after each."""


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "gb18030"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_stream_is_too_narrow(shop, encoding, form):
    commands = (["plan"], ["status"], ["validate"], ["plan", "--account", "杭州😀"], ["drift"])
    lines = [["-C", str(shop.root), *words, "-o", form] for words in commands]
    ran = subprocess.run(
        [sys.executable, "-c", SEVERAL, json.dumps(lines)],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    assert b"VN999" not in ran.stdout + ran.stderr
    *texts, rest = ran.stdout.decode(encoding).split("\x1e")
    assert (len(texts), rest) == (len(commands), "")
    for text in texts:
        if form == "json":
            json.loads(text)

"""One account and one workspace full of poison, through every command and format: nothing structural gets out.

What a terminal, a runner, a reader of JSON, a spreadsheet or a browser would obey must reach none of them, and no
stream is too narrow: one process with a Latin-1 stdout says the same in escapes.
"""

from __future__ import annotations

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
from broken_documents import POISON
from inert import innocent
from staged import TEAM, Workspace, stage

from reconciler.cli.main import COMMANDS

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
ODD_NAMES = (b"teams/b\xff\n::add-mask::x.yaml", "teams/\u202e\x1b[2J.yml".encode(), b"teams/##[group]x.yaml")
LOOKS = {
    "plan": ("text", "json", "markdown", "html", "csv", "sarif", "junit", "github", "gitlab"),
    "drift": ("text", "json", "markdown", "html", "csv", "sarif", "openmetrics"),
    "status": ("text", "json", "csv", "html", "markdown"),
    "import --team care --dry-run --inventory names.csv": (None,),
    "plan --report sarif=plan.sarif --report junit=plan.xml": ("text",),
    "fmt --check": (None,),
    "shards": ("text", "json"),
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
WITHOUT_MANIFESTS = {
    "explain VN402": ("text", "markdown", "json"),
    "rules": ("text", "markdown", "json"),
    "providers": ("text", "markdown", "json"),
    "recommend hotline": ("text", "json"),
    "roster check roster.csv": ("text", "json"),
    "roster check roster.csv --previous names.csv": ("text", "json"),
    "schema plan": ("json",),
    "completion bash": (None,),
    "completion zsh": (None,),
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
    cell = '"' + POISON.replace('"', '""') + '"'
    listed = "057188880001,{0},{0}\n057188880222,{0},care\n"
    (root / "roster.csv").write_text(
        f"# as of: 2026-11-20\n号码,状态,{cell}\n{listed.format(cell)}", encoding="utf-8"
    )
    (root / "names.csv").write_text(f"number,name,team\n{listed.format(cell)}", encoding="utf-8")
    settings = root / "reconciler.yaml"
    excepted = f'{{rule: VN501, address: care/brand, reason: {json.dumps(VISIBLE)}, until: "2026-12-31"}}'
    settings.write_text(
        settings.read_text(encoding="utf-8") + f"  exceptions: [{excepted}]\n", encoding="utf-8"
    )
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


def offered(words: str, form: str | None, shop: Workspace) -> list[str]:
    line = words.split()
    return line if form is None else [*line, "-o", form]


CASES = [
    (words, form, names) for words, forms in LOOKS.items() for form in forms for names in (False, True)
] + [(words, form, False) for words, forms in WITHOUT_MANIFESTS.items() for form in forms]


@pytest.mark.parametrize(("words", "form", "names"), CASES)
def test_no_command_lets_poison_out(shop, words, form, names):
    if names:
        for name in ODD_NAMES:
            place = os.fsencode(shop.root) + b"/" + name
            Path(os.fsdecode(place)).write_text("apiVersion: voice.reconciler/v1\n", encoding="utf-8")
    ran = shop(*offered(words, form, shop))
    assert ran.code != 64, ran.err
    assert "VN999" not in ran.out + ran.err
    assert "World.Invalid" not in ran.out + ran.err, "the poison never came in"
    innocent(ran.err, None)
    innocent(ran.out, form)
    for written in (shop.root / name for name in ("plan.sarif", "plan.xml")):
        innocent(written.read_text(encoding="utf-8") if written.exists() else "", None)


def test_every_command_that_shows_anything_is_tried():
    """The rest posts, writes or stays, and has tests of its own; `new` and `init` write our own words."""
    tried = {words.split()[0] for words in [*LOOKS, *WITHOUT_MANIFESTS]}
    assert set(COMMANDS) - tried == {"init", "new", "attest", "resolve", "comment", "fleet"}


def test_what_people_are_told_elsewhere_is_inert(shop, monkeypatch):
    """A notification: the same words as the report, for a chat that may read Markdown, mentions or HTML."""
    from reconciler.hosts import notify

    messages = []
    monkeypatch.setattr(notify, "send", lambda _addresses, title, body: messages.extend([title, body]))
    monkeypatch.setenv("RECONCILER_NOTIFY", "json://127.0.0.1:9")
    assert shop("drift", "--notify").code == 2
    assert len(messages) == 2
    for message in messages:
        innocent(message, None)
        assert "<img" not in message


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

"""What a shell proposes, the workspace above a subfolder, and colour where it is asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reconciler.cli.main import run

COMPANY = Path(__file__).parents[2] / "examples/company"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The company's workspace, entered, below an ordinary folder."""
    shutil.copytree(COMPANY, tmp_path / "voice", ignore=shutil.ignore_patterns(".reconciler"))
    monkeypatch.chdir(tmp_path / "voice")
    return tmp_path / "voice"


def proposed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """What bash is told for a command line whose last word is being typed."""
    with monkeypatch.context() as shell:
        shell.setenv("_RECONCILER_COMPLETE", "bash_complete")
        shell.setenv("COMP_WORDS", " ".join(("reconciler", *words)))
        shell.setenv("COMP_CWORD", str(len(words)))
        shell.setattr("reconciler.cli.main.mute", lambda: None)
        assert run([]) == 0
    return [line.partition(",")[2] for line in capsys.readouterr().out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("sha",), ["shards"]),
        (("plan", "--account", "s"), ["service"]),
        (("plan", "--team", "ma"), ["marketing"]),
        (("apply", "--account", ""), ["outreach", "service"]),
        (("history", "care/"), ["care/back-office", "care/brand", "care/front-desk", "care/warranty"]),
        (("resolve", "logistics/dispatch-05"), ["logistics/dispatch-05"]),
        (("explain", "VN40"), [f"VN40{n}" for n in range(1, 9)]),
        (("completion", ""), ["bash", "zsh", "fish"]),
    ],
)
def test_names_of_the_workspace_are_proposed(place: Path, capsys, monkeypatch, words, expected) -> None:
    assert proposed(capsys, monkeypatch, *words) == expected


def test_where_nothing_can_be_read_nothing_is_proposed(place: Path, capsys, monkeypatch) -> None:
    (place / "reconciler.yaml").write_text("spec: [", encoding="utf-8")
    assert proposed(capsys, monkeypatch, "plan", "--account", "") == []
    assert proposed(capsys, monkeypatch, "history", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_reads_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_RECONCILER_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_subfolder_is_in_the_workspace_above_it(place: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(place / "teams/care")
    assert run(["validate"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Valid: 12 files")
    assert err == f"in the workspace {place}\n"


def test_a_folder_that_was_named_is_the_one(place: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(place)
    for words in (["-C", "teams", "validate"], ["validate", "-C", "teams"]):
        monkeypatch.chdir(place)
        assert run(words) == 1
        assert "no workspace" in capsys.readouterr().out + capsys.readouterr().err


def test_nobody_looks_beyond_the_repository(place: Path, capsys, monkeypatch) -> None:
    (place / "other/.git").mkdir(parents=True)
    monkeypatch.chdir(place / "other")
    assert run(["validate"]) == 1


def test_what_makes_a_workspace_stays_where_it_was_started(place: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(place / "teams")
    assert run(["init", "mine"]) == 0
    assert (place / "teams/mine/reconciler.yaml").is_file()


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": ""}, False),
     ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)  # fmt: skip
def test_colour_is_forced_where_no_terminal_is(place: Path, variables, coloured) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}} | variables
    done = subprocess.run(
        [sys.executable, "-m", "reconciler", "plan", "--account", "outreach"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ("\x1b[" in done.stdout) is coloured

"""The command line as a process: exit codes, streams, folders, pipes that break, terminals that are none."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from staged import ROOT, process, stage

ESCAPE = "\x1b"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quickstart that is only looked at."""
    return stage(tmp_path_factory.mktemp("processes") / "shop")


# --- exit codes and streams -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["plan"], 0),
        (["plan", "--detailed-exitcode"], 2),
        (["drift"], 2),
        (["plan", "--as-of", "2026-11-27"], 3),
        (["apply", "--digest", "sha256:0"], 5),
        (["apply"], 64),
        (["plan", "--no-such-option"], 64),
        (["no-such-command"], 64),
        ([], 64),
        (["plan", "--observed", "reconciler.yaml"], 1),
        (["--help"], 0),
    ],
)
def test_a_process_ends_with_the_code_of_its_command(folder, words, code):
    ran = process(*words, folder=folder)
    assert ran.code == code
    assert "Traceback" not in ran.err


def test_data_goes_to_stdout_and_nothing_else_does(folder):
    ran = process("plan", "-o", "json", folder=folder)
    assert json.loads(ran.out)["account"] == "prod"
    assert ran.err == ""


def test_an_error_is_text_on_stderr_otherwise(folder):
    ran = process("plan", "--team", "x", folder=folder)
    assert ran.out == ""
    assert ran.err == "error[VN064]: no team 'x' in the workspace\n  hint: it has: care\n"


# --- folders --------------------------------------------------------------------------------------------


def test_relative_paths_are_relative_to_the_workspace(folder, tmp_path):
    process("-C", str(folder), "plan", "--out", "made.json", folder=tmp_path)
    assert (folder / "made.json").exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("where", "code"), [("nowhere", 64), ("file", 64), (".", 1)])
def test_what_is_no_workspace_says_so(tmp_path, where, code):
    (tmp_path / "file").write_text("")
    ran = process("-C", where, "plan", folder=tmp_path)
    assert (ran.code, ran.out) == (code, "")
    assert "error[" in ran.err


# --- pipes and terminals --------------------------------------------------------------------------------


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "TERM"}}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["plan", "-o", "json"], 0),
        (["plan", "--as-of", "2026-11-27"], 3),
        (["drift"], 2),
        (["explain", "VN401"], 0),
        (["--help"], 0),
    ],
)
def test_a_reader_that_leaves_early_changes_nothing_about_the_end(folder, words, code):
    reader, writer = os.pipe()
    os.close(reader)
    started = subprocess.Popen(
        [sys.executable, "-m", "reconciler", *words],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    _, said = started.communicate(timeout=60)
    assert (started.returncode, said) == (code, b"")


def on_a_terminal(words, folder, answer=None, **more):
    """Exit code and everything shown, of a command whose three streams are one terminal."""
    master, slave = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "reconciler", *words],
        cwd=folder,
        env=environment(TERM="xterm", **more),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            read = os.read(master, 65536)
        except OSError:
            break
        if not read:
            break
        shown += read
        if answer is not None and b"Apply this? [y/N]:" in shown:
            os.write(master, answer.encode())
            answer = None
    code = started.wait(timeout=60)
    os.close(master)
    return code, shown.decode()


@pytest.mark.parametrize(
    ("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, False)]
)
def test_colour_only_on_a_terminal_that_wants_it(folder, more, coloured):
    code, shown = on_a_terminal(["plan"], folder, **more)
    assert code == 0
    assert (ESCAPE in shown) is coloured


@pytest.mark.parametrize("words", [["plan"], ["status"]])
def test_no_colour_in_a_pipe(folder, words):
    assert ESCAPE not in process(*words, folder=folder, TERM="xterm").out


@pytest.mark.parametrize(("answer", "code", "asked"), [("y\n", 0, 5), ("n\n", 130, 0), ("\n", 130, 0)])
def test_on_a_terminal_a_bare_apply_shows_the_plan_and_asks(tmp_path, answer, code, asked):
    shop = stage(tmp_path / "shop")
    ended, shown = on_a_terminal(["apply"], shop, answer)
    assert ended == code, shown
    assert shown.index("Plan for prod") < shown.index("Apply this?")
    assert len(json.loads(process("simulator", "requests", "-o", "json", folder=shop).out)) == asked


def test_on_a_terminal_progress_is_shown_as_it_happens(tmp_path):
    shop = stage(tmp_path / "shop")
    _, shown = on_a_terminal(["apply", "--yes"], shop)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "care/spare:order: done" in plain
    assert plain.index("care/spare:order: done") < plain.index("FATE")


def test_in_a_pipe_no_progress_is_shown(tmp_path):
    ran = process("apply", "--yes", folder=stage(tmp_path / "shop"))
    assert ran.code == 0
    assert [line.partition(": ")[0] for line in ran.err.splitlines()] == ["reconciler.yaml"]


# --- whole runs -----------------------------------------------------------------------------------------


def test_two_processes_share_what_was_done(tmp_path):
    shop = stage(tmp_path / "shop")
    assert process("apply", "--yes", folder=shop).code == 0
    assert process("plan", "--detailed-exitcode", folder=shop).code == 0
    assert process("apply", "--yes", folder=shop).code == 0
    assert len(json.loads(process("simulator", "requests", "-o", "json", folder=shop).out)) == 5


def test_output_in_a_posix_locale_keeps_the_providers_words(folder):
    ran = process("status", folder=folder, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert ran.code == 0
    assert "待提交资料" in ran.out

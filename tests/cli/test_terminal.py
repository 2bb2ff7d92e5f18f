"""Text on a terminal: no line is longer than it is wide, long work says how far it is, and nothing is said twice."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from staged import Workspace, stage, terminal

from reconciler.cli.progress import ProgressBar
from reconciler.report.sink.table import clipped, width
from reconciler.report.sink.wrap import folded

COMPANY = Path(__file__).parents[2] / "examples/company"
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def lines(text: str) -> list[str]:
    """What stands on the terminal in the end."""
    return [_ESCAPE.sub("", line.rpartition("\r")[2]) for line in text.replace("\r\n", "\n").split("\n")]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two accounts, six teams, only looked at."""
    return Path(shutil.copytree(COMPANY, tmp_path_factory.mktemp("terminal") / "company"))


@pytest.fixture
def piped(company: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """The same workspace, its streams no terminals."""
    return Workspace(company, capsys)


@pytest.mark.parametrize("columns", [80, 60, 40])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("verb", ["plan", "drift", "status", "deadlines", "tasks"])
def test_no_line_runs_over(company: Path, piped: Workspace, verb: str, language: str, columns: int) -> None:
    words = (verb, "--account", "service", "--lang", language)
    shown = lines(terminal(*words, folder=company, columns=columns).out)
    assert [line for line in shown if width(line) > columns] == []
    whole = piped(*words).out
    assert re.sub(r"\s", "", "".join(shown)) == re.sub(r"\s", "", whole), "nothing is left out"


def test_piped_output_has_its_full_width_whatever_columns_says(
    piped: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    ran = piped("plan", "--account", "service")
    assert max(map(width, ran.out.split("\n"))) > 100


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_what_a_machine_reads_is_never_folded(company: Path, piped: Workspace, form: str) -> None:
    words = ("plan", "--account", "service", "-o", form)
    shown = terminal(*words, folder=company, columns=40).out.replace("\r\n", "\n")
    assert shown == piped(*words).out


def test_an_error_is_folded_too(company: Path) -> None:
    shown = lines(terminal("plan", "--account", "nobody", folder=company, columns=40).out)
    assert shown == [
        "error[VN064]: no account 'nobody' in the",
        "    workspace",
        "  hint: it has: outreach, service",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short", "short"),
        ("  ~  bind  care/hz-001  0571", "  ~  bind\n      care/hz-001\n      0571"),
        ("杭州示例科技有限公司，上海", "杭州示例科技有限公\n    司，上海"),
        ("号码（待分配）号码号码（无）", "号码（待分配）号码\n    号码（无）"),
        ("sha256:0123456789abcdef0123", "sha256:012\n    3456789abc\n    def0123"),
        ("\x1b[31mred words on and on\x1b[0m", "\x1b[31mred words on and\n    on\x1b[0m"),
    ],
)
def test_a_line_goes_on_below_further_in(text: str, shown: str) -> None:
    columns = 14 if "sha" in text else 18
    assert folded(text, columns) == shown


def test_a_clipped_text_counts_cells() -> None:
    assert [clipped("号码号码", cells) for cells in (8, 7, 6)] == ["号码号码", "号码号…", "号码…"]


# --- progress -------------------------------------------------------------------------------------------


def test_an_apply_says_how_far_it_is_and_each_fate_once(tmp_path: Path, capsys) -> None:
    folder = stage(tmp_path / "shop")
    planned = Workspace(folder, capsys).read("plan")
    ready = [action for action in planned["actions"] if action["status"] == "ready"]
    ran = terminal("apply", "--yes", folder=folder, columns=120)
    assert ran.code == 0
    assert f"applying: 0 of {len(ready)}\r" in ran.out
    shown = lines(ran.out)
    for action in planned["actions"]:
        told = [line for line in shown if re.match(rf"{action['id']}: (done|issued)", line)]
        rows = [line for line in shown if line.split()[1:3] == [action["action"], action["address"]]]
        assert (len(told), len(rows)) == ((1, 0) if action in ready else (0, 1))
    assert "8 done · 1 issued · 2 deferred · 2 waiting" in "\n".join(shown)
    assert not any(line.startswith("applying") for line in shown), "the line is gone in the end"


def test_a_report_that_goes_elsewhere_is_whole(tmp_path: Path, capsys) -> None:
    folder = stage(tmp_path / "shop")
    ran = terminal("apply", "--yes", "--output-file", "apply.txt", folder=folder, columns=120)
    assert "care/spare:order: done" in ran.out
    report = (folder / "apply.txt").read_text("utf-8")
    assert ["done", "order", "care/spare"] in [line.split()[:3] for line in report.splitlines()]


def test_all_accounts_say_how_many_are_there(company: Path) -> None:
    ran = terminal("status", "--all-accounts", folder=company, columns=80)
    assert "accounts: 0 of 2\r" in ran.out
    assert not any(line.startswith("accounts:") for line in lines(ran.out))


@pytest.mark.parametrize("words", [("status", "--all-accounts"), ("apply", "--account", "service", "--yes")])
def test_a_pipe_and_a_dumb_terminal_see_no_progress(tmp_path: Path, capsys, words: tuple[str, ...]) -> None:
    for name in ("piped", "dumb"):
        shutil.copytree(COMPANY, tmp_path / name)
    ran = Workspace(tmp_path / "piped", capsys)(*words)
    dumb = terminal(*words, folder=tmp_path / "dumb", columns=80, TERM="dumb")
    assert " of " not in ran.err
    assert ("\x1b" in dumb.out, "0 of" in dumb.out) == (False, False)


def test_the_time_left_follows_from_the_time_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    notes: list[str] = []
    monkeypatch.setattr("reconciler.cli.out.note", notes.append)
    now = iter([0.0, 1.0, 1.05, 100.0, 400.0, 500.0, 3600.0])
    progress = ProgressBar("reading", lambda: next(now))
    for done, total in [(0, 2000), (100, 2000), (110, 2000), (1000, 2000), (2000, 2000), (0, 300), (1, 300)]:
        progress(done, total)
    assert notes == [
        "reading: 0 of 2,000",
        "reading: 100 of 2,000 · 19 s left",
        "reading: 1,000 of 2,000 · 2 min left",
        "reading: 2,000 of 2,000",
        "reading: 0 of 300",
        "reading: 1 of 300 · 258 h left",
    ]


# --- colour ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_a_terminal_is_coloured_unless_somebody_says_no(company: Path, variables, coloured) -> None:
    ran = terminal("plan", "--account", "service", folder=company, columns=80, **variables)
    assert ("\x1b[31m" in ran.out) is coloured


@pytest.mark.parametrize("verb", ["plan", "drift", "status", "deadlines"])
def test_a_file_is_never_coloured_or_folded(
    company: Path, piped: Workspace, verb: str, tmp_path: Path
) -> None:
    words = (verb, "--account", "service", "--output-file", str(tmp_path / "report.txt"))
    assert terminal(*words, folder=company, columns=40, FORCE_COLOR="1").out == ""
    assert (tmp_path / "report.txt").read_text("utf-8") == piped(verb, "--account", "service").out

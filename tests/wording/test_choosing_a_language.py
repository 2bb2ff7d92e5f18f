"""Which language a command speaks: what its user says, then the workspace, then the locale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from staged import Workspace, stage

ENGLISH, CHINESE = "Human tasks of", "的人工任务"


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    return Workspace(stage(tmp_path / "shop"), capsys)


def spoken(workspace: Workspace, *words: str) -> str:
    shown = workspace("tasks", *words).out
    assert (ENGLISH in shown) != (CHINESE in shown)
    return "zh" if CHINESE in shown else "en"


def speaks_of_itself(workspace: Workspace, language: str) -> None:
    file = workspace.root / "reconciler.yaml"
    file.write_text(file.read_text().replace("spec:\n", f"spec:\n  language: {language}\n"))


def test_english_is_spoken_unless_somebody_asks(workspace: Workspace) -> None:
    assert spoken(workspace) == "en"


@pytest.mark.parametrize("variable", ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"])
@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("zh_CN.UTF-8", "zh"),
        ("zh", "zh"),
        ("C", "en"),
        ("en_GB.UTF-8", "en"),
        ("fr_FR.UTF-8", "en"),
        ("", "en"),
    ],
)
def test_the_locale_is_followed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, variable: str, locale: str, expected: str
) -> None:
    monkeypatch.delenv("LC_ALL")
    monkeypatch.setenv(variable, locale)
    assert spoken(workspace) == expected


def test_the_first_that_speaks_decides(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert spoken(workspace) == "zh"
    speaks_of_itself(workspace, "en")
    assert spoken(workspace) == "en"
    monkeypatch.setenv("RECONCILER_LANG", "zh")
    assert spoken(workspace) == "zh"
    assert spoken(workspace, "--lang", "en") == "en"


def test_a_workspace_has_a_language(workspace: Workspace) -> None:
    speaks_of_itself(workspace, "zh")
    assert spoken(workspace) == "zh"
    assert spoken(workspace, "--lang=en") == "en"


def test_it_is_said_before_the_command_too(workspace: Workspace) -> None:
    assert CHINESE in workspace("--lang", "zh", "tasks").out


@pytest.mark.parametrize("words", [("--lang", "fr", "tasks"), ("tasks", "--lang", "fr")])
def test_a_language_nobody_speaks_is_a_usage_error(workspace: Workspace, words: tuple[str, ...]) -> None:
    ran = workspace(*words)
    assert ran.code == 64
    assert "'fr' is not one of en, zh" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "-o", "json"), ("plan", "-o", "csv"), ("plan", "-o", "sarif"), ("plan", "-o", "junit"),
        ("plan", "-o", "github"), ("drift", "-o", "json"), ("drift", "-o", "csv"), ("status", "-o", "json"),
        ("status", "-o", "csv"), ("tasks", "-o", "json"), ("tasks", "-o", "csv"), ("deadlines", "-o", "json"),
        ("validate", "-o", "json"), ("tasks", "--account", "nobody", "-o", "json"),
    ],
)  # fmt: skip
def test_what_a_machine_reads_is_the_same_in_every_language(
    workspace: Workspace, words: tuple[str, ...]
) -> None:
    english, chinese = workspace(*words), workspace(*words, "--lang", "zh")
    assert (chinese.code, chinese.out) == (english.code, english.out)


def test_a_plan_has_one_digest_in_every_language(workspace: Workspace) -> None:
    digest = json.loads(workspace("plan", "-o", "json").out)["digest"]
    assert digest in workspace("plan", "--lang", "zh").out
    assert workspace("apply", "--digest", digest, "--lang", "zh").code == 0


def test_columns_are_aligned_by_the_cells_of_a_terminal(workspace: Workspace) -> None:
    """A Chinese character takes two."""
    from reconciler.report.sink.table import width

    lines = workspace("plan", "--lang", "zh").out.splitlines()
    head = next(line for line in lines if "操作" in line)
    rows = [line for line in lines if "  care/" in line and "teams/care/team.yaml:" in line]
    assert rows
    for row in rows:
        assert width(head[: head.index("地址")]) == width(row[: row.index("care/")])


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (("plna",), "No such command 'plna'. Did you mean 'plan'?", "没有命令 'plna'。是否想写 'plan'？"),
        (("plan", "--foo"), "No such option '--foo'. Did you mean '--out'?", "没有选项 '--foo'。是否想写 '--out'？"),
        (("resolve",), "Missing argument 'ADDRESS'.", "缺少参数 'ADDRESS'。"),
        (("comment",), "Missing argument '{github|gitlab}'. Choose from: github, gitlab",
         "缺少参数 '{github|gitlab}'。可选：github, gitlab"),
        (("plan", "--account"), "Option '--account' requires an argument.", "选项 '--account' 需要一个值。"),
        (("drift", "x", "y"), "Got unexpected extra arguments (x y)", "多出了参数（x y）"),
        (("tasks", "-o", "ini"), "Invalid value for '-o' / '--output': 'ini' is not one of 'text', ",
         "'-o' / '--output' 的值无效：'ini' 不在以下各项之中：'text', "),
        (("apply", "no.json"), "Invalid value for '[PLAN]': File 'no.json' does not exist.",
         "'[PLAN]' 的值无效：文件 'no.json' 不存在。"),
        (("deadlines", "--within", "x"), "Invalid value for '--within': 'x' is no length of time; write 14d or 36h",
         "'--within' 的值无效：'x' 不是时长；请写 14d 或 36h"),
    ],
)  # fmt: skip
def test_a_mistyped_command_line_is_answered_in_the_readers_language(
    workspace: Workspace, words: tuple[str, ...], english: str, chinese: str
) -> None:
    assert f"error[VN064]: {english}" in workspace(*words).err
    assert f"错误[VN064]: {chinese}" in workspace("--lang", "zh", *words).err


@pytest.mark.parametrize("code", ["VN404", "VN028"])
def test_the_page_of_a_code_is_said_too(workspace: Workspace, code: str) -> None:
    page = workspace.ok("explain", code, "--lang", "zh").out
    assert "\n处理\n" in page
    assert (
        workspace.ok("explain", code, "-o", "json", "--lang", "zh").out
        == workspace.ok("explain", code, "-o", "json").out
    )


@pytest.mark.parametrize(
    "line", ["  language: zh\n", '  language: "zh"  # for the desk\n', "  # language: en\n  language: zh\n"]
)
def test_help_speaks_the_language_of_its_workspace(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    assert workspace("attest", "--help").out.startswith("Usage: ")
    file = workspace.root / "reconciler.yaml"
    file.write_text(file.read_text().replace("spec:\n", f"spec:\n{line}"))
    assert workspace("attest", "--help").out.startswith("用法：")
    assert workspace("--lang", "en", "attest", "--help").out.startswith("Usage: ")
    monkeypatch.chdir(workspace.root.parent)
    away = Workspace(workspace.root.parent, workspace.capture)
    assert away("-C", "shop", "attest", "-h").out.startswith("用法：")
    assert away("attest", "-h").out.startswith("Usage: ")
    monkeypatch.setenv("RECONCILER_LANG", "en")
    assert workspace("attest", "--help").out.startswith("Usage: ")

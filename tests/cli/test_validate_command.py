"""`reconciler validate`: what people and machines read, and the exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from workspaces import EXAMPLE, HEAD, lay, plain

from reconciler.cli.main import run
from reconciler.wire.documents import ValidateDocument

WRONG = HEAD + "  hotlines:\n    brand: {carrier: 中国联通, number: 4008100001, package: 120, instence: x}\n"

TOLD = """\
VN101 a phone number must be quoted: other readers take it for an integer
  --> teams/team.yaml:7:36
  |
7 |     brand: {carrier: 中国联通, number: 4008100001, package: 120, instence: x}
  |                                        ^^^^^^^^^^
hint: write "4008100001"; validate --fix does it

VN102 unknown key 'instence'
  --> teams/team.yaml:7:62
  |
7 |     brand: {carrier: 中国联通, number: 4008100001, package: 120, instence: x}
  |                                                                  ^^^^^^^^
hint: known here: ivr, enterprise, script, purpose, select, carrier, package, documents, callType, number

Found 2 errors in 2 files, 0 entries; 1 fixable with `reconciler validate --fix`.
"""


def test_a_valid_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, exit 0, nothing on stderr."""
    assert run(["-C", str(lay(tmp_path, EXAMPLE)), "validate"]) == 0
    assert capsys.readouterr() == ("Valid: 4 files, 7 entries.\n", "")


def test_problems_are_shown_with_the_line_and_a_caret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chinese characters are two columns wide; the column that is told counts characters."""
    assert run(["validate", "-C", str(plain(tmp_path, WRONG))]) == 1
    assert capsys.readouterr() == (TOLD, "")


def test_the_json_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As published; the same problems."""
    assert run(["-C", str(plain(tmp_path, WRONG)), "validate", "-o", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    ValidateDocument.model_validate(document)
    assert document["format_version"] == "1.1"
    assert document["valid"] is False
    assert document["summary"] == {"files": 2, "resources": 0, "errors": 2, "warnings": 0}
    assert document["diagnostics"][0] == {
        "code": "VN101",
        "severity": "error",
        "message": "a phone number must be quoted: other readers take it for an integer",
        "file": "teams/team.yaml",
        "line": 7,
        "column": 36,
        "hint": 'write "4008100001"; validate --fix does it',
    }


def test_a_warning_sets_no_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A manifest that is not read is told all the same."""
    root = lay(tmp_path, {**EXAMPLE, "teams/old.yaml.bak": HEAD, "elsewhere/team.yaml": HEAD})
    assert run(["-C", str(root), "validate"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "VN026 warning: this looks like a manifest and is not read\n  --> elsewhere/team.yaml\n"
    )
    assert out.endswith("Valid: 2 warnings in 4 files, 7 entries.\n")


def test_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error with a way out."""
    assert run(["-C", str(tmp_path), "validate"]) == 1
    assert (
        "hint: run reconciler init to make one, or choose a workspace with -C DIR" in capsys.readouterr().out
    )


def test_fix_and_validate_in_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is mended is named on stderr; what remains is told."""
    root = plain(tmp_path, WRONG)
    assert run(["-C", str(root), "validate", "--fix"]) == 1
    out, err = capsys.readouterr()
    assert err == "teams/team.yaml: numbers quoted\n"
    assert out.endswith("Found 1 error in 2 files, 0 entries.\n")
    assert (root / "teams/team.yaml").read_text() == WRONG.replace("4008100001", '"4008100001"')


def test_settings_of_the_base_judge_the_head(tmp_path: Path) -> None:
    """A pull request cannot grant itself an account."""
    base = lay(tmp_path / "base", EXAMPLE)
    granted = EXAMPLE["reconciler.yaml"].replace("accounts:\n", "accounts:\n    own: {provider: simulator}\n")
    granted = granted.replace("accounts: [prod]", "accounts: [prod, own]")
    team = EXAMPLE["teams/care/team.yaml"].replace("account: prod", "account: own")
    head = lay(tmp_path / "head", {**EXAMPLE, "reconciler.yaml": granted, "teams/care/team.yaml": team})
    assert run(["-C", str(head), "validate"]) == 0
    assert run(["-C", str(head), "validate", "--config-from", str(base)]) == 1


def test_output_may_go_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Relative to the workspace."""
    assert (
        run(["-C", str(lay(tmp_path, EXAMPLE)), "validate", "-o", "json", "--output-file", "out.json"]) == 0
    )
    assert capsys.readouterr().out == ""
    assert json.loads((tmp_path / "out.json").read_text())["valid"] is True


@pytest.mark.parametrize("form", ["text", "json"])
def test_hostile_names_reach_no_terminal(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control characters, runners' commands and bytes that are no text, in file names and in keys."""
    names = [
        b"a\x1b]0;pwn\x07.yaml",
        b"b\n::add-mask::x.yaml",
        "c\u202e.yaml".encode(),
        b"d\xff.yaml",
        b"##[group]e.yaml",
    ]
    root = plain(tmp_path, HEAD + '  "x\\u0041 ##[error]": 1\n')
    for name in names:
        Path(os.fsdecode(os.fsencode(root / "teams") + b"/" + name)).write_text("a: 1\n")
    assert run(["-C", str(root), "validate", "-o", form]) == 1
    out = capsys.readouterr().out
    assert out.count("VN109") == 5
    assert all(character == "\n" or character.isprintable() for character in out)
    assert "##[" not in out
    assert not any(line.lstrip().startswith("::") for line in out.splitlines())


def test_colour_is_for_terminals_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """None here; with colour the words are the same."""
    import re

    from workspaces import check

    from reconciler.report import diagnostics

    root = plain(tmp_path, WRONG)
    run(["-C", str(root), "validate"])
    assert "\x1b" not in capsys.readouterr().out
    found = check(root).diagnostics
    painted = diagnostics.text(found, colour=True)
    assert "\x1b[31mVN101\x1b[0m" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == diagnostics.text(found)


def test_a_long_line_is_shown_around_its_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not whole: a terminal would wrap the caret away."""
    many = ", ".join(f"k{index:03}: {{number: '0571{index:08}'}}" for index in range(100))
    root = plain(tmp_path, HEAD + f"  numbers: {{{many}, bad: x}}\n")
    assert run(["-C", str(root), "validate"]) == 1
    lines = capsys.readouterr().out.splitlines()
    shown, caret = lines[3], lines[4]
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("x}")


@pytest.mark.parametrize(
    "words", [["validate", "--no-such"], ["validate", "-o", "yaml"], ["-C", "/nowhere", "validate"]]
)
def test_usage_errors(words: list[str]) -> None:
    """64."""
    assert run(words) == 64

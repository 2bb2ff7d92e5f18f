# ruff: noqa: E501  # a table of texts
"""What somebody writes who writes YAML for the first time, or pastes it: told where, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import HEAD, check, plain

ENTRIES = HEAD + "  numbers:\n"
FENCE = "`" * 3
SPEC = "target: care/a, number: '057188880007', reason: r, accept: {irreversible: yes}, requestedBy: me"
STONE = "apiVersion: voice.reconciler/v1\nkind: Cancellation\nmetadata: {name: x}\nspec: {" + SPEC
MISTAKES = {
    "corner brackets": (ENTRIES + "    a: 【number: x】\n", "VN016", 7, "line 7 has the full-width mark 【: write ["),
    "a full-width comma": (
        ENTRIES + "    a: {region: 浙江/杭州，instance: x}\n", "VN016", 7, "line 7 has the full-width mark ，: write ,"
    ),
    "full-width digits": (ENTRIES + '    a: {number: "０５７１８８８８０００１"}\n', "VN107", 7, 'write "057188880001"'),
    "a key in Chinese": (HEAD + "  热线: {}\n", "VN102", 6, "did you mean 'hotlines'?"),
    "a field in Chinese": (ENTRIES + '    a: {号码: "057188880001"}\n', "VN102", 7, "did you mean 'number'?"),
    "a full-width blank": (ENTRIES + "    a:\u3000{region: x}\n", "VN106", 7, "write plain blanks"),
    "a Windows path": (HEAD + '  script: "C:\\audio"\n', "VN014", 6, "remove it; for a backslash write the text in single"),
    "a comment with slashes": (ENTRIES + "    a: {region: x} // why\n", "VN016", 7, "a comment begins with #"),
    "a bracket too many": (ENTRIES + "    a: {region: x}}\n", "VN016", 7, "nothing is open that this bracket closes"),
    "semicolons": (ENTRIES + "    a: {region: x; instance: y}\n", "VN016", 7, "between braces a comma parts"),
    "an at sign": (HEAD + "  script: @x\n", "VN016", 6, 'write quotes around it: "@…"'),
    "a backtick": (HEAD + "  enterprise: `x`\n", "VN016", 6, 'write quotes around it: "`…"'),
    "a percent sign": (ENTRIES + "    a: {region: %x}\n", "VN016", 7, 'write quotes around it: "%…"'),
    "Markdown": (f"{FENCE}yaml\n{HEAD}{FENCE}\n", "VN016", 1, "remove line 1: it is Markdown"),
    "a key without a colon": (ENTRIES + "    a\n      region: x\n", "VN016", 8, "line 7 lacks the colon at its end"),
    "a line too deep": (
        ENTRIES + "    a:\n      region: x\n        instance: y\n", "VN016", 9, "line 8 has its value already"
    ),
    "no blank, in braces": (ENTRIES + "    a: {region:x}\n", "VN102", 7, "write region: x"),
    "an equals sign": (ENTRIES + "    a: {region = x}\n", "VN102", 7, "write region: x"),
    "an underscore": (ENTRIES + "    Hz_001: {region: x}\n", "VN106", 7, "write small letters, digits and hyphens"),
    "a day first": (STONE + ', notBefore: "2026-12-01", expires: 31.3.2027}\n', "VN106", 4, 'write a day such as 2026-12-01: here "2027-03-31"'),
    "a day in slashes": (STONE + ", notBefore: 2026/12/1, expires: 2027年3月31日}\n", "VN106", 4, 'write a day such as 2026-12-01: here "2026-12-01"'),
    "a day that may be a month": (STONE + ', notBefore: "2026-12-01", expires: 1.3.2027}\n', "VN106", 4, "write a day such as 2026-12-01"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_first_mistake_is_told_with_what_to_write(tmp_path: Path, name: str) -> None:
    text, code, line, hint = MISTAKES[name]
    told = [
        (item.code, item.line, item.hint[: len(hint)]) for item in check(plain(tmp_path, text)).diagnostics
    ]
    assert (code, line, hint) in told
    assert all(item.column for item in check(plain(tmp_path, text)).diagnostics)

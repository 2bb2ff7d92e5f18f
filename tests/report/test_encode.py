"""Nothing that cannot be seen, and nothing a sink would obey, gets through as it is."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.report.sink.encode import json_text, markdown_code, terminal, visible


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("杭州示例 · a → b", "杭州示例 · a → b"),
        ("\x1b]0;pwn\x07", "\\x1b]0;pwn\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\x7fb", "a\\x7fb"),
        ("a\r\nb\tc", "a\\x0d\\x0ab\\x09c"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("line\u2028separator", "line\\u2028separator"),
        ("\ufe0fselector", "\\ufe0fselector"),
        ("\u3164filler", "\\u3164filler"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("\ue000private", "\\ue000private"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(raw: str, seen: str) -> None:
    assert visible(raw) == seen


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("  ::add-mask::x", "  \\x3a:add-mask::x"),
        ("a::b", "a::b"),
        ("see ##[error]x", "see #\\x23[error]x"),
        ("##VSO[task.setvariable]x", "#\\x23VSO[task.setvariable]x"),
        ("## heading", "## heading"),
    ],
)
def test_a_ci_runner_gets_no_command(raw: str, seen: str) -> None:
    assert terminal(raw) == seen


@given(st.text())
def test_a_terminal_gets_only_printable_characters(raw: str) -> None:
    seen = terminal(raw)
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"} for c in seen)
    assert terminal(seen) == seen


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("care/hz-001", "`care/hz-001`"),
        ("0571****0001", "`0571****0001`"),
        ("中国联通", "`中国联通`"),
        ("a|b", "<code>a&#124;b</code>"),
        ("`", "<code>&#96;</code>"),
        ("\x1b", "<code>&#92;x1b</code>"),
        (" a", "<code> a</code>"),
    ],
)
def test_markdown_code_is_plain_where_it_is_harmless(raw: str, seen: str) -> None:
    assert markdown_code(raw) == seen


@given(st.text())
def test_json_means_the_same_and_holds_nothing_hidden(raw: str) -> None:
    written = json_text(json.dumps([raw], ensure_ascii=False))
    assert json.loads(written) == [raw]
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"} for c in written)
    assert "##[" not in written

"""`validate --fix` puts quotes around bare phone numbers and changes no other byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workspaces import HEAD, codes, plain

from reconciler import load
from reconciler.edit import quote_numbers
from reconciler.edit.quote import quoted
from reconciler.load import tree

BARE = """\
  enterprise:   杭州   # 057188880001 stays in a comment
  script: '057188880001'
  ivr: {m: {transfer: {to: [ 057188880001 ,"057188880002",4008100001], routing: random, qualification: 10000008748}}}
  instances: {a: {code: 057100001234}}   \t
  numbers:
    a:   {number:    057188880003   , region: "057188880004", ivr: m}
    b:
      number: +8613800138000
      region: 0571 8888 0001
    "057188880009": {number: 13800138000}
"""


def fixed(root: Path) -> bytes:
    """The one team file after a fix."""
    quote_numbers(root, load.read(root).diagnostics)
    return (root / "teams/team.yaml").read_bytes()


def test_only_quotes_are_added(tmp_path: Path) -> None:
    """Comments, spacing, quoted text and text that is no number stay; the result has the same words."""
    text = (HEAD + BARE).replace("\t", "")
    expected = text
    for number in (
        "[ 057188880001 ",
        ",4008100001",
        ": 10000008748",
        ": 057100001234",
        " 057188880003 ",
        ": +8613800138000",
    ):
        digits = number.strip("[ ,:")
        assert expected.count(number) == 1
        expected = expected.replace(number, number.replace(digits, f'"{digits}"'))
    expected = expected.replace("number: 13800138000", 'number: "13800138000"')
    assert fixed(plain(tmp_path, text)).decode() == expected
    assert "VN101" not in codes(tmp_path)
    assert fixed(tmp_path).decode() == expected


@pytest.mark.parametrize("change", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path, change: str, mark: str) -> None:
    """Byte for byte."""
    text = (mark + HEAD + "  script: 057188880001 # 杭州\n").replace("\n", change)
    assert fixed(plain(tmp_path, text)) == text.replace("057188880001", '"057188880001"').encode()


def test_mode_and_other_files_stay(tmp_path: Path) -> None:
    """A file with nothing to fix is not even written again."""
    root = plain(tmp_path, HEAD + "  script: 057188880001\n", other=HEAD)
    changed, untouched = root / "teams/team.yaml", root / "teams/other.yaml"
    changed.chmod(0o640)
    before = untouched.stat()
    assert quote_numbers(root, load.read(root).diagnostics) == ("teams/team.yaml",)
    assert changed.stat().st_mode & 0o777 == 0o640
    assert (untouched.stat().st_ino, untouched.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert sorted(path.name for path in (root / "teams").iterdir()) == ["other.yaml", "team.yaml"]


numbers = st.from_regex(r"\A[-+]?(0[0-9]{1,11}|[1-9][0-9]{6,11})\Z")
texts = st.sampled_from(["x", "杭州", "a b", "'0571'", '"0571"', "120", "1.5", "~", "[]", "{a: b}"])


@given(st.lists(numbers | texts, min_size=1, max_size=8), st.booleans())
def test_taking_the_quotes_away_again_gives_the_file_that_was(values: list[str], flow: bool) -> None:
    """Whatever stands around the numbers."""
    if flow:
        text = "a: {" + ", ".join(f"k{index}: {value}" for index, value in enumerate(values)) + "} # 0571\n"
    else:
        text = "".join(f"k{index}:  {value}  # 0571\n" for index, value in enumerate(values))
    places = [
        (found.line + 1, found.column + 1, found.end - found.start)
        for found in tree.parse(text, nodes=None).numbers
    ]
    after = quoted(text, places)
    assert tree.parse(after, nodes=None).problems == []
    for line, column, width in sorted(places):
        lines = after.split("\n")
        own = lines[line - 1]
        assert (own[column - 1], own[column + width]) == ('"', '"')
        lines[line - 1] = own[: column - 1] + own[column : column + width] + own[column + width + 1 :]
        after = "\n".join(lines)
    assert after == text

"""`roster check`: what a file says, before anybody relies on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from reconciler.cli.roster import command
from reconciler.errors import InvalidManifests

LIST = """\
# as of: 2026-11-20
# complete: true
# rows: 2
号码,状态,备注
057188880001,正常,x
4008100001,维护中,
"""


def checked(folder: Path, text: str, *words: str) -> str:
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(
        command, ["check", str(folder / "roster.csv"), *words], standalone_mode=False, catch_exceptions=False
    )
    return result.output


def test_it_says_what_was_understood_and_what_was_not(tmp_path):
    assert checked(tmp_path, LIST) == (
        "roster.csv as of 2026-11-20T00:00:00+08:00: 2 numbers, complete\n"
        "  statuses        active 1 · unknown 1\n"
        "  facts           running_status 2 · status 1\n"
        "  not used        备注\n"
        "  not understood  维护中\n"
    )


def test_it_says_what_changed_since_an_earlier_one(tmp_path):
    earlier = tmp_path / "earlier.csv"
    earlier.write_text(
        "# as of: 2026-10-20\n号码,状态\n057188880001,受限\n057188880002,正常\n", encoding="utf-8"
    )
    said = json.loads(checked(tmp_path, LIST, "--previous", str(earlier), "-o", "json"))
    assert said["difference"] == {
        "added": ["4008100001"],
        "gone": ["057188880002"],
        "changed": ["057188880001"],
    }
    assert (said["numbers"], said["complete"], said["not_used"]) == (2, True, ["备注"])
    assert "  gone            1: 057188880002\n" in checked(tmp_path, LIST, "--previous", str(earlier))


def test_a_file_that_is_no_roster_is_refused_with_every_problem(tmp_path):
    with pytest.raises(InvalidManifests) as invalid:
        checked(tmp_path, "# as of: 2026-11-20\n号码\n021-88880001-1\nx\n")
    assert [problem.line for problem in invalid.value.diagnostics] == [3, 4]

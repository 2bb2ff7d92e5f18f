"""Whole lives by commands only, as a person would type them, and everything that is printed.

A life is a text: `$ WORDS` is a command line of the program, `= OLD => NEW` an edit of the team's file, `- FILE` and
`+ FILE` take a file away and put it back, `#` is for the reader. What follows a command is what it prints, and its exit
code where that is not 0.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from golden_case import RULES, judged_by
from staged import TEAM, Ran, Workspace, stage

LIVES = Path(__file__).parent / "lives"


def replay(shop: Workspace, text: str) -> Iterator[str]:
    """The same text, with what is printed today."""
    kept: dict[str, str] = {}
    for line in text.splitlines():
        mark, _, words = line.partition(" ")
        if mark == "$":
            yield f"\n{line}"
            yield from _printed(shop(*shlex.split(words)))
        elif mark == "=":
            yield f"\n{line}"
            shop.edit(TEAM, *words.split(" => "))
        elif mark == "-":
            yield f"\n{line}"
            kept[words] = (shop.root / words).read_text("utf-8")
            (shop.root / words).unlink()
        elif mark == "+":
            yield f"\n{line}"
            shop.put(words, kept[words])
        elif mark == "#":
            yield f"\n{line}" if not line.startswith("##") else line


def _printed(ran: Ran) -> Iterator[str]:
    for line in (ran.out + ran.err).rstrip().splitlines():
        yield "    " + re.sub(r'ledgerId: "[0-9a-f]+"', 'ledgerId: "ID"', line).rstrip()
    if ran.code:
        yield f"    [exit {ran.code}]"


@pytest.mark.parametrize("life", sorted(path.name for path in LIVES.glob("*.txt")))
def test_a_life_is_printed_as_it_is_kept(
    life: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    file = LIVES / life
    kept = file.read_text("utf-8")
    shop = Workspace(stage(tmp_path / "shop", api="public"), capsys)
    with judged_by(list(RULES)):
        today = "\n".join(replay(shop, kept)).strip() + "\n"
    if request.config.getoption("--refresh-golden"):
        file.write_text(today, encoding="utf-8")
    assert today == file.read_text("utf-8")

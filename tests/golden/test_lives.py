"""Whole lives by commands only, as a person would type them, and everything that is printed.

A life is a text: `$ WORDS` is a command line of the program, `= FILE OLD => NEW` an edit, `- FILE` and `+ FILE` take a
file away and put it back, `#` is for the reader. What follows a command is what it prints, and its exit code where
that is not 0.

A life in `whole/` is played twice, on the simulator's public API and on the real adapter against the emulator: people
do the same there, and are told the same. `simulator …` is what happens at the provider, and is typed at its counter.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from emulating import emulated, give_key_pair
from golden_case import RULES, judged_by
from staged import Ran, Workspace, stage

from reconciler.providers.alibaba.client import Client
from reconciler.providers.simulator.worldfile import load

Provider = Callable[[Path, pytest.CaptureFixture[str]], AbstractContextManager[tuple[Workspace, Workspace]]]

LIVES = Path(__file__).parent / "lives"
WHOLE = LIVES / "whole"
UNLISTED = re.compile(
    "an unbound number, and every 400, is not listed by the API: one that is missing may still exist"
    "|the public API lists bound numbers and 400 transfers only: a number that is missing may still exist"
)
"""Each provider says in its own words what its API does not list."""
ON_ALIBABA = """\
      provider: alibaba
      settings: {{endpoint: "{endpoint}", protocol: http}}
"""


def replay(shop: Workspace, counter: Workspace, text: str) -> Iterator[str]:
    """The same text, with what is printed today."""
    kept: dict[str, str] = {}
    for line in text.splitlines():
        mark, _, words = line.partition(" ")
        if mark in {"$", "=", "-", "+"} or (mark == "#" and not line.startswith("##")):
            yield f"\n{line}"
        if mark == "$":
            at = counter if words.startswith("simulator ") else shop
            yield from _printed(at(*shlex.split(words)))
        elif mark == "=":
            file, _, change = words.partition(" ")
            shop.edit(file, *(part.replace("\\n", "\n") for part in change.split(" => ")))
        elif mark == "-":
            kept[words] = (shop.root / words).read_text("utf-8")
            (shop.root / words).unlink()
        elif mark == "+":
            shop.put(words, kept[words])


def _printed(ran: Ran) -> Iterator[str]:
    for line in (ran.out + ran.err).rstrip().splitlines():
        line = UNLISTED.sub("(what the API does not list)", line)
        yield "    " + re.sub(r'ledgerId: "[0-9a-f]+"', 'ledgerId: "ID"', line).rstrip()
    if ran.code:
        yield f"    [exit {ran.code}]"


def kept_as(file: Path, lines: Iterator[str], *, refresh: bool) -> None:
    """The text is what the file holds, or becomes it."""
    today = "\n".join(lines).strip() + "\n"
    if refresh:
        file.write_text(today, encoding="utf-8")
    assert today == file.read_text("utf-8")


@pytest.fixture
def refresh(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--refresh-golden"))


@pytest.mark.parametrize("life", sorted(path.name for path in LIVES.glob("*.txt")))
def test_a_life_is_printed_as_it_is_kept(
    life: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], refresh: bool
) -> None:
    shop = Workspace(stage(tmp_path / "shop", api="public"), capsys)
    with judged_by(list(RULES)):
        kept_as(LIVES / life, replay(shop, shop, (LIVES / life).read_text("utf-8")), refresh=refresh)


@contextmanager
def on_the_simulator(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[Workspace, Workspace]]:
    """The shop, which is its own counter."""
    shop = Workspace(shutil.copytree(WHOLE / "shop", folder / "shop"), capsys)
    yield shop, shop


@contextmanager
def on_alibaba(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[Workspace, Workspace]]:
    """The shop on the emulated account, and the counter behind it: one database, one virtual clock."""
    shop, counter = (
        Workspace(shutil.copytree(WHOLE / "shop", folder / name), capsys) for name in ("shop", "counter")
    )
    seed, _ = load(WHOLE / "shop/world.yaml")
    with emulated(folder, seed.model_dump(mode="json", by_alias=True, exclude_none=True)) as served:
        config = (shop.root / "reconciler.yaml").read_text("utf-8")
        account = config[config.index("      provider:") : config.index("  limits:")]
        shop.edit("reconciler.yaml", account, ON_ALIBABA.format(endpoint=served.endpoint))
        counter.edit("reconciler.yaml", ".reconciler/simulator.db", "../emulated.db")
        with pytest.MonkeyPatch.context() as patch:
            give_key_pair(patch)
            patch.setattr(Client, "now", lambda _: served.world.now())
            yield shop, counter


WHOLE_LIVES = sorted(
    path.name.removesuffix(".txt") for path in WHOLE.glob("*.txt") if path.suffixes == [".txt"]
)


@pytest.mark.parametrize("provider", [on_the_simulator, on_alibaba], ids=["simulator", "alibaba"])
@pytest.mark.parametrize("life", WHOLE_LIVES)
def test_people_are_told_the_same_by_every_provider(
    life: str, provider: Provider, tmp_path: Path, capsys: pytest.CaptureFixture[str], refresh: bool
) -> None:
    file = WHOLE / f"{life}.txt"
    with judged_by(list(RULES)), provider(tmp_path, capsys) as (shop, counter):
        kept_as(file, replay(shop, counter, file.read_text("utf-8")), refresh=refresh)


@pytest.mark.parametrize("life", WHOLE_LIVES)
def test_people_are_told_the_same_in_chinese(
    life: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    refresh: bool,
) -> None:
    """What is typed is that of the English life: `NAME.zh.txt` holds what is answered."""
    monkeypatch.setenv("RECONCILER_LANG", "zh")
    with judged_by(list(RULES)), on_the_simulator(tmp_path, capsys) as (shop, counter):
        typed = (WHOLE / f"{life}.txt").read_text("utf-8")
        kept_as(WHOLE / f"{life}.zh.txt", replay(shop, counter, typed), refresh=refresh)

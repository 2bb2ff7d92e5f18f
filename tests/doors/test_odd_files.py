"""What a command line or a workspace names may be anything: each door refuses it in words, and writes nothing."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from staged import ACKNOWLEDGEMENT, TEAM, Ran, Workspace, stage

Door = tuple[str, tuple[str, ...]]
DOORS: dict[str, Door] = {
    "plan": ("odd.json", ("apply", "odd.json")),
    "reviewed": ("odd.json", ("apply", "--digest", f"sha256:{'0' * 64}", "--reviewed", "odd.json")),
    "observation": ("odd.json", ("plan", "--observed", "odd.json")),
    "inventory": ("odd.csv", ("import", "--team", "care", "--dry-run", "--inventory", "odd.csv")),
    "previous": ("odd.json", ("drift", "--previous", "odd.json")),
    "bundle": ("odd.json", ("ledger", "verify", "--bundle", "odd.json")),
    "roster": ("odd.csv", ("roster", "check", "odd.csv")),
    "report": (
        "odd.md",
        ("comment", "github", "odd.md", "--repository", "a/b", "--request", "1", "--dry-run"),
    ),
    "event": ("odd.json", ("comment", "github", TEAM, "--repository", "a/b", "--dry-run")),
    "manifest": (ACKNOWLEDGEMENT, ("plan",)),
    "settings": ("reconciler.yaml", ("status",)),
    "world": ("world.yaml", ("plan",)),
    "account": (".reconciler/simulator.db", ("plan",)),
    "ledger": (".reconciler/ledger.db", ("plan",)),
    "baseline": ("baseline.txt", ("plan",)),
    "known": ("odd.json", ("drift", "--baseline", "odd.json")),
    "Terraform state": (
        "odd.tfstate",
        ("import", "--team", "care", "--dry-run", "--inventory", "odd.tfstate"),
    ),
    "policy": ("policy.json", ("plan",)),
    "issue": ("odd.json", ("drift", "--issue", "github", "--repository", "a/b", "--previous", "odd.json")),
    "news": ("odd.json", ("drift", "--notify", "--previous", "odd.json")),
    "settings of the base": ("base/reconciler.yaml", ("plan", "--config-from", "base")),
    "policy of the base": ("base/policy.json", ("plan", "--config-from", "base")),
    "import into": ("odd.yaml", ("import", "--team", "care", "--output-file", "odd.yaml")),
}


def bound(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket is short
        try:
            listener.bind(path.name)
        finally:
            os.chdir(here)


def leading_out(path: Path) -> None:
    (path.parents[len(path.parents) - 4] / "elsewhere").write_text("{}", encoding="utf-8")
    path.symlink_to(path.parents[len(path.parents) - 4] / "elsewhere")


def holding(content: str | bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content.encode() if isinstance(content, str) else content)


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


ODD: dict[str, Callable[[Path], object]] = {
    "fifo": os.mkfifo,
    "socket": bound,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": Path.mkdir,
    "link out": leading_out,
    "circle": lambda path: path.symlink_to(path.name),
    "a terabyte": endless,
    "a cut UTF-16": holding("number\n1\n".encode("utf-16") + b"\x00"),
    "Latin-1": holding(b"number\n\xe4\n"),
    "deep": holding("[" * 100_000),
    "deep mappings": holding('{"a":' * 100_000),
    "twice": holding('{"a": 1, "a": NaN}'),
    "NaN": holding('{"a": NaN}'),
    "Infinity": holding('{"a": -Infinity}'),
    "half a character": holding('{"a": "\\ud800"}'),
    "a huge number": holding('{"a": ' + "9" * 5_000 + "}"),
    "a huge float": holding('{"a": 1e999}'),
    "control characters": holding(b"{\x00\x1b[2J\x07: 1}"),
}
CASES = [(door, odd) for door in DOORS for odd in ODD if (door, odd) != ("manifest", "folder")]
"""A folder may be called as a file is."""
ALLOWED: dict[str, Callable[[Path], object]] = {
    "empty": holding(""),
    "a mark alone": holding("\ufeff"),
    "blanks": holding(" \n\t\r\n"),
    "null": holding("null"),
    "an empty object": holding("{}"),
    "an empty list": holding("[]"),
    "a text": holding('"a"'),
    "a number": holding("1"),
    "no end": holding('{"a": '),
}
"""What some door may take for nothing; none may stumble."""


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    root = stage(tmp_path / "shop")
    settings = root / "reconciler.yaml"
    text = settings.read_text(encoding="utf-8").replace(
        "  ledger:", "  baseline: baseline.txt\n  policies: [policy.json]\n  ledger:"
    )
    settings.write_text(text, encoding="utf-8")
    for where in (root, root / "base"):
        where.mkdir(exist_ok=True)
        (where / "reconciler.yaml").write_text(text, encoding="utf-8")
        (where / "baseline.txt").write_text("", encoding="utf-8")
        (where / "policy.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("GITHUB_TOKEN", "none")
    monkeypatch.setenv("RECONCILER_NOTIFY", "json://127.0.0.1:9")
    return Workspace(root, capsys)


def files(root: Path) -> dict[Path, int]:
    """All but the simulated account, which any look may seed."""
    return {
        path: path.lstat().st_size
        for path in root.rglob("*")
        if not path.is_dir() and path.parent.name != ".reconciler"
    }


@pytest.mark.parametrize(("door", "odd"), CASES)
def test_each_door_refuses_in_words_and_writes_nothing(
    shop: Workspace, door: str, odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran, path, same = met(shop, door, ODD[odd], monkeypatch)
    said = ran.out + ran.err
    assert (ran.code in {1, 64}, "VN999" in said, same) == (True, False, True), said
    assert re.search(r"VN[0-9]{3}|World\.Invalid", said), said
    assert path.name in said or "the file is no report" in said, said


@pytest.mark.parametrize("door", DOORS)
def test_no_door_stumbles_over_next_to_nothing(
    shop: Workspace, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for odd in ALLOWED.values():
        ran, _, same = met(shop, door, odd, monkeypatch)
        assert ("VN999" in ran.out + ran.err, same) == (False, True), ran


def met(
    shop: Workspace, door: str, odd: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> tuple[Ran, Path, bool]:
    """How a command that met an odd file ended, the file, and whether the workspace is as it was."""
    name, words = DOORS[door]
    path = shop.root / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    odd(path)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(path))
    before = files(shop.root)
    ran = shop(*words)
    return ran, path, files(shop.root) == before


@pytest.mark.parametrize(
    "words", [("plan", "-o", "json", "--output-file"), ("plan", "--out"), ("status", "--save")]
)
def test_output_waits_for_no_reader_and_leaves_no_workspace(
    shop: Workspace, words: tuple[str, ...], tmp_path: Path
) -> None:
    os.mkfifo(shop.root / "fifo")
    (shop.root / "link").symlink_to(tmp_path / "outside")
    for name in ("fifo", "link"):
        ran = shop(*words, name)
        said = ran.out + ran.err
        assert (ran.code, "VN999" in said, name in said) == (1, False, True), said
    assert not (tmp_path / "outside").exists()


def test_a_fifo_with_a_reader_is_written_to(shop: Workspace) -> None:
    os.mkfifo(shop.root / "fifo")
    reader = os.open(shop.root / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    shop.ok("plan", "-o", "json", "--output-file", "fifo")
    assert os.read(reader, 1) == b"{"
    os.close(reader)

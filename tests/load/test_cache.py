"""Warm is cold: what is found by its content is what would have been parsed, or it is not found."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import seeded
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_quick_and_careful import mappings, pieces, same_lines

from reconciler import load
from reconciler.cli.main import run
from reconciler.load import cache, cache_folder, quick
from reconciler.load.cache import Cache, place
from reconciler.load.reader import Reader

SIZE = 200


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The length of every text that is parsed."""
    lengths: list[int] = []
    whole = quick.parse

    def counting(text: str, *rest: Any) -> Any:
        lengths.append(len(text))
        return whole(text, *rest)

    monkeypatch.setattr(quick, "parse", counting)
    return lengths


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two teams of a hundred, and an empty cache."""
    seeded.lay(tmp_path / "fleet", SIZE)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path / "fleet")
    return tmp_path / "fleet"


def entries(workspace: Path) -> list[Path]:
    return sorted((workspace.parent / "cache").glob("*"))


def alike(text: str) -> None:
    """Reads a file without a cache, with an empty one and with a full one."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "a.yaml").write_text(text, encoding="utf-8", newline="")
        readers = [Reader(root), *(Reader(root, Cache(root / "cache")) for _ in range(2))]
        cold, filling, warm = (reader.plain("a.yaml") for reader in readers)
        assert cold == filling == warm
        assert same_lines(cold, warm)
        assert readers[0].faults == readers[1].faults == readers[2].faults
        assert readers[0].hashes == readers[1].hashes == readers[2].hashes


@given(mappings, st.sampled_from([None, True, False]), st.sampled_from([None, '"']))
def test_documents_are_the_same_warm_and_cold(data: dict[str, Any], flow: bool | None, style: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "SMALLEST", 0)
        alike(yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, default_style=style))


@given(pieces)
def test_scraps_are_the_same_warm_and_cold(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "SMALLEST", 0)
        alike(text)


def test_a_warm_run_parses_only_what_changed(workspace: Path, parses: list[int]) -> None:
    cold = load.read(workspace)
    assert len(parses) == 3
    assert len(entries(workspace)) == 2, "reconciler.yaml is too small to be worth an entry"
    parses.clear()
    assert load.read(workspace) == cold
    assert len(parses) == 1
    changed = workspace / "teams/t00001/team.yaml"
    changed.write_text(changed.read_text(encoding="utf-8") + "# another word\n", encoding="utf-8")
    parses.clear()
    warm = load.read(workspace).manifests
    assert [(document.file, document.data) for document in warm] == [
        (document.file, document.data) for document in cold.manifests
    ]
    assert len(parses) == 2


def test_entries_are_their_owners_only(workspace: Path) -> None:
    before = os.umask(0)
    try:
        load.read(workspace)
    finally:
        os.umask(before)
    folder = entries(workspace)[0].parent
    assert {oct(path.stat().st_mode & 0o777) for path in entries(workspace)} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def _swap(first: Path, second: Path) -> None:
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)


SPOILED: dict[str, Callable[[Path, Path], object]] = {
    "empty": lambda one, _: one.write_bytes(b""),
    "cut": lambda one, _: one.write_bytes(one.read_bytes()[:-9]),
    "another number in it": lambda one, _: one.write_bytes(one.read_bytes().replace(b"0571", b"0572")),
    "not JSON": lambda one, _: one.write_bytes(b"\x80\x04\x95"),
    "under another's name": _swap,
    "open to all": lambda one, _: one.chmod(0o666),
    "a link": lambda one, two: (one.unlink(), one.symlink_to(two)),
    "a folder": lambda one, _: (one.unlink(), one.mkdir()),
    "a FIFO": lambda one, _: (one.unlink(), os.mkfifo(one, 0o600)),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_entry_is_a_miss(how: str, workspace: Path, parses: list[int]) -> None:
    cold = load.read(workspace)
    one, two = entries(workspace)
    SPOILED[how](one, two)
    parses.clear()
    assert load.read(workspace) == cold
    assert len(parses) >= 2


def test_another_version_of_the_tool_finds_nothing(
    workspace: Path, parses: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    load.read(workspace)
    monkeypatch.setattr(cache, "__version__", "0.0.1")
    parses.clear()
    load.read(workspace)
    assert len(parses) == 3


def test_a_folder_that_cannot_be_made_is_no_cache(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(workspace / "reconciler.yaml" / "cache"))
    assert load.read(workspace).diagnostics == ()


def test_the_oldest_entries_go_when_there_are_too_many(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load.read(workspace)
    old, new = entries(workspace)
    os.utime(old, (1, 1))
    monkeypatch.setattr(cache_folder, "MOST", new.stat().st_size)
    keeper = Cache(old.parent)
    keeper.trim()
    assert entries(workspace) == [old, new], "nothing was added"
    content = (workspace / "teams/t00001/team.yaml").read_bytes()
    found = keeper.get(content, {}.setdefault) or keeper.get(
        (workspace / "teams/t00000/team.yaml").read_bytes(), {}.setdefault
    )
    assert found is not None
    keeper.put(content, found)
    keeper.trim()
    assert len(entries(workspace)) == 1


@pytest.mark.parametrize("words", [["--no-cache", "validate"], ["validate", "--no-cache"]])
def test_no_cache_reads_and_writes_none(workspace: Path, words: list[str]) -> None:
    assert run(words) == 0
    assert entries(workspace) == []
    assert os.environ[cache.VARIABLE] != "off"
    assert run(["validate"]) == 0
    assert len(entries(workspace)) == 2


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"RECONCILER_CACHE": "/a", "XDG_CACHE_HOME": "/b", "HOME": "/c"}, Path("/a")),
        ({"RECONCILER_CACHE": "off", "HOME": "/c"}, None),
        ({"RECONCILER_CACHE": "", "HOME": "/c"}, None),
        ({"XDG_CACHE_HOME": "/b", "HOME": "/c"}, Path("/b/reconciler")),
        ({"XDG_CACHE_HOME": "b", "HOME": "/c"}, Path("/c/.cache/reconciler")),
        ({}, None),
    ],
)
def test_entries_lie_where_users_expect_them(environment: dict[str, str], expected: Path | None) -> None:
    assert place(environment) == expected

"""Commands that only look change nothing: no request at the provider, no record, no file; in peace and in trouble."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import Git, Tombstone, hotline, live_regular, regular, world_file
from workspace import Workspace

from reconciler.cli.main import COMMANDS
from reconciler.clock import SystemClock
from reconciler.providers.simulator.world.faults import Fault

A, B = "057188880001", "057188880002"
GIT = Git(
    hotlines={"brand": hotline("4009100003")},
    numbers={"hz-001": regular(A, instance="outbound"), "hz-002": regular(instance="outbound")},
    tombstones={"gone": Tombstone("care/old", B)},
)
LOOKS = [
    "validate",
    "render",
    "plan",
    "plan -o json",
    "plan -o markdown",
    "plan --as-of 2026-12-24",
    "drift",
    "status",
    "deadlines",
    "deadlines -o ics",
    "tasks",
    "import --team care",
    "offers",
    "recommend",
    "explain VN402",
    "rules",
    "schema plan",
    "ledger show",
    "ledger verify",
    "ledger export",
    "history care/brand",
    "providers",
    "doctor",
    "fmt --check",
    "shards",
    "roster check roster.csv",
    "completion bash",
]
CHANGES = {"init", "new", "apply", "attest", "resolve", "simulator", "comment", "fleet"}
"""What is there to change something."""
TROUBLE = [
    None,
    "timeout-before",
    "undecodable-before",
    "throttle-before",
    "short-list",
    "stale",
    "unreadable",
]


@pytest.fixture
def work(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """An account in the middle of things: a purchase nobody knows the end of, an application under review."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(SystemClock, "sleep", lambda *_: None)
    (tmp_path / "work").mkdir()
    work = Workspace(tmp_path / "work", capsys, GIT, world_file(live_regular(A), live_regular(B)))
    script(work, Fault("timeout-after", "order"))
    assert work.run("apply", "--yes").code == 4
    return work


def script(work: Workspace, fault: Fault) -> None:
    world = work.world()
    world.clear_faults()
    world.script(fault)
    world.close()


def contents(work: Workspace) -> dict[Path, bytes]:
    """Every file but the provider's own books."""
    found = (file for file in work.root.rglob("*") if file.is_file())
    return {file: file.read_bytes() for file in found if not file.name.startswith("simulator.db")}


def test_every_command_either_looks_or_is_there_to_change_something() -> None:
    assert {words.split()[0] for words in LOOKS} | CHANGES == set(COMMANDS)


@pytest.mark.parametrize("kind", TROUBLE, ids=str)
def test_looking_changes_nothing(work: Workspace, kind: str | None) -> None:
    before = work.requests(), work.head(), contents(work)
    for words in LOOKS:
        if kind is not None:
            script(work, Fault(kind, "read", times=99))
        said = work.run(*words.split())

        assert said.code in {0, 1, 2, 3}, (words, said.err)
        assert "VN999" not in said.err, words
        assert (work.requests(), work.head(), contents(work)) == before, words

"""A golden case: a folder of user-shaped files, staged as a workspace and run through the command line."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from reconciler.ledger import open_ledger
from reconciler.memory.memory import Head
from reconciler.memory.records import RECORD
from reconciler.model.calendar import SHANGHAI

HERE = Path(__file__).parent
CASES = HERE / "golden/cases"
SHARED = HERE / "golden/shared"
EXAMPLES = HERE.parent / "examples"
RULES = tuple((HERE / "golden/rules.txt").read_text(encoding="utf-8").split())
"""The rules that whole stories and lives are judged by; every other case names its own. A new rule touches none."""


@dataclass(frozen=True)
class Case:
    """One story: what is wanted, there and remembered, and what a person expects of the plan."""

    name: str
    folder: Path
    story: str
    arguments: list[str] = field(default_factory=list)
    """Options of `plan` and `drift`."""
    example: str | None = None
    """A workspace of `examples/` in place of one of its own."""
    exit: dict[str, int] = field(default_factory=dict)
    """Command to its exit code; a command that is not named is not run."""
    actions: dict[str, str] | None = None
    """Every action's id with its status."""
    rules: list[str] = field(default_factory=lambda: list(RULES))
    """The rules that judge it; a case about one matter names only its own."""
    findings: dict[str, str] = field(default_factory=dict)
    """`RULE ADDRESS` to the verdict; others may be there too."""
    whole: bool = False
    """Whether everything that is printed is kept, and not only what is decided."""
    without: list[str] = field(default_factory=list)
    """Files of `shared/` that its workspace does not have."""

    @property
    def judges(self) -> list[str]:
        """The rules that judge it, those that it expects something of among them."""
        return [*self.rules, *(finding.partition(" ")[0] for finding in self.findings)]

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace" if self.example is None else EXAMPLES / self.example

    def stage(self, where: Path) -> Path:
        """A fresh workspace with its ledgers filled; returns its folder."""
        skipped = shutil.ignore_patterns(".reconciler", ".gitkeep")
        if self.example is None:
            shutil.copytree(SHARED, where)
            for name in self.without:
                (where / name).unlink()
        if self.workspace.exists():
            shutil.copytree(self.workspace, where, ignore=skipped, dirs_exist_ok=True)
        for ledger in sorted(self.folder.glob("ledger*.jsonl")):
            account = ledger.stem.partition(".")[2] or "prod"
            fill(where, account, ledger.read_text(encoding="utf-8").splitlines())
        return where

    def words(self, command: str) -> list[str]:
        """The command line, without its output format."""
        observed = self.folder / "observed.json"
        offline = ["--observed", str(observed)] if command == "plan" and observed.exists() else []
        return [command, *self.arguments, *offline]


_DECIDED = ("id", "kind", "mode", "status", "reason", "changes", "cost", "earliest", "deadline")
_SAID = ("rule", "verdict", "address", "message", "until")
_DRIFTED = ("address", "category", "moved", "message", "fields")


def decisions(plan: dict[str, Any], report: dict[str, Any] | None) -> str:
    """What a plan and a drift report decide, a line each: nothing of how they are printed, digested or summed up."""
    rows = [
        *({name: action[name] for name in _DECIDED} for action in plan["actions"]),
        *({name: finding[name] for name in _SAID} for finding in plan["findings"]),
        {name: amount for name, amount in plan["summary"].items() if "monthly" in name},
        *({name: entry[name] for name in _DRIFTED} for entry in (report or {"entries": ()})["entries"]),
    ]
    lines = (json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def fill(workspace: Path, account: str, lines: list[str]) -> None:
    """Appends records to the workspace's ledger."""
    store = open_ledger("sqlite:///.reconciler/ledger.db", workspace)
    with store.lock(account, "golden@localhost:1", datetime(2026, 11, 1, tzinfo=SHANGHAI)) as lease:
        store.append(account, [RECORD.validate_json(line) for line in lines], after=Head(), fence=lease.fence)


def load(folder: Path) -> Case:
    told: dict[str, Any] = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    return Case(name=folder.name, folder=folder, **told)


def every_case() -> list[Case]:
    return [load(folder) for folder in sorted(CASES.iterdir())]


@contextmanager
def judged_by(codes: list[str]) -> Iterator[None]:
    """Only these rules judge plans and drift reports."""
    from reconciler import rules

    whole, known = rules.run, tuple(rule for rule in rules.RULES if rule.code in codes)
    rules.run = lambda facts, chosen=known: whole(facts, chosen)
    try:
        yield
    finally:
        rules.run = whole


def run(words: list[str], workspace: Path, capture: Any) -> tuple[int, str, str]:
    """Exit code and both streams of one command line, in this process."""
    from reconciler.cli.main import run as run_command

    here = Path.cwd()
    try:
        code = run_command(["-C", str(workspace), *words])
    finally:
        os.chdir(here)
    captured = capture.readouterr()
    return code, captured.out, captured.err

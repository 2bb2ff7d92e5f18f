"""A golden case: a folder of user-shaped files, staged as a workspace and run through the command line."""

from __future__ import annotations

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
EXAMPLES = HERE.parent / "examples"
RULES = tuple((HERE / "golden/rules.txt").read_text(encoding="utf-8").split())
"""The rules that golden cases are judged by. A new rule touches none of them until a case asks for it."""


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
    """The rules that judge it; a case about one matter may name only its own."""
    findings: dict[str, str] = field(default_factory=dict)
    """`RULE ADDRESS` to the verdict; others may be there too."""

    @property
    def judges(self) -> list[str]:
        """The rules that judge it, those that it expects something of among them."""
        return [*self.rules, *(finding.partition(" ")[0] for finding in self.findings)]

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace" if self.example is None else EXAMPLES / self.example

    def stage(self, where: Path) -> Path:
        """A fresh workspace with its ledgers filled; returns its folder."""
        shutil.copytree(self.workspace, where, ignore=shutil.ignore_patterns(".reconciler", ".gitkeep"))
        for ledger in sorted(self.folder.glob("ledger*.jsonl")):
            account = ledger.stem.partition(".")[2] or "prod"
            fill(where, account, ledger.read_text(encoding="utf-8").splitlines())
        return where

    def words(self, command: str) -> list[str]:
        """The command line, without its output format."""
        observed = self.folder / "observed.json"
        offline = ["--observed", str(observed)] if command == "plan" and observed.exists() else []
        return [command, *self.arguments, *offline]


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

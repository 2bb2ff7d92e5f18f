"""A workspace folder worked on through the command line, as a user or a CI job does."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from documents import Git

from reconciler.cli.main import run
from reconciler.ledger import open_ledger
from reconciler.memory.memory import Head
from reconciler.providers.simulator.world import World, open_world
from reconciler.providers.simulator.world.wallclock import duration


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


class Workspace:
    """Files, a ledger and an account on disk."""

    def __init__(
        self, root: Path, capture: pytest.CaptureFixture[str], git: Git, world: Mapping[str, Any]
    ) -> None:
        self.root = root
        self.capture = capture
        git.write(root)
        (root / "world.yaml").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
        self.run("plan")

    def run(self, *words: str) -> Said:
        """`reconciler WORDS -C ROOT`."""
        self.capture.readouterr()
        code = run([*words, "-C", str(self.root)])
        said = self.capture.readouterr()
        return Said(code, said.out, said.err)

    def world(self) -> World:
        return open_world(self.root / ".reconciler/simulator.db")

    def advance(self, text: str) -> None:
        world = self.world()
        world.advance(duration(text))
        world.close()

    def requests(self) -> int:
        """How many requests meant to change something the account ever got."""
        world = self.world()
        try:
            return len(world.requests())
        finally:
            world.close()

    def head(self) -> Head:
        """The end of the ledger's chain."""
        return open_ledger("sqlite:///.reconciler/ledger.db", self.root).read("prod")[0]

    def take_ledger_by_hand(self, statement: str) -> None:
        """What somebody does who edits the file."""
        connection = sqlite3.connect(self.root / ".reconciler/ledger.db")
        with connection:
            connection.execute(statement)
        connection.close()

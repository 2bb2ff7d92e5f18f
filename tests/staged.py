"""A copy of the quickstart to run commands in, in this process or in one of its own."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import termios
import threading
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from jsonschema import Draft202012Validator

from reconciler.cli.main import run

ROOT = Path(__file__).parents[1]
QUICKSTART = ROOT / "examples" / "quickstart"
TEAM = "teams/care/team.yaml"
GRAVE = "teams/care/cancellations/2026-12-old-branch.yaml"
ACKNOWLEDGEMENT = "compliance/inbound-2026.yaml"


class Ran(NamedTuple):
    """How a command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Workspace:
    """A folder to work in; every command line is one run in it."""

    root: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Ran:
        """Runs one command line in this process."""
        self.capture.readouterr()
        here = Path.cwd()
        os.chdir(self.root)
        try:
            code = run(list(words))
        finally:
            os.chdir(here)
        return Ran(code, *self.capture.readouterr())

    def ok(self, *words: str) -> Ran:
        """The same, and it must end well."""
        ran = self(*words)
        assert ran.code == 0, ran
        return ran

    def read(self, *words: str) -> Any:
        """What a command says with `-o json`, whatever its exit code."""
        ran = self(*words, "-o", "json")
        assert ran.code == 1 or all(line.startswith("warning[VN218]: ") for line in ran.err.splitlines()), ran
        return ran.json

    def edit(self, file: str, old: str, new: str) -> None:
        """Replaces a text that must be there."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def put(self, file: str, text: str) -> None:
        """Writes a file."""
        (self.root / file).parent.mkdir(parents=True, exist_ok=True)
        (self.root / file).write_text(text, encoding="utf-8")

    def requests(self) -> list[tuple[str, str | None, str]]:
        """Every request at the provider's counter: verb, number, outcome."""
        told = self.read("simulator", "requests")
        return [(r["verb"], r["number"], r["outcome"]) for r in told]

    def records(self) -> list[dict[str, Any]]:
        """Everything the ledger holds; nothing where there is none yet."""
        if not (self.root / ".reconciler" / "ledger.db").exists():
            return []
        return [json.loads(line)["record"] for line in self.ok("ledger", "export").out.splitlines()]

    def statuses(self, *words: str) -> dict[str, str]:
        """Action id to status, of a plan."""
        return {a["id"]: a["status"] for a in self.read("plan", *words)["actions"]}


def stage(where: Path, *, api: str = "full") -> Path:
    """A fresh quickstart."""
    shutil.copytree(QUICKSTART, where, ignore=shutil.ignore_patterns(".reconciler"))
    config = where / "reconciler.yaml"
    text = config.read_text(encoding="utf-8")
    assert "api: full" in text
    config.write_text(text.replace("api: full", f"api: {api}"), encoding="utf-8")
    return where


def process(*words: str, folder: Path, **environment: str) -> Ran:
    """Runs one command line in a process of its own, whose streams are pipes."""
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    done = subprocess.run(
        [sys.executable, "-m", "reconciler", *words],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def terminal(*words: str, folder: Path, columns: int, **environment: str) -> Ran:
    """Runs one command line on a terminal of so many columns: both streams, as they come, in `out`."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, columns))
    parts: list[bytes] = []
    reader = threading.Thread(target=_drain, args=(ours, parts))
    reader.start()
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
    with (
        patch.dict(os.environ, {**kept, "TERM": "xterm", **environment}, clear=True),
        os.fdopen(theirs, "w", encoding="utf-8") as screen,
        redirect_stdout(screen),
        redirect_stderr(screen),
        chdir(folder),
    ):
        code = run(list(words))
    reader.join()
    os.close(ours)
    return Ran(code, b"".join(parts).decode(), "")


def _drain(terminal: int, parts: list[bytes]) -> None:
    with suppress(OSError):  # the end of a terminal is an error to whoever reads it
        while part := os.read(terminal, 65_536):
            parts.append(part)


def validated(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The document, which must be as the published schema says."""
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(document)
    return document

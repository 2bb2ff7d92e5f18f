"""The README's first command: the main job from end to end, and a script that notices when it goes otherwise."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from house import ROOT, run

DEMO = ROOT / "examples/quickstart/demo.sh"
HERE = Path(sys.executable).parent


def test_the_demo_runs_the_main_job_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = f"{HERE}:{os.environ['PATH']}"
    done = run(["sh", DEMO], tmp_path, PATH=path, TMPDIR=str(tmp_path), PYTHONPATH=str(ROOT))
    assert done.returncode == 0, done.stdout + done.stderr
    shown = re.findall(r"^\$ (.*)$", done.stdout, re.MULTILINE)
    assert [line.split()[1] for line in shown] == [
        *("validate", "plan", "apply", "plan", "simulator", "simulator", "drift")
    ]
    assert "No changes" in done.stdout
    assert "care/hz-001  changed by another hand" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_demo_fails_at_the_first_exit_code_that_is_not_the_expected_one(tmp_path: Path) -> None:
    fake = tmp_path / "bin/reconciler"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\ntest "$1" = validate || exit 4\n', encoding="utf-8")
    fake.chmod(0o755)
    done = run(["sh", DEMO], tmp_path, PATH=f"{fake.parent}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert done.stderr == "demo: exit code 4, expected 0\n"


def test_make_lists_its_verbs(tmp_path: Path) -> None:
    done = run(["make", "--no-print-directory", "-C", ROOT], tmp_path)
    assert done.returncode == 0
    listed = {line.split()[0] for line in done.stdout.splitlines()}
    assert {"demo", "test", "check", "schemas", "docs", "bench"} <= listed

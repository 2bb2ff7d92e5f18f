"""Checkouts of a workspace at commits: made when asked for, and not kept for ever."""

from __future__ import annotations

import subprocess
from pathlib import Path

from reconciler.fleet.checkouts import Checkouts


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=ci", "-c", "user.email=ci@example.com"]
    done = subprocess.run(["git", "-C", root, *who, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_twenty_checkouts_stay_and_one_that_went_is_made_again(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    commits = []
    for day in range(22):
        (tmp_path / "reconciler.yaml").write_text(f"# {day}\n", encoding="utf-8")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "--quiet", "-m", f"day {day}")
        commits.append(git(tmp_path, "rev-parse", "HEAD"))
    checkouts = Checkouts(tmp_path)

    for commit in commits:
        checkouts.at(commit)
        checkouts.at(commits[0])  # in use all the time

    here = {folder.name for folder in checkouts.folder.iterdir()}
    assert here == {commits[0], *commits[-19:]}
    assert (checkouts.at(commits[1]) / "reconciler.yaml").read_text("utf-8") == "# 1\n"

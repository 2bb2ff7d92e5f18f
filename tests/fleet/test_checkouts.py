"""Checkouts of a workspace at commits: made when asked for, and not kept for ever."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from reconciler.fleet.checkouts import Checkouts, NoCheckout, UnknownCommit


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=ci", "-c", "user.email=ci@example.com"]
    done = subprocess.run(["git", "-C", root, *who, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def repository(folder: Path, days: int) -> list[str]:
    """A repository with so many commits of reconciler.yaml; their names."""
    folder.mkdir()
    git(folder, "init", "--quiet")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    return [commit(folder, f"# {day}\n") for day in range(days)]


def commit(folder: Path, text: str) -> str:
    (folder / "reconciler.yaml").write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", text)
    return git(folder, "rev-parse", "HEAD")


def shallow(origin: Path, folder: Path) -> Checkouts:
    git(origin, "clone", "--quiet", "--depth", "1", origin.as_uri(), str(folder))
    return Checkouts(folder)


def test_twenty_checkouts_stay_and_one_that_went_is_made_again(tmp_path: Path) -> None:
    commits = repository(tmp_path / "work", 22)
    checkouts = Checkouts(tmp_path / "work")

    for name in commits:
        checkouts.at(name)
        checkouts.at(commits[0])  # in use all the time

    here = {folder.name for folder in checkouts.folder.iterdir()}
    assert here == {commits[0], *commits[-19:]}
    assert (checkouts.at(commits[1]) / "reconciler.yaml").read_text("utf-8") == "# 1\n"


def test_what_a_killed_worker_left_goes_and_what_another_makes_now_stays(tmp_path: Path) -> None:
    [only] = repository(tmp_path / "work", 1)
    checkouts = Checkouts(tmp_path / "work")
    for name in (".making-old", ".making-new", ".removing-half"):
        (checkouts.folder / name / "at").mkdir(parents=True)
    os.utime(checkouts.folder / ".making-old", (0, 0))

    checkouts.at(only)

    assert {folder.name for folder in checkouts.folder.iterdir()} == {only, ".making-new"}


def test_a_shallow_clone_knows_its_commit_and_learns_of_others_when_they_are_asked_for(
    tmp_path: Path,
) -> None:
    commits = repository(tmp_path / "origin", 3)
    checkouts = shallow(tmp_path / "origin", tmp_path / "work")

    assert (checkouts.at(commits[2]) / "reconciler.yaml").read_text("utf-8") == "# 2\n"
    assert checkouts.newer(commits[2], commits[0])
    assert not checkouts.newer(commits[0], commits[2])
    assert (checkouts.at(commits[0]) / "reconciler.yaml").read_text("utf-8") == "# 0\n"


def test_a_branch_that_was_forced_follows_from_nothing_that_went(tmp_path: Path) -> None:
    first, gone = repository(tmp_path / "origin", 2)
    checkouts = shallow(tmp_path / "origin", tmp_path / "work")
    git(tmp_path / "origin", "reset", "--quiet", "--hard", first)
    forced = commit(tmp_path / "origin", "# instead\n")

    assert (checkouts.at(forced) / "reconciler.yaml").read_text("utf-8") == "# instead\n"
    assert not checkouts.newer(gone, forced)
    assert not checkouts.newer("f" * 40, forced)
    with pytest.raises(UnknownCommit):
        checkouts.at("f" * 40)


def test_submodules_come_along_and_one_that_does_not_is_no_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path / "teams", 1)
    repository(tmp_path / "origin", 1)
    allow = ("-c", "protocol.file.allow=always")
    git(tmp_path / "origin", *allow, "submodule", "add", "--quiet", "../teams", "teams")
    both = commit(tmp_path / "origin", "# with teams\n")
    git(tmp_path, "clone", "--quiet", "origin", "work")
    with pytest.raises(NoCheckout, match="git submodule"):
        Checkouts(tmp_path / "work").at(both)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "protocol.file.allow")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "always")

    assert (Checkouts(tmp_path / "work").at(both) / "teams/reconciler.yaml").is_file()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    [only] = repository(tmp_path / "work", 1)
    checkouts = Checkouts(tmp_path / "work")
    checkouts.folder.parent.write_text("no folder", encoding="utf-8")
    for ask in (lambda: checkouts.at(only), checkouts.fetch):
        with pytest.raises(NoCheckout, match="no checkout can be made below"):
            ask()

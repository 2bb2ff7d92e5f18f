"""The workspace at a commit: one checkout per commit, made once, shared by the workers of a machine.

A worker never reads the folder people work in: a job names its commit, and what is not committed does not exist.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from reconciler.errors import ReconcilerError

_STATE = ".reconciler"
"""What belongs to a machine and not to a commit: simulated accounts, a ledger in a file."""
_PATIENCE_SECONDS = 120
_KEPT = 20
"""So many checkouts stay; those that were used longest ago go when another is made."""


class UnknownCommit(ReconcilerError):
    """The commit is not here yet; the job waits for it."""

    default_code = "VN831"


class Checkouts:
    """The checkouts below `.reconciler/fleet` of the workspace that a worker was started in."""

    def __init__(self, root: Path) -> None:
        """Raises ReconcilerError where the workspace is in no Git repository."""
        self.root = root.absolute()
        self.top = Path(self._git("rev-parse", "--show-toplevel"))
        self.below = self._git("rev-parse", "--show-prefix")
        self.folder = self.root / _STATE / "fleet"

    def commit(self, ref: str) -> str:
        """The full name of a commit. Raises UnknownCommit."""
        result = self._git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", check=False)
        if not result:
            raise UnknownCommit(
                f"no commit {ref!r} in {self.top}", hint="push it, or fetch it where the worker runs"
            )
        return result

    def fetch(self) -> None:
        """Asks the remotes, if there are any, for what is new; one that does not answer is left for later."""
        if self._git("remote"):
            self._git("fetch", "--quiet", "--all", check=False)

    def at(self, commit: str) -> Path:
        """The workspace at a commit. Raises UnknownCommit if the remotes do not have it either."""
        checkout = self.folder / commit
        if not checkout.exists():
            self._know(commit)
            self._make(commit, checkout)
            self._remove_old()
        os.utime(checkout)
        return checkout / self.below

    def newer(self, commit: str, other: str) -> bool:
        """Whether `commit` follows from `other`: what was merged later."""
        if commit == other:
            return False
        return self._run("merge-base", "--is-ancestor", other, commit).returncode == 0

    def _know(self, commit: str) -> None:
        try:
            self.commit(commit)
        except UnknownCommit:
            self.fetch()
            self.commit(commit)

    def _make(self, commit: str, checkout: Path) -> None:
        """Makes it beside its place and moves it there whole: a killed worker leaves no half of one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".making-", dir=self.folder))
        try:
            self._git("clone", "--quiet", "--shared", "--no-checkout", str(self.top), str(folder / "at"))
            self._git("-C", str(folder / "at"), "checkout", "--quiet", "--detach", commit)
            state = folder / "at" / self.below / _STATE
            if state.parent.is_dir() and not state.exists():
                state.symlink_to(self.root / _STATE, target_is_directory=True)
            if not checkout.exists():
                (folder / "at").rename(checkout)
        except OSError:
            if not checkout.exists():  # otherwise another worker was quicker
                raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _remove_old(self) -> None:
        folders = sorted(self.folder.glob("[0-9a-f]*"), key=_used, reverse=True)
        for old in folders[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    def _git(self, *words: str, check: bool = True) -> str:
        done = self._run(*words)
        if check and done.returncode:
            lines = done.stderr.strip().splitlines() or ["git failed"]
            raise ReconcilerError(
                f"git {words[0]}: {lines[-1]}",
                code="VN832",
                hint="a fleet works from a Git checkout of the workspace",
            )
        return done.stdout.strip()

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603  # fixed words, folders and commits, no shell
                ["git", "-C", str(self.root), *words],  # noqa: S607  # the user's own git
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_PATIENCE_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ReconcilerError(f"git cannot be run: {error}", code="VN832", hint="install git") from error


def _used(checkout: Path) -> float:
    """When it was last asked for; one that another worker removes meanwhile counts as never."""
    try:
        return checkout.stat().st_mtime
    except OSError:
        return 0.0

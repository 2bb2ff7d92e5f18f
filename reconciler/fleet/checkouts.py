"""The workspace at a commit: one checkout per commit, made once, shared by the workers of a machine.

A worker never reads the folder people work in: a job names its commit, and what is not committed does not exist.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path

from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase

_STATE = ".reconciler"
"""What belongs to a machine and not to a commit: simulated accounts, a ledger in a file."""
_PATIENCE_SECONDS = 120
_KEPT = 20
"""So many checkouts stay; those that were used longest ago go when another is made."""
_MAKING = ".making-"
_REMOVING = ".removing-"
_WHOLE_HISTORY = "2147483647"
"""The depth that stands for all of it: a shallow clone cannot tell which of two commits is the later one."""
_ABANDONED_SECONDS = 3600
"""What is still being made or removed after so long was left behind by a worker that was killed."""


class UnknownCommit(ReconcilerError):
    """The commit is not here yet; the job waits for it."""

    default_code = "VN831"


class NoCheckout(ReconcilerError):
    """The commit is here, but its files cannot be laid out: the disk is full, a submodule does not come."""

    default_code = "VN834"


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
        with self._alone():
            self._fetch()

    def at(self, commit: str) -> Path:
        """The workspace at a commit. Raises UnknownCommit if the remotes do not have it either, NoCheckout."""
        checkout = self.folder / commit
        try:
            if not checkout.exists():
                self._know(commit)
                self._make(commit, checkout)
                self._remove_old()
            os.utime(checkout)
        except OSError as error:
            raise self._unusable(error) from error
        return checkout / self.below

    def newer(self, commit: str, other: str) -> bool:
        """Whether `commit` follows from `other`: what was merged later. One that no remote has follows from nothing."""
        if commit == other:
            return False
        for name in (commit, other):
            with suppress(UnknownCommit):
                self._know(name)
        return self._run("merge-base", "--is-ancestor", other, commit).returncode == 0

    def _know(self, commit: str) -> None:
        with suppress(UnknownCommit):
            self.commit(commit)
            return
        with self._alone():
            try:
                self.commit(commit)  # another worker has fetched it meanwhile
            except UnknownCommit:
                self._fetch()
                self.commit(commit)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other worker of this machine fetches meanwhile: Git refuses two at once, and the second finds nothing."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            folder = os.open(self.folder, os.O_RDONLY)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            flock(folder, LOCK_EX)  # goes with the process, however it ends
            yield
        finally:
            os.close(folder)

    def _unusable(self, error: OSError) -> NoCheckout:
        return NoCheckout(
            f"no checkout can be made below {self.folder}: {error.strerror}",
            hint="see that the worker may write there, and that the disk is not full",
        )

    def _fetch(self) -> None:
        if self._git("remote"):
            self._git("fetch", "--quiet", "--all", *self._deepening(), check=False)

    def _deepening(self) -> tuple[str, ...]:
        shallow = self._git("rev-parse", "--is-shallow-repository") == "true"
        return ("--depth", _WHOLE_HISTORY) if shallow else ()

    def _make(self, commit: str, checkout: Path) -> None:
        """Makes it beside its place and moves it there whole: a killed worker leaves no half of one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_MAKING, dir=self.folder))
        try:
            self._lay_out(commit, folder / "at")
            if not checkout.exists():
                (folder / "at").rename(checkout)
        except OSError:
            if not checkout.exists():  # otherwise another worker was quicker
                raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _lay_out(self, commit: str, folder: Path) -> None:
        """A commit's files, those of its submodules too, and the machine's own state."""
        try:
            self._git("clone", "--quiet", "--shared", "--no-checkout", str(self.top), str(folder))
            if origin := self._git("config", "--get", "remote.origin.url", check=False):
                self._git("remote", "set-url", "origin", origin, at=folder)  # submodules may lie beside it
            self._git("checkout", "--quiet", "--detach", commit, at=folder)
            if (folder / ".gitmodules").exists():
                self._git("submodule", "--quiet", "update", "--init", "--recursive", at=folder)
        except ReconcilerError as error:
            raise NoCheckout(
                f"no checkout of {commit[:12]} can be made: {error.message}", hint=error.hint
            ) from error
        state = folder / self.below / _STATE
        if state.parent.is_dir() and not state.exists():
            state.symlink_to(self.root / _STATE, target_is_directory=True)

    def _remove_old(self) -> None:
        """Each is taken out of its place at once, so that nobody meets a half of one."""
        folders = sorted(self.folder.glob("[0-9a-f]*"), key=_used, reverse=True)
        for old in folders[_KEPT:]:
            with suppress(OSError):  # another worker was quicker
                old.rename(self.folder / f"{_REMOVING}{old.name}")
        _remove(self.folder.glob(f"{_REMOVING}*"))
        abandoned = max(map(_used, folders)) - _ABANDONED_SECONDS
        _remove(making for making in self.folder.glob(f"{_MAKING}*") if _used(making) < abandoned)

    def _git(self, *words: str, check: bool = True, at: Path | None = None) -> str:
        done = self._run(*words, at=at)
        if check and done.returncode:
            lines = done.stderr.strip().splitlines() or ["git failed"]
            raise ReconcilerError(
                phrase("git {words}: {lines}", words=words[0], lines=lines[-1]),
                code="VN832",
                hint=phrase("a fleet works from a Git checkout of the workspace"),
            )
        return done.stdout.strip()

    def _run(self, *words: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603  # fixed words, folders and commits, no shell
                ["git", "-C", str(at or self.root), *words],  # noqa: S607  # the user's own git
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_PATIENCE_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ReconcilerError(
                phrase("git cannot be run: {error}", error=error), code="VN832", hint=phrase("install git")
            ) from error


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _used(checkout: Path) -> float:
    """When it was last asked for; one that another worker removes meanwhile counts as never."""
    try:
        return checkout.stat().st_mtime
    except OSError:
        return 0.0

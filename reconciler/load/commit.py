"""Which commit is checked out, and what a file says in it: what a record of the ledger was made from."""

from __future__ import annotations

import subprocess
from pathlib import Path

_PATIENCE_SECONDS = 5


def commit_of(root: Path) -> str | None:
    """The full name of the commit checked out in a folder; None where Git does not say."""
    answer = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return answer.strip() or None if answer is not None else None


def text_at(root: Path, commit: str, file: str) -> str | None:
    """A file of the folder as a commit has it; None where Git does not say."""
    return _git(root, "show", f"{commit}:./{file}")


def _git(root: Path, *words: str) -> str | None:
    """Git's answer; None if there is none."""
    try:
        answer = subprocess.run(  # noqa: S603  # fixed words, a folder, a commit that Git named; no shell
            ["git", "-C", str(root), *words],  # noqa: S607  # the user's own git
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
        return answer.stdout.decode("utf-8") if answer.returncode == 0 else None
    except (OSError, UnicodeDecodeError, subprocess.SubprocessError):
        return None

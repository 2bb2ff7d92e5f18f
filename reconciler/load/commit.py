"""Which commit is checked out: what a record of the ledger was made from."""

from __future__ import annotations

import subprocess
from pathlib import Path

_PATIENCE_SECONDS = 5


def commit_of(root: Path) -> str | None:
    """The full name of the commit checked out in a folder; None where Git does not say."""
    try:
        answer = subprocess.run(  # noqa: S603  # fixed words and a folder, no shell
            ["git", "-C", str(root), "rev-parse", "--verify", "--quiet", "HEAD"],  # noqa: S607  # the user's own git
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() or None

"""The ledger: what was intended, what became of it, what we own. SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reconciler.ledger.store import Ledger


def open_ledger(url: str, root: Path, *, ledger_id: str | None = None, cache: Path | None = None) -> Ledger:
    """The workspace's ledger. Opening creates and reads nothing; `lock` creates what is missing.

    `url` is `sqlite:///FILE` (relative to `root`), `postgresql+psycopg://…`, or `env:NAME` for a variable
    that holds one. With a `ledger_id` (the workspace's `ledgerId`) an empty or another ledger is a lost one.
    `cache` is a folder for what its chains were last folded to; without one they are folded whole. Raises LedgerError
    for any other URL.
    """
    from reconciler.ledger.checkpoint import Checkpoints
    from reconciler.ledger.location import locate
    from reconciler.ledger.store import Ledger

    return Ledger(locate(url, root), root, ledger_id, Checkpoints(cache))

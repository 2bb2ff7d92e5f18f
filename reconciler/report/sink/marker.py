"""The hidden first line by which a later run finds a report where it was posted."""

from __future__ import annotations

from reconciler.wire.comment import inert


def marker(kind: str, account: str, team: str | None, digest: str = "", **flags: bool) -> str:
    """One comment's line: one per account and team. Of the flags only those that hold are written.

    `quiet`: there is nothing to tell; nobody needs a comment for it. `failed`: there is no plan, or no fate to tell.
    """
    fields = {"v": 1, "account": account, "team": team, "digest": digest}
    fields |= {name: True for name, holds in flags.items() if holds}
    return f"<!-- reconciler:{kind} {inert(fields)} -->"

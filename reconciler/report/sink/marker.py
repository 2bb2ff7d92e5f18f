"""By what a later run, and a reader, knows a report again where it was posted."""

from __future__ import annotations

from reconciler.report.sink.language import tr
from reconciler.wire.comment import inert


def subject(account: str, team: str | None, workspace: str = "") -> str:
    """Whose report it is, in its title: where a repository has two workspaces, the account alone does not tell."""
    scope = account if team is None else tr("{account}, team {team}", account=account, team=team)
    return tr("{scope} in {workspace}", scope=scope, workspace=workspace) if workspace else scope


def category(kind: str, account: str, workspace: str = "") -> str:
    """By which a code host tells one SARIF log's alerts from another's: `voice-plan/FOLDER/ACCOUNT/`."""
    return "/".join(filter(None, (kind, workspace, account))) + "/"


def marker(
    kind: str, account: str, team: str | None, digest: str = "", *, workspace: str = "", **flags: bool
) -> str:
    """One comment's line: one per workspace, account and team. Of the flags only those that hold are written.

    `workspace` is its folder below the repository's top, empty at the top: two may have accounts of equal names.
    `quiet`: there is nothing to tell; nobody needs a comment for it. `failed`: there is no plan, or no fate to tell.
    """
    fields = {"v": 1, "workspace": workspace, "account": account, "team": team, "digest": digest}
    fields |= {name: True for name, holds in flags.items() if holds}
    return f"<!-- reconciler:{kind} {inert(fields)} -->"

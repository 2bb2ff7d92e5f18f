"""Whose file it is: a team's documents touch only its own paths and accounts (VN309)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.manifests.documents import CancellationDocument
from reconciler.manifests.sources import Document, Problem
from reconciler.manifests.workspace import TeamRules, WorkspaceSpec
from reconciler.model.address import is_unmanaged, team_of
from reconciler.validate.gather import Gathered
from reconciler.validate.words import suggest


def owner(file: str, teams: Mapping[str, TeamRules]) -> str | None:
    """The team in whose path a file lies; the longest path wins."""
    best = max(
        ((path, name) for name, team in teams.items() for path in team.paths if _inside(file, path)),
        key=lambda pair: len(pair[0]),
        default=None,
    )
    return best[1] if best else None


def tombstone_team(document: Document, model: CancellationDocument, spec: WorkspaceSpec) -> str:
    """The team a tombstone speaks for: by its path, or by its target where the workspace names no teams."""
    return (owner(document.file, spec.teams or {}) if spec.teams else None) or team_of(model.spec.target)


def ownership(spec: WorkspaceSpec, found: Gathered) -> Iterator[Problem]:
    """Documents outside their team's paths or accounts."""
    if not spec.teams:
        return
    for name, team in found.teams.items():
        if name not in spec.teams:
            yield Problem(
                "VN204",
                team.file,
                ("metadata", "name"),
                "the workspace names no such team",
                suggest(name, spec.teams),
            )
            continue
        if owner(team.file, spec.teams) != name:
            yield Problem(
                "VN309",
                team.file,
                ("metadata", "name"),
                f"this file is outside the paths of team {name}",
                f"move it below {' or '.join(spec.teams[name].paths)}",
            )
        if team.account in spec.accounts and team.account not in spec.teams[name].accounts:
            yield Problem(
                "VN309",
                team.file,
                ("spec", "account"),
                f"team {name} may not use this account",
                f"it may use {', '.join(spec.teams[name].accounts)}; others are granted in reconciler.yaml",
            )
    for document, model in found.cancellations:
        yield from _tombstone(document, model, spec.teams)


def _tombstone(
    document: Document, model: CancellationDocument, teams: Mapping[str, TeamRules]
) -> Iterator[Problem]:
    path, target = owner(document.file, teams), model.spec.target
    if path is None:
        yield Problem(
            "VN309",
            document.file,
            ("spec", "target"),
            "this tombstone lies in no team's path",
            "a tombstone speaks for the team whose path it lies in: move it there",
        )
    elif not is_unmanaged(target) and team_of(target) != path:
        yield Problem(
            "VN309",
            document.file,
            ("spec", "target"),
            f"this tombstone lies in the path of team {path}",
            f"only team {team_of(target)} may give up its numbers: move it to that team's path",
        )
    if path is not None and model.spec.account and model.spec.account not in teams[path].accounts:
        yield Problem(
            "VN309",
            document.file,
            ("spec", "account"),
            f"team {path} may not use this account",
            f"it may use {', '.join(teams[path].accounts)}",
        )


def _inside(file: str, folder: str) -> bool:
    return file == folder or file.startswith(folder + "/")

"""Whose file it is: a team's documents touch only its own paths and accounts (VN309)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from reconciler.manifests.documents import CancellationDocument
from reconciler.manifests.sources import Document, Problem
from reconciler.manifests.workspace import TeamRules, WorkspaceSpec
from reconciler.model.address import is_unmanaged, team_of
from reconciler.model.phrase import phrase
from reconciler.validate.gather import Gathered
from reconciler.validate.suggestions import suggest

Homes: TypeAlias = Mapping[str, str]
"""Folder to the team whose path it is."""


def homes(spec: WorkspaceSpec) -> Homes:
    """Every path of every team; of two teams with one path the first has it."""
    paths = [(path, name) for name, team in (spec.teams or {}).items() for path in team.paths]
    return dict(reversed(paths))


def owner(file: str, paths: Homes) -> str | None:
    """The team in whose path a file lies; the longest path wins."""
    while file:
        if file in paths:
            return paths[file]
        file = file.rpartition("/")[0]
    return None


def tombstone_team(document: Document, model: CancellationDocument, paths: Homes) -> str:
    """The team a tombstone speaks for: by its path, or by its target where the workspace names no teams."""
    return owner(document.file, paths) or team_of(model.spec.target)


def ownership(spec: WorkspaceSpec, gathered: Gathered) -> Iterator[Problem]:
    """Documents outside their team's paths or accounts."""
    if not spec.teams:
        return
    paths = homes(spec)
    for team in gathered.teams:
        name = team.name
        if name not in spec.teams:
            yield Problem(
                "VN204",
                team.file,
                ("metadata", "name"),
                phrase("the workspace names no such team"),
                suggest(name, spec.teams),
            )
            continue
        if owner(team.file, paths) != name:
            yield Problem(
                "VN309",
                team.file,
                ("metadata", "name"),
                phrase("this file is outside the paths of team {name}", name=name),
                phrase("move it below {paths}", paths=" or ".join(spec.teams[name].paths)),
            )
        if team.account in spec.accounts and team.account not in spec.teams[name].accounts:
            yield Problem(
                "VN309",
                team.file,
                ("spec", "account"),
                phrase("team {name} may not use this account", name=name),
                phrase(
                    "it may use {accounts}; others are granted in reconciler.yaml",
                    accounts=", ".join(spec.teams[name].accounts),
                ),
            )
    for document, model in gathered.cancellations:
        yield from _tombstone(document, model, spec.teams, paths)


def _tombstone(
    document: Document, model: CancellationDocument, teams: Mapping[str, TeamRules], paths: Homes
) -> Iterator[Problem]:
    name, target = owner(document.file, paths), model.spec.target
    if name is None:
        yield Problem(
            "VN309",
            document.file,
            ("spec", "target"),
            phrase("this tombstone lies in no team's path"),
            phrase("a tombstone speaks for the team whose path it lies in: move it there"),
        )
    elif not is_unmanaged(target) and team_of(target) != name:
        yield Problem(
            "VN309",
            document.file,
            ("spec", "target"),
            phrase("this tombstone lies in the path of team {name}", name=name),
            phrase(
                "only team {team_of} may give up its numbers: move it to that team's path",
                team_of=team_of(target),
            ),
        )
    if name is not None and model.spec.account and model.spec.account not in teams[name].accounts:
        yield Problem(
            "VN309",
            document.file,
            ("spec", "account"),
            phrase("team {name} may not use this account", name=name),
            phrase("it may use {accounts}", accounts=", ".join(teams[name].accounts)),
        )

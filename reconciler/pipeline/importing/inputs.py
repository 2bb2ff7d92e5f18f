"""All that an import reads before anything is composed: account, ledger, and what Git says already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reconciler import load
from reconciler.contracts.facts import Facts
from reconciler.errors import InvalidManifests, ReconcilerError, UsageError
from reconciler.importing.composing import Existing
from reconciler.manifests.sources import Document, Documents, LinedMapping
from reconciler.memory.memory import Memory
from reconciler.model.address import Address, key_of, team_of
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.model.phrase import phrase
from reconciler.model.plan import Plan
from reconciler.noun import noun, replace
from reconciler.pipeline.session import Session, open_session
from reconciler.pipeline.snapshot import look, plan_inputs, remember, set_lookup_targets
from reconciler.planning.build import plan_of, view
from reconciler.validate import validate


@noun
class ImportInputs:
    """All that is read before anything is composed."""

    root: Path
    session: Session
    documents: Documents
    memory: Memory
    observed: ObservedState
    facts: Facts
    before: Plan


def survey(root: Path, account: str | None, saved: ObservedState | None) -> ImportInputs:
    documents = _forgiven(root, load.read(root))
    validation = validate(documents)
    session = open_session(root, account, strict=False)
    if validation.state is None or not validation.state.complete:
        text = "some manifests are invalid: what they declare would be imported again"
        raise InvalidManifests(text, validation.diagnostics, hint="run `reconciler validate`")
    session = replace(session, validation=validation, desired=validation.state)
    if saved is not None and saved.account != session.account.name:
        text = f"the observation is of account {saved.account!r}, not of {session.account.name!r}"
        raise ReconcilerError(text, code="VN806", hint=phrase("choose the account with --account"))
    memory = remember(session)
    set_lookup_targets(session, memory)
    observed = look(session) if saved is None else saved
    inputs = plan_inputs(session, None, memory, observed)
    facts = view(inputs)
    return ImportInputs(root, session, documents, memory, observed, facts, plan_of(facts, inputs))


def _forgiven(root: Path, documents: Documents) -> Documents:
    """A manifests folder that is not there holds nothing: Git keeps no empty folders."""
    missing = {folder for folder in manifests_of(documents) if not (root / folder).exists()}
    kept = [d for d in documents.diagnostics if d.code != "VN011" or d.file not in missing]
    return replace(documents, diagnostics=tuple(kept))


def manifests_of(documents: Documents) -> list[str]:
    """The folders of a Workspace document that may still be wrong in any way."""
    spec = documents.workspace.data.get("spec") if documents.workspace else None
    folders = spec.get("manifests") if isinstance(spec, dict) else None
    return [name for name in folders if isinstance(name, str)] if isinstance(folders, list) else []


def newcomers(ground: ImportInputs, wanted: Iterable[str]) -> dict[str, str]:
    """Teams that reconciler.yaml does not name yet, each with the line that does.

    Raises UsageError for a team that it does not give this account.
    """
    account, teams = ground.session.account.name, ground.session.desired.teams
    if not any(team.paths for team in teams.values()):
        return {}
    lines: dict[str, str] = {}
    for name in wanted:
        team = teams.get(name)
        if team is None or not team.paths:
            lines[name] = (
                f"{name}: {{paths: [{manifests_of(ground.documents)[0]}/{name}], accounts: [{account}]}}"
            )
        elif account not in team.accounts:
            raise UsageError(
                phrase("team {name} may not use account {account}", name=name, account=account),
                hint=phrase("grant it in reconciler.yaml"),
            )
    return lines


def welcoming(ground: ImportInputs, lines: Mapping[str, str]) -> ImportInputs:
    """The same ground with these teams in its Workspace document: what is written is judged as if they were."""
    if not lines or ground.documents.workspace is None:
        return ground
    old = ground.documents.workspace
    after = load.meaning("\n".join(("teams:", *(f"  {line}" for line in lines.values()))))
    data = LinedMapping(old.data)
    data.lines = old.data.lines
    spec = LinedMapping(old.data["spec"])
    spec.lines = old.data["spec"].lines
    spec["teams"] = {**spec["teams"], **(after["teams"] if after is not None else {})}
    data["spec"] = spec
    return replace(ground, documents=replace(ground.documents, workspace=Document(old.file, data)))


def chosen(ground: ImportInputs, numbers: Sequence[str]) -> list[ObservedNumber]:
    """What nobody manages, all or what is named."""
    free = {number.identity: number for number in ground.facts.unmanaged}
    named = {identity for identity, number in free.items() if number.number is not None}
    names = [name.removeprefix("-/") for name in numbers]
    missing = [name for name in names if name not in named]
    if missing:
        hint = "see `reconciler status`; an application is imported once its number is allotted"
        raise UsageError(
            phrase("{missing} is managed already, or not in the account", missing=missing[0]), hint=hint
        )
    if names:
        return [free[name] for name in names]
    return [number for name, number in free.items() if name not in ground.session.desired.baseline]


def known_of(ground: ImportInputs, team: str) -> Existing:
    """What the team has in Git, and every key it may not use again."""
    desired, memory = ground.session.desired, ground.memory
    addresses: set[Address] = {*desired.numbers, *desired.public_modes, *memory.owned, *memory.held}
    addresses |= {
        *memory.forgotten,
        *memory.owner.values(),
        *(tombstone.target for tombstone in desired.tombstones),
    }
    left = memory.forgotten | {a for a in memory.owned if a not in desired.numbers}
    tombstones = {tombstone.target for tombstone in desired.tombstones}
    back = {a for a in left - tombstones if team_of(a) == team and a not in desired.numbers}
    old = {number: key_of(address) for number, address in memory.owner.items() if address in back}
    instances: dict[str, Mapping[str, Any]] = {}
    flows: dict[str, Mapping[str, Any]] = {}
    for document in ground.documents.manifests:
        if document.data.get("kind") == "Team" and document.data["metadata"]["name"] == team:
            instances.update(document.data["spec"].get("instances", {}))
            flows.update(document.data["spec"].get("ivr", {}))
    taken = frozenset(key_of(address) for address in addresses if team_of(address) == team) - set(
        old.values()
    )
    return Existing(instances, flows, taken, old)

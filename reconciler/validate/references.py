"""What documents say of each other: accounts, teams, tombstones and exceptions that must exist and agree."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.manifests.sources import Document, Path, Problem
from reconciler.manifests.workspace import ExceptionEntry, WorkspaceSpec
from reconciler.model.address import is_unmanaged
from reconciler.model.phrase import phrase
from reconciler.validate.gather import Gathered
from reconciler.validate.moves import moves
from reconciler.validate.suggestions import suggest
from reconciler.validate.transfers import transfers


def references(
    workspace: Document, spec: WorkspaceSpec, gathered: Gathered, *, complete: bool
) -> Iterator[Problem]:
    """Every name that leads nowhere. What a refused document may hold is not called missing."""
    yield from _accounts(spec, gathered)
    yield from _rules(workspace, spec)
    yield from _windows(workspace, spec, gathered)
    yield from _tombstones(gathered)
    yield from moves(gathered)
    yield from transfers(gathered)
    yield from _exceptions(workspace, spec)
    if complete:
        yield from _places(workspace, spec, gathered)
        if not gathered.teams:
            yield Problem(
                "VN213",
                workspace.file,
                ("spec", "manifests"),
                phrase("there is no Team document in this workspace"),
                phrase("add one below a manifests folder, e.g. teams/NAME/team.yaml"),
            )


def _accounts(spec: WorkspaceSpec, gathered: Gathered) -> Iterator[Problem]:
    accounts = [(team.file, team.account) for team in gathered.teams]
    accounts += [(document.file, model.spec.account) for document, model in gathered.acknowledgements]
    accounts += [
        (document.file, model.spec.account)
        for document, model in gathered.cancellations
        if model.spec.account
    ]
    for file, account in accounts:
        if account not in spec.accounts:
            yield Problem(
                "VN203",
                file,
                ("spec", "account"),
                phrase("the workspace has no account of that name"),
                suggest(account, spec.accounts),
            )


def _rules(workspace: Document, spec: WorkspaceSpec) -> Iterator[Problem]:
    for name, team in (spec.teams or {}).items():
        for index, account in enumerate(team.accounts):
            if account not in spec.accounts:
                yield Problem(
                    "VN203",
                    workspace.file,
                    ("spec", "teams", name, "accounts", index),
                    phrase("the workspace has no account of that name"),
                    suggest(account, spec.accounts),
                )


def _windows(workspace: Document, spec: WorkspaceSpec, gathered: Gathered) -> Iterator[Problem]:
    for index, freeze in enumerate(spec.freezes or ()):
        if freeze.first > freeze.last:
            yield _backwards(workspace.file, ("spec", "freezes", index, "to"), "from")
    for document, model in gathered.cancellations:
        if model.spec.not_before > model.spec.expires:
            yield _backwards(document.file, ("spec", "expires"), "notBefore")


def _backwards(file: str, path: Path, start: str) -> Problem:
    return Problem(
        "VN110",
        file,
        path,
        phrase("this day lies before {start}", start=start),
        phrase("the last day is included: write it or a later one"),
    )


def _tombstones(gathered: Gathered) -> Iterator[Problem]:
    earlier: dict[str, str] = {}
    names: dict[str, str] = {}
    for document, model in gathered.cancellations:
        target, name = model.spec.target, model.metadata.name
        yield from _still_declared(gathered, document, target, model.spec.number)
        if earlier.setdefault(target, document.file) != document.file:
            yield Problem(
                "VN210",
                document.file,
                ("spec", "target"),
                phrase("{earlier} already cancels it", earlier=earlier[target]),
                phrase("one tombstone per entry: remove one of the two"),
            )
        if names.setdefault(name, document.file) != document.file:
            yield Problem(
                "VN210",
                document.file,
                ("metadata", "name"),
                phrase("{names} already has this name", names=names[name]),
                phrase("a tombstone's name is its identity: give it another"),
            )


def _still_declared(gathered: Gathered, document: Document, target: str, number: str) -> Iterator[Problem]:
    source = gathered.source(target)
    if source is not None:
        yield Problem(
            "VN207",
            document.file,
            ("spec", "target"),
            phrase(
                "{target} is still declared in {file}:{line}",
                target=target,
                file=source.file,
                line=source.line,
            ),
            phrase("remove the entry in the same change; keys are not used again"),
        )
        return
    claimed = gathered.claims.get(number)
    if claimed is None:
        return
    source = gathered.source(claimed)
    where = f"{source.file}:{source.line}" if source else claimed
    same = is_unmanaged(target) or claimed.partition("/")[0] == target.partition("/")[0]
    yield Problem(
        "VN207" if same else "VN309",
        document.file,
        ("spec", "number"),
        phrase("this number is still declared as {claimed} in {where}", claimed=claimed, where=where),
        phrase("remove that entry in the same change, or correct the number"),
    )


def _exceptions(workspace: Document, spec: WorkspaceSpec) -> Iterator[Problem]:
    if not spec.exceptions:
        return
    from reconciler.rules import RULES

    liftable = {rule.code: rule.liftable for rule in RULES}
    for index, item in enumerate(spec.exceptions):
        path = ("spec", "exceptions", index, "rule")
        if item.rule not in liftable:
            hint = suggest(item.rule, [code for code, may in liftable.items() if may])
            yield Problem("VN205", workspace.file, path, phrase("there is no rule of that code"), hint)
        elif not liftable[item.rule]:
            hint = phrase("remove the exception: this rule guards what cannot be undone")
            yield Problem(
                "VN206", workspace.file, path, phrase("{rule} cannot be lifted", rule=item.rule), hint
            )


def _places(workspace: Document, spec: WorkspaceSpec, gathered: Gathered) -> Iterator[Problem]:
    """Exceptions for what nobody declares any more; a tombstone still speaks of its target."""
    dead = {model.spec.target for _, model in gathered.cancellations}
    for index, item in enumerate(spec.exceptions or ()):
        if not _known(item, spec, gathered) and item.address not in dead:
            path = ("spec", "exceptions", index, "address")
            hint = suggest(item.address, [*gathered.numbers, *gathered.modes])
            yield Problem("VN205", workspace.file, path, phrase("nothing is declared at this address"), hint)


def _known(item: ExceptionEntry, spec: WorkspaceSpec, gathered: Gathered) -> bool:
    return (
        is_unmanaged(item.address)
        or gathered.source(item.address) is not None
        or item.address in spec.accounts
    )

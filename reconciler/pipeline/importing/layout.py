"""Which documents an import writes: new ones below a team's path, or one that is there and grows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from reconciler import edit, load
from reconciler.errors import ReconcilerError, UsageError
from reconciler.importing import composing, writing
from reconciler.importing.candidate import ImportCandidate, LeftOut
from reconciler.importing.composing import Existing
from reconciler.importing.factoring import Common
from reconciler.importing.writing import TeamText
from reconciler.manifests.sources import Document
from reconciler.model.phrase import phrase
from reconciler.noun import noun, replace
from reconciler.pipeline.importing.inputs import ImportInputs, known_of, manifests_of

_ALL = 1_000_000
"""Entries of a document that is not split."""

Written: TypeAlias = dict[str, tuple[str, dict[str, str]]]
"""File to its text, and its new keys with their numbers."""


@noun
class Portion:
    """What one team gets, and where it is to stand."""

    team: str
    candidates: Sequence[ImportCandidate]
    modes: Mapping[str, str]
    file: str | None = None
    """The one document, relative to the workspace; None for new ones below the team's path."""
    spread: bool = False
    """Several documents of about a hundred entries."""


def laid_out(
    ground: ImportInputs, part: Portion, names: Mapping[str, str], taken: Iterable[str]
) -> tuple[Written, list[LeftOut]]:
    """The portion's documents, and what one that is there cannot say. `names`: instance code to name."""
    account = ground.session.account.name
    known = known_of(ground, part.team)
    entries = composing.entries(part.candidates, replace(known, taken=known.taken | part.modes.keys()), names)
    there = _document(ground, part.file)
    if there is not None:
        return _grown(ground, there, part, entries)
    size = composing.A_FILE if part.spread else _ALL
    made = composing.documents(part.team, account, entries, part.modes, size)
    files = [part.file] if part.file else _files(ground, part.team, len(made), set(taken))
    return {file: (writing.text(one), _keys(one)) for file, one in zip(files, made, strict=True)}, []


def _keys(document: TeamText) -> dict[str, str]:
    rows = (*document.rows, *(row for pool in document.pools for row in pool.rows))
    return {row.key: row.values["number"] for row in rows}


def _document(ground: ImportInputs, file: str | None) -> Document | None:
    """The document that a file holds; None for a new file. Raises ReconcilerError for one that is no Team document."""
    if file is None or not (ground.root / file).exists():
        return None
    document = next((one for one in ground.documents.manifests if one.file == file), None)
    if document is None or document.data.get("kind") != "Team":
        hint = "name a Team document, a file that is not there yet, or leave --output-file out"
        raise ReconcilerError(
            phrase("{file} is there and is no Team document of this workspace", file=file), hint=hint
        )
    return document


def _grown(
    ground: ImportInputs, there: Document, part: Portion, entries: composing.TeamEntries
) -> tuple[Written, list[LeftOut]]:
    """A document that is there with the entries added; it must go on saying all that it said."""
    account, name = ground.session.account.name, there.data["metadata"]["name"]
    spec = there.data["spec"]
    if (name, spec["account"]) != (part.team, account):
        text = f"{there.file} is the document of team {name} in account {spec['account']}"
        hint = f"name one of team {part.team} in account {account}, or a file that is not there yet"
        raise UsageError(text, hint=hint)
    defaults = Common(
        {key: spec[key] for key in ("enterprise", "script") if key in spec}, spec.get("defaults", {})
    )
    own = Existing(spec.get("instances", {}), spec.get("ivr", {}))
    document, left = composing.additions(part.team, account, entries, defaults, own)
    before = edit.text_of(ground.root / there.file)
    try:
        after = edit.insert(before, writing.added(replace(document, modes=part.modes)))
    except ValueError as error:
        raise ReconcilerError(
            phrase("nothing can be added to {file}: {error}", file=there.file, error=error),
            hint=phrase("use a new file"),
        ) from error
    if not _holds(load.meaning(after), there.data):
        raise ReconcilerError(
            phrase("nothing can be added to {file} without changing it", file=there.file),
            hint=phrase("use a new file"),
        )
    return {there.file: (after, _keys(document))}, left


def _holds(new: Any, old: Any) -> bool:
    """Whether all that was said before is still said."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(
            key in new and _holds(new[key], item) for key, item in old.items()
        )
    return bool(new == old)


def _files(ground: ImportInputs, team: str, count: int, taken: set[str]) -> list[str]:
    """Names for new documents below the team's path: `team.yaml` if one does, else by account and number."""
    folder, account = _folder(ground, team), ground.session.account.name
    single = [f"{folder}/team.yaml", f"{folder}/{account}.yaml"] if count == 1 else []
    free = (name for name in single if _free(ground, name, taken))
    names = [name for name in [next(free, "")] if name]
    index = 0
    while len(names) < count:
        index += 1
        name = f"{folder}/{account}-{index:02}.yaml"
        names += [name] if _free(ground, name, taken) else []
    return names


def _free(ground: ImportInputs, name: str, taken: set[str]) -> bool:
    path = ground.root / name
    return name not in taken and not path.exists() and not path.is_symlink()


def _folder(ground: ImportInputs, team: str) -> str:
    """Where a team's documents lie: its first path that is read, or a folder of its own."""
    manifests = manifests_of(ground.documents)
    paths = ground.session.desired.teams[team].paths if team in ground.session.desired.teams else ()
    read = (path for path in paths if any(f"{path}/".startswith(f"{folder}/") for folder in manifests))
    return next(read, f"{manifests[0]}/{team}")

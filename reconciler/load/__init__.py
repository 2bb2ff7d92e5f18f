"""Files in, documents with positions out. Reading judges the files themselves; what they say is judged by `validate`.

The collector is off while loading: nothing made here is garbage, and looking for some costs more than the parsing.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from reconciler.load import files, tree
from reconciler.load.baseline import baseline
from reconciler.load.cache import Cache, place
from reconciler.load.files import WORKSPACE
from reconciler.load.limits import NODES
from reconciler.load.locator import Locator
from reconciler.load.overlay import overlaid
from reconciler.load.policies import policy
from reconciler.load.reader import BOM, Reader
from reconciler.manifests.scalars import PATH
from reconciler.manifests.sources import Baseline, Document, Documents, LinedMapping
from reconciler.model.diagnostic import Diagnostic
from reconciler.noun import replace

__all__ = ["WORKSPACE", "meaning", "overlaid", "quiet", "read", "strays", "workspace_only"]


@contextmanager
def quiet() -> Iterator[None]:
    """Without the garbage collector; afterwards everything made so far is left out of its rounds for good."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.freeze()
            gc.enable()


def read(root: Path, *, config_from: Path | None = None) -> Documents:
    """Every document of the workspace below `root`, and what is wrong with the files.

    `config_from` is another checkout that the Workspace document and its policies are taken from. Never raises for
    what a file holds or is.
    """
    with quiet():
        return _read(root, config_from or root)


def workspace_only(root: Path) -> Documents:
    """Only the Workspace document, for commands that need no manifest."""
    reader = Reader(root)
    workspace = reader.document(WORKSPACE)
    return _documents(workspace, reader, reader, [])


def strays(root: Path, documents: Documents) -> list[Diagnostic]:
    """A warning for each manifest-looking file outside the manifests folders."""
    return files.strays(root, _listed(documents.workspace, "manifests"))


def meaning(text: str) -> LinedMapping | None:
    """What a text says, strictly read, a byte order mark or not; None if anything is wrong with it."""
    syntax = tree.parse(text.removeprefix(BOM), nodes=NODES)
    return syntax.root.value() if syntax.root is not None and not syntax.problems else None


def _read(root: Path, config: Path) -> Documents:
    cache = Cache(place(os.environ))
    settings = Reader(config, cache)
    reader = settings if config == root else Reader(root, cache)
    workspace = settings.document(WORKSPACE)
    names: list[str] = []
    for folder in _listed(workspace, "manifests"):
        files.walk(root, folder, names, reader.faults)
    manifests = [manifest for name in sorted(set(names)) if (manifest := reader.document(name))]
    listed = _baseline(workspace)
    known = baseline(settings, listed) if listed is not None else Baseline()
    cache.trim()
    policies, whole = (
        tuple(rules for name in _listed(workspace, key) if (rules := policy(settings, name)))
        for key in _POLICIES
    )
    return replace(
        _documents(workspace, settings, reader, manifests, known),
        policies=policies,
        plan_policies=whole,
        borrowed=config != root,
    )


_POLICIES = ("policies", "planPolicies")


def _documents(
    workspace: Document | None,
    settings: Reader,
    reader: Reader,
    manifests: list[Document],
    known: Baseline | None = None,
) -> Documents:
    hashes = {**settings.hashes, **reader.hashes}
    names = {name for key in _POLICIES for name in _listed(workspace, key)}
    ours = {name: hashes.pop(name) for name in names if name in hashes}
    faults = settings.faults if settings is reader else [*settings.faults, *reader.faults]
    unreadable = {fault.file for fault in faults if fault.is_error} - hashes.keys() - ours.keys()
    return Documents(
        workspace=workspace,
        manifests=tuple(manifests),
        diagnostics=tuple(faults),
        files=len(hashes) + len(unreadable),
        manifests_digest=_digest(hashes),
        policies_digest=_digest(ours),
        baseline=known or Baseline(),
        locate=Locator(settings, reader, known or Baseline()),
    )


def _digest(hashes: dict[str, str]) -> str:
    """One SHA-256 over names and contents, whatever order they were read in."""
    lines = (f"{content}  {name}\n" for name, content in sorted(hashes.items()))
    return sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _baseline(workspace: Document | None) -> str | None:
    """The baseline's path, from a Workspace document that may still be wrong in any way."""
    spec = workspace.data.get("spec") if workspace else None
    name = spec.get("baseline") if isinstance(spec, dict) else None
    return name if isinstance(name, str) and re.fullmatch(PATH, name) else None


def _listed(workspace: Document | None, field: str) -> tuple[str, ...]:
    """A list of paths from a Workspace document that may still be wrong in any way."""
    spec = workspace.data.get("spec") if workspace else None
    names = spec.get(field) if isinstance(spec, dict) else None
    safe = re.compile(PATH).fullmatch
    return (
        tuple(item for item in names if isinstance(item, str) and safe(item))
        if isinstance(names, list)
        else ()
    )

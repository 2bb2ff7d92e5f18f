"""One document at a time: its kind, then its shape. The models judge; the published schema explains."""

from __future__ import annotations

from difflib import get_close_matches

from pydantic import ValidationError

from reconciler.errors import InvariantError
from reconciler.manifests.documents import API_VERSION, DOCUMENT_KINDS, AnyDocument, WorkspaceDocument
from reconciler.manifests.sources import Document, Path, Problem
from reconciler.model.phrase import phrase

_TEAM_KINDS = tuple(kind for kind in DOCUMENT_KINDS if kind != "Workspace")


def workspace(document: Document, problems: list[Problem]) -> WorkspaceDocument | None:
    """The Workspace document; None, and the problems, if it is none."""
    parsed = _parse(document, ("Workspace",), problems)
    return parsed if isinstance(parsed, WorkspaceDocument) else None


def manifest(document: Document, problems: list[Problem]) -> AnyDocument | None:
    """A document below the manifests folders; None, and the problems, if it is refused."""
    return _parse(document, _TEAM_KINDS, problems)


def _parse(document: Document, kinds: tuple[str, ...], problems: list[Problem]) -> AnyDocument | None:
    wrong = _header(document, kinds)
    if wrong is not None:
        problems.append(wrong)
        return None
    kind = document.data["kind"]
    try:
        return DOCUMENT_KINDS[kind].model_validate(document.data)
    except ValidationError:
        from reconciler.validate.explain import explain

        refusals = explain(document, kind)
    if not refusals:
        raise InvariantError(f"{document.file}: refused by the model of {kind}, accepted by its schema")
    problems.extend(refusals)
    return None


def _header(document: Document, kinds: tuple[str, ...]) -> Problem | None:
    version, kind = document.data.get("apiVersion"), document.data.get("kind")
    if version != API_VERSION:
        path: Path = ("apiVersion",) if "apiVersion" in document.data else ()
        what = phrase("no apiVersion") if version is None else phrase("an apiVersion this tool does not know")
        return Problem(
            "VN109",
            document.file,
            path,
            phrase("this document has {what}", what=what),
            phrase("write apiVersion: {api_version}", api_version=API_VERSION),
        )
    if kind in kinds:
        return None
    path = ("kind",) if "kind" in document.data else ()
    near = get_close_matches(str(kind), kinds, n=1)
    hint = (
        phrase("did you mean {near}?", near=near[0])
        if near
        else phrase("a document here is one of {kinds}", kinds=", ".join(kinds))
    )
    if kind == "Workspace":
        hint = phrase("the one Workspace document is reconciler.yaml at the top of the workspace")
    return Problem("VN109", document.file, path, phrase("this kind of document does not belong here"), hint)

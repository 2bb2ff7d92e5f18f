"""Documents as they would be with some files written anew: what is about to be written is judged before it is."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.load import tree
from reconciler.load.limits import MANIFEST_BYTES, NODES
from reconciler.load.locator import find, span
from reconciler.load.reader import BOM, diagnostic
from reconciler.manifests.sources import Document, Documents, LinedMapping, Path, Span
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.phrase import phrase
from reconciler.noun import replace


def overlaid(documents: Documents, texts: Mapping[str, str]) -> Documents:
    """The documents with these files' texts in place of what is on disk."""
    bodies = {file: text.removeprefix(BOM) for file, text in texts.items()}
    trees = {file: tree.parse(body, nodes=NODES) for file, body in bodies.items()}
    kept = [document for document in documents.manifests if document.file not in texts]
    faults: list[Diagnostic] = [fault for fault in documents.diagnostics if fault.file not in texts]
    for file, syntax in trees.items():
        lines = bodies[file].split("\n")
        faults += [diagnostic(file, problem, lines) for problem in syntax.problems]
        if len(texts[file].encode()) > MANIFEST_BYTES:
            message = phrase(
                "this file would be larger than {manifest_bytes} MiB", manifest_bytes=MANIFEST_BYTES >> 20
            )
            faults.append(
                Diagnostic(
                    file, 0, 0, "VN012", message, phrase("split it: about 100 numbers a file read best")
                )
            )
        value = syntax.root.value() if syntax.root is not None else None
        kept += [Document(file, value)] if isinstance(value, LinedMapping) else []

    def locate(file: str, path: Path, key: bool) -> Span:
        root = trees[file].root if file in trees else None
        if root is None:
            return documents.locate(file, path, key)
        return span(find(root, path, key=key), bodies[file].split("\n"))

    return replace(
        documents,
        manifests=tuple(sorted(kept, key=lambda document: document.file)),
        diagnostics=tuple(faults),
        locate=locate,
    )

"""Writes the ledger's id into reconciler.yaml: an empty or another ledger is then known to be the wrong one."""

from __future__ import annotations

from pathlib import Path

from reconciler.edit.insert import below, into_brackets
from reconciler.edit.nodes import but_field, child, root_of, verified
from reconciler.edit.replace import BOM, replace, text_of


def name_ledger(path: Path, ledger_id: str) -> None:
    """Adds `ledgerId` to the Workspace document; every other byte stays.

    Raises ReconcilerError, OSError, ValueError.
    """
    replace(path, with_ledger_id(text_of(path), ledger_id))


def with_ledger_id(text: str, ledger_id: str) -> str:
    """The document's text with the id below `ledger`, or at the end of `spec`. Raises ValueError without a `spec`."""
    body = text.removeprefix(BOM)
    spec = child(root_of(body), "spec")
    if spec is None or not spec.pairs:
        raise ValueError("the document has no spec")
    if child(spec, "ledgerId") is not None:
        return text  # another run of the same commit was quicker
    line = f'ledgerId: "{ledger_id}"'
    if not spec.block:
        after = into_brackets(body, spec, line)
    else:
        margin = " " * spec.pairs[0][0].column
        after = below(body, child(spec, "ledger") or spec, [margin + line])
    return text[: len(text) - len(body)] + verified(body, after, but_field("ledgerId"))

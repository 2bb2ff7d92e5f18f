"""The organisation's policies: JSON Schema files, in JSON, read as strictly as manifests."""

from __future__ import annotations

from reconciler.load.files import fault
from reconciler.load.reader import Reader
from reconciler.manifests.sources import PolicyFile
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.phrase import phrase
from reconciler.wire import strict


def policy(reader: Reader, file: str) -> PolicyFile | None:
    """One policy; None, and a fault, if it is no JSON."""
    text = reader.text(file)
    if text is None:
        return None
    try:
        return PolicyFile(file, strict.parse(text))
    except strict.NotJson as error:
        message = phrase("this policy is not JSON: {message}", message=error.message)
        hint = phrase("write a JSON Schema (draft 2020-12)")
        whole = fault(file, "VN212", message, hint)
        reader.faults.append(
            Diagnostic(file, error.line, error.column, "VN212", message, hint) if error.line else whole
        )
        return None

"""The organisation's policies: JSON Schema files, in JSON, read as strictly as manifests."""

from __future__ import annotations

import json
from typing import Any

from reconciler.load.files import fault
from reconciler.load.reader import Reader
from reconciler.manifests.sources import PolicyFile


def policy(reader: Reader, file: str) -> PolicyFile | None:
    """One policy; None, and a fault, if it is no JSON."""
    text = reader.text(file)
    if text is None:
        return None
    try:
        return PolicyFile(file, json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant))
    except (ValueError, RecursionError) as error:
        what = str(error) if isinstance(error, ValueError) else "it is nested too deep"
        reader.faults.append(
            fault(file, "VN212", f"this policy is not JSON: {what}", "write a JSON Schema (draft 2020-12)")
        )
        return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is used twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")

"""JSON as this tool writes it: one entry a line, so that it is small and two of them can be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.report.sink.encode import json_text

_compact = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(document: Mapping[str, Any]) -> str:
    """A document as text: each key on a line of its own, each entry of a list too. Chinese stays readable."""
    return json_text("{\n" + ",\n".join(_members(document)) + "\n}\n")


def indented(document: Any, indent: int | None = 2) -> str:
    """The same, laid out as JSON usually is; all on one line without an indent."""
    return json_text(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent) + "\n")


def _members(document: Mapping[str, Any]) -> Iterator[str]:
    for key, value in document.items():
        if isinstance(value, list) and value:
            entries = ",\n    ".join(map(_compact, value))
            yield f"  {_compact(key)}: [\n    {entries}\n  ]"
        else:
            yield f"  {_compact(key)}: {_compact(value)}"

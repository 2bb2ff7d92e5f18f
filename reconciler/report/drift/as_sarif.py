"""A drift report as SARIF 2.1.0, for code scanning. An alert is the same as long as category and address are."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from reconciler.model.drift import DriftEntry, DriftReport
from reconciler.model.resource import Source
from reconciler.report.drift import words
from reconciler.report.sink.encode import json_text
from reconciler.report.sink.language import english
from reconciler.report.sink.marker import category
from reconciler.report.sink.mask import masking
from reconciler.wire.write import drift_document

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
SHOWN = 5_000
"""Code scanning shows the first 5,000 results of a run; the gravest stand first."""
_WORKSPACE = Source("reconciler.yaml", 1)
"""Where an alert stands whose address is nowhere in Git."""
Json = dict[str, Any]


@english()
def text(
    report: DriftReport, *, tool: str, version: str, show_numbers: bool = False, workspace: str = ""
) -> str:
    """The log; what an exception lets be is a suppressed result.

    `tool` is the distribution's name, `workspace` its folder in the repository.
    """
    mask = str if show_numbers else masking(str, drift_document(report))
    entries = report.entries[:SHOWN]
    names = [name for name in words.TITLES if any(entry.category == name for entry in entries)]
    rules = [{"id": f"drift/{name}", "shortDescription": {"text": words.TITLES[name]}} for name in names]
    run: Json = {
        "tool": {"driver": {"name": tool, "version": version, "rules": rules}},
        "automationDetails": {"id": category("voice-drift", report.account, workspace)},
        "originalUriBaseIds": {"WORKSPACE": {"description": {"text": "The folder of reconciler.yaml"}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(entry, names.index(entry.category), report.account, mask) for entry in entries],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _result(entry: DriftEntry, rule: int, account: str, mask: Callable[[str], str]) -> Json:
    source = entry.source or _WORKSPACE
    print_of = sha256("\0".join((account, entry.category, entry.address)).encode()).hexdigest()[:32]
    result: Json = {
        "ruleId": f"drift/{entry.category}",
        "ruleIndex": rule,
        "level": "error" if entry.grave else "note" if entry.quiet else "warning",
        "message": {"text": mask(f"{entry.address}: {entry.message}")},
        "locations": [
            {
                "logicalLocations": [{"fullyQualifiedName": mask(entry.address)}],
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(source.file), "uriBaseId": "WORKSPACE"},
                    "region": {"startLine": max(1, source.line)},
                },
            }
        ],
        "partialFingerprints": {"categoryAndAddress/v1": print_of},
    }
    if entry.ignored:
        result["suppressions"] = [{"kind": "external", "justification": mask(entry.ignored)}]
    return result

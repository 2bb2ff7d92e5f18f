"""A plan's findings as SARIF 2.1.0, for code scanning. An alert is the same as long as rule and address are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from reconciler.model.finding import Finding, Verdict
from reconciler.model.plan import Plan
from reconciler.report.plan.masked import mask_of
from reconciler.report.sink.encode import json_text
from reconciler.report.sink.language import english
from reconciler.report.sink.marker import category
from reconciler.rules import RULES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
SHOWN = 5_000
"""Code scanning takes 25,000 results a run and shows the first 5,000; the gravest stand first."""
_LEVELS = {
    Verdict.BLOCK: "error",
    Verdict.VIOLATION: "error",
    Verdict.HOLD: "warning",
    Verdict.WARN: "warning",
    Verdict.INFO: "note",
}
Json = dict[str, Any]


@english()
def text(plan: Plan, *, tool: str, show_numbers: bool = False, workspace: str = "") -> str:
    """The log; URIs are relative to the workspace.

    `tool` is the distribution's name, `workspace` its folder in the repository.
    """
    mask = mask_of(plan, show_numbers=show_numbers)
    findings = plan.findings[:SHOWN]
    codes = {finding.rule: None for finding in findings}
    index = {code: at for at, code in enumerate(codes)}
    fingerprints = _fingerprints(findings, plan.scope.account)
    run: Json = {
        "tool": {"driver": {"name": tool, "version": plan.basis.tool, "rules": list(_rules(codes))}},
        "automationDetails": {"id": category("voice-plan", plan.scope.account, workspace)},
        "originalUriBaseIds": {"WORKSPACE": {"description": {"text": "The folder of reconciler.yaml"}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, index[finding.rule], fingerprint, mask)
            for finding, fingerprint in zip(findings, fingerprints, strict=True)
        ],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _rules(codes: Iterable[str]) -> Iterator[Json]:
    known = {rule.code: rule for rule in RULES}
    for code in codes:
        rule = known.get(code)
        if rule is None:
            yield {"id": code}
            continue
        yield {
            "id": code,
            "name": "".join(word.capitalize() for word in rule.title.split()),
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.what},
            "help": {"text": rule.fix},
        }


def _result(finding: Finding, rule: int, fingerprint: str, mask: Callable[[str], str]) -> Json:
    message = f"{finding.address}: {finding.message}"
    if finding.hint:
        message += f" Hint: {finding.hint}"
    location: Json = {"logicalLocations": [{"fullyQualifiedName": mask(finding.address)}]}
    if finding.source is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(finding.source.file), "uriBaseId": "WORKSPACE"},
            "region": {"startLine": max(1, finding.source.line)},
        }
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVELS[finding.verdict],
        "message": {"text": mask(message)},
        "locations": [location],
        "partialFingerprints": {"ruleAndAddress/v1": fingerprint},
    }


def _fingerprints(findings: Iterable[Finding], account: str) -> Iterator[str]:
    """By rule and address, never by line or wording: an edit elsewhere must not open the alert anew."""
    counts: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        key = (finding.rule, finding.address)
        counts[key] += 1
        yield sha256("\0".join((account, *key, str(counts[key]))).encode()).hexdigest()[:32]

"""What moved, who moved it, and since when."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator
from report_world import NOW, at

from reconciler.errors import ReconcilerError
from reconciler.model.drift import Category, DriftEntry, DriftField, DriftReport, Mover
from reconciler.model.money import Fee
from reconciler.report.drift import as_json as drift_json
from reconciler.report.drift import as_text as drift_text
from reconciler.wire.documents import drift_schema
from reconciler.wire.read import parse_drift
from reconciler.wire.write import drift_document

MOVED = DriftEntry(
    address="care/hz-002",
    category="changed",
    moved="live",
    message="bound to another instance",
    team="care",
    fields=(DriftField("instance", "057100001234", "057100005678", "057100001234"),),
    first_seen=at(2026, 11, 20),
)
GONE = DriftEntry(
    "care/hz-009", Category.MISSING, Mover.PROVIDER, "057188880009 is not listed", "care", grave=True
)
STRAY = DriftEntry("-/057188889999", Category.UNMANAGED, Mover.UNKNOWN, "nobody manages it", "-")
AHEAD = DriftEntry("care/杭州", Category.CHANGED, Mover.GIT, "not applied yet", "care", quiet=True)


def report(*entries: DriftEntry, gaps: tuple[str, ...] = ()) -> DriftReport:
    """A report of these entries."""
    return DriftReport(NOW, "prod", entries, 4, 1, 0, Fee(Decimal("35.00")), gaps)


def test_what_was_not_read_whole_has_no_share_of_managed_numbers() -> None:
    assert report().coverage == Decimal("80.0")
    assert report(gaps=("a file cannot be read",)).coverage is None
    assert "% managed" not in drift_text.text(report(gaps=("a file cannot be read",)))


def test_a_report_reads_from_what_is_missing_to_what_is_unmanaged() -> None:
    assert drift_text.text(report(GONE, MOVED, AHEAD, STRAY)) == (
        "Drift of prod as of 2026-11-23 10:00 (Asia/Shanghai)\n"
        "1 missing · 2 changed · 1 unmanaged\n"
        "\n"
        "Missing (1)\n"
        "  !  care/hz-009  the provider  057188880009 is not listed\n"
        "  → `reconciler history care/hz-009`; look for it in the console; if it is gone, remove its entry\n"
        "\n"
        "Changed (2)\n"
        "  ~  care/hz-002  changed by another hand  bound to another instance\n"
        "       instance: declared 057100001234 · live 057100005678 · last applied 057100001234\n"
        "       first seen: 2026-11-20 00:00\n"
        "       → `reconciler import care/hz-002` or `reconciler apply`\n"
        "  .  care/杭州    Git moved on             not applied yet\n"
        "\n"
        "Managed by nobody (1)\n"
        "  ~  -/057188889999  unknown  nobody manages it\n"
        "  → `reconciler import NUMBER --team TEAM` or `reconciler import --baseline NUMBER`\n"
        "\n"
        "4 managed · 1 unmanaged (35.00 CNY/month) · 0 not fully known · 80.0 % managed\n"
    )


def test_no_drift_is_one_clear_line() -> None:
    assert drift_text.text(report()).splitlines()[1] == "No drift: the account is as it was left."


def test_an_incomplete_report_says_so() -> None:
    assert "INCOMPLETE" in drift_text.text(report(gaps=("teams/a.yaml is not valid",))).splitlines()[1]


def test_numbers_can_be_masked() -> None:
    said = drift_text.text(report(GONE, STRAY), show_numbers=False)
    assert "-/0571****9999" in said
    assert "05718888" not in said


def test_the_document_fits_its_schema_and_comes_back_whole() -> None:
    said = report(GONE, MOVED, AHEAD, STRAY)
    written = drift_json.text(said)
    Draft202012Validator.check_schema(drift_schema())
    Draft202012Validator(drift_schema()).validate(json.loads(written))
    assert parse_drift(written).model_dump(mode="json") == drift_document(said) == json.loads(written)


def test_an_entry_has_exactly_the_published_keys() -> None:
    assert drift_document(report(MOVED))["entries"] == [
        {
            "address": "care/hz-002",
            "category": "changed",
            "moved": "live",
            "fields": [
                {
                    "path": "instance",
                    "declared": "057100001234",
                    "live": "057100005678",
                    "last_applied": "057100001234",
                }
            ],
            "first_seen": "2026-11-20T00:00:00+08:00",
            "team": "care",
            "message": "bound to another instance",
        }
    ]


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(ReconcilerError, match="not a drift report: format_version: Field required"):
        parse_drift("{}")

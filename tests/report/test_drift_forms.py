"""The drift report as Markdown, a spreadsheet, SARIF: masked where it is posted, inert where it is opened."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from html import unescape

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from report_world import NOW, at

from reconciler.model.drift import Category, DriftEntry, DriftField, DriftReport, Gone, Mover, Overview
from reconciler.model.money import Fee
from reconciler.model.resource import Source
from reconciler.noun import replace
from reconciler.report.drift import (
    as_csv,
    as_html,
    as_json,
    as_markdown,
    as_openmetrics,
    as_sarif,
    as_text,
    words,
)
from reconciler.wire.read import parse_drift

MOVED = DriftEntry(
    "care/hz-002", Category.CHANGED, Mover.LIVE, "changed outside Git: instance", "care",
    (DriftField("instance", "057100001234", "057100005678", "057100001234"),
     DriftField("ivr.playback.description", "你好", "=cmd|'/c calc'!A1", None)),
    source=Source("teams/care/team.yaml", 7),
)  # fmt: skip
LOST = DriftEntry(
    "care/hz-009",
    Category.MISSING,
    Mover.LIVE,
    "057188880009 is not listed",
    "care",
    grave=True,
    first_seen=at(2026, 11, 20),
)
LET_BE = DriftEntry(
    "-/057188889999",
    Category.UNMANAGED,
    Mover.LIVE,
    "nobody's",
    "-",
    quiet=True,
    ignored="OPS-1, until 2026-12-31",
)
HEALED = Gone(
    "care/hz-003", Category.CHANGED, "care", "057188880003 was bound to another instance", at(2026, 11, 19)
)


def report() -> DriftReport:
    entries = (LOST, MOVED, LET_BE)
    return DriftReport(
        NOW, "prod", entries, 8, 2, 0, Fee(Decimal("70.00")), previous=at(2026, 11, 22), gone=(HEALED,)
    )


def test_markdown_masks_and_says_what_is_new_and_gone():
    text = as_markdown.text(report())
    assert "057188880009" not in text
    assert "0571****0009" in text
    assert "| `care/hz-002` | `care` | changed by another hand |" in text
    assert "`reconciler import care/hz-002`<br>`reconciler apply`" in text
    assert "1 new&#44; 1 gone" not in text
    assert "**Gone since the report before (1)**" in text or "Gone since the report before (1)" in text
    assert "let be: OPS-1, until 2026-12-31" in unescape(text)
    assert as_markdown.text(report(), show_numbers=True).count("057188880009") == 2


def test_a_spreadsheet_opens_with_chinese_and_runs_nothing():
    text = as_csv.text(report())
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["address"], row["category"], row["field"]) for row in rows] == [
        ("care/hz-009", "missing", ""),
        ("care/hz-002", "changed", "instance"),
        ("care/hz-002", "changed", "ivr.playback.description"),
        ("'-/057188889999", "unmanaged", ""),
        ("care/hz-003", "gone", ""),
    ]
    assert (rows[2]["declared"], rows[2]["live"]) == ("你好", "'=cmd|'/c calc'!A1")
    assert (rows[1]["new"], rows[0]["new"], rows[1]["file"], rows[1]["line"]) == (
        "true",
        "false",
        "teams/care/team.yaml",
        "7",
    )
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_sarif_levels_places_and_suppressions():
    run = json.loads(as_sarif.text(report(), tool="reconciler", version="1"))["runs"][0]
    results = run["results"]
    assert [result["level"] for result in results] == ["error", "warning", "note"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "drift/missing",
        "drift/changed",
        "drift/unmanaged",
    ]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert [(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places] == [
        ("reconciler.yaml", 1),
        ("teams/care/team.yaml", 7),
        ("reconciler.yaml", 1),
    ]
    assert results[2]["suppressions"] == [{"kind": "external", "justification": "OPS-1, until 2026-12-31"}]
    assert "057188880009" not in json.dumps(results)


def test_text_says_what_is_new_gone_and_let_be():
    text = as_text.text(report())
    assert "       new since the report before\n" in text
    assert "       let be: OPS-1, until 2026-12-31\n" in text
    assert "Gone since the report before (1)\n  +  care/hz-003  057188880003 was bound" in text
    assert text.endswith("8 managed · 2 unmanaged (70.00 CNY/month) · 0 not fully known · 80.0 % managed\n")


def test_json_reads_back_and_older_reports_still_do():
    document = json.loads(as_json.text(report()))
    assert document["since"]["previous"] == "2026-11-22T00:00:00+08:00"
    assert [new["address"] for new in document["since"]["new"]] == ["care/hz-002", "-/057188889999"]
    assert [gone["address"] for gone in document["since"]["gone"]] == ["care/hz-003"]
    assert document["ignored"] == [
        {"address": "-/057188889999", "category": "unmanaged", "reason": "OPS-1, until 2026-12-31"}
    ]
    assert parse_drift(as_json.text(report())).since.previous == "2026-11-22T00:00:00+08:00"
    for key in ("since", "ignored", "overview"):
        del document[key]
    assert parse_drift(json.dumps(document)).since is None


def test_html_is_one_file_and_masked():
    text = as_html.text(report())
    assert "057188880009" not in text
    assert "http://" not in text and "https://" not in text
    assert "default-src 'none'" in text


def test_figures_for_a_monitoring_system_are_read_by_a_parser_of_theirs():
    families = text_string_to_metric_families(as_openmetrics.text(report()))
    samples = {(s.name, tuple(s.labels.values())): s.value for family in families for s in family.samples}
    assert samples["voice_drift_entries", ("prod", "missing", "true")] == 1
    assert samples["voice_drift_entries", ("prod", "changed", "false")] == 1
    assert samples["voice_drift_entries", ("prod", "unmanaged", "false")] == 0  # let be
    assert samples["voice_numbers", ("prod", "true")] == 8
    assert samples["voice_unmanaged_monthly_cny", ("prod",)] == 70
    assert samples["voice_report_complete", ("prod",)] == 1
    assert samples["voice_report_timestamp_seconds", ("prod",)] == NOW.timestamp()
    assert "0571" not in as_openmetrics.text(report())


def test_markdown_of_thousands_that_are_lost_or_unread_still_fits_where_it_is_posted():
    lost = tuple(replace(LOST, address=f"care/hz-{at:04}") for at in range(3_000))
    gaps = tuple(f"{at} 不能读取" * 40 for at in range(3_000))
    text = as_markdown.text(replace(report(), entries=lost, gaps=gaps))
    assert len(text.encode()) <= 60_000
    assert text.count("> - … and 2,980 more") == 2


OVER = DriftEntry("care/a", Category.LIFECYCLE, Mover.PROVIDER, "released", "care", grave=True, over=True)
WAYS = [
    (MOVED, ("reconciler import care/hz-002", "reconciler apply")),
    (LOST, ("reconciler history care/hz-009", "look for it in the console; if it is gone, remove its entry")),
    (OVER, ("reconciler history care/a", "remove its entry; a new number takes a new key")),
    (replace(OVER, over=False), ("reconciler plan",)),
    (
        replace(LET_BE, ignored="", quiet=False),
        ("reconciler import NUMBER --team TEAM", "reconciler import --baseline NUMBER"),
    ),
    (replace(LET_BE, ignored="", quiet=True), ("reconciler import NUMBER --team TEAM",)),
    (LET_BE, ()),
]


@pytest.mark.parametrize("category", Category)
def test_every_entry_has_a_way_out_in_every_form(category):
    one = replace(report(), entries=(replace(MOVED, category=category, fields=()),))
    ways = words.ways(one, one.entries[0])
    assert ways
    masked = [unescape(form) for form in (as_html.text(one), as_markdown.text(one), as_text.text(one))]
    for way in ways:
        assert [way.text in form for form in (*masked, as_csv.text(one))] == [True] * 4


@pytest.mark.parametrize(("entry", "ways"), WAYS)
def test_the_ways_out_fit_the_entry(entry, ways):
    assert tuple(way.text for way in words.ways(report(), entry)) == ways


def test_what_changed_stands_above_the_pictures_of_the_account():
    page = as_html.text(replace(report(), overview=Overview({"active": 2}, (), ())))
    assert page.index('id="entries"') < page.index("<figure>")


def test_a_clean_account_has_no_empty_table():
    page = as_html.text(replace(report(), entries=(), overview=Overview({"active": 2}, (), ())))
    assert "Git, the ledger and the account agree." in page
    assert ('id="drift"' in page, "<script>" in page, "<figure>" in page) == (False, False, True)

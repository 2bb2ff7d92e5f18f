"""The fleet's one page: those that need a person first, hostile texts inert, a million numbers searchable."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from datetime import datetime, timedelta

import html5lib

from reconciler.model.fleet import Chore, StoredReport
from reconciler.report.fleet import as_csv, as_html, as_json
from reconciler.report.fleet.summary import summaries

NOW = datetime.fromisoformat("2026-11-30T09:00:00+08:00")
EVIL = "<script>alert(1)</script>\u202e=1+1"


def _drift(account: str, *entries: dict[str, str], at: datetime = NOW) -> StoredReport:
    document = {
        "entries": list(entries),
        "summary": {"managed": 3, "unmanaged": 1, "unmanaged_monthly": "35.00"},
        "since": {
            "previous": "2026-11-29T09:00:00+08:00",
            "new": [{"address": "care/a", "category": "changed"}],
        },
        "overview": {
            "costs": [
                {"month": "2026-11", "team": "care", "committed": "35.00", "expected": "70.00"},
                {"month": "2026-12", "team": "care", "committed": "0.00", "expected": "70.00"},
            ],
            "deadlines": [
                {
                    "id": "care/b:documents",
                    "address": "care/b",
                    "kind": "documents",
                    "instant": "2026-12-02T00:00:00+08:00",
                    "team": "care",
                    "message": f"documents of 057188880001 {EVIL}",
                }
            ],
        },
    }
    return StoredReport(account, Chore.DRIFT, "c" * 40, at, 1.0, 0, json.dumps(document))


def _status(account: str, count: int) -> StoredReport:
    rows = [{"address": f"care/n-{at}", "number": f"0571{at:08}"} for at in range(count)]
    return StoredReport(account, Chore.STATUS, "c" * 40, NOW, 1.0, 0, json.dumps({"numbers": rows}))


def _failed(account: str, error: str) -> StoredReport:
    return StoredReport(account, Chore.DRIFT, "c" * 40, NOW, 1.0, 1, '{"error": {}}', error)


ENTRY = {"address": "care/a", "category": "changed", "moved": "live", "team": "care"}
REPORTS = [
    _drift("calm", at=NOW - timedelta(hours=2)),
    _drift("moved", ENTRY),
    _drift("lost", {**ENTRY, "category": "missing"}),
    _drift("silent", at=NOW - timedelta(days=3)),
    _failed("broken", EVIL),
    _status("moved", 4),
]


def test_who_needs_a_person_comes_first_and_why() -> None:
    rows = {row.account: row.needs for row in summaries(["calm", "unseen"], REPORTS, NOW)}
    due = "1 due within 7 days"
    assert list(rows.items()) == [
        ("broken", (f"drift failed: {EVIL}",)),
        ("lost", ("1 missing", due)),
        ("calm", (due,)),
        ("moved", (due, "1 changed by another hand")),
        ("silent", ("no drift report since 2026-11-27 09:00", due)),
        ("unseen", ("never reported on",)),
    ]


def test_a_document_that_nobody_can_read_any_more_hides_no_other_account() -> None:
    strange = StoredReport("strange", Chore.DRIFT, "c" * 40, NOW, 1.0, 0, '{"entries": [{}], "summary": 1}')
    first, *others = summaries([], [strange, *REPORTS], NOW)
    assert (first.account, first.needs) == ("broken", (f"drift failed: {EVIL}",))
    assert (others[0].account, others[0].needs) == ("strange", ("its last report cannot be read",))
    assert len(others) == len({report.account for report in REPORTS})


def test_the_page_is_sound_html_in_which_nothing_hostile_lives() -> None:
    rows = summaries(["unseen"], REPORTS, NOW)
    text = as_html.text(rows, NOW, link={"calm": "pages/calm.html"}.get)
    html5lib.HTMLParser(strict=True).parse(text)
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert '<a href="pages/calm.html">calm</a>' in text
    assert "057188880001" not in text
    assert "280.00 CNY" in text


def test_the_numbers_lie_packed_in_the_page_masked_unless_asked() -> None:
    rows = summaries([], REPORTS, NOW)
    masked, shown = (_index(as_html.text(rows, NOW, show_numbers=shown)) for shown in (False, True))
    assert shown[shown.index("@moved") + 1 :][:2] == ["057100000000\tcare/n-0", "057100000001\tcare/n-1"]
    assert masked[masked.index("@moved") + 1] == "0571****0000\tcare/n-0"


def _index(text: str) -> list[str]:
    packed = re.search(r'id="index">([^<]*)<', text)
    assert packed is not None
    return gzip.decompress(b64decode(packed[1])).decode().split("\n")


def test_the_sheet_and_the_document_say_the_same() -> None:
    rows = summaries([], REPORTS, NOW)
    document = json.loads(as_json.page(rows, NOW))
    assert [one["account"] for one in document["accounts"]] == [row.account for row in rows]
    figures = {one["account"]: (one["managed"], one["monthly"]) for one in document["accounts"]}
    assert (figures["calm"], figures["broken"]) == ((3, "70.00"), (None, None))
    assert as_csv.text(rows).count("\n") == len(rows) + 1

"""The fleet's one page: those that need a person first, hostile texts inert, a million numbers searchable."""

from __future__ import annotations

import csv
import gzip
import json
import re
from base64 import b64decode
from datetime import datetime, timedelta
from io import StringIO

import html5lib

from reconciler.model.fleet import Chore, StoredReport
from reconciler.noun import replace
from reconciler.report.fleet import as_csv, as_html, as_json, as_text
from reconciler.report.fleet.summary import summaries

NOW = datetime.fromisoformat("2026-11-30T09:00:00+08:00")
EVIL = "<script>alert(1)</script>\u202e=1+1"


def _drift(account: str, *entries: dict[str, str], at: datetime = NOW) -> StoredReport:
    document = {
        "entries": list(entries),
        "summary": {"managed": 3, "unmanaged": 1, "unmanaged_monthly": "35.00"},
        "since": {
            "previous": "2026-11-29T09:00:00+08:00",
            "new": [
                {"address": "care/a", "category": "changed"},
                {"address": f"{EVIL}/b", "category": "missing"},
            ],
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


ENTRY = {
    "address": "care/a",
    "category": "changed",
    "moved": "live",
    "team": "care",
    "message": "instance of 057188880001 was changed by another hand",
}
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


def test_what_moved_since_yesterday_is_told_the_gravest_first_with_a_link_to_its_account() -> None:
    rows = summaries([], [_drift("calm"), _drift("moved", ENTRY)], NOW)
    text = as_html.text(rows, NOW, link=lambda account: f"pages/{account}.html")
    table = html5lib.parse(text, namespaceHTMLElements=False).find(".//table[@id='fresh']")
    told = [[("".join(cell.itertext())) for cell in row] for row in table.iterfind("tbody/tr")]
    evil = ["<script>alert(1)</script>\\u202e=1+1/b", "missing", ""]
    assert told == [
        ["calm", *evil],
        ["moved", *evil],
        ["calm", "care/a", "changed", ""],
        ["moved", "care/a", "instance of 0571****0001 was changed by another hand", "care"],
    ]
    assert [link.get("href") for link in table.iter("a")] == [f"pages/{row[0]}.html" for row in told]
    assert 'Drift since the report before</dt><dd><a href="#news">4</a>' in text


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


HOSTILE = {
    "address": f"=cmd|' /C calc'!A0/{EVIL}",
    "category": "missing",
    "message": '@SUM(1)"\n</td>' + EVIL,
}
"""What a provider, a manifest or an error may have somebody read."""


def test_hostile_texts_are_inert_in_every_form_of_the_page() -> None:
    report = _drift("moved", {**ENTRY, **HOSTILE})
    document = json.loads(report.text)
    document["since"]["new"] = [HOSTILE]
    stored = replace(report, text=json.dumps(document))
    rows = summaries([], [stored, _failed("broken", '=1+1"\r\n,\t' + EVIL)], NOW)

    [first, second] = list(csv.DictReader(StringIO(as_csv.text(rows).removeprefix("\ufeff"))))
    assert (first["account"], second["account"]) == ("broken", "moved")
    for cell in (*first.values(), *second.values()):
        assert not cell.startswith(("=", "+", "-", "@", "\t"))
        assert not set(cell) & {"\u202e", "\r", "\n", "\t"}

    needs = json.loads(as_json.page(rows, NOW))["accounts"][0]["needs"]
    assert needs == ['drift failed: =1+1"\r\n,\t' + EVIL]  # data keeps what was said, escaped
    assert "\u202e" not in as_json.page(rows, NOW)

    page = as_html.text(rows, NOW, link=lambda account: f"pages/{account}.html")
    tree = html5lib.HTMLParser(strict=True).parse(page)
    assert len(list(tree.iter("{http://www.w3.org/1999/xhtml}script"))) == 2
    cells = [cell.text for cell in tree.iter("{http://www.w3.org/1999/xhtml}td")]
    assert '@SUM(1)"\\x0a</td><script>alert(1)</script>\\u202e=1+1' in cells

    for line in as_text.page(rows).splitlines():
        assert line.isprintable()

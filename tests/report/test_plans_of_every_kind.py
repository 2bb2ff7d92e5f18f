"""Plans of every kind, in every form: the reviewer's questions are answered first, and each consumer can read it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import html5lib
import pytest
from junitparser import JUnitXml
from looks import COMMENT, measured, needs_chromium, rendered
from report_world import at, busy_plan, cancel, finding, plan, purchase, rebind, upload
from sarif_pydantic import Sarif

from reconciler.model.action import Mode, Status
from reconciler.model.finding import Verdict
from reconciler.model.plan import Plan
from reconciler.report.plan import as_csv, as_gitlab, as_html, as_junit, as_markdown, as_sarif

PLANS: dict[str, Plan] = {
    "nothing": plan(),
    "human tasks": plan(
        *(replace(upload(f"h{i}"), deadline=at(2026, 12, 1 + i)) for i in range(9)),
        replace(purchase(), mode=Mode.MANUAL),
    ),
    "cancellations": plan(
        *(cancel(f"hz-{i:03}", number=f"05718888{i:04}") for i in range(60)),
        cancel("later", number="057188889999", status=Status.DEFERRED, reason="too early"),
    ),
    "blocked": plan(
        replace(purchase(), status=Status.BLOCKED, reason="the balance is too low"),
        cancel(status=Status.HELD, reason="frozen"),
        findings=(finding("VN501", Verdict.BLOCK, "care/brand", "the balance is too low"),),
    ),
    "rebind": plan(*rebind()),
    "three thousand": plan(
        *(purchase(f"b{i:04}", number=f"400{8000000 + i}") for i in range(1500)),
        *(cancel(f"c{i:04}", number=f"0571{88000000 + i}") for i in range(1500)),
    ),
    "incomplete": plan(purchase(), gaps=("the bindings could not be read",)),
    "everything": busy_plan(),
}  # fmt: skip
every_kind = pytest.mark.parametrize("made", PLANS.values(), ids=PLANS.keys())
FIRST_SCREEN = 900


@needs_chromium
@every_kind
def test_a_reviewer_need_not_scroll(made: Plan) -> None:
    """What is destroyed, the cost and the verdict stand on the first screen, above the first table."""
    seen = measured(rendered(as_markdown.text(made)), width=COMMENT)
    assert (seen["wide"], seen["cut"], seen["broken"]) == (0, [], [])
    assert isinstance(seen["table"] or 0, int)
    assert int(str(seen["table"] or 0)) < FIRST_SCREEN
    above = str(seen["above"]).partition("\nWhat\t")[0]
    assert "Costs" in above
    assert "May it be merged?" in above
    assert ("What can never be undone" in above) is any(a.verb == "cancel" and a.status in {
        Status.READY, Status.DEFERRED
    } for a in made.actions)  # fmt: skip


@every_kind
def test_no_section_is_empty(made: Plan) -> None:
    text = as_markdown.text(made)
    assert "(0)" not in text
    assert "</summary>\n\n</details>" not in text
    assert "<tbody></tbody>" not in as_html.text(made).replace("\n", "")


def test_many_cancellations_are_named_first_and_counted_then_and_all_stand_in_the_table() -> None:
    text = as_markdown.text(PLANS["cancellations"])
    caution, _, table = text.partition("| What |")
    assert caution.count("> - **Cancels ") == 5
    assert "> - and 56 more numbers for ever: see the table below\n" in caution
    assert table.count("**cancel for ever**") == 61
    page = as_html.text(PLANS["cancellations"])
    assert "and 56 more numbers for ever: see the table below" in page
    assert page.count("cancel for ever") == 61


def test_of_three_thousand_rows_the_first_cancellations_are_still_named() -> None:
    text = as_markdown.text(PLANS["three thousand"])
    assert len(text.encode()) <= 60_000
    assert text.count("> - **Cancels ") == 5
    assert "1,495 more numbers for ever" in text


def test_a_rebind_is_one_row_with_before_and_after() -> None:
    for text in (as_markdown.text(PLANS["rebind"]), as_html.text(PLANS["rebind"])):
        assert text.count("rebind") == 1
        assert "instance: 057100001234 → 057100005678" in text


@every_kind
def test_each_consumer_reads_it(made: Plan) -> None:
    log = Sarif.model_validate_json(as_sarif.text(made, tool="t"))
    assert len(log.runs[0].results or ()) == len(made.findings)
    cases = sum(suite.tests for suite in JUnitXml.fromstring(as_junit.text(made).encode()))
    assert cases >= len(made.actions)
    widget = json.loads(as_gitlab.text(made))
    assert {name: type(count) for name, count in widget.items()} == dict.fromkeys(
        ("create", "update", "delete"), int
    )
    rows = list(csv.reader(io.StringIO(as_csv.text(made)[1:]), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 1 + len(made.actions)
    html5lib.HTMLParser(strict=True).parse(as_html.text(made))

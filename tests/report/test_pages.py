"""The lists and the fates of an apply as Markdown, HTML and CSV: encoded for each, within limits, whole."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_world import NOW, action, at, busy_plan

from reconciler.model.action import Mode, Verb
from reconciler.model.fates import fates
from reconciler.model.listing import Deadline, DeadlineKind, StatusRow, Step, Task
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.report import pages, sheets, tasks
from reconciler.report.apply.as_page import page as apply_page
from reconciler.report.sink import html_page, markdown_page
from reconciler.report.sink.budget import LIMIT
from reconciler.report.sink.mask import masked
from reconciler.report.sink.page import Page
from reconciler.wire.write import apply_document, deadline_document, status_row_document, task_document

MASK = masked(["057188880001"])
"""400 numbers are public and stay as they are."""
RENDERER = MarkdownIt("commonmark").enable("table")
NUMBER = re.compile(r"(?<![0-9a-f*])(?:0[0-9]{9,11}|1[3-9][0-9]{9})(?![0-9])")


def task(words: str = "care/brand", **options) -> Task:
    made = action(words, Verb.SUBMIT_DOCUMENTS, number="057188880001", mode=Mode.MANUAL, team=words)
    usual = {"due": at(2026, 11, 26), "contacts": (words,)}
    return Task(words, made, words, (Step(words, words),), words, words, **usual | options)


def deadline(words: str = "care/brand", days: int = 3) -> Deadline:
    return Deadline(words, words, DeadlineKind.DOCUMENTS, NOW + timedelta(days=days), words, words)


def row(words: str = "care/brand") -> StatusRow:
    return StatusRow(words, "057188880001", "400", words, words, words, words, words, at(2026, 11, 26))


def result() -> ApplyResult:
    first, second, *_ = busy_plan().ready
    return ApplyResult("sha256:0", (Result(first, Fate.DONE), Result(second, Fate.REFUSED, "balance")))


def every_page(words: str = "care/brand") -> list[Page]:
    lists = ([row(words)], [task(words)], [deadline(words)])
    options = {"as_of": NOW, "account": words, "gaps": (words,)}
    return [
        pages.status_page(*lists, **options),
        pages.tasks_page(lists[1], **options),
        pages.deadlines_page(lists[2], **options),
        apply_page(busy_plan(), result()),
    ]


@given(st.text(min_size=1, max_size=40))
def test_no_words_change_the_structure_of_markdown(words: str) -> None:
    for hostile, plain in zip(every_page(words), every_page("x"), strict=True):
        tags = [
            re.findall(r"</?[a-z0-9]+|<!--", RENDERER.render(markdown_page.text(p))) for p in (hostile, plain)
        ]
        assert tags[0] == tags[1]


@given(st.text(min_size=1, max_size=40))
def test_no_words_change_the_structure_of_html(words: str) -> None:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    for hostile, plain in zip(every_page(words), every_page("x"), strict=True):
        shapes = [[e.tag for e in parser.parse(html_page.text(p)).iter()] for p in (hostile, plain)]
        assert shapes[0] == shapes[1]


def test_in_markdown_nothing_of_others_stands_outside_code() -> None:
    for shown in every_page("@org/team #12 www.example.com"):
        outside = re.sub(r"<code>.*?</code>", "", RENDERER.render(markdown_page.text(shown)), flags=re.DOTALL)
        titles = re.sub(r"<summary>.*?</summary>", "", outside)
        assert "@org" not in titles


def test_numbers_are_masked_on_demand() -> None:
    for shown in every_page():
        assert NUMBER.findall(markdown_page.text(shown, mask=MASK)) == []
        assert NUMBER.findall(html_page.text(shown, mask=MASK)) == []
        assert NUMBER.findall(html_page.text(shown)) != [] or shown.kind == "Voice deadlines"


def test_a_long_list_fits_in_a_comment_and_stands_whole_in_html() -> None:
    entries = [deadline(f"team-{i % 9}/desk-{i}", days=i - 1500) for i in range(3000)]
    shown = pages.deadlines_page(entries, as_of=NOW, account="prod")
    assert len(markdown_page.text(shown).encode()) <= LIMIT
    assert re.search(r"… and 2,[0-9]{3} more: ", markdown_page.text(shown))
    assert html_page.text(shown).count("<tr class=") == 3000


def test_three_thousand_task_cards_fit_in_a_comment() -> None:
    cards = [task(f"team-{i % 9}/desk-{i}") for i in range(3000)]
    text = tasks.markdown(cards, as_of=NOW, account="prod")
    assert len(text.encode()) <= LIMIT
    assert text.count("####") > 400
    assert re.search(r"… and [12],[0-9]{3} more: [12],[0-9]{3} tasks \([0-9]+ `team-", text)


def test_the_apply_page_says_what_went_wrong_first() -> None:
    text = markdown_page.text(apply_page(busy_plan(), result()))
    order = ["❌ Voice apply", "**Went wrong (1)**", "**Done (1)**", "<summary>Not run ("]
    assert sorted(order, key=text.index) == order
    good = ApplyResult("sha256:0", (Result(busy_plan().ready[0], Fate.DONE),))
    assert markdown_page.text(apply_page(busy_plan(), good)).splitlines()[1].startswith("### ✅ Voice apply")


SHEETS = {
    "status": (sheets.STATUS, [status_row_document(row())]),
    "tasks": (sheets.TASK_COLUMNS, [task_document(task())]),
    "deadlines": (sheets.DEADLINES, [deadline_document(deadline())]),
    "results": (sheets.RESULT_COLUMNS, apply_document(busy_plan(), result())["results"]),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_a_row_for_each_entry_under_the_names_of_the_json(name: str) -> None:
    columns, entries = SHEETS[name]
    assert set(columns) <= set(entries[0])
    found = list(csv.DictReader(io.StringIO(sheets.text(columns, entries)[1:]), strict=True))
    assert len(found) == len(entries)
    assert [entry["address"] for entry in found] == [entry["address"] for entry in entries]


def test_the_sheet_of_an_apply_accounts_for_every_action() -> None:
    columns, entries = SHEETS["results"]
    assert len(entries) == len(list(fates(busy_plan(), result())))
    assert sheets.text(columns, entries).count("\n") == len(entries) + 1

"""A plan as a reviewer sees it: nothing cut or broken at 720 pixels and on a phone, what matters above the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import browser, needs_browser
from looks import COMMENT, PHONE, measured, needs_chromium, of_many_tasks, rendered, reports

pytestmark = needs_chromium
SCREEN = 900
"""Pixels of a laptop's window."""


@pytest.fixture(scope="module")
def quickstart() -> tuple[str, str]:
    return reports("quickstart", "prod")


@pytest.fixture(scope="module")
def company() -> tuple[str, str]:
    return reports("company", "service")


def test_five_questions_are_answered_above_the_first_table_without_scrolling(
    quickstart: tuple[str, str],
) -> None:
    seen = measured(rendered(quickstart[0]), width=COMMENT)
    table = seen["table"]
    assert isinstance(table, int)
    assert table < SCREEN // 2
    above = str(seen["above"]).partition("\nWhat\t")[0]
    for answer in (
        "A later run cancels care/hz-007", "120.00 CNY now; monthly bill 260.00 CNY → 380.00 CNY",
        "submit-documents care/brand by", "2 entries changed", "May it be merged?",
    ):  # fmt: skip
        assert answer in above


@pytest.mark.parametrize("example", ["quickstart", "company"])
def test_at_the_width_of_a_comment_nothing_is_cut_or_broken(
    example: str, request: pytest.FixtureRequest
) -> None:
    comment, page = request.getfixturevalue(example)
    for html, columns in ((rendered(comment), 4), (page, 6)):
        seen = measured(html, width=COMMENT)
        assert (seen["wide"], seen["cut"], seen["broken"]) == (0, [], [])
        assert seen["columns"] == columns


def test_on_a_phone_the_page_scrolls_in_one_direction_only(company: tuple[str, str]) -> None:
    seen = measured(company[1], width=PHONE)
    assert (seen["wide"], seen["cut"], seen["broken"]) == (0, [], [])


PAPER = 718
"""Pixels between the margins of a sheet of A4."""


@needs_browser
def test_on_paper_everything_stands_open_in_tables(company: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text(company[1], encoding="utf-8")
    with browser() as window:
        window.size(PAPER, 1000)
        dark = [{"name": "prefers-color-scheme", "value": "dark"}]
        window.emulate("Emulation.setEmulatedMedia", media="print", features=dark)
        window.open(tmp_path / "plan.html")
        rows, seen, heads, wide, ink = window.run(_ON_PAPER)
    assert (seen, wide) == (rows, 0)
    assert heads == ["table-header-group"]
    assert ink == "rgb(27, 31, 36)", "dark ink, whatever the screen is like"


_ON_PAPER = """
const all = e => [...document.querySelectorAll(e)];
return [all("tr").length, all("tr").filter(e => e.getBoundingClientRect().height > 0).length,
  [...new Set(all("thead").map(e => getComputedStyle(e).display))],
  document.documentElement.scrollWidth - document.documentElement.clientWidth,
  getComputedStyle(document.body).color];
"""


def test_three_thousand_tasks_still_begin_with_the_answers() -> None:
    comment = of_many_tasks(3_000)
    assert len(comment) <= 65_536
    seen = measured(rendered(comment), width=COMMENT)
    assert (seen["wide"], seen["cut"]) == (0, [])
    table = seen["table"]
    assert isinstance(table, int)
    assert table < SCREEN // 2

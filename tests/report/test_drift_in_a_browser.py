"""The drift page in a real browser: filter, order, keyboard, contrast, dark, phone, paper, ten thousand rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from browser import Browser, browser, needs_browser
from report_world import NOW, at

from reconciler.model.drift import (
    Category,
    DriftEntry,
    DriftField,
    DriftReport,
    Gone,
    MonthlyCost,
    Mover,
    Overview,
)
from reconciler.model.listing import Deadline, DeadlineKind
from reconciler.model.money import Fee
from reconciler.report.drift import as_html

pytestmark = needs_browser
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


def entry(index: int) -> DriftEntry:
    kinds = (("changed", "live"), ("unmanaged", "live"), ("missing", "live"), ("changed", "git"))
    category, moved = kinds[index % 4]
    team = ("care", "sales", "物流")[index % 3]
    address = f"-/05718{index:07}" if category == "unmanaged" else f"{team}/hz-{index}"
    fields = (
        (DriftField("instance", "057100001234", "057100005678", "057100001234"),)
        if category == "changed"
        else ()
    )
    return DriftEntry(
        address, category, moved, f"what happened to {index}", "-" if category == "unmanaged" else team, fields,
        grave=category == "missing", quiet=moved == "git", first_seen=at(2026, 11, 1 + index % 20),
    )  # fmt: skip


def report(count: int) -> DriftReport:
    costs = tuple(
        MonthlyCost(f"2026-{month:02}", team, Decimal("70.00"), Decimal("105.00"))
        for month in (11, 12)
        for team in ("care", "sales", "-")
    )
    due = tuple(
        Deadline(f"d{day}", f"care/{day}", DeadlineKind.DOCUMENTS, at(2026, 12, day), "care", HOSTILE)
        for day in (1, 2, 2)
    )
    odd = DriftEntry("care/odd", Category.CHANGED, Mover.LIVE, HOSTILE, HOSTILE)
    return DriftReport(
        NOW, "prod", (*map(entry, range(count)), odd), 4, 1, 0, Fee(Decimal("35.00")),
        previous=at(2026, 11, 22), gone=(Gone("care/x", Category.CHANGED, "care", "was changed"),),
        overview=Overview({"active": 40, "reviewing": 2}, costs, due),
    )  # fmt: skip


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as window:
        yield window


@pytest.fixture
def page(window, tmp_path):
    """The window with a small report open."""
    return opened(window, tmp_path, 40)


def opened(window, folder, count):
    path = folder / "drift.html"
    path.write_text(as_html.text(report(count)), encoding="utf-8")
    window.size(1200, 900)
    window.emulate("Emulation.setEmulatedMedia", media="", features=[])
    window.open(path)
    return window


ROWS = """
return [...document.querySelectorAll('#drift > tbody > tr')]
  .filter(row => row.offsetParent !== null)
  .map(row => row.querySelector('code').textContent)
"""


def shown(page):
    """The addresses of the rows that are seen, in their order."""
    return page.run(ROWS)


def test_nothing_it_holds_runs_and_nothing_is_asked_of_a_network(page):
    assert page.run("return document.title") == "Drift · prod"
    assert page.run("return performance.getEntriesByType('resource').length") == 0
    assert page.console() == []
    assert len(shown(page)) == 41


def test_the_filter_finds_and_says_how_many(page):
    page.run("document.getElementById('find').focus()")
    page.keys("hz-3")
    rows = shown(page)
    assert rows and all("hz-3" in address for address in rows)
    assert page.run("return document.getElementById('shown').textContent") == f"{len(rows)} of 41 entries"


def test_a_choice_keeps_one_team(page):
    page.run(
        "const t = document.getElementById('team'); t.value = '物流'; t.dispatchEvent(new Event('change'))"
    )
    rows = shown(page)
    assert rows and all(address.startswith("物流/") for address in rows)


def test_the_keyboard_alone_sorts(page):
    page.run("document.querySelector('#drift th button').focus()")
    page.keys("\ue007")
    up = shown(page)
    assert page.run("return document.querySelector('#drift th').getAttribute('aria-sort')") == "ascending"
    page.keys("\ue007")
    assert shown(page) == up[::-1]
    assert up.index("care/hz-3") < up.index("care/hz-12")


def test_tab_reaches_every_control_in_order(page):
    page.run("document.body.focus()")
    reached = []
    for _ in range(14):
        page.keys("\ue004")
        reached.append(page.run("const e = document.activeElement; return e.id || e.textContent"))
    controls = [name for name in reached if not name.startswith("The figures")]
    assert controls[:4] == ["find", "category", "team", "moved"]
    assert controls[4:10] == ["Address", "What", "Who moved", "Team", "Since", "Ways out"]


CONTRAST = """
const parse = text => text.match(/[0-9.]+/g).map(Number);
const linear = v => v / 255 <= .03928 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
const paper = matchMedia('(prefers-color-scheme: dark)').matches ? [13, 17, 23] : [255, 255, 255];
const ground = e => {
  for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3);
  }
  return paper;
};
const texts = 'h1, h2, p, dt, dd, td, th, code, strong, small, em, mark, label, button, summary, span';
return [...document.querySelectorAll(texts)]
  .filter(e => e.offsetParent && e.textContent.trim())
  .map(e => [light(parse(getComputedStyle(e).color).slice(0, 3)), light(ground(e)), e])
  .map(([a, b, e]) => [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.tagName + e.textContent.slice(0, 30)])
  .filter(([ratio]) => ratio < 4.5);
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(page, scheme):
    page.emulate(
        "Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    assert page.run(f"return matchMedia('(prefers-color-scheme: {scheme})').matches") is True
    assert page.run(CONTRAST) == []


def test_a_phone_scrolls_in_one_direction_only(page):
    page.emulate(
        "Emulation.setDeviceMetricsOverride", width=375, height=800, deviceScaleFactor=1, mobile=True
    )
    try:
        assert (
            page.run("return document.documentElement.scrollWidth") == 375
        )  # innerWidth grows with what overflows
    finally:
        page.emulate("Emulation.clearDeviceMetricsOverride")


def test_paper_shows_all_rows_and_no_controls(window, tmp_path):
    page = opened(window, tmp_path, 900)
    assert len(shown(page)) == 300
    page.emulate("Emulation.setEmulatedMedia", media="print", features=[])
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert len(shown(page)) == 901
    assert page.run("return getComputedStyle(document.querySelector('.filter')).display") == "none"


def test_pictures_say_what_they_show(page):
    labels = page.run(
        "return [...document.querySelectorAll('svg')].map(svg => svg.getAttribute('aria-label'))"
    )
    assert labels == [
        "Cost by month and team in CNY: 2026-11 315.00; 2026-12 315.00",
        "3 deadlines in the next 90 days, 0 of them overdue",
        "Numbers by status: 40 active, 2 reviewing",
    ]


def test_ten_thousand_rows_are_all_found(window, tmp_path):
    page = opened(window, tmp_path, 10_000)
    assert len(shown(page)) == 300
    page.run(
        "const f = document.getElementById('find'); f.value = 'hz-9999'; f.dispatchEvent(new Event('input'))"
    )
    assert shown(page) == ["care/hz-9999"]
    page.run("const f = document.getElementById('find'); f.value = ''; f.dispatchEvent(new Event('input'))")
    page.run("document.getElementById('more').click()")
    assert len(shown(page)) == 600
    assert page.console() == []

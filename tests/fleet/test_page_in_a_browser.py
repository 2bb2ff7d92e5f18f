"""The fleet's page of three hundred accounts in a real browser: who needs a person, search, order, phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, browser, needs_browser
from large_fleet import NOW, names, reports

from reconciler.report.fleet import as_html
from reconciler.report.fleet.summary import summaries

pytestmark = needs_browser
ACCOUNTS = 300


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as window:
        yield window


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "fleet.html"
    rows = summaries(names(ACCOUNTS), reports(ACCOUNTS, 30), NOW)
    path.write_text(as_html.text(rows, NOW, show_numbers=True), encoding="utf-8")
    return path


@pytest.fixture
def page(window: Browser, file: Path) -> Browser:
    window.size(1200, 900)
    window.emulate("Emulation.clearDeviceMetricsOverride")
    window.open(file)
    return window


def accounts(page: Browser) -> list[str]:
    """The accounts that are seen, in their order."""
    found: list[str] = page.run(
        "return [...document.querySelectorAll('#fleet tbody tr')].filter(row => row.offsetParent !== null)"
        ".map(row => row.cells[0].textContent)"
    )
    return found


def found(page: Browser, text: str) -> list[list[str]]:
    """The numbers that a search shows, once it is done."""
    script = """
    const find = document.getElementById('find');
    find.value = arguments[0];
    find.dispatchEvent(new Event('input'));
    """
    page.run(script, text)
    rows: list[list[str]] = page.wait(
        "return document.getElementById('shown').textContent.includes('can be searched') ? null : "
        "[...document.querySelectorAll('#hits tbody tr')].map(row => [...row.cells].map(c => c.textContent))"
    )
    return rows


def test_only_those_that_need_a_person_are_shown_until_all_are_asked_for(page: Browser) -> None:
    assert page.console() == []
    assert page.run("return performance.getEntriesByType('resource').length") == 0
    assert len(accounts(page)) == 46
    page.run("document.getElementById('all').click()")
    assert len(accounts(page)) == ACCOUNTS


def test_a_number_an_address_and_an_account_are_found_among_all(page: Browser) -> None:
    assert found(page, "057100420007") == [["057100420007", "claims/desk-0007", names(ACCOUNTS)[42]]]
    assert names(ACCOUNTS)[42] in accounts(page)
    page.open(Path(page.run("return document.location.pathname")))
    assert len(found(page, "物流/desk-0005")) == 200
    assert (
        page.run("return document.getElementById('shown').textContent") == "300 numbers, the first 200 shown"
    )


def test_a_team_finds_what_moved_and_every_account_that_has_its_numbers(page: Browser) -> None:
    visible = (
        "return [...document.querySelectorAll('#fresh tbody tr')].filter(row => row.offsetParent !== null)"
        ".map(row => row.cells[1].textContent)"
    )
    every = page.run(visible)
    assert (len(every), len({address.partition("/")[0] for address in every})) == (40, 5)
    found(page, "物流/desk")
    assert page.run(visible) == [address for address in every if address.startswith("物流/")]
    assert len(accounts(page)) == ACCOUNTS  # more than the numbers that are shown


def test_the_keyboard_sorts_by_what_a_month_costs(page: Browser) -> None:
    page.run("document.getElementById('all').click()")
    page.run("document.querySelectorAll('#fleet th button')[5].focus()")
    page.keys("\ue007\ue007")
    costs = page.run(
        "return [...document.querySelectorAll('#fleet td:nth-child(6)')].map(c => c.dataset.sort)"
    )
    assert costs == sorted(costs, reverse=True)


def test_nothing_runs_over_a_phone(page: Browser) -> None:
    page.emulate(
        "Emulation.setDeviceMetricsOverride", width=390, height=900, deviceScaleFactor=1, mobile=True
    )
    page.run("document.getElementById('all').click()")
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.run(wide) == 0

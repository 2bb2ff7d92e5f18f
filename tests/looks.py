"""How reports look to people: a comment as a code host renders it, a page as a browser does, in headless Chromium.

`make pictures` writes docs/pictures. Chromium alone is needed; what is measured is read back from the page itself.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape, unescape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs apt-get install chromium")
COMMENT = 720
"""Pixels a comment has on a laptop, between the avatar and the sidebar."""
PHONE = 390

_STYLE = (ROOT / "tests/looks.css").read_text(encoding="utf-8")


def rendered(markdown: str) -> str:
    """A comment as a page: GitHub's Markdown with its alerts, and a style like its own."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    body = re.sub(
        r"<blockquote>\s*<p>\[!(CAUTION|WARNING)\](?:<br\s*/?>)?\s*",
        lambda found: f'<blockquote class="{found[1].lower()}"><p>{found[1].title()}</p><p>',
        reader.render(markdown),
    )
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style><body>{body}</body>"


def _chromium(*words: str) -> str:
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", f"--user-data-dir={profile}", *words],
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
    return done.stdout


def picture(html: str, target: Path, *, width: int = COMMENT, height: int = 900, dark: bool = False) -> None:
    """A picture of the page's first screen."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_sized(html, width, height), encoding="utf-8")
        scheme = (
            "--blink-settings=preferredColorScheme=0" if dark else "--blink-settings=preferredColorScheme=1"
        )
        _chromium(
            scheme, f"--window-size={max(width, NARROWEST)},{height}", f"--screenshot={target}", page.as_uri()
        )


_MEASURE = """<script>
const cut = [...document.querySelectorAll("table, pre, code, p, li, h1, h2, h3, td, th, dd, dt")]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
  .map(e => e.textContent.slice(0, 60));
const tables = [...document.querySelectorAll("table")].filter(e => !e.closest("details:not([open])"));
const top_ = e => e ? Math.round(e.getBoundingClientRect().top) : null;
const said = JSON.stringify({
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth, cut,
  table: top_(tables[0]), columns: tables[0] ? tables[0].rows[0].cells.length : 0,
  height: document.documentElement.scrollHeight, above: document.body.innerText.slice(0, 4000),
  broken: [...document.querySelectorAll("td code")]
    .filter(e => e.getClientRects().length > 1 && /^[-\\w/*]+$/.test(e.textContent)).map(e => e.textContent),
});
if (parent === window) document.title = said; else parent.postMessage(said, "*");
</script>"""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
NARROWEST = 500
"""Pixels of Chromium's narrowest window; what is narrower stands in a frame of its own."""


def _sized(html: str, width: int, height: int) -> str:
    if width >= NARROWEST:
        return html
    frame = f'<iframe width="{width}" height="{height - 20}" srcdoc="{escape(html)}"></iframe>'
    return (
        "<!doctype html><meta charset=utf-8><style>body { margin: 10px 0; text-align: center; background: #888 }"
        " iframe { border: 0; background: #fff }</style><script>onmessage = e => document.title = e.data</script>"
        + frame
    )


def measured(html: str, *, width: int = COMMENT, height: int = 900) -> dict[str, object]:
    """What the page says of itself once it is laid out: whether anything is cut, where the first table begins."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_sized(_POLICY.sub("", html) + _MEASURE, width, height), encoding="utf-8")
        document = _chromium(
            f"--window-size={max(width, NARROWEST)},{height}",
            "--virtual-time-budget=3000",
            "--dump-dom",
            page.as_uri(),
        )
    found = re.search(r"<title>(.*?)</title>", document, re.DOTALL)
    assert found is not None, document[:500]
    values = json.loads(unescape(found[1]))
    assert isinstance(values, dict)
    return values


def printed(html: str, target: Path) -> None:
    """The page on paper."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        _chromium("--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri())


def reports(workspace: str, account: str) -> tuple[str, str]:
    """The comment and the HTML report of an example's plan, by the command."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "voice"
        shutil.copytree(ROOT / "examples" / workspace, place, ignore=shutil.ignore_patterns(".reconciler"))
        url = "https://github.com/example/numbers/blob/0123456789abcdef/voice"
        subprocess.run(
            [sys.executable, "-m", "reconciler", "plan", "-C", str(place), "--account", account, "--source-url", url,
             "-o", "markdown", "--output-file", f"{folder}/plan.md", "--report", f"html={folder}/plan.html"],
            capture_output=True, check=False,
        )  # fmt: skip
        texts = (Path(folder) / name for name in ("plan.md", "plan.html"))
        comment, page = (text.read_text(encoding="utf-8") for text in texts)
    return comment, page


def of_a_drift() -> str:
    """The drift page of the quickstart once it is applied and somebody has unbound a number by hand."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "voice"
        shutil.copytree(ROOT / "examples/quickstart", place, ignore=shutil.ignore_patterns(".reconciler"))
        for words in (
            ["apply", "--yes"],
            ["simulator", "console", "unbind", "057188880001"],
            ["drift", "-o", "html", "--output-file", f"{folder}/drift.html"],
        ):
            command = [sys.executable, "-m", "reconciler", "-C", str(place), *words]
            subprocess.run(command, capture_output=True, check=False)
        return (Path(folder) / "drift.html").read_text(encoding="utf-8")


def of_many_tasks(count: int) -> str:
    """The comment of a plan in which people have so much to do."""
    sys.path.append(str(ROOT / "tests/report"))
    from report_world import plan, upload

    from reconciler.report.plan import as_markdown

    teams = ("care", "sales", "logistics")
    tasks = (upload(f"h{at:04}", number=f"400{8000000 + at}", team=teams[at % 3]) for at in range(count))
    return as_markdown.text(plan(*tasks), details="https://github.com/example/numbers/actions/runs/1")


def of_a_fleet(accounts: int, numbers: int) -> str:
    """The page of so many accounts."""
    sys.path.append(str(ROOT / "tests/fleet"))
    from large_fleet import NOW, names, reports

    from reconciler.report.fleet import as_html
    from reconciler.report.fleet.summary import summaries

    rows = summaries(names(accounts), reports(accounts, numbers), NOW)
    return as_html.text(rows, NOW, link=lambda account: f"fleet/{account}.html")


def main(folder: Path) -> None:
    """Takes every picture."""
    comment, page = reports("quickstart", "prod")
    large, _ = reports("company", "service")
    picture(rendered(comment), folder / "comment-light.png", height=1300)
    picture(rendered(comment), folder / "comment-dark.png", height=1300, dark=True)
    picture(rendered(comment), folder / "comment-phone.png", width=PHONE, height=1000)
    picture(rendered(large), folder / "comment-company.png", height=1700)
    picture(rendered(of_many_tasks(3_000)), folder / "comment-3000-tasks.png", height=1200)
    drift = of_a_drift()
    picture(drift, folder / "drift-light.png", width=1100, height=900)
    picture(drift, folder / "drift-dark.png", width=1100, height=900, dark=True)
    picture(drift, folder / "drift-phone.png", width=PHONE, height=1000)
    fleet = of_a_fleet(300, 3_000)
    picture(fleet, folder / "fleet-light.png", width=1100, height=1200)
    picture(fleet, folder / "fleet-phone.png", width=PHONE, height=1000)
    picture(page, folder / "plan-light.png", width=1100, height=1200)
    picture(page, folder / "plan-dark.png", width=1100, height=1200, dark=True)
    picture(page, folder / "plan-phone.png", width=PHONE, height=1000)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`fleet status` and `fleet report`: what the engine has to do, and the one page over every account."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options, out
from reconciler.cli.fleet.opening import Fleet, awaited, open_fleet
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase


@click.command()
@options.workspace
@click.option("--check", is_flag=True, help="Exit 1 unless the database answers and a worker lives.")
@options.output(["text", "json", "openmetrics"])
def status(check: bool, form: str, output_file: str | None) -> int:
    """Show what waits, runs, failed and stalled, and the last report of each account with its age."""
    with open_fleet() as fleet:
        from reconciler.clock import SystemClock
        from reconciler.fleet import job_engine
        from reconciler.report.fleet import as_json, as_openmetrics, as_text

        now = SystemClock().now()
        queue = awaited(job_engine.queue(job_engine.app(fleet.location)))
        names = () if check else tuple(fleet.workspace.accounts)
        reports = fleet.reports.all_latest(names)
        if form == "json":
            text = as_json.status(queue, names, reports, now)
        elif form == "openmetrics":
            text = as_openmetrics.text(queue, reports, now)
        else:
            text = as_text.queue(queue) if check else as_text.status(queue, names, reports, now)
        options.emit(text, output_file, shared=form == "openmetrics")
        return 1 if check and not queue.workers else 0


@click.command()
@options.workspace
@click.option(
    "--pages", is_flag=True, help="With html and --output-file: each account's own page beside it, linked."
)
@options.show_numbers
@options.output(["text", "html", "csv", "json"])
def report(pages: bool, show_numbers: bool, form: str, output_file: str | None) -> int:
    """Make the one page: which account needs a person, what everything costs, what is due."""
    if pages and (form != "html" or output_file is None):
        raise UsageError(phrase("--pages needs `-o html --output-file FILE`"))
    with open_fleet() as fleet:
        options.emit(_page(fleet, form, show_numbers, _write_pages(fleet, output_file, pages)), output_file)
    return 0


def _page(fleet: Fleet, form: str, show_numbers: bool, links: dict[str, str]) -> str:
    from reconciler.clock import SystemClock
    from reconciler.model.fleet import Chore
    from reconciler.report.fleet import as_csv, as_html, as_json, as_text
    from reconciler.report.fleet.summary import summaries

    now = SystemClock().now()
    texts = [Chore.DRIFT, Chore.STATUS] if form == "html" else [Chore.DRIFT]  # numbers are searched in html
    names = tuple(fleet.workspace.accounts)
    rows = summaries(names, fleet.reports.all_latest(names, texts), now)
    match form:
        case "html":
            return as_html.text(rows, now, link=links.get, show_numbers=show_numbers)
        case "csv":
            return as_csv.text(rows)
        case "json":
            return as_json.page(rows, now)
        case _:
            return as_text.page(rows)


def _write_pages(fleet: Fleet, output_file: str | None, pages: bool) -> dict[str, str]:
    """The pages, in a folder named after the file; where each lies, seen from that file."""
    if not pages or output_file is None:
        return {}
    from urllib.parse import quote

    from reconciler.files import write

    file = Path(output_file)
    folder = file.with_suffix("") if file.suffix else file.with_name(f"{file.name}-pages")
    folder.mkdir(parents=True, exist_ok=True)
    links = {}
    for account, page in fleet.reports.pages():
        write(str(folder / f"{account}.html"), page)
        links[account] = quote(f"{folder.name}/{account}.html")
    out.say(phrase("{count:,} pages in {folder}", count=len(links), folder=folder), err=True)
    return links

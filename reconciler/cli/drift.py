"""`reconciler drift`: what moved since the last apply, and who moved it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out, progress
from reconciler.cli.accounts import looking
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.model.drift import DriftEntry, DriftReport
    from reconciler.wire.documents import DriftDocument


ADDRESSES = "RECONCILER_NOTIFY"


@click.command()
@options.workspace
@looking
@options.team
@options.as_of
@options.config_from
@click.option(
    "--previous",
    metavar="REPORT",
    type=click.Path(exists=True, dir_okay=False),
    help="Says since when: a JSON report.",
)
@click.option(
    "--baseline",
    metavar="REPORT",
    type=click.Path(exists=True, dir_okay=False),
    help="Its unmanaged numbers are known.",
)
@click.option(
    "--issue",
    type=click.Choice(["github", "gitlab"]),
    help="Keep one open issue per account: created, updated, closed when clean, opened again.",
)
@click.option(
    "--notify",
    is_flag=True,
    help="Tell the addresses of RECONCILER_NOTIFY (apprise) what is new since --previous.",
)
@click.option("--repository", metavar="NAME", help="With --issue: OWNER/NAME, or GitLab's project.")
@options.show_numbers
@options.output(["text", "json", "markdown", "csv", "html", "sarif", "openmetrics"])
def command(
    account: str | None,
    team: str | None,
    as_of: datetime | None,
    config_from: Path | None,
    previous: str | None,
    baseline: str | None,
    issue: str | None,
    notify: bool,
    repository: str | None,
    show_numbers: bool,
    form: str,
    output_file: str | None,
) -> int:
    """Report what moved since the last apply, and who moved it.

    Exits 0, 1 (error, or the report is incomplete), 2 (drift) or 3 (missing, released, restricted, cancelled
    without our tombstone, a violation, overdue).
    """
    from reconciler import pipeline
    from reconciler.pipeline import exit_code

    session = pipeline.open_session(Path(), account, config_from=config_from, strict=False)
    progress.follow(session)
    before = _read(previous) if previous is not None else None
    accepted = _unmanaged(_read(baseline)) if baseline is not None else frozenset()
    report = pipeline.drift(session, team, as_of, before, accepted)
    text = render(report, form, show_numbers, options.colour(output_file))
    options.emit(text, output_file, shared=form == "openmetrics")
    options.print_warnings(session)
    _print_needless(report)
    options.print_diagnostics(session.validation, session.complete)
    if issue is not None:
        _keep_issue(issue, repository, report, show_numbers=show_numbers)
    if notify:
        contacts = {name: team.contacts for name, team in session.desired.teams.items()}
        _notify(report, contacts, show_numbers=show_numbers)
    return exit_code.of_drift(report, complete=session.complete)


MOST = 20
"""Lines of the list that are told; `validate` and the plan tell all."""


def _print_needless(report: DriftReport) -> None:
    """Names the lines of `spec.baseline` that do nothing: one left there silences what comes later."""
    for source, why in report.needless[:MOST]:
        warning = phrase("{file}:{line}: {why}: remove the line", file=source.file, line=source.line, why=why)
        out.say(f"warning[VN613]: {warning}", err=True)
    if more := len(report.needless[MOST:]):
        out.say(phrase("… and {more:,} more lines like it; the plan names them all", more=more), err=True)


def _notify(report: DriftReport, contacts: Mapping[str, Sequence[str]], *, show_numbers: bool) -> None:
    """Tells people where they are, once per change."""
    from reconciler.hosts import notify
    from reconciler.report.drift import message

    addresses = os.environ.get(ADDRESSES, "").split()
    if not addresses:
        raise UsageError(
            phrase("{addresses} is not set", addresses=ADDRESSES),
            hint=phrase("addresses as apprise reads them, a blank between two"),
        )
    body = message.text(report, contacts, show_numbers=show_numbers)
    if body:
        notify.send(addresses, phrase("Voice numbers: {account}", account=report.account), body)
    out.say(
        phrase("told {count}", count=len(addresses)) if body else phrase("nothing new: nobody was told"),
        err=True,
    )


def _keep_issue(host: str, repository: str | None, report: DriftReport, *, show_numbers: bool) -> None:
    """Tells the people who watch the repository, once per change."""
    from hashlib import sha256

    from reconciler.cli.comment import github_api, gitlab_api
    from reconciler.hosts import issues
    from reconciler.load.owners import folder_in_repository
    from reconciler.report.drift import as_markdown
    from reconciler.report.drift.words import counts
    from reconciler.report.sink.marker import subject

    loud = [entry for entry in report.entries if not entry.quiet]
    summary = "\n".join(sorted(_summary(entry) for entry in loud))
    key = (folder_in_repository(Path()), report.account)
    line = issues.marker(key, sha256(summary.encode()).hexdigest()[:32])
    body = as_markdown.text(report, show_numbers=show_numbers, marker=line)
    tracker: issues.Tracker
    if host == "github":
        tracker = issues.GitHubIssues(*github_api(repository))
    else:
        tracker = issues.GitLabIssues(*gitlab_api(repository))
    title = phrase(
        "Voice numbers drifted: {account} ({counts})",
        account=subject(report.account, None, key[0]),
        counts=counts(report),
    )
    outcome = issues.keep(tracker, key, title, body, drifted=bool(loud), complete=report.complete)
    out.say(phrase("issue {result} {url}", result=outcome.result, url=outcome.url).rstrip(), err=True)


def _summary(entry: DriftEntry) -> str:
    """What people are told of an entry: another live value is told as well, an hour less to a deadline is not."""
    live = " ".join(f"{field.path}={field.live}" for field in entry.fields)
    return f"{entry.address} {entry.category} {entry.message} {live}"


def render(report: DriftReport, form: str, show_numbers: bool, colour: bool = False) -> str:
    """The report in one form. Each is imported only when it is asked for."""
    match form:
        case "json":
            from reconciler.report.drift import as_json

            return as_json.text(report)
        case "markdown":
            from reconciler.report.drift import as_markdown

            return as_markdown.text(report, show_numbers=show_numbers)
        case "csv":
            from reconciler.report.drift import as_csv

            return as_csv.text(report)
        case "html":
            from reconciler.report.drift import as_html

            return as_html.text(report, show_numbers=show_numbers)
        case "openmetrics":
            from reconciler.report.drift import as_openmetrics

            return as_openmetrics.text(report)
        case "sarif":
            from reconciler import __version__
            from reconciler.distribution import name
            from reconciler.load.owners import folder_in_repository
            from reconciler.report.drift import as_sarif

            return as_sarif.text(
                report,
                tool=name(),
                version=__version__,
                show_numbers=show_numbers,
                workspace=folder_in_repository(Path()),
            )
        case _:
            from reconciler.report.drift import as_text

            return as_text.text(report, colour=colour)


def _read(path: str) -> DriftDocument:
    from reconciler.wire.read import parse_drift

    return options.read(path, parse_drift)


def _unmanaged(document: DriftDocument) -> frozenset[str]:
    return frozenset(e.address.removeprefix("-/") for e in document.entries if e.category == "unmanaged")

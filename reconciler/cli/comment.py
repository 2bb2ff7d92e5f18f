"""`reconciler comment`: the report of a plan or an apply, posted as one comment that stays one."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli import options, out
from reconciler.errors import ReconcilerError, UsageError
from reconciler.model.phrase import phrase
from reconciler.wire import strict

if TYPE_CHECKING:
    from reconciler.hosts.host import Host
    from reconciler.hosts.http import Api
    from reconciler.hosts.sticky import PipelineRun

LARGEST = 1_000_000
"""Characters of a report; more than any host takes."""


@click.command()
@options.workspace
@click.argument("host", type=click.Choice(["github", "gitlab"]))
@click.argument("report", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--repository", metavar="NAME", help="OWNER/NAME, or GitLab's project; default: the pipeline's."
)
@click.option("--request", "number", type=int, help="The pull or merge request; default: the pipeline's.")
@click.option("--author", metavar="LOGIN", help="Whom the token writes as, where it cannot ask.")
@click.option("--run", metavar="N[.M]", help="The run and its attempt; default: the pipeline's.")
@click.option("--dry-run", is_flag=True, help="Look, say what would be done, write nothing.")
def command(
    host: str,
    report: str,
    repository: str | None,
    number: int | None,
    author: str | None,
    run: str | None,
    dry_run: bool,
) -> int:
    """Post a report as one comment per account.

    REPORT is what `plan -o markdown` or `apply -o markdown` wrote. An earlier comment of ours for the same account is
    replaced in place, never by an older run; after the merge the report of the apply closes it. Nothing is posted of
    an account that has nothing to review and no comment yet, nor on a commit that belongs to no request. The
    token is read from GITHUB_TOKEN, or RECONCILER_GITLAB_TOKEN.
    """
    from reconciler.hosts import sticky

    text = options.text_of(report)
    if len(text) > LARGEST:
        raise UsageError(
            phrase("{report} is no report: it has {count:,} characters", report=report, count=len(text))
        )
    request, merged = (_github if host == "github" else _gitlab)(repository, number, author)
    if request is None:
        out.say(phrase("this commit belongs to no request: nothing is posted"), err=True)
        return 0
    posted = sticky.post(request, text, _run(host, run, merged=merged), dry_run=dry_run)
    verb = f"{'would be ' if dry_run else ''}{posted.result}"
    options.emit(
        " ".join(filter(None, (verb, posted.url, f"({posted.reason})" if posted.reason else ""))), None
    )
    return 0


def _github(repository: str | None, number: int | None, author: str | None) -> tuple[Host | None, bool]:
    """The request, and whether it was found as the one that this commit was merged from."""
    from reconciler.hosts import github

    api, name = github_api(repository)
    pull = number or _of_event()
    merged = pull is None and bool(os.environ.get("GITHUB_SHA"))
    if merged:
        pull = github.merged(api, name, _commit("GITHUB_SHA"))
    return None if pull is None else github.GitHub(api, name, pull, author), merged


def _gitlab(project: str | None, number: int | None, author: str | None) -> tuple[Host | None, bool]:
    """The request, and whether it was found as the one that this commit was merged from."""
    from reconciler.hosts import gitlab

    api, name = gitlab_api(project)
    request = number or _of_pipeline()
    merged = request is None and bool(os.environ.get("CI_COMMIT_SHA"))
    if merged:
        request = gitlab.merged(api, name, _commit("CI_COMMIT_SHA"))
    return None if request is None else gitlab.GitLab(api, name, request, author), merged


def _of_pipeline() -> int | None:
    """The merge request that the pipeline is about. Raises UsageError for what is no number."""
    text = os.environ.get("CI_MERGE_REQUEST_IID", "0")
    if re.fullmatch(r"[0-9]{1,18}", text) is None:
        raise UsageError(
            phrase("{variable} is no number", variable="CI_MERGE_REQUEST_IID"),
            hint=phrase("name the request with --request"),
        )
    return int(text) or None


def github_api(repository: str | None) -> tuple[Api, str]:
    """GitHub's API and the repository, as the pipeline says. Raises UsageError, HostError."""
    from reconciler.clock import SystemClock
    from reconciler.hosts import github

    base = os.environ.get("GITHUB_API_URL", "https://api.github.com")
    api = github.connect(base, needed("GITHUB_TOKEN"), SystemClock().sleep)
    name = repository or needed("GITHUB_REPOSITORY")
    if re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", name) is None:
        raise UsageError(phrase("{name!r} is no OWNER/NAME", name=name))
    return api, name


def gitlab_api(project: str | None) -> tuple[Api, str]:
    """GitLab's API and the project, as the pipeline says. Raises UsageError, HostError."""
    from reconciler.clock import SystemClock
    from reconciler.hosts import gitlab

    base = os.environ.get("CI_API_V4_URL", "https://gitlab.com/api/v4")
    api = gitlab.connect(base, needed("RECONCILER_GITLAB_TOKEN"), SystemClock().sleep)
    return api, project or needed("CI_PROJECT_ID")


def needed(variable: str) -> str:
    """What the pipeline hands to the step. Raises UsageError."""
    value = os.environ.get(variable, "")
    if not value:
        raise UsageError(
            phrase("{variable} is not set", variable=variable),
            hint=phrase("a pipeline hands it to this step alone"),
        )
    return value


def _commit(variable: str) -> str:
    value = os.environ[variable]
    if re.fullmatch(r"[0-9a-f]{40,64}", value) is None:
        raise UsageError(phrase("{variable} is no commit", variable=variable))
    return value


def _of_event() -> int | None:
    """The pull request that the workflow's event is about."""
    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path:
        return None
    try:
        event: Any = strict.parse(options.text_of(path))
    except strict.NotJson as error:
        raise ReconcilerError(
            phrase("{path}: the event is no JSON: {error}", path=path, error=error),
            hint=phrase("name the request with --request"),
        ) from error
    pull = event.get("pull_request") if isinstance(event, dict) else None
    number = pull.get("number") if isinstance(pull, dict) else None
    return number if type(number) is int and number > 0 else None


def _run(host: str, text: str | None, *, merged: bool) -> PipelineRun:
    """The run that writes. Runs are numbered upwards by the host."""
    from reconciler.hosts.sticky import PipelineRun

    head = (
        os.environ.get("RECONCILER_HEAD")
        or os.environ.get("GITHUB_SHA")
        or os.environ.get("CI_COMMIT_SHA", "")
    )
    if text is None:
        variables = ("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT") if host == "github" else ("CI_PIPELINE_ID", "")
        text = ".".join(filter(None, (os.environ.get(name, "") for name in variables))) or "0"
    match = re.fullmatch(r"([0-9]{1,18})(?:\.([0-9]{1,9}))?", text)
    if match is None:
        raise UsageError(
            phrase("--run {text!r} is no number", text=text),
            hint=phrase("write the run's number, perhaps .ATTEMPT"),
        )
    known = head if re.fullmatch(r"[0-9a-f]{7,64}", head) else ""
    return PipelineRun(int(match[1]), int(match[2] or 1), known, merged)

"""The forms of a plan that `plan` prints and `--report` writes. Each is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.errors import UsageError
from reconciler.model.phrase import phrase
from reconciler.noun import noun

if TYPE_CHECKING:
    from reconciler.model.plan import Plan

FORMS = ("text", "json", "markdown", "github", "sarif", "junit", "gitlab", "html", "csv")
REPORTS = (*FORMS, "reviewed")
"""What `--report` writes: also what is ready, masked and on two lines, for `apply --reviewed`."""


@noun
class Look:
    """How a report is to look, beside its form."""

    show_numbers: bool = False
    colour: bool = False
    source_url: str = ""
    """The address of the workspace at the commit, for links to lines."""
    details_url: str = ""
    """The address of the whole report, for what had to be left out."""


PLAIN_LOOK = Look()


def render(plan: Plan, form: str, look: Look = PLAIN_LOOK) -> str | Iterator[str]:
    """The plan in one form, whole or line by line."""
    show_numbers = look.show_numbers
    match form:
        case "markdown" | "reviewed":
            return _for_reviewers(plan, form, look)
        case "html":
            from reconciler.report.plan import as_html

            return as_html.text(plan, show_numbers=show_numbers, files=look.source_url)
        case "text":
            from reconciler.report.plan import as_text

            return as_text.lines(plan, colour=look.colour)
        case _:
            return _for_machines(plan, form, show_numbers)


def _for_reviewers(plan: Plan, form: str, look: Look) -> str:
    from reconciler.load.owners import folder_in_repository
    from reconciler.report.plan import as_markdown

    folder = folder_in_repository(Path())
    if form == "reviewed":
        return as_markdown.reviewed(plan, show_numbers=look.show_numbers, workspace=folder)
    return as_markdown.text(
        plan,
        show_numbers=look.show_numbers,
        workspace=folder,
        files=look.source_url,
        details=look.details_url,
    )


def _for_machines(plan: Plan, form: str, show_numbers: bool) -> str:
    match form:
        case "github":
            from reconciler.load.owners import folder_in_repository
            from reconciler.report.plan import as_annotations

            return as_annotations.text(plan, show_numbers=show_numbers, folder=folder_in_repository(Path()))
        case "sarif":
            from reconciler.distribution import name
            from reconciler.load.owners import folder_in_repository
            from reconciler.report.plan import as_sarif

            folder = folder_in_repository(Path())
            return as_sarif.text(plan, tool=name(), show_numbers=show_numbers, workspace=folder)
        case "junit":
            from reconciler.report.plan import as_junit

            return as_junit.text(plan, show_numbers=show_numbers)
        case "gitlab":
            from reconciler.report.plan import as_gitlab

            return as_gitlab.text(plan)
        case "csv":
            from reconciler.report.plan import as_csv

            return as_csv.text(plan)
        case _:
            from reconciler.report.plan import as_json

            return as_json.text(plan)


def reports(wanted: tuple[str, ...]) -> list[tuple[str, str]]:
    """`FORM=FILE` as (form, file). Raises UsageError for what is neither."""
    pairs = []
    for text in wanted:
        form, sign, file = text.partition("=")
        if form not in REPORTS or not sign or not file:
            raise UsageError(
                phrase("--report {text!r} is not FORM=FILE", text=text),
                hint=phrase("FORM is one of {forms}", forms=", ".join(REPORTS)),
            )
        pairs.append((form, file))
    return pairs

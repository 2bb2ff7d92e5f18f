"""A page in the form a command was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reconciler.report.sink.page import Page

FORMS = ("text", "json", "markdown", "html", "csv")


def render(page: Page, form: str, document: Any, codes: Iterable[str] = (), *, show_numbers: bool) -> str:
    """Markdown or HTML. Numbers are masked unless asked otherwise: those in `document`, the report as JSON data."""
    from reconciler.report.sink.mask import masking

    mask = str if show_numbers else masking(str, document, codes)
    if form == "html":
        from reconciler.report.sink import html_page

        return html_page.text(page, mask=mask)
    from reconciler.report.sink import markdown_page

    return markdown_page.text(page, mask=mask)

"""A drift report as Markdown, for a wiki page, a comment or an issue. Phone numbers are masked."""

from __future__ import annotations

from reconciler.model.drift import DriftReport
from reconciler.report.drift.page import page
from reconciler.report.sink import markdown_page
from reconciler.report.sink.mask import masking
from reconciler.wire.write import drift_document


def text(report: DriftReport, *, show_numbers: bool = False, marker: str = "") -> str:
    """The whole report, as much of it as fits where it is posted; what destroys or is overdue always does."""
    mask = str if show_numbers else masking(str, drift_document(report))
    return markdown_page.text(page(report, marker=marker), mask=mask)

"""The reports of several accounts as one document of their form, so that its consumer reads all of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence

from reconciler.report import calendar_feed
from reconciler.report.drift import as_openmetrics
from reconciler.report.plan import as_annotations, as_junit
from reconciler.report.sink import csv_rows
from reconciler.report.sink.encode import csv_cell, json_text
from reconciler.wire import strict

NamedReports = Sequence[tuple[str, str]]
"""Account and text, in the workspace's order."""


def _json(reports: NamedReports) -> str:
    """A document for each account, one after the other, as `jq` and every reader of a stream take them."""
    return "".join(text for _, text in reports)


def _csv(reports: NamedReports) -> str:
    """One header; the account stands first in each row. The cells are encoded already."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for number, (account, text) in enumerate(reports):
        header, *rows = csv.reader(io.StringIO(text.removeprefix(csv_rows.MARK)))
        if not number:
            writer.writerow(["account", *header])
        writer.writerows([csv_cell(account), *row] for row in rows)
    return csv_rows.MARK + sheet.getvalue()


def _sarif(reports: NamedReports) -> str:
    """One log, a run for each account; every run names its own category."""
    first, *others = (strict.parse(text) for _, text in reports)
    first["runs"] += [run for other in others for run in other["runs"]]
    return json_text(json.dumps(first, ensure_ascii=False, indent=1) + "\n")


def _gitlab(reports: NamedReports) -> str:
    """The counts of all: the widget shows one line a file, and names no account."""
    counts = [strict.parse(text) for _, text in reports]
    return json.dumps({name: sum(count[name] for count in counts) for name in counts[0]}) + "\n"


def _texts(join: Callable[[Sequence[str]], str]) -> Callable[[NamedReports], str]:
    return lambda reports: join([text for _, text in reports])


_JOINED: Mapping[str, Callable[[NamedReports], str]] = {
    "json": _json,
    "csv": _csv,
    "sarif": _sarif,
    "gitlab": _gitlab,
    "junit": _texts(as_junit.joined),
    "github": _texts(as_annotations.joined),
    "ics": _texts(calendar_feed.joined),
    "openmetrics": _texts(as_openmetrics.joined),
}


def is_document(form: str) -> bool:
    """Whether a text of this form is read as a whole; prose of several accounts may simply follow each other."""
    return form in _JOINED


def joined(form: str, reports: NamedReports) -> str:
    """One text of what each account's report says; nothing for no report."""
    return _JOINED[form](reports) if reports else ""

"""Whether what left the house is inert: no terminal, runner, spreadsheet or browser would obey anything in it."""

from __future__ import annotations

import csv
import json
import re

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufeff"
    "\ufe00-\ufe0f\ufff9-\ufffb\U000e0000-\U000e0fff]"
    r"|##\[|##vso\[|^\s*::|^section_(?:start|end):",
    re.MULTILINE | re.IGNORECASE,
)
"""Characters that nobody sees, and what runners take for a command."""


def innocent(text: str, form: str | None) -> None:
    """Nothing that a sink would obey is in it. `form`: a report's format; None for lines to a terminal or a log."""
    lines = {"ics": text.replace("\r\n", "\n"), "csv": text.removeprefix("\ufeff")}.get(form or "", text)
    commands = form == "github"  # its lines are commands on purpose: `test_plan_forms` takes them apart
    if commands:
        assert all(line.startswith("::") for line in text.splitlines())
        lines = re.sub("^::", "", text, flags=re.MULTILINE)
    found = FORBIDDEN.search(lines)
    assert found is None, repr(lines[max(0, found.start() - 60) : found.end() + 60])
    if text and form in {"json", "sarif", "gitlab"}:
        json.loads(text)
    if form == "csv":
        cells = [cell for row in csv.reader(lines.splitlines()) for cell in row]
        assert [cell for cell in cells if re.match(r"[=@\t]|[+-](?![0-9.,]+$)", cell)] == []
    if form in {"markdown", "html"}:
        assert "<img" not in text
    if form == "markdown":
        assert "](http://e)" not in text

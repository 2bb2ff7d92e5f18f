"""`reconciler fmt`: manifests in the one format, comments and order kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.model.diagnostic import Diagnostic


@click.command()
@options.workspace
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if a file is not in the format.")
def command(check: bool) -> int:
    """Put reconciler.yaml and every manifest in the one format. What cannot be read is told and left alone."""
    from reconciler import load
    from reconciler.edit import quote_numbers, replace
    from reconciler.model.diagnostic import Diagnostic
    from reconciler.report import diagnostics

    root = Path()
    documents = load.read(root)
    if not check:
        quote_numbers(root, documents.diagnostics)
        documents = load.read(root)
    targets = [item for item in (documents.workspace, *documents.manifests) if item is not None]
    problems = [diagnostic for diagnostic in documents.diagnostics if diagnostic.is_error]
    broken = {problem.file for problem in problems}
    untidy = []
    for file in (item.file for item in targets if item.file not in broken):
        tidied = _tidied(root / file, file)
        if isinstance(tidied, Diagnostic):
            problems.append(tidied)
        elif tidied is not None:
            untidy.append(file)
            if not check:
                replace(root / file, tidied)
            out.say(f"{file}: " + (phrase("not in the format") if check else phrase("formatted")))
    if problems:
        out.say(diagnostics.text(problems), err=True)
    return 1 if problems or (check and untidy) else 0


def _tidied(path: Path, file: str) -> str | Diagnostic | None:
    """A file's text in the one format; None if it is so already, and why if it cannot be."""
    from reconciler.edit.replace import text_of
    from reconciler.edit.tidy import Untidy, tidy
    from reconciler.model.diagnostic import Diagnostic

    text = text_of(path)
    try:
        tidied = tidy(text)
    except Untidy as error:
        hint = phrase("move it to a line of its own above the entry, or write the entry on one line")
        line = text.split("\n")[error.line - 1].removesuffix("\r")
        return Diagnostic(file, error.line, 1, "VN028", error.message, hint, excerpt=line, width=len(line))
    return None if tidied == text else tidied

"""`reconciler validate`: every problem of every manifest at once; no provider call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.model.diagnostic import Diagnostic
    from reconciler.validate import Validation


@click.command()
@options.workspace
@options.config_from
@click.option("--fix", is_flag=True, help="Quote phone numbers, and touch nothing else.")
@options.output(["text", "json"])
def command(config_from: Path | None, fix: bool, form: str, output_file: str | None) -> int:
    """Check every manifest: its text, its shape, and what the documents say of each other."""
    from reconciler import load, providers
    from reconciler.report import diagnostics
    from reconciler.report.sink.encode import terminal
    from reconciler.validate import gaps, validate

    root = Path()
    documents = load.read(root, config_from=config_from)
    if fix:
        from reconciler.edit import quote_numbers

        for file in quote_numbers(root, documents.diagnostics):
            out.say(phrase("{file}: numbers quoted", file=terminal(file)), err=True)
        documents = load.read(root, config_from=config_from)
    validation = validate(documents, providers.known)
    problems = sorted([*validation.diagnostics, *load.strays(root, documents), *_owners(root, validation)])
    if form == "json":
        options.emit(
            diagnostics.as_json(problems, validation.files, validation.resources, gaps(problems)), output_file
        )
        return 0 if validation.valid else 1
    text = diagnostics.text(problems, colour=options.colour(output_file))
    line = diagnostics.summary(problems, validation.files, validation.resources)
    options.emit(f"{text}\n\n{line}" if text else line, output_file)
    return 0 if validation.valid else 1


def _owners(root: Path, validation: Validation) -> list[Diagnostic]:
    """Whether somebody must approve what is for ever, where the repository says who approves what."""
    from reconciler.load.owners import owners_file
    from reconciler.validate.owners import unowned

    owners = owners_file(root)
    return [] if owners is None or validation.state is None else unowned(validation.state, owners)

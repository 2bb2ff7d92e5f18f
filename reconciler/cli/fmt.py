"""`reconciler fmt`: manifests in the one format, comments and order kept."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options, out


@click.command()
@options.workspace
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if a file is not in the format.")
def command(check: bool) -> int:
    """Put reconciler.yaml and every manifest in the one format. What cannot be read is told and left alone."""
    from reconciler import load
    from reconciler.edit import quote_numbers
    from reconciler.report import diagnostics
    from reconciler.report.sink.encode import terminal

    root = Path()
    documents = load.read(root)
    if not check:
        quote_numbers(root, documents.diagnostics)
        documents = load.read(root)
    found = [item for item in (documents.workspace, *documents.manifests) if item is not None]
    broken = {diagnostic.file for diagnostic in documents.diagnostics if diagnostic.severity == "error"}
    untidy = [
        item.file for item in found if item.file not in broken and not _tidy(root / item.file, check=check)
    ]
    for file in untidy:
        out.say(f"{terminal(file)}: {'not in the format' if check else 'formatted'}")
    if broken:
        out.say(diagnostics.text(documents.diagnostics), err=True)
    return 1 if broken or (check and untidy) else 0


def _tidy(path: Path, *, check: bool) -> bool:
    """Whether a file was in the format already; brings it there unless only asked."""
    from reconciler import load
    from reconciler.edit import replace, tidy
    from reconciler.edit.replace import text_of

    text = text_of(path)
    try:
        tidied = tidy(text)
    except ValueError as error:
        raise click.ClickException(f"{path}: {error}") from error
    if tidied == text:
        return True
    if load.meaning(tidied) != load.meaning(text):
        raise click.ClickException(f"{path}: the format would change what this file says")
    if not check:
        replace(path, tidied)
    return False

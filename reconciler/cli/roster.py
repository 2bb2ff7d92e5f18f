"""`reconciler roster`: what a roster file says, before anybody relies on it."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options


@click.group()
def command() -> None:
    """Look at a roster: the console's number list as a file."""


@command.command()
@options.workspace
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--previous", type=click.Path(path_type=Path), help="An earlier roster, to compare with.")
@options.output(["text", "json"])
def check(file: Path, previous: Path | None, form: str, output_file: str | None) -> int:
    """Print what FILE says: columns used and not, words not understood, counts, what changed.

    Exits 0, or 1 with every problem of a file that is no roster. Nothing is written, and no provider is called.
    """
    from reconciler.providers.alibaba import provider_roster
    from reconciler.providers.alibaba.roster import overview
    from reconciler.report.sink import json_lines
    from reconciler.report.sink.encode import terminal

    roster = provider_roster(file.parent, file.name)
    earlier = None if previous is None else provider_roster(previous.parent, previous.name)
    summary = overview.document(roster, earlier)
    text = (
        json_lines.indented(summary, indent=None)
        if form == "json"
        else "\n".join(map(terminal, overview.lines(summary)))
    )
    options.emit(text, output_file)
    return 0

"""`reconciler render`: every expanded entry, and where each of its values came from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from reconciler.cli import options


@click.command()
@options.workspace
@options.scope
@options.as_of
@options.config_from
@options.output(["text", "json"])
def command(
    account: str | None,
    team: str | None,
    as_of: datetime | None,
    config_from: Path | None,
    form: str,
    output_file: str | None,
) -> int:
    """Show every expanded entry, with the line that says each value, and whether each tombstone's window is open."""
    from reconciler import load
    from reconciler.clock import SystemClock
    from reconciler.report import render
    from reconciler.validate import validate
    from reconciler.validate.provenance import provenance

    documents = load.read(Path(), config_from=config_from)
    validation = validate(documents)
    options.print_diagnostics(validation, validation.state is not None and validation.state.complete)
    if validation.state is None:
        return 1
    now = as_of or SystemClock().now()
    entries = [
        entry
        for entry in sorted(provenance(documents), key=lambda entry: entry.address)
        if account in {None, entry.account} and team in {None, entry.team}
    ]
    tombstones = [tombstone for tombstone in validation.state.tombstones if team in {None, tombstone.team}]
    if form == "json":
        output = render.as_json(entries, tombstones, as_of=now, gaps=validation.state.gaps)
    else:
        output = render.text(entries, tombstones, as_of=now)
    options.emit(output, output_file)
    return 0 if validation.valid else 1

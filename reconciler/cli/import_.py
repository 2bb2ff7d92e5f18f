"""`reconciler import`: manifests for numbers that nobody manages yet."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options
from reconciler.errors import InvalidManifests, UsageError


@click.command(name="import")
@options.workspace
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@click.option("--team", required=True, help="The team that is to manage them.")
@options.account
@click.option("--output-file", type=click.Path(dir_okay=False), help="Write the document here.")
def command(numbers: tuple[str, ...], team: str, account: str | None, output_file: str | None) -> int:
    """Write a Team document for the numbers that nobody manages, all or those named.

    Reads the account and writes YAML; the provider is not touched. Once merged, the next plan adopts them.
    """
    from reconciler import pipeline
    from reconciler.report import team_yaml

    session = pipeline.open_session(Path(), account, strict=False)
    if not session.complete:
        text = "some manifests are invalid: what they declare would be imported again"
        raise InvalidManifests(text, session.validation.diagnostics, hint="run `reconciler validate`")
    free = {number.identity: number for number in pipeline.facts(session).unmanaged}
    missing = [number for number in numbers if number not in free]
    if missing:
        raise UsageError(
            f"{missing[0]} is managed already, or not in the account", hint="see `reconciler status`"
        )
    chosen = [number for identity, number in free.items() if not numbers or identity in numbers]
    if not chosen:
        click.echo("Nothing to import: every number of the account is declared.", err=True)
        return 0
    if team in session.desired.teams:
        click.echo(f"team {team} has a document already: put these entries into it", err=True)
    options.emit(team_yaml.text(chosen, account=session.account.name, team=team), output_file)
    return 0

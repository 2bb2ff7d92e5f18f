"""`reconciler import`: manifests for numbers that nobody manages yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import InvalidManifests, UsageError

if TYPE_CHECKING:
    from reconciler.model.observation import ObservedNumber
    from reconciler.model.state import DesiredState


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
    chosen = _chosen(pipeline.facts(session).unmanaged, numbers)
    if not chosen:
        click.echo("Nothing to import: every number of the account is declared.", err=True)
        return 0
    if team in _documented(session.desired):
        click.echo(f"team {team} has a document already: put these entries into it", err=True)
    if any(_lacks_its_qualification(number) for number in chosen):
        click.echo(
            "the provider does not return a transfer's qualification: add it where it is missing", err=True
        )
    options.emit(team_yaml.text(chosen, account=session.account.name, team=team), output_file)
    return 0


def _chosen(unmanaged: Sequence[ObservedNumber], names: Sequence[str]) -> list[ObservedNumber]:
    """What can be imported, all or what is named. An entry without a number would be applied for once more."""
    free = {number.number: number for number in unmanaged if number.number is not None}
    missing = [name for name in names if name not in free]
    if missing:
        hint = "see `reconciler status`; an application is imported once its number is allotted"
        raise UsageError(f"{missing[0]} is managed already, or not in the account", hint=hint)
    for number in unmanaged:
        if number.number is None and not names:
            click.echo(f"{number.identity} is left out: its number is not allotted yet", err=True)
    return [number for name, number in free.items() if not names or name in names]


def _documented(desired: DesiredState) -> set[str]:
    """The teams that declare anything."""
    numbers = {entry.team for entry in desired.numbers.values()}
    modes = {entry.team for entry in desired.public_modes.values()}
    return numbers | modes | {instance.team for instance in desired.instances}


def _lacks_its_qualification(number: ObservedNumber) -> bool:
    transfer = None if number.ivr is None else number.ivr.transfer
    return transfer is not None and transfer.qualification is None

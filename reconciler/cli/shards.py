"""`reconciler shards`: what a CI matrix is made of."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options
from reconciler.report.sink import json_lines


@click.command()
@options.workspace
@options.config_from
@options.output(["text", "json"])
def command(config_from: Path | None, form: str, output_file: str | None) -> int:
    """List the accounts, each with the teams that may use it. Reads reconciler.yaml alone, and calls no provider.

    `jq -c '[.shards[].account]'` of the JSON is a matrix.
    """
    from reconciler import pipeline
    from reconciler.model.plan import FORMAT_VERSION

    workspace = pipeline.find_workspace(config_from or Path())
    shards = [
        {
            "account": name,
            "provider": account.provider,
            "teams": [team.name for team in workspace.teams.values() if name in team.accounts],
        }
        for name, account in workspace.accounts.items()
    ]
    if form == "json":
        text = json_lines.indented({"format_version": FORMAT_VERSION, "shards": shards})
    else:
        text = "\n".join(str(shard["account"]) for shard in shards)
    options.emit(text, output_file)
    return 0

"""`reconciler rules`: the list of rules."""

from __future__ import annotations

import click

from reconciler.cli import options


@click.command()
@options.workspace
@options.output(["text", "markdown", "json"])
def command(form: str, output_file: str | None) -> int:
    """List every rule with its verdicts; as Markdown, with every page."""
    from reconciler.report import rulebook
    from reconciler.rules import RULES

    render = {
        "text": rulebook.rules_text,
        "markdown": rulebook.rules_markdown,
        "json": rulebook.rules_json,
    }[form]
    options.emit(render(RULES), output_file)
    return 0

"""`reconciler completion`: a script that makes a shell complete our commands, options and names."""

from __future__ import annotations

import click

from reconciler.cli import options

SHELLS = ("bash", "zsh", "fish")


@click.command()
@options.workspace
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print a completion script for SHELL: commands, options, accounts, teams, addresses, codes.

    \b
    bash:  eval "$(reconciler completion bash)"       in ~/.bashrc; bash 4.4 or newer
    zsh:   eval "$(reconciler completion zsh)"        in ~/.zshrc
    fish:  reconciler completion fish | source        in ~/.config/fish/config.fish
    """
    from click.shell_completion import get_completion_class

    from reconciler.cli.main import cli

    script = get_completion_class(shell)
    if script is None:
        raise TypeError(f"click knows no shell {shell}")
    text = script(cli, {}, "reconciler", "_RECONCILER_COMPLETE")
    options.emit(text.source_template % text.source_vars(), None)
    return 0

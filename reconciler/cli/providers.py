"""`reconciler providers`: what each provider can read and do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out

if TYPE_CHECKING:
    from reconciler.model.capability import Capabilities


@click.command()
@options.workspace
@options.output(["text", "markdown", "json"])
def command(form: str, output_file: str | None) -> int:
    """Print what each provider can read and do: read, write, human task or unknown."""
    from reconciler.report import matrix

    render = {"text": matrix.text, "markdown": matrix.markdown, "json": matrix.as_json}[form]
    options.emit(render(known() | enrolled()), output_file)
    return 0


def known() -> dict[str, Capabilities]:
    """The providers that come with the tool."""
    from reconciler.providers.alibaba.capabilities import CAPABILITIES
    from reconciler.providers.simulator.capabilities import FULL, PUBLIC_API

    return {"alibaba": CAPABILITIES, "simulator": FULL, "simulator (api: public)": PUBLIC_API}


def enrolled() -> dict[str, Capabilities]:
    """All others, as they are without any settings; one that needs some is named on stderr."""
    from importlib.metadata import entry_points

    from reconciler.errors import ReconcilerError
    from reconciler.model.state import Account
    from reconciler.providers import BUILT_IN, GROUP, create

    capabilities: dict[str, Capabilities] = {}
    others = {point.name for point in entry_points(group=GROUP)} | BUILT_IN.keys()
    for name in sorted(others - known().keys()):
        try:
            capabilities[name] = create(name, Account(name, name), Path()).capabilities
        except ReconcilerError as error:
            out.say(f"{name}: {error.message}", err=True)
        except Exception as error:
            out.say(f"{name}: {type(error).__name__}: {error}", err=True)
    return capabilities

"""`reconciler schema`: the published JSON Schemas, for editors and for programs."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import click

from reconciler import files
from reconciler.cli import options

NAMES = ("workspace", "team", "cancellation", "acknowledgement", "world", "plan", "drift")


@click.command()
@options.workspace
@click.argument("kind", required=False, type=click.Choice(NAMES))
@click.option(
    "--write", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Write all of them."
)
@options.output(["json"])
def command(kind: str | None, write: Path | None, form: str, output_file: str | None) -> int:
    """Print a published JSON Schema, or the list of them. Editors find them by the comment that `init` writes."""
    del form
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            files.write(write / f"{name}.schema.json", generated(name), mode=0o644)
    elif kind is None:
        options.emit(json.dumps({"schemas": list(NAMES)}, indent=2), output_file)
    else:
        options.emit(published(kind), output_file)
    return 0


def published(name: str) -> str:
    """A schema as it was shipped: in the package, or beside it in a checkout."""
    file = f"{name}.schema.json"
    package = resources.files("reconciler")
    shipped = package / "schemas" / file
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return (Path(str(package)).parent / "schemas" / file).read_text(encoding="utf-8")


def generated(name: str) -> str:
    """A schema as the models give it now, as the text of its file."""
    return json.dumps(_generate(name), ensure_ascii=False, indent=2) + "\n"


def _generate(name: str) -> dict[str, Any]:
    import reconciler.kinds  # noqa: F401 - it declares its verbs, which the plan schema lists
    from reconciler.manifests import schema
    from reconciler.wire import documents

    if name == "plan":
        return documents.plan_schema()
    if name == "drift":
        return documents.drift_schema()
    if name == "world":
        from reconciler.providers.simulator.seed import Seed

        return schema.published(Seed, "World")
    return schema.schema(name.capitalize())

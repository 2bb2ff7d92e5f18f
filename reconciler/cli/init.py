"""`reconciler init`: a workspace to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options, out


@click.command()
@options.workspace
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> int:
    """Scaffold a workspace on the embedded simulator, with schemas for editors. Overwrites nothing."""
    from reconciler import files
    from reconciler.cli import scaffold
    from reconciler.cli.schema import published
    from reconciler.edit import with_ledger_id
    from reconciler.errors import UsageError

    schemas = {f"schemas/{name}.schema.json": published(name) for name in scaffold.SCHEMAS}
    wanted = {**scaffold.FILES, **schemas}
    taken = [name for name in wanted if _exists(folder / name)]
    if taken:
        raise UsageError(
            f"already there: {', '.join(taken)}", hint="choose an empty folder: reconciler init DIR"
        )
    wanted["reconciler.yaml"] = with_ledger_id(wanted["reconciler.yaml"], _new_ledger(folder))
    for name, text in {**wanted, **scaffold.COURTESIES}.items():
        if _exists(folder / name):
            out.say(f"kept   {name}", err=True)
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        files.create(folder / name, text)
        out.say(f"wrote  {name}", err=True)
    place = "" if folder == Path() else f"  cd {folder}\n"
    out.say(scaffold.NEXT.replace("Next:\n", f"Next:\n{place}"), nl=False)
    return 0


def _new_ledger(folder: Path) -> str:
    """An empty ledger, so that the workspace can name it from its first commit on."""
    from reconciler.cli.scaffold import LEDGER
    from reconciler.ledger import open_ledger

    return open_ledger(LEDGER, folder).create()


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()

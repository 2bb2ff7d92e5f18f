"""`reconciler init`: a workspace to begin with."""

from __future__ import annotations

import re
from pathlib import Path

import click

from reconciler.cli import options, out
from reconciler.model.phrase import phrase


@click.command()
@options.workspace
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--ci",
    "host",
    type=click.Choice(["github", "gitlab"]),
    help="For the workspace that is there: write this code host's workflows and a CODEOWNERS file.",
)
@click.option(
    "--branch",
    help="With --ci: the branch whose merges are applied; default: what the clone's origin says, else main.",
)
def command(folder: Path, host: str | None, branch: str | None) -> int:
    """Scaffold a workspace on the embedded simulator, with schemas for editors. Overwrites nothing.

    With --ci nothing else is written: pull requests are validated and planned with a comment, merges applied by
    digest after an approval, mornings watched, for the accounts of the workspace in FOLDER.
    """
    return _workspace(folder) if host is None else _ci(folder, host, branch)


def _ci(folder: Path, host: str, branch: str | None) -> int:
    """Writes below the repository's top, where code hosts look."""
    from reconciler import pipeline
    from reconciler.cli import ci
    from reconciler.errors import UsageError
    from reconciler.load.owners import default_branch, top_of

    top, below = top_of(folder)
    branch = default_branch(top) if branch is None else branch
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}", branch) is None:
        raise UsageError(phrase("{branch!r} is no branch's name", branch=branch))
    workspace = pipeline.check(folder).state or pipeline.find_workspace(folder)
    if re.fullmatch(r"(?:[A-Za-z0-9._][A-Za-z0-9._/-]*)?", below) is None:
        raise UsageError(
            phrase("the workspace's folder {below!r} is no plain path", below=below),
            hint=phrase("use letters, digits, . _ -"),
        )
    _write(top, ci.files(host, workspace, below, branch))
    out.say(ci.NEXT[host] + (ci.SHARED if workspace.ledger.startswith("sqlite") else ""), nl=False)
    return 0


def _workspace(folder: Path) -> int:
    from reconciler.cli import scaffold
    from reconciler.cli.schema import published
    from reconciler.edit import with_ledger_id
    from reconciler.errors import UsageError

    schemas = {f"schemas/{name}.schema.json": published(name) for name in scaffold.SCHEMAS}
    wanted = {**scaffold.FILES, **schemas}
    taken = [name for name in wanted if _exists(folder / name)]
    if taken:
        raise UsageError(
            phrase("already there: {names}", names=", ".join(taken)),
            hint=phrase("choose an empty folder: reconciler init DIR"),
        )
    wanted["reconciler.yaml"] = with_ledger_id(wanted["reconciler.yaml"], _new_ledger(folder))
    _write(folder, {**wanted, **scaffold.COURTESIES})
    place = "" if folder == Path() else f"  cd {folder}\n"
    out.say(phrase(scaffold.NEXT, place=place), nl=False)
    return 0


def _write(folder: Path, texts: dict[str, str]) -> None:
    """What is there already is kept."""
    from reconciler import files

    for name, text in texts.items():
        if _exists(folder / name):
            out.say(phrase("kept   {name}", name=name), err=True)
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        files.create(folder / name, text)
        out.say(phrase("wrote  {name}", name=name), err=True)


def _new_ledger(folder: Path) -> str:
    """An empty ledger, so that the workspace can name it from its first commit on."""
    from reconciler.cli.scaffold import LEDGER_URL
    from reconciler.ledger import open_ledger

    return open_ledger(LEDGER_URL, folder).create()


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()

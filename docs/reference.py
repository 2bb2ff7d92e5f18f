"""Writes what is taken from the program: the reference pages of docs/, the README's console blocks, workflows.

`make docs` runs it; a test fails while a page is stale.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
WIDTH = 100
GENERATED = "<!-- written by `make docs` -->"


def pages() -> dict[Path, str]:
    """Each file with the text it should have."""
    readme = ROOT / "README.md"
    return {
        ROOT / "docs/cli.md": cli_page(),
        ROOT / "docs/rules.md": rules_page(),
        ROOT / "docs/providers.md": providers_page(),
        ROOT / "docs/emulator.md": emulator_page(),
        readme: with_real_output(readme.read_text(encoding="utf-8")),
        **workflows(),
    }


def workflows() -> dict[Path, str]:
    """The reusable workflows this project publishes, and what `init --ci` writes for examples/company in `voice/`."""
    from reconciler.cli import ci
    from reconciler.pipeline import check

    company = check(ROOT / "examples/company").state
    assert company is not None
    examples = ROOT / "examples/ci"
    written = {host: ci.files(host, company, "voice", "main") for host in ci.HOSTS}
    return {
        **{ROOT / f".github/workflows/{name}.yml": ci.template("github", name) for name in ci.REUSABLE},
        **{
            examples / "github" / Path(file).name.removeprefix("voice-"): text
            for file, text in written["github"].items()
        },
        **{examples / "gitlab" / Path(file).name: text for file, text in written["gitlab"].items()},
    }


def cli_page() -> str:
    """Every command's own help."""
    from reconciler.cli.main import COMMANDS, cli

    blocks = ["# Command line", GENERATED, _help(cli, "reconciler")]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None, name
        blocks.append(f"## {name}")
        blocks.extend(_helps(command, f"reconciler {name}"))
    return "\n\n".join(blocks) + "\n"


def _helps(command: click.Command, path: str) -> Iterator[str]:
    yield _help(command, path)
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None, name
            yield from _helps(found, f"{path} {name}")


def _help(command: click.Command, path: str) -> str:
    context = click.Context(command, info_name=path, terminal_width=WIDTH, help_option_names=["-h", "--help"])
    lines = (line.rstrip() for line in command.get_help(context).splitlines())
    return "```text\n" + "\n".join(lines).strip() + "\n```"


def rules_page() -> str:
    """Every rule's own page, as `rules -o markdown` prints it."""
    from reconciler.report.rulebook import rules_markdown
    from reconciler.rules import RULES

    return rules_markdown(RULES)


def providers_page() -> str:
    """What each provider can read and do, as `providers -o markdown` prints it."""
    from reconciler.cli.providers import known
    from reconciler.report.matrix import markdown

    return markdown(known())


def emulator_page() -> str:
    """What the emulator does with every parameter."""
    sys.path.insert(0, str(ROOT / "docs"))
    import double

    return double.page()


CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def with_real_output(text: str) -> str:
    """The text, each console block with what its commands print, all run in one copy of the quickstart."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "quickstart"
        shutil.copytree(ROOT / "examples/quickstart", workspace, ignore=shutil.ignore_patterns(".reconciler"))
        return CONSOLE.sub(lambda block: f"```console\n{_ran(block[1], workspace)}```", text)


def _ran(block: str, workspace: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"{command}\n{_output(command[2:], workspace)}" for command in commands)


_LEDGER_ID = re.compile(r'ledgerId: "[0-9a-f]{16}"')
"""Born with each ledger: the page shows one of them."""


def _output(command: str, workspace: Path) -> str:
    """What a person sees: both streams, in the order in which they were written."""
    surroundings = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=workspace,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return _LEDGER_ID.sub('ledgerId: "5d1c8a3f90b2e467"', done.stdout)


if __name__ == "__main__":
    for page, written in pages().items():
        page.write_text(written, encoding="utf-8")
        print(page.relative_to(ROOT))

"""Commands are imported when they are called: what only asks for help pays for nothing else."""

from __future__ import annotations

import json

import pytest
from house import ROOT, python

from reconciler.cli.main import COMMANDS

HEAVY = {
    *("pydantic", "pydantic_core", "jsonschema", "deepdiff", "yaml"),
    *("ruamel", "rich", "sqlalchemy", "requests", "asyncio"),
}

PROGRAM = """
import json, sys
from reconciler.cli.main import run
code = run({words})
sys.stdout.flush()
print("\\n" + json.dumps([code, sorted(sys.modules)]))
"""


def imported(*words: str) -> tuple[int, set[str]]:
    """The exit code of a command line, and the top-level packages it imported."""
    done = python(PROGRAM.format(words=list(words)), ROOT)
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return code, {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    ("words", "expected"), [(["--help"], 0), (["--version"], 0), (["no-such-command"], 64), ([], 64)]
)
def test_what_needs_no_command_imports_no_heavy_package(words: list[str], expected: int) -> None:
    code, packages = imported(*words)
    assert code == expected
    assert packages & HEAVY == set()


def test_help_imports_no_room_below_the_command_line() -> None:
    done = python(PROGRAM.format(words=["--help"]), ROOT)
    _, modules = json.loads(done.stdout.splitlines()[-1])
    ours = {name for name in modules if name.startswith("reconciler.")}
    assert ours <= {
        "reconciler.cli",
        "reconciler.cli.caching",
        "reconciler.cli.helping",
        "reconciler.cli.language",
        "reconciler.cli.main",
        "reconciler.cli.out",
        "reconciler.cli.plugins",
        "reconciler.locale",
    }


def test_no_plugin_of_pydantic_is_looked_for_and_its_loader_is_there_for_who_asks_for_more() -> None:
    done = python(
        "import json, sys\n"
        "from reconciler.cli.plugins import refuse_plugins\n"
        "refuse_plugins()\n"
        "from reconciler.manifests.documents import Metadata\n"
        "name = Metadata.model_validate({'name': 'care'}).name\n"
        "before = 'importlib.metadata' in sys.modules\n"
        "from pydantic.plugin._loader import PYDANTIC_ENTRY_POINT_GROUP as group\n"
        "print(json.dumps([name, before, group]))",
        ROOT,
    )
    assert json.loads(done.stdout) == ["care", False, "pydantic"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_one_command_imports_no_heavy_package(command: str) -> None:
    code, packages = imported(command, "--help")
    assert code == 0
    assert packages & HEAVY == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_table_of_commands_says_what_the_command_says_of_itself(command: str) -> None:
    """Every command of the table exists, is a click command with a help text, and its module carries its name."""
    import importlib

    module, text = COMMANDS[command]
    found = importlib.import_module(module).command
    assert module.removesuffix(".group") == f"reconciler.cli.{command.replace('import', 'import_')}"
    assert text.endswith(".")
    assert found.help

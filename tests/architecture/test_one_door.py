"""Files, JSON and YAML come in by one door each, text goes out by one. Every exception has its reason here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "reconciler"
FILES = {"read_text", "read_bytes", "write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "copyfile"}
EXCEPTIONS = {
    ("files.py", "file"): "the door itself",
    ("wire/strict.py", "json"): "the door itself",
    ("load/cache.py", "json"): "our own entries, which nobody else can write, once their checksum fits",
    ("memory/checkpoint.py", "json"): "the same: an entry of the cache",
    (
        "memory/alike.py",
        "json",
    ): "fields of a form that admits no nesting, no escape, no NaN and no key twice; hashes hold",
    ("load/quick.py", "yaml"): "the reader: the fast way",
    ("load/tree.py", "yaml"): "the reader: the careful way",
    ("edit/tidy.py", "yaml"): "writes YAML anew; its result is read by the reader and compared",
    ("cli/helping.py", "file"): "a paragraph of help: click calls that write_text too",
    ("cli/simulator/group.py", "yaml"): "writes a world file, reads none",
    ("ledger/database.py", "file"): "makes and copies the SQLite file, whose reader is SQLite",
    ("ledger/rescue.py", "file"): "opens a folder, to have the disk keep its new entry",
    ("fleet/checkouts.py", "file"): "opens a folder, to be alone in it",
    ("ledger/holder.py", "file"): "/proc holds no regular files",
    ("cli/main.py", "file"): "/dev/null in place of a reader that has left",
    ("cli/schema.py", "file"): "schemas from our own package",
    ("cli/ci.py", "file"): "workflows from our own package",
    ("report/sink/assets.py", "file"): "script and style from our own package",
    ("hosts/http.py", "file"): "opens a URL",
    ("testing/scene.py", "file"): "writes the workspace of a test",
    ("cli/out.py", "stream"): "the door itself",
    ("providers/simulator/serve/__init__.py", "stream"): "one line of our own words",
    ("ledger/rescue.py", "stream"): "the last resort; masked JSON of our own",
    ("providers/alibaba/roster/workbook.py", "file"): "opens the parts of a ZIP that has come in by the door",
    ("distribution.py", "file"): "the environment we are installed in",
    ("locale/__init__.py", "file"): "compiled texts from our own package",
}


def _doors(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every place that reads or writes a file, parses JSON or knows a YAML library: what, and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            if any(name.partition(".")[0] in {"yaml", "ruamel"} for name in names):
                yield "yaml", node.lineno
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            owner = (
                called.value.id
                if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
                else ""
            )
            if name == "open" or name in FILES:
                yield "file", node.lineno
            if owner == "json" and name in {"load", "loads"}:
                yield "json", node.lineno
            if name in {"echo", "secho", "print"} or (name == "write" and _is_stream(called)):
                yield "stream", node.lineno


def _is_stream(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and getattr(called.value, "attr", "") in {"stdout", "stderr"}


def _places() -> list[tuple[str, str, int]]:
    return [
        (path.relative_to(HOUSE).as_posix(), what, line)
        for path in sorted(HOUSE.rglob("*.py"))
        for what, line in _doors(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_there_is_no_way_past_the_doors() -> None:
    found = [f"{file}:{line}: {what}" for file, what, line in _places() if (file, what) not in EXCEPTIONS]
    assert found == []


def test_no_exception_outlives_its_reason() -> None:
    assert EXCEPTIONS.keys() - {(file, what) for file, what, _ in _places()} == set()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("open('a')", "file"),
        ("path.open()", "file"),
        ("path.read_text()", "file"),
        ("os.open(a, 0)", "file"),
        ("json.loads(a)", "json"),
        ("click.echo(a)", "stream"),
        ("print(a)", "stream"),
        ("sys.stdout.write(a)", "stream"),
        ("import yaml", "yaml"),
        ("from ruamel.yaml import YAML", "yaml"),
    ],
)
def test_a_way_past_is_seen(line: str, what: str) -> None:
    assert list(_doors(ast.parse(line))) == [(what, 1)]

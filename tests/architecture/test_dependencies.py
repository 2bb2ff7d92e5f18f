"""Every dependency earns its line: what nothing imports is not installed."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAMES = {
    "pyyaml": "yaml",
    "ruamel.yaml": "ruamel",
    "python-dateutil": "dateutil",
    "alibabacloud-dyvmsapi20170525": "alibabacloud_dyvmsapi20170525",
    "alibabacloud-credentials": "alibabacloud_credentials",
    "alibabacloud-bssopenapi20171214": "alibabacloud_bssopenapi20171214",
}
"""Where the name to import is another one."""
UNSEEN = {
    "tzdata": "data that zoneinfo finds by itself",
    "psycopg[binary]": "SQLAlchemy loads it by the ledger's URL",
    "psycopg[binary,pool]": "the same, and the engine takes its pool",
}


def _imported() -> set[str]:
    found = set()
    for path in (ROOT / "reconciler").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add(str(node.module).partition(".")[0])
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
                found |= {
                    str(word.value).partition(".")[0] for word in node.args if isinstance(word, ast.Constant)
                }
    return found


EXTRAS = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
DEPENDENCIES = [re.split(r"[<>=~ ]", line)[0] for line in [*PROJECT["dependencies"], *EXTRAS]]


@pytest.mark.parametrize("name", [name for name in DEPENDENCIES if name not in UNSEEN])
def test_a_dependency_is_imported_somewhere(name: str) -> None:
    assert NAMES.get(name, name) in _imported()


def test_what_is_not_imported_has_its_reason() -> None:
    assert UNSEEN.keys() <= set(DEPENDENCIES)

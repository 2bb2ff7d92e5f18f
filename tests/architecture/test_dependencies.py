"""Every dependency earns its line: what nothing imports is not installed, and what CI installs is locked by hash."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
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


@cache
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


LOCK = (ROOT / ".github/requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", LOCK, re.MULTILINE))
DIRECT = [
    *PROJECT["dependencies"],
    *EXTRAS,
    *(line for group in PYPROJECT["dependency-groups"].values() for line in group),
]


def test_what_is_asked_for_is_locked_in_a_version_that_will_do() -> None:
    """`make lock` writes the file anew."""
    asked = {canonicalize_name(r.name): r.specifier for r in map(Requirement, DIRECT)}
    assert {name for name, versions in asked.items() if not versions.contains(PINS.get(name, "0"))} == set()


def test_every_locked_package_has_its_hashes() -> None:
    without = [
        block.split()[0]
        for block in re.split(r"\n(?=[a-z0-9])", LOCK)
        if "==" in block and "--hash=sha256:" not in block
    ]
    assert without == []


def test_ci_installs_from_the_lock_and_looks_for_advisories() -> None:
    texts = [(ROOT / ".github/workflows" / name).read_text("utf-8") for name in ("ci.yml", "proof.yml")]
    assert all("LOCK: .github/requirements.lock" in text for text in texts)
    assert "make advisories" in texts[0]


BROUGHT = {
    "alibabacloud_tea_openapi": "the SDK's own core, whose classes it is called by",
    "darabonba": "the same",
    "Tea": "the same",
    "pydantic_core": "pydantic's own core",
    "pytest": "the suite that a provider enrols in; whoever runs it has it",
}
"""Imported and not declared: what a declared package brings and is used through it."""


def test_what_is_imported_is_declared() -> None:
    """A package that only comes with another one goes with it, too."""
    ours = sys.stdlib_module_names | {"reconciler"}
    declared = {NAMES.get(name, name).replace("-", "_") for name in DEPENDENCIES} | {"psycopg"}
    assert _imported() - ours - declared == set(BROUGHT)

"""The rooms of the house and who may import whom: the contracts in pyproject.toml hold, and each one bites."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest
from house import PACKAGE, ROOT, copy_house, run

LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = [
    ("layers", "model/money.py", "from reconciler.planning import order"),
    ("layers", "rules/vn501_balance.py", "from reconciler.planning import gate"),
    ("layers", "planning/build.py", "from reconciler import pipeline"),
    ("layers", "report/sink/table.py", "from reconciler.planning import gate"),
    ("layers", "ledger/chain.py", "from reconciler import observe"),
    ("pure", "planning/order.py", "import os"),
    ("pure", "report/sink/table.py", "import yaml"),
    ("pure", "model/calendar.py", "import time"),
    ("pure", "rules/vn407_freeze.py", "from pathlib import Path"),
    ("pure", "kinds/number.py", "import logging"),
    ("deepdiff", "planning/drift.py", "from deepdiff import DeepDiff"),
    ("rules-are-independent", "rules/vn401_holding_period.py", "from reconciler.rules import vn402_consent"),
    ("kinds-are-independent", "kinds/ivr.py", "from reconciler.kinds import binding"),
    (
        "providers-are-independent",
        "providers/alibaba/settings.py",
        "from reconciler.providers import simulator",
    ),
    ("second-opinion", "providers/simulator/world/money.py", "from reconciler.model import tariff"),
    (
        "second-opinion",
        "providers/simulator/world/cancelling.py",
        "from reconciler.rules import vn401_holding_period",
    ),
]
"""A contract, a file, and a line that breaks it there."""


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]]


def lint(where: Path, contract: str | None = None) -> tuple[int, str]:
    chosen = [] if contract is None else ["--contract", contract]
    done = run([LINT, "--no-cache", "--no-logo", *chosen], where)
    return done.returncode, done.stdout + done.stderr


def test_every_room_imports_only_what_it_may() -> None:
    code, said = lint(ROOT)
    assert code == 0, said


def test_every_contract_has_a_planted_violation() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(contracts())


@pytest.mark.parametrize(
    ("contract", "file", "line"), PLANTED, ids=lambda value: str(value).replace(" ", "_")
)
def test_a_planted_import_is_caught_by_its_contract(
    contract: str, file: str, line: str, tmp_path: Path
) -> None:
    planted = copy_house(tmp_path) / "reconciler" / file
    planted.write_text(
        f"{planted.read_text(encoding='utf-8')}\n\ndef planted() -> None:\n    {line}\n", encoding="utf-8"
    )
    code, said = lint(tmp_path, contract)
    assert code == 1
    assert "reconciler." + file.removesuffix(".py").replace("/", ".") in said.replace("\n", "")


def test_a_new_room_outside_the_plan_is_caught(tmp_path: Path) -> None:
    (copy_house(tmp_path) / "reconciler" / "attic.py").write_text(
        '"""Nobody planned it."""\n', encoding="utf-8"
    )
    code, said = lint(tmp_path, "layers")
    assert code == 1
    assert "reconciler.attic" in said


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}


def calls(file: Path) -> set[tuple[str, str]]:
    """Every `NAME.method(` of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        (node.func.value.id, node.func.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
    }


def test_only_the_clock_reads_the_system_clock() -> None:
    readers = [file.relative_to(PACKAGE).as_posix() for file in modules() if calls(file) & CLOCKS]
    assert readers == ["clock.py"]


def test_only_the_entry_point_and_an_interrupt_that_hangs_end_the_process() -> None:
    enders = [
        file.relative_to(PACKAGE).as_posix()
        for file in modules()
        if calls(file) & {("sys", "exit"), ("os", "_exit")}
    ]
    assert enders == ["cli/interrupt.py", "cli/main.py"]


def test_only_apply_executes_a_call() -> None:
    """Of the rooms that see a provider from outside; a provider may wrap another of its own."""
    outside = [file for file in modules() if "providers" not in file.parts]
    callers = [
        file.relative_to(PACKAGE).as_posix()
        for file in outside
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "execute"
        if "provider" in (getattr(node.func.value, "attr", ""), getattr(node.func.value, "id", ""))
    ]
    assert set(callers) == {"apply/calling.py"}


VAGUE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "handler",
    "handlers",
    "base",
    "impl",
    "common",
    "misc",
}


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        file.relative_to(PACKAGE).as_posix() for file in modules() if {*file.with_suffix("").parts} & VAGUE
    ]
    assert vague == []

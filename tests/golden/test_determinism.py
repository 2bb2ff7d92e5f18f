"""The same plan, byte for byte, whatever the hash seed, time zone, locale, folder or order of the files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from golden_case import EXAMPLES

SURROUNDINGS = {
    "another hash seed": {"PYTHONHASHSEED": "1"},
    "a third hash seed": {"PYTHONHASHSEED": "4294967295"},
    "the far east": {"TZ": "Pacific/Kiritimati"},
    "the far west": {"TZ": "Pacific/Pago_Pago"},
    "no locale at all": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "a stream that wants ASCII": {"PYTHONIOENCODING": "ascii"},
    "a terminal's wishes": {"COLUMNS": "40", "TERM": "xterm-256color", "CLICOLOR": "1"},
}


def company(where: Path, *, backwards: bool = False) -> Path:
    """A copy of the example, its files made in one order or the other."""
    for file in sorted((EXAMPLES / "company").rglob("*"), reverse=backwards):
        if file.is_file() and ".reconciler" not in file.parts:
            target = where / file.relative_to(EXAMPLES / "company")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    return where


def planned(workspace: Path, **changes: str) -> dict[str, bytes]:
    """A plan in every format, from a process of its own."""
    surroundings = {**os.environ, "PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", **changes}
    said = {}
    for form in ("text", "json", "markdown"):
        words = ["-m", "reconciler", "-C", str(workspace), "plan", "--account", "service", "-o", form]
        done = subprocess.run([sys.executable, *words], capture_output=True, env=surroundings, check=True)
        said[form] = done.stdout
    return said


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return planned(company(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_a_plan_does_not_depend_on_its_surroundings(
    name: str, expected: dict[str, bytes], tmp_path: Path
) -> None:
    assert planned(company(tmp_path), **SURROUNDINGS[name]) == expected


def test_a_plan_does_not_depend_on_the_order_in_which_files_were_made(
    expected: dict[str, bytes], tmp_path: Path
) -> None:
    assert planned(company(tmp_path, backwards=True)) == expected


def test_a_plan_says_nothing_of_the_folder_it_was_made_in(expected: dict[str, bytes], tmp_path: Path) -> None:
    assert all(str(tmp_path.parent).encode() not in text for text in expected.values())
    assert planned(company(tmp_path / "ü 深い folder")) == expected

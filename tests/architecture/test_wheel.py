"""What is shipped: the package and the published schemas, and nothing of the workshop."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from house import ROOT, copy_house, run

from reconciler.locale import LANGUAGES


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, by the build backend itself, with nothing downloaded."""
    workshop = copy_house(tmp_path_factory.mktemp("workshop"), "schemas")
    for name in ("README.md", "LICENSE"):
        (workshop / name).write_bytes((ROOT / name).read_bytes())
    done = run([sys.executable, "-m", "hatchling", "build", "--target", "wheel"], workshop)
    assert done.returncode == 0, done.stderr
    return next((workshop / "dist").glob("*.whl"))


def test_the_wheel_holds_the_package_and_every_schema(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    kinds = {".py", ".css", ".js", ".yml"}
    paths = (ROOT / "reconciler").rglob("*")
    modules = {path.relative_to(ROOT).as_posix() for path in paths if path.suffix in kinds}
    schemas = {f"reconciler/schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")}
    assert schemas
    catalogues = {str(path.relative_to(ROOT)) for path in (ROOT / "reconciler/locale").rglob("reconciler.?o")}
    assert len(catalogues) == 2 * (len(LANGUAGES) - 1)
    assert names == modules | schemas | catalogues | {"reconciler/py.typed"}


def test_the_wheel_is_ours_by_name_and_keeps_the_command(wheel: Path) -> None:
    assert wheel.name.startswith("voice_reconciler-")
    archive = zipfile.ZipFile(wheel)
    scripts = next(name for name in archive.namelist() if name.endswith("/entry_points.txt"))
    assert "reconciler = reconciler.cli.main:main" in archive.read(scripts).decode()


def test_two_builds_of_one_tree_are_the_same_bytes(wheel: Path) -> None:
    first = wheel.read_bytes()
    done = run([sys.executable, "-m", "hatchling", "build", "--target", "wheel"], wheel.parents[1])
    assert done.returncode == 0, done.stderr
    assert wheel.read_bytes() == first


def test_the_shipped_package_runs_from_its_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    done = run([sys.executable, "-m", "reconciler", "schema", "plan"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (ROOT / "schemas/plan.schema.json").read_text(encoding="utf-8")

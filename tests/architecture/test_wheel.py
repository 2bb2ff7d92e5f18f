"""What is shipped: the package and the published schemas, and nothing of the workshop."""

from __future__ import annotations

import os
import re
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


def test_a_stranger_s_provider_enrols_with_the_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    """The page's provider, beside nothing but what pip installs, passes the suite and is told what was not tested."""
    site = tmp_path / "site"
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel))
    installed = run([sys.executable, *pip], tmp_path)
    assert installed.returncode == 0, installed.stderr
    page = (ROOT / "docs/adding-a-provider.md").read_text(encoding="utf-8")
    for name, code in re.findall(r"```python\n# (\S+)\n(.*?)```", page, re.DOTALL):
        (tmp_path / name).write_text(code, encoding="utf-8")
    package = site / "notebook-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: notebook\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[reconciler.providers]\nnotebook = notebook:create\n")
    where = os.pathsep.join(map(str, (site, tmp_path)))
    find = "import reconciler, pathlib; print(pathlib.Path(reconciler.__file__).parent.parent)"
    assert run([sys.executable, "-c", find], tmp_path, PYTHONPATH=where).stdout.strip() == str(site)
    words = ("-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "test_notebook.py")
    suite = run([sys.executable, *words], tmp_path, PYTHONPATH=where)
    assert suite.returncode == 0, suite.stdout
    assert "NOT TESTED: what follows a step that a person does" in suite.stdout

"""`reconciler schema` prints what is published and writes what the models give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reconciler.cli.main import run
from reconciler.cli.schema import NAMES

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_printed_as_it_is_published(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Byte for byte."""
    assert run(["schema", name]) == 0
    assert capsys.readouterr().out == (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")


def test_without_a_kind_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """For machines too."""
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == {"schemas": list(NAMES)}


def test_all_are_written(tmp_path: Path) -> None:
    """What `make schemas` does."""
    assert run(["schema", "--write", str(tmp_path / "out")]) == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        path.name: path.read_bytes() for path in SCHEMAS.iterdir()
    }


def test_an_unknown_kind_is_a_usage_error() -> None:
    """64."""
    assert run(["schema", "number"]) == 64

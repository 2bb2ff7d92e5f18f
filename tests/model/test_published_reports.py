"""The published schemas of plan and drift are the ones that the models give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reconciler.wire.documents import drift_schema, plan_schema

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.mark.parametrize(("name", "current"), [("plan", plan_schema()), ("drift", drift_schema())])
def test_a_published_schema_is_fresh(name: str, current: dict[str, object]) -> None:
    assert json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")) == current

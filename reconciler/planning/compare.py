"""In which lines two plans differ, for the person whose plan was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]


def difference(approved: Iterable[Json], current: Iterable[Json]) -> tuple[str, ...]:
    """`- ` what was approved and is not ready now, `+ ` what is ready now and was not approved, `~ ` what changed."""
    before, after = _ready(approved), _ready(current)
    lines = [f"- {name}" for name in before if name not in after]
    lines += [f"+ {name}" for name in after if name not in before]
    for name in before.keys() & after.keys():
        keys = [key for key in ("changes", "cost", "needs") if before[name][key] != after[name][key]]
        if keys:
            lines.append(f"~ {name}: {', '.join(keys)}")
    return tuple(sorted(lines, key=lambda line: line[2:]))


def _ready(actions: Iterable[Json]) -> dict[str, Json]:
    return {action["id"]: action for action in actions if action["status"] == "ready"}

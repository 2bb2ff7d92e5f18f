"""PURE: the least-privilege RAM policies, generated from the capabilities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reconciler.providers.alibaba.capabilities import OPERATIONS, Operation


def plan() -> dict[str, Any]:
    """What plan, drift and status need: reads only."""
    return _policy(o for o in OPERATIONS if o.verb is None and not o.evidence)


def apply() -> dict[str, Any]:
    """What apply needs: the reads, and every call that changes something."""
    return _policy(o for o in OPERATIONS if not o.evidence)


def evidence() -> dict[str, Any]:
    """What is shown beside a plan where it is granted: the trail, calls, registrations, bills. Nothing waits for it."""
    return _policy(o for o in OPERATIONS if o.evidence)


def _policy(operations: Iterable[Operation]) -> dict[str, Any]:
    """The documents grant these actions on `*` only: none of them can be narrowed to a resource."""
    actions = sorted({operation.permission for operation in operations})
    return {"Version": "1", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}

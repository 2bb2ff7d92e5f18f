"""Composes the stages into what a command needs. No flags, no text: this is the Python API (docs/python-api.md).

session = pipeline.open_session(Path("."))
plan = pipeline.plan(session)                      # drift, status, tasks and deadlines likewise
plan, result = pipeline.apply(session, "ci@host:1", pipeline.ApplyOptions(approval=pipeline.Approval(plan.digest)))

A name is imported when it is first asked for: half of what an apply needs would be a tenth of the start of a plan.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconciler.pipeline.attestation import AttestationRequest, attest, confirm, retract
    from reconciler.pipeline.execution import ApplyOptions, apply, follows, refuse_unapproved
    from reconciler.pipeline.inquiry import deadlines, drift, plan, status, tasks
    from reconciler.pipeline.operator import Resolution, answer, resolve
    from reconciler.pipeline.session import (
        Session,
        check,
        find_account,
        find_ledger,
        find_workspace,
        open_session,
        refusal,
    )
    from reconciler.pipeline.snapshot import (
        chosen,
        facts,
        inputs,
        look,
        remember,
        set_lookup_targets,
        trail,
    )
    from reconciler.planning.approval import Approval

__all__ = [
    "ApplyOptions",
    "Approval",
    "AttestationRequest",
    "Resolution",
    "Session",
    "answer",
    "apply",
    "attest",
    "check",
    "chosen",
    "confirm",
    "deadlines",
    "drift",
    "facts",
    "find_account",
    "find_ledger",
    "find_workspace",
    "follows",
    "inputs",
    "look",
    "open_session",
    "plan",
    "refusal",
    "refuse_unapproved",
    "remember",
    "resolve",
    "retract",
    "set_lookup_targets",
    "status",
    "tasks",
    "trail",
]

_ROOMS = {
    "execution": ("ApplyOptions", "apply", "follows", "refuse_unapproved"),
    "inquiry": ("deadlines", "drift", "plan", "status", "tasks"),
    "operator": ("Resolution", "answer", "resolve"),
    "attestation": ("AttestationRequest", "attest", "confirm", "retract"),
    "session": (
        "Session",
        "check",
        "find_account",
        "find_ledger",
        "find_workspace",
        "open_session",
        "refusal",
    ),
    "snapshot": ("chosen", "facts", "inputs", "look", "remember", "set_lookup_targets", "trail"),
}
_PLACES = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names} | {
    "Approval": "reconciler.planning.approval"
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_PLACES[name]), name)
    return value

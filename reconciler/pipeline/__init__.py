"""Composes the stages into what a command needs. No flags, no text."""

from reconciler.pipeline.execution import Wishes, apply, refuse_unapproved
from reconciler.pipeline.operator import resolve
from reconciler.pipeline.people import Word, answer, attest, confirm, retract
from reconciler.pipeline.session import (
    Session,
    check,
    find_account,
    find_ledger,
    find_workspace,
    open_session,
)
from reconciler.pipeline.snapshot import chosen, facts, inputs, look, remember, tell_what_to_ask_for

__all__ = [
    "Session",
    "Wishes",
    "Word",
    "answer",
    "apply",
    "attest",
    "check",
    "chosen",
    "confirm",
    "facts",
    "find_account",
    "find_ledger",
    "find_workspace",
    "inputs",
    "look",
    "open_session",
    "refuse_unapproved",
    "remember",
    "resolve",
    "retract",
    "tell_what_to_ask_for",
]

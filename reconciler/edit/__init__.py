"""Edits of manifests that keep comments, order and every byte they do not mean."""

from __future__ import annotations

from reconciler.edit.insert import insert
from reconciler.edit.ledger_id import name_ledger, with_ledger_id
from reconciler.edit.pin import pin_number
from reconciler.edit.quote import quote_numbers
from reconciler.edit.replace import create, replace, text_of
from reconciler.edit.tidy import tidy

__all__ = [
    "create",
    "insert",
    "name_ledger",
    "pin_number",
    "quote_numbers",
    "replace",
    "text_of",
    "tidy",
    "with_ledger_id",
]

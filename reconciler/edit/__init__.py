"""Edits of manifests that keep comments, order and every byte they do not mean."""

from __future__ import annotations

from reconciler.edit.pin import pin_number
from reconciler.edit.quote import quote_numbers
from reconciler.edit.replace import replace
from reconciler.edit.tidy import tidy

__all__ = ["pin_number", "quote_numbers", "replace", "tidy"]

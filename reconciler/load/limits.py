"""What a file may be. A file outside these limits is refused before it can cost time or memory."""

from __future__ import annotations

MANIFEST_BYTES = 1 << 20
DEPTH = 20
NODES = 50_000
"""Mappings, lists, keys and values of one manifest."""

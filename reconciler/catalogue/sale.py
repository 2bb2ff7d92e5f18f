"""What the provider's pages say of whether a number can be had at all: they differ, and they change."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.model.resource import HOTLINE, REGULAR

READ_ON = "2026-11-25"
SOURCE = "the provider's FAQ on using numbers"

NOTES: Mapping[str, str] = {
    HOTLINE: f"400 numbers may be for approved customers only, and an application may be refused ({SOURCE}, {READ_ON})",
    REGULAR: (
        "landline and mobile numbers may not be on sale at present, and an application may be closed after a time "
        f"({SOURCE}, {READ_ON})"
    ),
}
"""By number type; the console's own page sells both."""

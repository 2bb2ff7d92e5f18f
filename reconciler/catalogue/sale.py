"""What the provider's pages say of whether a number can be had at all: they differ, and they change."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, REGULAR

READ_ON = "2026-11-25"
SOURCE = phrase("the provider's FAQ on using numbers")

NOTES: Mapping[str, str] = {
    HOTLINE: phrase(
        "400 numbers may be for approved customers only, and an application may be refused "
        "({source}, {read_on})",
        source=SOURCE,
        read_on=READ_ON,
    ),
    REGULAR: (
        phrase(
            "landline and mobile numbers may not be on sale at present, and an application may be "
            "closed after a time ({source}, {read_on})",
            source=SOURCE,
            read_on=READ_ON,
        )
    ),
}
"""By number type; the console's own page sells both."""

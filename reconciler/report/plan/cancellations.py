"""How many cancellations stand above everything else, so that what is asked next still stands on the first screen."""

from __future__ import annotations

from reconciler.report.sink.language import counted_tr

MOST_NAMED = 5
"""The others are counted here; every one of them begins the table."""


def more_cancellations(left: int) -> str:
    """What stands for those that are not named."""
    return counted_tr(
        "and {count:,} more number for ever: see the table below",
        "and {count:,} more numbers for ever: see the table below",
        left,
    )

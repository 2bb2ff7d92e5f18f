"""One thing `doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARN, FAIL, UNKNOWN = "ok", "warn", "fail", "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, and whether it is as it has to be."""

    name: str
    status: str
    """`ok`, `warn`, `fail`, or `unknown`: nothing that changes nothing can tell."""
    detail: str
    hint: str = ""

"""One thing `doctor` looked at."""

from __future__ import annotations

from enum import StrEnum

from reconciler.noun import noun


class Health(StrEnum):
    """How it is with what was looked at."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    """Nothing that changes nothing can tell."""


@noun
class Check:
    """What was looked at, and whether it is as it has to be."""

    name: str
    status: Health
    detail: str
    hint: str = ""

"""One field that differs. Paths are manifest paths: `instance`, `ivr.playback.audio`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Scalar: TypeAlias = str | int | bool | tuple[str, ...] | None
Fields: TypeAlias = dict[str, Scalar]
"""A resource flattened to manifest paths; absent values are absent keys."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field's value before and after; None is absent."""

    path: str
    before: Scalar
    after: Scalar

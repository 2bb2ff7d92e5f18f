"""One field that differs. Paths are manifest paths: `instance`, `ivr.playback.audio`."""

from __future__ import annotations

from typing import TypeAlias

from reconciler.noun import noun

Scalar: TypeAlias = str | int | bool | tuple[str, ...] | None
Fields: TypeAlias = dict[str, Scalar]
"""A resource flattened to manifest paths; absent values are absent keys."""


@noun
class Change:
    """A field's value before and after; None is absent."""

    path: str
    before: Scalar
    after: Scalar

"""What a provider can tell of itself before the first call: checks, permissions, and what its account answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from reconciler.model.check import Check
from reconciler.model.state import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """A provider's own examination: the `DOCTOR` of the module that has its `create`. It changes nothing."""

    checks: Callable[[Account, Path, Callable[[], datetime]], Iterable[Check]]
    """Every check that the ones before it leave possible, of an account in a workspace, by a clock."""
    policies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The least permissions for `plan`, `apply` and whatever else, in the provider's own words; none if it has none."""
    probe: Callable[[Account, Path, Callable[[], datetime]], Iterable[Mapping[str, Any]]] | None = None
    """What its reading actions answer, values hidden, one entry an action; None where nobody needs to know."""

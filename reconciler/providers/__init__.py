"""Providers: one folder each, found by name; third parties enrol by an entry point.

A built-in provider is a module with `create(account, root)`; an entry point of the group `reconciler.providers`
names such a function. Beside it the module may have a `DOCTOR` (`contracts/doctor.py`).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.contracts.doctor import Doctor
    from reconciler.contracts.provider import MutatingProvider
    from reconciler.model.check import Check
    from reconciler.model.state import Account
    from reconciler.validate.settings import Wants

    Create = Callable[[Account, Path], MutatingProvider]

GROUP = "reconciler.providers"
BUILT_IN = {
    "alibaba": "reconciler.providers.alibaba",
    "simulator": "reconciler.providers.simulator",
}


def create(name: str, account: Account, root: Path) -> MutatingProvider:
    """The provider of an account. `root` is the workspace. Raises ReconcilerError for an unknown name."""
    return _find(name)(account, root)


def doctor(name: str) -> Doctor:
    """A provider's own examination, else one that observes the account. Raises ReconcilerError for an unknown name."""
    from reconciler.contracts.doctor import Doctor

    module = importlib.import_module(_find(name).__module__)
    return getattr(module, "DOCTOR", None) or Doctor(checks=_observed)


def _observed(account: Account, root: Path, _now: Callable[[], datetime]) -> Iterator[Check]:
    from reconciler.model.check import Check, Health

    try:
        state = create(account.provider, account, root).observe()
    except ReconcilerError as error:
        yield Check(phrase("observe"), Health.FAIL, error.message, error.hint)
    else:
        yield Check(phrase("observe"), Health.OK, phrase("{count} numbers", count=len(state.numbers)))


def known(names: Iterable[str]) -> dict[str, Wants | None]:
    """The providers there are, and what a built-in one wants of its settings. Looks for others only if one is named."""
    from reconciler.providers.alibaba.settings import WANTS as ALIBABA
    from reconciler.providers.simulator.settings import WANTS as SIMULATOR

    wants: dict[str, Wants] = {"alibaba": ALIBABA, "simulator": SIMULATOR}
    built_in: dict[str, Wants | None] = {name: wants.get(name) for name in BUILT_IN}
    return built_in if built_in.keys() >= set(names) else _enrolled() | built_in


def _enrolled() -> dict[str, Wants | None]:
    from importlib.metadata import entry_points

    return {point.name: None for point in entry_points(group=GROUP)}


def _find(name: str) -> Create:
    if name in BUILT_IN:
        return cast("Create", importlib.import_module(BUILT_IN[name]).create)
    from importlib.metadata import entry_points

    enrolled = {point.name: point for point in entry_points(group=GROUP)}
    if name not in enrolled:
        known = ", ".join(sorted({*BUILT_IN, *enrolled}))
        raise ReconcilerError(
            phrase("no provider {name!r}", name=name),
            hint=phrase("there is: {known}", known=known),
            code="VN707",
        )
    return cast("Create", enrolled[name].load())

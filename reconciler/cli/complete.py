"""What a shell proposes at a TAB: accounts, teams, addresses, codes. What cannot be read proposes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reconciler.model.state import DesiredState

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def _completer(words: Callable[[], Iterable[str]]) -> Completer:
    def complete(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
        try:
            return sorted(word for word in words() if word.startswith(typed))
        except Exception:
            return []  # a TAB is no place for an error

    return complete


def _settings() -> DesiredState:
    from reconciler import pipeline

    return pipeline.find_workspace(Path())


def _addresses() -> Iterable[str]:
    from reconciler import pipeline

    state = pipeline.check(Path()).state
    return () if state is None else {*map(str, state.numbers), *(str(t.target) for t in state.tombstones)}


def _codes() -> Iterable[str]:
    from reconciler.catalogue.codes import CODES
    from reconciler.rules import RULES

    return {*CODES, *(rule.code for rule in RULES)}


accounts = _completer(lambda: _settings().accounts)
teams = _completer(lambda: _settings().teams)
addresses = _completer(_addresses)
codes = _completer(_codes)

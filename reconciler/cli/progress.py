"""How far long work is, and how long it still takes: one line on a terminal, gone when anything is printed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reconciler.cli import out
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.pipeline import Session

READING = phrase("reading the account")
APPLYING = phrase("applying")
ACCOUNTS = phrase("accounts")
_PAUSE = 0.1
"""Seconds between two drawings: what changes faster nobody reads."""


@dataclass(slots=True)
class ProgressBar:
    """Draws `WHAT: 12 of 340 · 3 min left`. What counts from the beginning again is timed from there."""

    what: str
    clock: Callable[[], float] = time.monotonic
    _began: float = field(init=False, default=0.0)
    _drawn: float = field(init=False, default=-math.inf)
    _last: tuple[int, int] = field(init=False, default=(0, 0))

    def __call__(self, done: int, total: int) -> None:
        """So many of so many are done."""
        now = self.clock()
        before, of = self._last
        afresh = total != of or done < before
        if afresh:
            self._began = now
        self._last = (done, total)
        if afresh or done == total or now - self._drawn >= _PAUSE:
            self._drawn = now
            out.note(self._line(done, total, now - self._began))

    def expect(self, total: int) -> None:
        """There will be so many."""
        self(0, total)

    def step(self) -> None:
        """One more is done."""
        done, total = self._last
        self(done + 1, total)

    def _line(self, done: int, total: int, seconds: float) -> str:
        from reconciler.report.sink.language import tr

        line = tr("{what}: {done:,} of {total:,}", what=tr(self.what), done=done, total=total)
        return f"{line} · {_left(seconds / done * (total - done))}" if 0 < done < total else line


def _left(seconds: float) -> str:
    from reconciler.report.sink.language import tr

    whole = math.ceil(seconds)
    if whole <= 90:
        return tr("{count} s left", count=max(1, whole))
    minutes = math.ceil(whole / 60)
    return (
        tr("{count} min left", count=minutes)
        if minutes <= 90
        else tr("{count} h left", count=math.ceil(minutes / 60))
    )


def follow(session: Session) -> None:
    """Shows how far the account is read, where its provider tells."""
    from reconciler.contracts.provider import TellsProgress

    if isinstance(session.provider, TellsProgress):
        session.provider.tell_progress(ProgressBar(READING))

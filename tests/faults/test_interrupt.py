"""What a signal does to a run that is under way, within this process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import interrupts
import pytest

from reconciler.cli import interrupt
from reconciler.cli.interrupt import stoppable


def handlers() -> list[object]:
    return [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_sets_a_limit(number: signal.Signals) -> None:
    before = handlers()
    with stoppable() as stopping:
        assert not stopping()
        signal.raise_signal(number)

        assert stopping()
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= interrupt.PATIENCE

    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert handlers() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGALRM])
def test_the_second_signal_or_the_limit_abandons_the_call(number: signal.Signals) -> None:
    before = handlers()
    with pytest.raises(KeyboardInterrupt), stoppable():
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(number)

    assert handlers() == before


def test_what_does_not_let_go_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr(os, "_exit", left.append)

    with pytest.raises(KeyboardInterrupt), stoppable():
        signal.raise_signal(signal.SIGTERM)
        for _ in range(2):
            try:
                signal.raise_signal(signal.SIGALRM)
            except KeyboardInterrupt:
                assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= interrupt.CLEANING
        raise KeyboardInterrupt

    assert left == [130]


@pytest.mark.parametrize("name", ["apply-400", "cancel"])
def test_a_run_interrupted_at_a_line_ends_as_if_it_had_not_been(name: str) -> None:
    for at in range(1, interrupts.lines(name) + 1, 60):
        interrupts.interrupted(name, at)


def test_the_limits_leave_room_within_seven_seconds() -> None:
    assert interrupt.PATIENCE + interrupt.CLEANING < 7


def test_a_command_told_to_stop_before_it_has_begun_ends_with_130() -> None:
    script = (
        "import signal; from reconciler.cli import main as entry;"
        "entry.cli.main = lambda *_, **__: signal.raise_signal(signal.SIGTERM);"
        "entry.main(['apply', '--yes'])"
    )

    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (130, "interrupted\n")

"""What a signal does to a run that is under way, within this process."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading

import interrupts
import pytest

from reconciler.cli import interrupt
from reconciler.cli.interrupt import stoppable
from reconciler.errors import LedgerError


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


@pytest.mark.parametrize(("asked", "code"), [(True, 130), (False, 1)])
def test_an_error_of_a_run_that_was_told_to_stop_exits_like_an_interrupted_one(
    asked: bool, code: int
) -> None:
    with pytest.raises(LedgerError) as error, stoppable():
        if asked:
            signal.raise_signal(signal.SIGTERM)
        raise LedgerError("its disk is full")

    assert error.value.exit_code == code


def test_what_python_cannot_interrupt_is_left_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr(interrupt, "CLEANING", 0.0)
    monkeypatch.setattr(os, "_exit", left.append)
    reader, writer = os.pipe()
    os.write(writer, bytes([signal.SIGTERM, signal.SIGALRM]))

    interrupt._guard(reader)

    assert left == [130]
    os.close(writer)
    os.close(reader)


def test_the_guard_watches_whatever_number_its_pipe_has() -> None:
    """A process that holds a thousand files open is stopped like any other."""
    reader, writer = os.pipe()
    high = fcntl.fcntl(reader, fcntl.F_DUPFD, 1024)
    os.close(writer)
    try:
        interrupt._guard(high)
    finally:
        os.close(high)
        os.close(reader)


def test_the_guard_ends_with_the_run() -> None:
    before = threading.active_count()
    with stoppable():
        assert threading.active_count() == before + 1
        watched = signal.set_wakeup_fd(-1)
        signal.set_wakeup_fd(watched)

    assert watched != -1
    assert signal.set_wakeup_fd(-1) == -1
    assert threading.active_count() == before


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

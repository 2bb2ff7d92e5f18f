"""Real processes on real files and on a real server. More of each in `make faults`."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import postgres
import pytest
from processes import (
    Forks,
    killed_at_step,
    killed_some_time,
    on_a_server,
    schema,
    stopped_at_step,
    stopped_while_hanging,
    together,
)
from scenarios import SCENARIOS


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as started:
        yield started


@pytest.mark.parametrize("part", range(4))
def test_a_process_killed_at_a_step_is_recovered_from(forks: Forks, part: int) -> None:
    died = [killed_at_step(forks, step) for step in range(1 + 4 * part, 120, 16)]

    assert sum(died) >= len(died) - 2


@pytest.mark.parametrize("part", range(4))
def test_a_process_killed_at_any_microsecond_is_recovered_from(forks: Forks, part: int) -> None:
    for seed in range(part, 20, 4):
        killed_some_time(forks, seed)


def test_two_processes_at_once_do_everything_once(forks: Forks) -> None:
    for seed in range(10):
        together(forks, seed)


def test_two_processes_at_once_do_everything_once_on_a_server(forks: Forks) -> None:
    with postgres.server() as url:
        for seed in range(5):
            together(forks, seed, on_a_server(), schema(url, f"s{seed}"))


def test_a_process_killed_at_any_microsecond_is_recovered_from_on_a_server(forks: Forks) -> None:
    with postgres.server() as url:
        for seed in range(5):
            killed_some_time(forks, seed, on_a_server(), schema(url, f"s{seed}"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_process_told_to_stop_finishes_its_call_and_starts_nothing(forks: Forks, number: int) -> None:
    calls = [stopped_at_step(forks, step, number) for step in (4, 14, 40, 70)]

    assert calls == sorted(calls)
    assert calls[0] == 0
    assert calls[-1] > 0


def test_a_process_told_to_stop_while_a_call_hangs_ends_within_seven_seconds(forks: Forks) -> None:
    stopped = stopped_while_hanging(forks, SCENARIOS["apply-400"])

    assert [code for code, _ in stopped] == [130] * 4
    assert max(seconds for _, seconds in stopped) < 7

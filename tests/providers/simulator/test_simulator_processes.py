"""Two and more real processes at one account's file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from simulated import ACTIVE, INSTANCE, money, seed

from reconciler.providers.simulator.world import World, open_world

FOLDER = Path(__file__).parent
RACE = """
import sys
sys.path.insert(0, {folder!r})
from simulated import hotline_form, regular_form, seed
from reconciler.errors import Refused
from reconciler.providers.simulator.world import open_world
from reconciler.providers.simulator.world.faults import Struck

world = open_world(sys.argv[1], seed(account={{"balance": "5000.00"}}, numbers=[]))
print("open", flush=True)
sys.stdin.readline()
done = []
for at in range(20):
    for ask in (lambda: world.apply_regular(regular_form()), lambda: world.apply_hotline(hotline_form())):
        try:
            answer = ask()
            done.append(answer.number or answer.application)
        except (Refused, Struck):
            pass
print(" ".join(done))
"""


def race(file: Path, runners: int) -> list[list[str]]:
    """Starts the runners, lets them go at once and returns what each was given."""
    program = RACE.format(folder=str(FOLDER))
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(runners)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
    answers = []
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        answers.append(process.communicate()[0].split())
        assert process.returncode == 0
    return answers


def test_two_processes_seed_once_and_are_never_given_the_same_thing(tmp_path: Path) -> None:
    file = tmp_path / "account.db"
    answers = race(file, 2)
    given = [name for answer in answers for name in answer]
    assert len(given) == len(set(given)) == 41  # 40 applications and the one 400 on offer
    account = open_world(file)
    assert money(account) == (500000 - 40 * 3500 - 12000, 0)
    assert len(account.requests()) == 80
    assert sum(entry.effect for entry in account.requests()) == 41


def test_a_fault_that_strikes_once_strikes_one_of_two_processes(tmp_path: Path) -> None:
    from reconciler.providers.simulator.world.faults import Fault

    file = tmp_path / "account.db"
    world = open_world(file, seed(account={"balance": "5000.00"}, numbers=[]))
    world.script(Fault("timeout-before", times=7))
    race(file, 2)
    struck = [entry for entry in world.requests() if entry.outcome == "timeout-before"]
    assert len(struck) == 7
    assert world.faults() == ()


KILLED = """
import os, sys
sys.path.insert(0, {folder!r})
from simulated import hotline_form
from reconciler.providers.simulator.world import open_world
from reconciler.providers.simulator.world import {module}

def die(*_, **__):
    os.kill(os.getpid(), 9)

{module}.{function} = die
open_world(sys.argv[1]).apply_hotline(hotline_form())
"""


@pytest.mark.parametrize(
    ("module", "function"),
    [("money", "require"), ("lookup", "next_application"), ("journal", "note"), ("store", "insert")],
)
def test_a_process_killed_in_the_middle_of_a_request_leaves_no_trace_of_it(
    tmp_path: Path, module: str, function: str
) -> None:
    file = tmp_path / "account.db"
    account: World = open_world(file, seed())
    before = account.look(tuple)
    program = KILLED.format(folder=str(FOLDER), module=module, function=function)
    assert subprocess.run([sys.executable, "-c", program, str(file)], check=False).returncode == -9
    assert account.look(tuple) == before
    assert account.requests() == ()
    account.bind([ACTIVE["number"]], INSTANCE)


def test_a_reader_sees_one_moment_while_a_writer_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "account.db"
    reader = open_world(file, seed(numbers=[ACTIVE | {"number": f"0571{at:08d}"} for at in range(2500)]))
    writer = open_world(file)
    seen = 0

    def interfere(row: object) -> object:
        nonlocal seen
        seen += 1
        if seen == 1:
            writer.bind(["057100002499"], INSTANCE)
            writer.advance(86_400_000_000)
        return row

    statement = reader.look(interfere)
    assert [page.total for page in statement.pages] == [2500] * 3
    assert INSTANCE not in statement.pages[-1].rows[-1]  # type: ignore[operator]
    assert INSTANCE in reader.look(tuple).pages[-1].rows[-1]

"""Real processes on real files: killed with SIGKILL at a step or at a microsecond, started in pairs, told to stop."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import postgres
from documents import Git
from forking import LEDGER
from scenarios import EVERYTHING, STORIES, Scenario
from scene import SHM, Picture, picture

from reconciler import pipeline
from reconciler.planning.build import build
from reconciler.planning.settle import settle
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.journal import API

TOO_LONG = 15.0
APPLY = ("apply", "--yes")
HERE = Path(__file__).parent


class Forks:
    """Starts commands as processes of their own, quickly: they are forked from one that has everything imported."""

    def __init__(self) -> None:
        paths = os.pathsep.join([str(HERE), *filter(None, sys.path)])
        self._server = subprocess.Popen(
            [sys.executable, str(HERE / "forking.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None and self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()

    def start(self, root: Path, *words: str, **more: Any) -> int:
        """Starts a command; its process number."""
        return self._ask({"root": str(root), "words": words or APPLY, **more})

    def wait(self, pid: int) -> int:
        """The exit code, or the negative of the signal that ended it."""
        return self._ask({"wait": pid})

    def run(self, root: Path, *words: str, **more: Any) -> int:
        return self.wait(self.start(root, *words, **more))

    def _ask(self, request: Mapping[str, Any]) -> int:
        assert self._server.stdin is not None and self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


class Place:
    """A workspace folder that processes work on."""

    def __init__(
        self, git: Git, world: Mapping[str, Any], environment: Mapping[str, str] | None = None
    ) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="place-", dir=SHM if SHM.is_dir() else None))
        self.environment = dict(environment or {})
        git.write(self.root)
        (self.root / "world.yaml").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")

    def __enter__(self) -> Place:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    @contextmanager
    def session(self) -> Iterator[pipeline.Session]:
        """A look at it from this process."""
        os.environ.update(self.environment)
        session = pipeline.open_session(self.root)
        yield session
        _world(session).close()

    def converge(self, forks: Forks, most: int = 3) -> int:
        """Applies until nothing is ready; a person answers for what cannot be seen. How many runs it took."""
        for runs in range(most + 1):
            with self.session() as session:
                memory = pipeline.remember(session)
                if not build(pipeline.inputs(session)).ready and not memory.open:
                    return runs
                if runs == most:
                    break
                told = {proof.intent.id for proof in settle(memory, pipeline.look(session))}
                for address, intent in memory.held.items():
                    if intent.id not in told:
                        self._resolve(session, address)
            code = forks.run(self.root, environment=self.environment)
            assert code in {0, 3, 4}, (self.root / "out").read_text()
        raise AssertionError(f"not converged in {most} runs: {(self.root / 'out').read_text()}")

    def _resolve(self, session: pipeline.Session, address: str) -> None:
        """Only a regular application leaves no trace that a list tells of: did one arrive that nobody owns?"""
        owned = {o.application for o in pipeline.remember(session).owned.values()}
        made = [
            e.application
            for e in _world(session).requests()
            if e.effect and e.verb == "apply" and e.by == API
        ]
        lost = [
            application
            for application in made
            if application not in owned and _is_regular(session, application)
        ]
        application = lost[0] if lost else None
        pipeline.resolve(
            session, "operator", address, pipeline.Resolution(bool(lost), "looked", application=application)
        )

    def picture(self) -> Picture:
        with self.session() as session:
            return picture(_world(session), pipeline.remember(session))

    def violations(self) -> str:
        """What the children's counter saw."""
        file = self.root / "violations"
        return file.read_text(encoding="utf-8") if file.exists() else ""


def _world(session: pipeline.Session) -> World:
    world = getattr(session.provider, "world", None)
    assert isinstance(world, World)
    return world


def _is_regular(session: pipeline.Session, application: str | None) -> bool:
    numbers = pipeline.look(session).numbers.values()
    return any(n.application == application and n.type == "regular" for n in numbers)


@cache
def undisturbed(name: str = EVERYTHING.name) -> tuple[Picture, float]:
    """The account after a story nobody disturbs, and how long its run takes in seconds."""
    scenario = STORIES[name]
    with Forks() as forks, Place(scenario.git, scenario.world) as place:
        forks.run(place.root)
        begun = time.monotonic()
        with Place(scenario.git, scenario.world) as other:
            forks.run(other.root)
        took = time.monotonic() - begun
        place.converge(forks)
        return place.picture(), took


def killed_at_step(forks: Forks, step: int, scenario: Scenario = EVERYTHING) -> bool:
    """A process is killed at a step of its run; whether it lived to see that step."""
    with Place(scenario.git, scenario.world) as place:
        code = forks.run(place.root, step=step)
        assert code in {-signal.SIGKILL, 0, 3, 4}
        _ends_alike(forks, place, scenario, f"step {step}")
        return code == -signal.SIGKILL


def killed_some_time(
    forks: Forks, seed: int, scenario: Scenario = EVERYTHING, environment: Mapping[str, str] | None = None
) -> bool:
    """A process, and one in three times the one after it, is killed after a random time; whether one was."""
    rng = random.Random(seed)
    killed = False
    with Place(scenario.git, scenario.world, environment) as place:
        for _ in range(rng.choice((1, 1, 2))):
            pid = forks.start(place.root, environment=place.environment)
            time.sleep(rng.random() * undisturbed(scenario.name)[1])
            os.kill(pid, signal.SIGKILL)
            killed |= forks.wait(pid) == -signal.SIGKILL
        _ends_alike(forks, place, scenario, f"seed {seed}")
    return killed


def _ends_alike(forks: Forks, place: Place, scenario: Scenario, when: str) -> None:
    try:
        place.converge(forks)
        assert not place.violations(), place.violations()
        assert place.picture() == undisturbed(scenario.name)[0], (
            "the account differs from that of a run nobody killed"
        )
    except AssertionError as error:
        raise AssertionError(f"killed at {when}: {error}") from error


def together(
    forks: Forks, seed: int, scenario: Scenario = EVERYTHING, environment: Mapping[str, str] | None = None
) -> list[int]:
    """Two processes that apply the same workspace at once, one a little later; their exit codes, sorted."""
    rng = random.Random(seed)
    with Place(scenario.git, scenario.world, environment) as place:
        first = forks.start(place.root, environment=place.environment, out="out-1")
        time.sleep(rng.random() * undisturbed(scenario.name)[1] * 1.2)
        second = forks.start(place.root, environment=place.environment, out="out-2")
        codes = sorted((forks.wait(first), forks.wait(second)))
        texts = [(place.root / name).read_text(encoding="utf-8") for name in ("out-1", "out-2")]
        assert set(codes) <= {0, 3, 6} and codes != [6, 6], texts
        assert all("locked by" in text for text in texts if "FATE" not in text and "Nothing" not in text), (
            texts
        )
        place.converge(forks)
        assert not place.violations(), place.violations()
        assert place.picture() == undisturbed(scenario.name)[0], "two runners left another account than one"
        return codes


def schema(server_url: str, name: str) -> dict[str, str]:
    """A ledger of its own on the server: the environment that names it."""
    return {LEDGER: postgres.schema(server_url, name)}


def on_a_server(scenario: Scenario = EVERYTHING) -> Scenario:
    """The same story with its ledger where the environment says."""
    return replace(scenario, git=replace(scenario.git, ledger=f"env:{LEDGER}"))


@contextmanager
def _killed_after(seconds: float, pids: Sequence[int]) -> Iterator[None]:
    """What does not end by itself ends the test, not the patience of whoever runs it."""

    def kill() -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def busy(ledger: Path) -> Iterator[None]:
    """Another process is in the middle of a transaction, and stays there."""
    connection = sqlite3.connect(ledger, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


def stopped_while_hanging(forks: Forks, scenario: Scenario) -> list[tuple[int, float]]:
    """Processes whose call hangs are told to stop, each in its way; their exit codes, and the seconds they took."""
    ways = [
        ("yes", signal.SIGINT, nullcontext),
        ("yes", signal.SIGTERM, nullcontext),
        ("stubborn", signal.SIGTERM, nullcontext),
        ("yes", signal.SIGTERM, busy),
    ]
    with ExitStack() as stack:
        places = [stack.enter_context(Place(scenario.git, scenario.world)) for _ in ways]
        ends = []
        for place, (how, _, _) in zip(places, ways, strict=True):
            ends.append(forks.start(place.root, hang=how))
            while not (place.root / "hanging").exists():
                time.sleep(0.01)
        begun = time.monotonic()
        with ExitStack() as meanwhile:
            meanwhile.enter_context(_killed_after(TOO_LONG, ends))
            for place, pid, (_, number, disturbed) in zip(places, ends, ways, strict=True):
                meanwhile.enter_context(disturbed(place.root / ".reconciler/ledger.db"))
                os.kill(pid, number)
            stopped = [(forks.wait(pid), time.monotonic() - begun) for pid in ends]
        for place in places:
            with place.session() as session:
                held = pipeline.remember(session).held
                assert len(held) == 1 and len(_world(session).requests()) == 1, (
                    "one call was made, and it is held"
                )
            place.converge(forks)
            assert not place.violations(), place.violations()
        return stopped


def stopped_at_step(forks: Forks, step: int, number: int, scenario: Scenario = EVERYTHING) -> int:
    """A process is told to stop at a step: nothing starts after it. How many calls were made."""
    with Place(scenario.git, scenario.world) as place:
        code = forks.run(place.root, step=step, signal=signal.Signals(number).name)
        assert code == 130, (place.root / "out").read_text()
        with place.session() as session:
            calls = len(_world(session).requests())
            assert not pipeline.remember(session).open, "the call in flight was finished"
            assert pipeline.remember(session).ended
        place.converge(forks)
        assert place.picture() == undisturbed(scenario.name)[0]
        return calls

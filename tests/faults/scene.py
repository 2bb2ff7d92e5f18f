"""One workspace on a real ledger and a real simulated account, whose runs can be stopped at any step."""

from __future__ import annotations

import atexit
import gc
import itertools
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from belongings import Belongings
from documents import Git
from steps import Crash, Grave, SteppedProvider, SteppedStore, Steps
from watch import Seen, Watch, in_file

from reconciler import pipeline
from reconciler.errors import AgainstEvidence, ReconcilerError, Throttled, Unreadable
from reconciler.ledger import open_ledger
from reconciler.ledger.database import Database
from reconciler.memory.memory import Memory
from reconciler.memory.records import Intent
from reconciler.model.outcome import ApplyResult
from reconciler.model.plan import Plan
from reconciler.planning.build import build
from reconciler.planning.settle import over, settle
from reconciler.providers.simulator.provider import SimulatorProvider
from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.faults import Fault
from reconciler.providers.simulator.world.statement import NUMBER_COLUMNS
from reconciler.providers.simulator.world.wallclock import duration

ACCOUNT = "prod"
SHM = Path("/dev/shm")
URL = "sqlite:///.reconciler/ledger.db"
NEVER_A_PROCESS = 2**22 + 7
"""Larger than any process number Linux gives."""
LOOK_THEN_INTENT = ("provider: read", "ledger: before append intent", "ledger: after append intent")
STILL_HELD = ("ledger: before append ", "ledger: after append ")
_NAMES = itertools.count()
_FREE: list[tuple[Path, Database]] = []
"""Folders used before. Their engines are kept: making one takes longer than a run."""


def own_folders() -> None:
    """A forked process makes folders of its own."""
    _FREE.clear()


def _place() -> tuple[Path, Database]:
    parent = Path(tempfile.mkdtemp(prefix="scenes-", dir=SHM if SHM.is_dir() else None))
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    root = parent / f"scene-{next(_NAMES)}"
    root.mkdir()
    return root, open_ledger(URL, root).database


class StillClock:
    """A clock whose waiting takes no time."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.slept = 0.0

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


@dataclass
class Ended:
    """How a run ended: with a result, with an error, or not at all."""

    plan: Plan | None = None
    result: ApplyResult | None = None
    error: ReconcilerError | None = None
    crashed: bool = False
    steps: tuple[str, ...] = ()

    @property
    def settled(self) -> tuple[str, ...]:
        return () if self.result is None else self.result.settled

    def fate(self, action: str) -> str:
        """The fate of an action by id; empty if the run had no business with it."""
        results = () if self.result is None else self.result.results
        return next((r.fate.value for r in results if r.action.id == action), "")


def _account(seed: Seed) -> World:
    """A world in memory that several threads may use, one at a time."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    world = World(connection)
    world.populate(seed)
    return world


@cache
def _seed(text: str) -> Seed:
    return Seed.model_validate_json(text)


Picture = tuple[object, ...]


def picture(world: World, memory: Memory) -> Picture:
    """The account as it truly is, and who owns what; without the references, which only count applications."""
    truth = world.look(list)
    rows = (zip(NUMBER_COLUMNS, row, strict=True) for page in truth.pages for row in page.rows)
    numbers = sorted(str([value for name, value in row if name != "application"]) for row in rows)
    owned = {a: (o.number, o.number or bool(o.application), o.cancelled) for a, o in memory.owned.items()}
    account = {key: truth.account[key] for key in ("balance", "arrears", "public_mode")}
    return numbers, truth.tables["offers"], truth.tables["stock"], account, owned


class Scene:
    """Use as a context: its folder is removed at the end."""

    def __init__(self, git: Git, world: Mapping[str, Any]) -> None:
        self.root, self._database = _FREE.pop() if _FREE else _place()
        self.git = git
        self.world = _account(_seed(json.dumps(world)))
        self.ledger_file = self.root / ".reconciler" / "ledger.db"
        self.watch = Watch(self.world, in_file(self.ledger_file), lambda: self.git)
        self._belongings = Belongings()
        self.graves: list[Grave] = []
        self.runs = 0

    def __enter__(self) -> Scene:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_graves()
        self.world.close()
        shutil.rmtree(self.root / ".reconciler", ignore_errors=True)
        (self.root / "ledger-head.json").unlink(missing_ok=True)
        _FREE.append((self.root, self._database))

    # --- runs -----------------------------------------------------------------------------------------------

    def session(self, steps: Steps | None = None, strict: bool = True) -> pipeline.Session:
        """What `open_session` makes, its doors counted."""
        del strict
        steps = steps or Steps()
        validation = self.git.validation
        assert validation.state is not None
        ledger = open_ledger(URL, self.root)
        ledger.database = self._database
        return pipeline.Session(
            root=self.root,
            validation=validation,
            desired=validation.state,
            account=validation.state.accounts[ACCOUNT],
            provider=SteppedProvider(SimulatorProvider(ACCOUNT, self.world, self.git.api), steps),
            store=SteppedStore(ledger, steps, self.graves),
            clock=StillClock(self.world.now()),
        )

    def run(
        self,
        at: Mapping[int, Callable[[], None]] | None = None,
        wishes: pipeline.ApplyOptions | None = None,
        steps: Steps | None = None,
    ) -> Ended:
        """One `reconciler apply`; a crash leaves everything as a killed process does."""
        self.runs += 1
        steps = steps or Steps(at)
        ended = Ended()
        try:
            session = self.session(steps)
            ended.plan, ended.result = pipeline.apply(
                session, f"run-{self.runs}", wishes or pipeline.ApplyOptions()
            )
        except Crash:
            ended.crashed = True
            self.bury()
        except KeyboardInterrupt:
            ended.crashed = True
        except ReconcilerError as error:
            ended.error = error
        ended.steps = tuple(steps.names)
        self._each_call_after_a_look(ended.steps)
        return ended

    def _each_call_after_a_look(self, steps: tuple[str, ...]) -> None:
        """P11: between the last read and a call there is nothing but its intent; a throttled call is sent again once
        the ledger has said that it is still this run's."""
        for at, name in enumerate(steps):
            again = steps[at - 3 : at] == (name.replace("before", "after"), *STILL_HELD)
            if name.startswith("provider: before ") and not again and steps[at - 3 : at] != LOOK_THEN_INTENT:
                self.watch.violations.append(f"P11: {name} on facts that are not fresh: {steps[:at]}")
            if "unseen" in name:
                self.watch.violations.append(f"P11: {name}: the last read did not ask for its number")

    def bury(self) -> None:
        """The processes of crashed runs are gone, as the next run can see."""
        self._no_process([lease.fence for _, lease in self.graves])

    def _close_graves(self) -> None:
        """Gives the locks of dead runs back now: a collector that did it later would do it to the next scene's ledger,
        whose folder and fences are the same.
        """
        for held, _ in self.graves:
            held.__exit__(None, None, None)
        self.graves.clear()

    def end_of_process(self) -> None:
        """The process of the last run has ended: its files are closed, whether or not it gave its lock back."""
        gc.collect()
        if self.ledger_file.exists():
            connection = sqlite3.connect(self.ledger_file)
            made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'chains'").fetchone()
            fences = connection.execute("SELECT fence FROM chains").fetchall() if made else []
            connection.close()
            self._no_process([fence for (fence,) in fences])

    def _no_process(self, fences: list[int]) -> None:
        if not fences or not self.ledger_file.exists():
            return
        connection = sqlite3.connect(self.ledger_file)
        with connection:
            connection.executemany(
                "UPDATE chains SET pid = ? WHERE fence = ?", [(NEVER_A_PROCESS, fence) for fence in fences]
            )
        connection.close()

    def unlock(self) -> None:
        """`reconciler ledger unlock`, whoever holds the lock, alive or not."""
        ledger = open_ledger(URL, self.root)
        ledger.database = self._database
        self.watch.robbed = ledger.unlock(ACCOUNT) is not None or self.watch.robbed

    def plan(self) -> Plan:
        """What `reconciler plan` shows."""
        return build(pipeline.inputs(self.session()))

    def memory(self) -> Memory:
        """The ledger, folded."""
        ledger = open_ledger(URL, self.root)
        ledger.database = self._database
        return ledger.recall(ACCOUNT)

    # --- the world ------------------------------------------------------------------------------------------

    def advance(self, text: str) -> None:
        """Lets time pass at the provider."""
        self.world.advance(duration(text))

    def fault(self, kind: str, verb: str | None = None, **more: Any) -> None:
        """Scripts a fault."""
        self.world.script(Fault(kind, verb, **more))

    @property
    def requests(self) -> int:
        """How many requests meant to change something were made, by anybody."""
        return len(self.world.requests())

    def picture(self) -> Picture:
        """The account as it truly is, and who owns what: the same whichever way a story came to its end."""
        return picture(self.world, self.memory())

    # --- people ---------------------------------------------------------------------------------------------

    def resolve_what_nobody_can_see(self) -> list[str]:
        """A person looks into the provider's own books and says what became of each call no list tells of."""
        session, memory = self.session(), self.memory()
        lifetime = session.provider.capabilities.request_lifetime
        proofs = settle(memory, session.provider.observe(), lifetime=lifetime)
        told = {proof.intent.id for proof in proofs}
        told |= {intent.id for intent in memory.open.values() if self.world.now() < over(intent, lifetime)}
        unseen = {address: intent for address, intent in memory.held.items() if intent.id not in told}
        return [self.resolve(session, address, self.truth(intent)) for address, intent in unseen.items()]

    def resolve_all(self) -> list[str]:
        """The same for every call whose outcome is unknown, whatever the lists tell; none while no list can be read."""
        said = []
        for address, intent in self.memory().held.items():
            with suppress(Unreadable, Throttled):
                said.append(self.resolve(self.session(), address, self.truth(intent)))
        return said

    def truth(self, intent: Intent) -> Seen | None:
        """The request an intent led to, if it took effect. Of a purchase the console shows whether the number is ours:
        which of several calls brought it, nobody asks.
        """
        effects = (seen for seen in self.watch.journal() if seen.effect and seen.intent)
        return next((seen for seen in effects if _same(seen.intent, intent)), None)

    def resolve(self, session: pipeline.Session, address: str, truth: Seen | None) -> str:
        """`reconciler resolve`, by somebody who sees in the console which of what is listed is another slot's."""
        application = None if truth is None else truth.application
        said = pipeline.Resolution(truth is not None, "looked in the console", application=application)
        try:
            return pipeline.resolve(session, "operator", address, said)
        except AgainstEvidence as error:
            return pipeline.resolve(session, "operator", address, replace(said, although=error.names))

    # --- the end of a story ---------------------------------------------------------------------------------

    def converge(self, most: int = 3) -> int:
        """Runs without faults, with a person's word where nothing else can tell; how many runs it took.

        Raises AssertionError if more than `most` were needed.
        """
        self.world.clear_faults()
        for runs in range(most + 1):
            plan = self.plan()
            if not plan.ready and not self.memory().open:
                return runs
            if runs == most:
                break
            self.resolve_what_nobody_can_see()
            ended = self.run()
            if ended.error is not None:
                raise AssertionError(f"a run without faults failed: {ended.error.message}")
        raise AssertionError(
            f"not converged in {most} runs: {[(a.id, a.status.value) for a in plan.actions]}"
        )

    def finish(self) -> None:
        """Converges, lets the provider's reviews end, converges again; then nothing more happens, ever.

        Raises AssertionError listing every broken promise.
        """
        for wait in ("0s", "6d", "6d"):
            self.advance(wait)
            self.converge()
        before = self.requests
        idle = self.run()
        if idle.error is not None or self.requests != before:
            raise AssertionError(f"P2: an idle run made {self.requests - before} requests")
        self.check(at_rest=True)

    def check(self, at_rest: bool = False) -> None:
        """Every promise that holds at any moment. Raises AssertionError listing what is broken."""
        self.watch.judge()
        bought = [seen for seen in self.watch.journal() if seen.effect and seen.request.verb == "apply"]
        plan = self.plan() if at_rest else None
        self.watch.violations += self._belongings.lost(bought, self.git.addresses, self.memory(), plan)
        if self.watch.violations:
            raise AssertionError("; ".join(self.watch.violations))


def _same(seen: Mapping[str, Any], intent: Intent) -> bool:
    if intent.action != "order" or intent.number is None:
        return bool(seen["id"] == intent.id)
    return all(seen[name] == getattr(intent, name) for name in ("action", "address", "number"))


@contextmanager
def scene(git: Git, world: Mapping[str, Any]) -> Iterator[Scene]:
    """A scene for one story."""
    with Scene(git, world) as found:
        yield found

"""Random stories from a seed: commits, runs that are killed or disturbed, up to three runners, the provider's own life.

Each ends with a tail without faults, in which a person answers for what no list can tell, and which must come to rest.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from documents import (
    OUTBOUND,
    WELCOME,
    Git,
    Tombstone,
    hotline,
    live_hotline,
    live_regular,
    regular,
    world_file,
)
from hands import HANDS
from scenarios import BRAND, OLD, A, B, C, D
from scene import Scene
from steps import Steps, die

from reconciler import pipeline
from reconciler.errors import Refused
from reconciler.model.action import Verb
from reconciler.providers.simulator.world import faults

MOST_STEPS = 40
OWN = {"hz-001": A, "hz-002": B, "hz-003": C, "hz-004": D}
"""Keys to the numbers the account holds from the start."""
WORLD = world_file(
    live_hotline(BRAND, status="documents_due", appliedOn="2026-11-01", activatedOn=None),
    live_hotline(OLD, ivr={"playback": WELCOME}),
    live_regular(A, instance=OUTBOUND),
    live_regular(B, ivr={"playback": WELCOME}),
    live_regular(C),
    live_regular(D, activatedOn="2026-09-20"),
)
LIMITS = {"cancellations": 2, "purchases": 3, "addedMonthly": "300"}
_SINGLE = (faults.BUSINESS_ERROR, faults.PARTIAL_BIND, faults.SOLD)


@dataclass
class Committed:
    """The branch everybody works on: what it says now, and what may never be said again."""

    rng: random.Random
    git: Git = field(default_factory=lambda: Git(limits=LIMITS))
    buried: set[str] = field(default_factory=set)

    def commit(self) -> Git:
        """The next commit: something is declared, changed, dropped, or given a tombstone."""
        self.rng.choice((self._hotline, self._number, self._number, self._wish, self._drop, self._bury))()
        return self.git

    def _free(self, *keys: str) -> str | None:
        left = [key for key in keys if key not in self.buried]
        return self.rng.choice(left) if left else None

    def _hotline(self) -> None:
        key = self._free("brand", "spare", "second", "named")
        if key is None:
            return
        number = {"brand": BRAND, "named": "4009100003"}.get(key)
        entry = hotline(number, documents={"reference": "DOC-1"})
        ivr = self.rng.choice((None, "hotline", "forward", "welcome"))
        self._declare("hotlines", key, entry | ({"ivr": ivr} if ivr else {}))

    def _number(self) -> None:
        key = self._free(*OWN, "new-1", "new-2")
        if key is None:
            return
        entry: dict[str, Any] = regular(OWN.get(key))
        for name, values in (("instance", ("outbound", "campaign")), ("ivr", ("welcome", "other"))):
            value = self.rng.choice((None, *values))
            if value is not None:
                entry[name] = value
        self._declare("numbers", key, entry)

    def _declare(self, kind: str, key: str, entry: dict[str, Any]) -> None:
        self.git = replace(self.git, **{kind: getattr(self.git, kind) | {key: entry}})

    def _wish(self) -> None:
        self.git = replace(self.git, public_mode=True)

    def _drop(self) -> None:
        kind = self.rng.choice(("hotlines", "numbers"))
        entries = dict(getattr(self.git, kind))
        if entries:
            entries.pop(self.rng.choice(sorted(entries)))
            self.git = replace(self.git, **{kind: entries})

    def _bury(self) -> None:
        key = self._free(*OWN, "brand", "old")
        if key is None:
            return
        self.buried.add(key)
        number = OWN.get(key) or {"brand": BRAND, "old": OLD}[key]
        begin = self.rng.choice(("2026-11-01", "2026-11-20", "2026-12-05"))
        stones = self.git.tombstones | {f"no-more-{key}": Tombstone(f"care/{key}", number, begin)}
        without = {
            kind: {k: v for k, v in getattr(self.git, kind).items() if k != key}
            for kind in ("hotlines", "numbers")
        }
        self.git = replace(self.git, tombstones=stones, **without)


def _approves(scene: Scene) -> None:
    scene.world.approve()


class Schedule:
    """One story."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.branch = Committed(self.rng)
        self.told: list[str] = []
        """What happened, a line each, for whoever replays it."""

    def play(self) -> int:
        """Plays it to its end; how many runs there were. Raises AssertionError for a broken promise."""
        rng = self.rng
        for _ in range(rng.randint(1, 5)):
            self.branch.commit()
        with Scene(self.branch.git, WORLD) as scene:
            for _ in range(rng.randint(4, 12)):
                rng.choices((self._run, self._commit, self._life, self._person), (6, 2, 2, 1))[0](scene)
                scene.check()
            self._say("tail")
            scene.world.clear_faults()
            self._give_up_debts(scene)
            self._set_the_clock_right(scene)
            scene.finish()
            return scene.runs

    def _say(self, line: str) -> None:
        self.told.append(line)

    # --- what happens ---------------------------------------------------------------------------------------

    def _commit(self, scene: Scene) -> None:
        scene.git = self.branch.commit()
        entries = sorted((*scene.git.hotlines, *scene.git.numbers))
        self._say(f"commit: {', '.join(entries)}; tombstones {', '.join(scene.git.tombstones) or 'none'}")

    def _life(self, scene: Scene) -> None:
        """The provider's own doings."""
        name = self.rng.choice((*HANDS, "approves", "six days on", "frees of debt"))
        try:
            self._hand(name)(scene)
            self._say(f"by another hand: {name}")
        except Refused as refusal:
            self._say(f"by another hand: {name} ({refusal.reason})")

    def _hand(self, name: str) -> Callable[[Scene], None]:
        more: dict[str, Callable[[Scene], None]] = {
            "approves": _approves,
            "six days on": lambda scene: scene.advance("6d"),
            "frees of debt": self._give_up_debts,
        }
        return (HANDS | more)[name]

    def _give_up_debts(self, scene: Scene) -> None:
        scene.world._db.execute("UPDATE account SET balance = max(balance, 300000), arrears = 0")

    def _set_the_clock_right(self, scene: Scene) -> None:
        """While it is behind the ledger everything that cannot be undone stays blocked (VN604)."""
        behind = (scene.watch.was or scene.world.now()) - scene.world.now()
        if behind > timedelta():
            scene.world.advance(behind // timedelta(microseconds=1))

    def _person(self, scene: Scene) -> None:
        for line in scene.resolve_all():
            self._say(f"a person: {line}")

    def _run(self, scene: Scene) -> None:
        """One run, disturbed in some way, or in none."""
        self._faults(scene)
        self._say("run")
        scene.run(steps=self._disturbed(scene, depth=0), wishes=self._options())

    def _options(self) -> pipeline.ApplyOptions:
        if self.rng.random() < 0.15:
            self._say("only what follows")
            return pipeline.ApplyOptions(only=lambda action: action.verb is not Verb.ORDER)
        if self.rng.random() < 0.1:
            calls = iter(range(10_000))
            limit = self.rng.randint(1, 4)
            self._say(f"asked to stop after {limit} looks")
            return pipeline.ApplyOptions(stopping=lambda: next(calls) >= limit)
        return pipeline.ApplyOptions()

    def _faults(self, scene: Scene) -> None:
        rng = self.rng
        while rng.random() < 0.5:
            kind = rng.choice(rng.choice((faults.BEFORE, faults.AFTER, faults.ON_READ, _SINGLE)))
            verb = None
            if kind in (*faults.BEFORE, *faults.AFTER, faults.BUSINESS_ERROR):
                verb = rng.choice((None, None, None, "order", "cancel", "bind", faults.READ))
            after, times = rng.choice((0, 0, 1, 2)), rng.choice((1, 1, 2, 8))
            scene.fault(kind, verb, after=after, times=times)
            self._say(f"fault: {kind} at {verb or 'any call'}, after {after}, {times} times")

    def _disturbed(self, scene: Scene, depth: int) -> Steps:
        """Steps at some of which the run is killed, a hand acts, or another runner comes by."""
        rng = self.rng
        arranged: dict[int, Callable[[], None]] = {}
        if rng.random() < 0.35:
            arranged[rng.randint(1, MOST_STEPS)] = self._killed
        if rng.random() < 0.3:
            arranged[rng.randint(1, MOST_STEPS)] = lambda: self._life(scene)
        if depth < 2 and rng.random() < 0.3:
            arranged[rng.randint(1, MOST_STEPS)] = lambda: self._another(scene, depth + 1)
        return Steps(arranged)

    def _killed(self) -> None:
        self._say("killed")
        die()

    def _another(self, scene: Scene, depth: int) -> None:
        """Another runner; sometimes somebody takes the lock away for it."""
        self._say(f"runner {depth + 1}")
        if self.rng.random() < 0.5 and scene.ledger_file.exists():
            self._say("unlocked by hand")
            scene.unlock()
        scene.run(steps=self._disturbed(scene, depth))
        self._say(f"back from runner {depth + 1}")


def play(seed: int) -> int:
    """One schedule. Raises AssertionError with the story and the command that replays it."""
    schedule = Schedule(seed)
    try:
        return schedule.play()
    except AssertionError as error:
        story = "\n  ".join(schedule.told)
        again = f"replay: python tests/faults/replay.py {seed}"
        raise AssertionError(f"seed {seed}: {error}\n  {story}\n{again}") from error

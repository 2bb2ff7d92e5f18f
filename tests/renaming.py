"""Random lives of an estate: everything is renamed, moved, split, lost, put back or seen by a clock that is wrong.

Purchases never exceed the entries that ask for a number nor, where a limit is set, what a month permits; no binding is
exchanged, nothing is cancelled but what a tombstone names while nothing transfers to it, and no command ends in an
internal error.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from estates import (
    ALLOTTED,
    INSTANCES,
    MOBILE,
    NUMBERS,
    POINTING,
    SELECTED,
    accept,
    bury,
    declare_all,
    named,
    new_shop,
)
from staged import Workspace
from streams import Streams

KEYS = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
ASKING = {"x": ALLOTTED, "y": ALLOTTED, "mobile": MOBILE, "hotline": SELECTED}
"""Entries without a number: what each says."""
STEPS = (
    *(
        "apply",
        "apply",
        "apply",
        "resume",
        "plan file",
        "shuffle",
        "shuffle",
        "team",
        "split",
        "advance",
        "follow",
    ),
    *("lose", "lose with mark", "empty", "roll back", "roll back with mark", "acknowledge"),
    *("lost answer", "lag", "clock back"),
)
ENDINGS = ("bury", "bury", "dig up", "point", "point elsewhere")
"""Tombstones come and go, and so do transfers of a hotline that nobody manages."""
BEGIN = datetime.fromisoformat("2026-11-23")


@dataclass
class Estate:
    """Entries, whatever they are called today: some name their numbers, some have theirs allotted."""

    shop: Workspace
    entries: tuple[str, ...] = (*NUMBERS, "x", "y")
    a_month: int | None = None
    """How many purchases a calendar month permits."""
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Entry to its team and key."""
    moved: list[tuple[str, str]] = field(default_factory=list)
    split: bool = False
    copies: list[dict[str, bytes]] = field(default_factory=list)
    today: datetime = BEGIN
    bought: Counter[int] = field(default_factory=Counter)
    """By true month."""
    buried: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Entry to where it was when its tombstone was written."""
    touched: set[str] = field(default_factory=set)
    """Numbers that a tombstone has named at some time."""
    pointed: str | None = None
    """The number that a hotline of nobody transfers to."""
    ended: list[str] = field(default_factory=list)
    """Numbers cancelled so far."""

    def __post_init__(self) -> None:
        accept(self.shop)
        if self.a_month is not None:
            self.shop.edit(
                "reconciler.yaml", "  manifests:", f"  limits: {{purchases: {self.a_month}}}\n  manifests:"
            )
        self.places = {name: ("care", key) for name, key in zip(self.entries, KEYS, strict=False)}
        self.write()

    def write(self) -> None:
        numbers: dict[str, list[str]] = {"care": [], "sales": []}
        hotlines: dict[str, list[str]] = {"care": [], "sales": []}
        for name, (team, key) in sorted(self.places.items()):
            if name in self.buried:
                continue
            entry = named(key, name) if name in NUMBERS else f"{key}: {ASKING[name]}"
            (hotlines if name == "hotline" else numbers)[team].append(entry)
        declare_all(self.shop, numbers["care"], numbers["sales"], self.moved, hotlines, split=self.split)
        for name, number in NUMBERS.items():
            bury(self.shop, number, self.buried.get(name))

    def step(self, what: str, dice: random.Random) -> None:
        ledger = self.shop.root / ".reconciler"
        match what:
            case "apply" | "resume":
                self.run("apply", "--resume" if what == "resume" else "--yes")
                self.copies.append({file.name: file.read_bytes() for file in ledger.glob("ledger.db*")})
            case "plan file":
                lags = any(fault["kind"] == "lag" for fault in self.shop.read("simulator", "fault", "list"))
                if self.run("plan", "--out", "plan.json") in {0, 2, 3}:
                    fates = (
                        {0, 3, 4, 5} if lags else {0, 3, 4}
                    )  # of a list that lagged, another plan may be made
                    assert self.run("apply", "plan.json") in fates, "a plan is applied as it was made"
            case "advance":
                self.shop.ok("simulator", "advance", "6d")
                self.today += timedelta(days=6)
            case "shuffle" | "follow":
                self.rename(dice, follow=what == "follow")
            case "team":
                name = dice.choice(sorted(self.places))
                team, key = self.places[name]
                self.places[name] = ("sales" if team == "care" else "care", key)
                self.moved = []
            case "split":
                self.split = not self.split
            case "acknowledge":
                self.run("ledger", "rebuild", "--acknowledge", "--by", "ops", "--reason", "compared")
            case "lost answer":
                self.run("simulator", "fault", "timeout-after", "--verb", "order")
            case "lag":
                self.run("simulator", "fault", "lag", "--times", str(dice.randint(1, 6)))
            case "clock back":
                self.clock_back(dice.randint(1, 40))
            case "bury" | "dig up":
                self.end(dice, again=what == "dig up")
            case "point" | "point elsewhere":
                self.point(NUMBERS[dice.choice(list(NUMBERS))] if what == "point" else None)
            case _:
                self.spoil(what, ledger, dice)
        self.write()

    def spoil(self, what: str, ledger: Path, dice: random.Random) -> None:
        """The ledger is not what it was."""
        if what in {"lose", "lose with mark"}:
            for file in ledger.glob("ledger.db*"):
                if what == "lose with mark" or not file.name.endswith(".head"):
                    file.unlink()
        elif what == "empty":
            (ledger / "ledger.db").unlink(missing_ok=True)
            (ledger / "ledger.db").touch()
        elif self.copies:
            for name, content in dice.choice(self.copies).items():
                if what == "roll back with mark" or not name.endswith(".head"):
                    (ledger / name).write_bytes(content)

    def run(self, *words: str) -> int:
        """The exit code of one command, which may end badly but never without knowing why."""
        ran = self.shop(*words)
        assert "VN999" not in ran.err, ran.err
        return ran.code

    def end(self, dice: random.Random, *, again: bool) -> None:
        """A tombstone in place of an entry; or the entry again in place of its tombstone."""
        if again and self.buried:
            del self.buried[dice.choice(sorted(self.buried))]
        elif living := sorted(set(NUMBERS) & set(self.places) - set(self.buried)):
            name = dice.choice(living)
            self.buried[name] = self.places[name]
            self.touched.add(NUMBERS[name])

    def point(self, number: str | None) -> None:
        """Somebody in the console lets a hotline that nobody manages transfer to a number."""
        words = ("set-transfer", POINTING, "--to", number or "057199990000", "--qualification", "1")
        if self.run("simulator", "console", *words) == 0:
            self.pointed = number

    def clock_back(self, days: int) -> None:
        """A run while the clock is behind, which is then set right."""
        self.turn(-days)
        self.run("apply", "--yes")
        self.turn(days)

    def turn(self, days: int) -> None:
        """Puts the account's clock on, or back."""
        with closing(sqlite3.connect(self.shop.root / ".reconciler" / "simulator.db")) as account, account:
            account.execute("update account set now = now + ?", (days * 86_400_000_000,))

    def rename(self, dice: random.Random, *, follow: bool) -> None:
        """Other keys for all entries; entries without a number leave a line of `moved`, or not."""
        keys = dice.sample(KEYS, len(self.places))
        before = dict(self.places)
        used = {key for _, key in self.buried.values()}  # a key of the dead is not given again
        keys = [key for key in keys if key not in used] + [f"{key}2" for key in keys if key in used]
        self.places = {
            name: (team, key) for (name, (team, _)), key in zip(sorted(before.items()), keys, strict=True)
        }
        changed = [name for name in self.entries if name in ASKING and before[name] != self.places[name]]
        self.moved = (
            [("/".join(before[name]), "/".join(self.places[name])) for name in changed] if follow else []
        )

    def check(self) -> None:
        requests = self.shop.read("simulator", "requests")
        effects = [(r["verb"], r["number"]) for r in requests if r["effect"] and r["by"] != "console"]
        verbs = Counter(verb for verb, _ in effects)
        assert verbs["apply"] <= sum(name in ASKING for name in self.entries), effects
        self.judge_ends([number for verb, number in effects if verb == "cancel"])
        self.bought[self.today.month] += verbs["apply"] - self.bought.total()
        assert self.a_month is None or max(self.bought.values()) <= self.a_month, self.bought
        touched = [e for e in effects if e[1] in NUMBERS.values() and e[1] not in self.touched]
        assert touched == [], "what the numbers of the estate are bound to never changed"
        shown = {n.get("number"): n.get("instance") for n in self.shop.read("simulator", "show")["numbers"]}
        for which, number in NUMBERS.items():
            right = {INSTANCES[which], None} if number in self.touched else {INSTANCES[which]}
            assert number in self.ended or shown[number] in right, f"{number} is bound to {shown[number]}"

    def judge_ends(self, ended: list[str]) -> None:
        """What was cancelled since the last look has a tombstone, and nothing transfers to it."""
        for number in ended[len(self.ended) :]:
            assert number in {NUMBERS[name] for name in self.buried}, f"{number} has no tombstone"
            assert number != self.pointed, f"calls are still transferred to {number}"
            assert number not in self.ended, f"{number} was cancelled twice"
        self.ended = ended

    def live(self, steps: tuple[str, ...], dice: random.Random) -> None:
        """Every step, each followed by a look at what became of the account."""
        for done, what in enumerate(steps, 1):
            try:
                self.step(what, dice)
                self.check()
            except AssertionError as error:
                raise AssertionError(f"after {', '.join(steps[:done])}: {error}") from error


def story(root: Path, seed: int) -> None:
    """One estate, and what happens to it."""
    dice = random.Random(seed)
    some = (*dice.sample(list(NUMBERS), dice.randint(0, 3)), *dice.sample(list(ASKING), dice.randint(1, 4)))
    known = (*STEPS, *ENDINGS) if seed % 2 else STEPS
    steps = tuple(dice.choice(known) for _ in range(dice.randint(6, 16)))
    with Streams.kept() as streams:
        estate = Estate(new_shop(root, streams, pointing=True), some, dice.choice([None, 1, 2]))
        estate.live(("apply", *steps, "apply"), dice)

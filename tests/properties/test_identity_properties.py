"""Whatever is renamed, moved, split, lost or put back, in whatever order: an estate stays what it was.

Purchases never exceed the entries that ask for a number, no binding is exchanged, nothing is cancelled.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from estates import ALLOTTED, INSTANCES, NUMBERS, accept, declare_all, named, new_shop
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from staged import Workspace

KEYS = ("a", "b", "c", "d", "e", "f", "g", "h")
STEPS = (
    *("apply", "apply", "apply", "resume", "shuffle", "shuffle", "team", "split", "advance"),
    *(
        "follow",
        "lose",
        "lose with mark",
        "empty",
        "roll back",
        "roll back with mark",
        "acknowledge",
        "lost answer",
    ),
)


@dataclass
class Estate:
    """Five entries, whatever they are called today: three that name their numbers, two that had one allotted."""

    shop: Workspace
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Entry to its team and key."""
    moved: list[tuple[str, str]] = field(default_factory=list)
    split: bool = False
    copies: list[dict[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        accept(self.shop)
        self.places = {name: ("care", key) for name, key in zip((*NUMBERS, "x", "y"), KEYS, strict=False)}
        self.write()

    def write(self) -> None:
        texts: dict[str, list[str]] = {"care": [], "sales": []}
        for name, (team, key) in sorted(self.places.items()):
            entry = named(key, name) if name in NUMBERS else f"{key}: {ALLOTTED}"
            texts[team].append(entry)
        declare_all(self.shop, texts["care"], texts["sales"], self.moved, split=self.split)

    def step(self, what: str, dice: random.Random) -> None:
        shop, ledger = self.shop, self.shop.root / ".reconciler"
        match what:
            case "apply" | "resume":
                shop("apply", "--resume" if what == "resume" else "--yes")
                self.copies.append({file.name: file.read_bytes() for file in ledger.glob("ledger.db*")})
            case "advance":
                shop.ok("simulator", "advance", "6d")
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
                shop("ledger", "rebuild", "--acknowledge", "--by", "ops", "--reason", "compared")
            case "lost answer":
                shop("simulator", "fault", "timeout-after", "--verb", "order")
            case "lose" | "lose with mark":
                for file in ledger.glob("ledger.db*"):
                    if what == "lose with mark" or not file.name.endswith(".head"):
                        file.unlink()
            case "empty":
                (ledger / "ledger.db").unlink(missing_ok=True)
                (ledger / "ledger.db").touch()
            case "roll back" | "roll back with mark" if self.copies:
                for name, content in dice.choice(self.copies).items():
                    if what == "roll back with mark" or not name.endswith(".head"):
                        (ledger / name).write_bytes(content)
        self.write()

    def rename(self, dice: random.Random, *, follow: bool) -> None:
        """Other keys for all entries; entries without a number leave a line of `moved`, or not."""
        keys = dice.sample(KEYS, len(self.places))
        before = dict(self.places)
        self.places = {
            name: (team, key) for (name, (team, _)), key in zip(sorted(before.items()), keys, strict=True)
        }
        changed = [name for name in ("x", "y") if before[name] != self.places[name]]
        self.moved = (
            [("/".join(before[name]), "/".join(self.places[name])) for name in changed] if follow else []
        )

    def check(self) -> None:
        requests = self.shop.read("simulator", "requests")
        effects = [(r["verb"], r["number"]) for r in requests if r["effect"] and r["by"] != "console"]
        assert [verb for verb, _ in effects].count("apply") <= 2, effects
        assert "cancel" not in [verb for verb, _ in effects], effects
        touched = [effect for effect in effects if effect[1] in NUMBERS.values()]
        assert touched == [], "what the numbers of the estate are bound to never changed"
        shown = {n.get("number"): n.get("instance") for n in self.shop.read("simulator", "show")["numbers"]}
        assert {number: shown[number] for number in NUMBERS.values()} == {
            NUMBERS[which]: INSTANCES[which] for which in NUMBERS
        }


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]):
    def make() -> Workspace:
        return new_shop(Path(tmp_path_factory.mktemp("estate")), capsys)

    return make


@seed(20261125)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=6, max_size=14), chance=st.integers(0, 2**32))
def test_an_estate_stays_what_it_was_under_its_first_names(fresh, steps: list[str], chance: int) -> None:
    estate, dice = Estate(fresh()), random.Random(chance)
    for what in ("apply", *steps, "apply"):
        estate.step(what, dice)
        estate.check()


@pytest.mark.parametrize(
    "steps",
    [
        ["advance", "apply", "shuffle", "apply", "apply"],
        ["lost answer", "apply", "shuffle", "apply", "follow", "apply"],
        ["advance", "apply", "follow", "apply", "apply", "follow", "apply"],
        ["advance", "apply", "lose with mark", "shuffle", "apply", "acknowledge", "apply"],
        ["advance", "apply", "advance", "apply", "roll back with mark", "apply", "acknowledge", "apply"],
        ["empty", "apply", "team", "apply", "acknowledge", "apply", "resume"],
        ["apply", "team", "follow", "apply"],
        ["advance", "apply", "team", "follow", "apply", "follow", "apply"],
    ],
    ids=" ".join,
)
def test_a_story_that_once_would_have_bought_twice(fresh, steps: list[str]) -> None:
    estate, dice = Estate(fresh()), random.Random(7)
    for what in ("apply", *steps):
        estate.step(what, dice)
        estate.check()

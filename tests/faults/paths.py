"""The same commit reached in one step or by way of others leaves the same account, as far as the provider lets things
be undone: what is on the way binds, answers, transfers, leaves Git and comes back; what it buys, the last commit wants.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from documents import CAMPAIGN, Git, hotline, live_hotline, live_regular, regular, world_file
from scenarios import BRAND, A, B, C, D
from scene import Picture, Scene

NUMBERS = {"hz-001": A, "hz-002": B, "hz-003": C, "hz-004": D, "new": None}
HOTLINES = {"brand": BRAND, "named": "4009100003"}
WORLD = world_file(
    *map(live_regular, (A, B)), live_regular(C, instance=CAMPAIGN), live_regular(D), live_hotline(BRAND)
)


def _some(rng: random.Random, **choices: Sequence[str | None]) -> dict[str, Any]:
    drawn = {name: rng.choice(values) for name, values in choices.items()}
    return {name: value for name, value in drawn.items() if value is not None}


def whole(rng: random.Random) -> Git:
    """A commit that declares everything, each entry in one of its ways."""
    instances, playbacks = (None, "outbound", "campaign"), (None, "welcome", "other")
    answers = (None, "hotline", "forward", "welcome")
    return Git(
        hotlines={
            key: hotline(number, documents={"reference": "DOC-1"}, **_some(rng, ivr=answers))
            for key, number in HOTLINES.items()
        },
        numbers={
            key: regular(number, **_some(rng, instance=instances, ivr=playbacks))
            for key, number in NUMBERS.items()
        },
    )


def _without_some(rng: random.Random, git: Git) -> Git:
    keep = rng.random()
    kept = {
        kind: {k: v for k, v in getattr(git, kind).items() if rng.random() < keep}
        for kind in ("hotlines", "numbers")
    }
    return replace(git, **kept)


def _account_after(commits: Sequence[Git]) -> tuple[Picture, int]:
    """The account at rest, and how many calls it took."""
    with Scene(commits[0], WORLD) as scene:
        for git in commits[1:]:
            scene.converge()
            scene.git = git
        scene.finish()
        return scene.picture(), scene.requests


def walk(seed: int) -> int:
    """One commit, reached at once and by a detour; how many more calls that took. Raises AssertionError."""
    rng = random.Random(seed)
    last = whole(rng)
    detour = [_without_some(rng, whole(rng)) for _ in range(rng.randint(1, 4))]
    (there, calls), (straight, fewest) = _account_after([*detour, last]), _account_after([last])
    assert there == straight, f"P4: seed {seed}: a detour of {len(detour)} commits leaves another account"
    return calls - fewest

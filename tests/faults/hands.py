"""Something else happens at each step of a run: a person at the console, the reviewer, the carrier, the clock, a debt.
The run may go wrong; it must not act on what it could have known to be different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from documents import CAMPAIGN, COMPANY, TELECOM
from scenarios import BRAND, SCENARIOS, A
from scene import Scene
from steps import Steps

from reconciler.errors import Refused
from reconciler.providers.simulator.world.applying import HotlineForm
from reconciler.providers.simulator.world.journal import CONSOLE
from reconciler.providers.simulator.world.wallclock import duration

Hand = Callable[[Scene], None]


def _buys(number: str) -> Hand:
    form = HotlineForm(number, TELECOM, 12000, COMPANY, "SCRIPT-3321", "2026-06-01")
    return lambda scene: _ignore(scene.world.apply_hotline(form, by=CONSOLE))


def _ignore(_: object) -> None:
    return None


def _owes(scene: Scene) -> None:
    scene.world._db.execute("UPDATE account SET balance = 0, arrears = 100")


def _back(text: str) -> Hand:
    def hand(scene: Scene) -> None:
        scene.watch.was = scene.world.now()
        scene.world.advance(-duration(text))

    return hand


HANDS: dict[str, Hand] = {
    "buys the number on top": _buys("4009100001"),
    "buys the number wanted": _buys("4009100003"),
    "binds": lambda scene: _ignore(scene.world.bind([A], CAMPAIGN, by=CONSOLE)),
    "unbinds": lambda scene: _ignore(scene.world.unbind(A, by=CONSOLE)),
    "cancels": lambda scene: _ignore(scene.world.cancel(A, by=CONSOLE)),
    "sets a playback": lambda scene: _ignore(
        scene.world.configure_playback(A, "welcome-2026.wav", "By hand", by=CONSOLE)
    ),
    "sets a transfer": lambda scene: _ignore(
        scene.world.set_transfer("4008100007", "random", ["057188880001"], "10000008748", by=CONSOLE)
    ),
    "submits documents": lambda scene: _ignore(scene.world.submit_documents(BRAND, "DOC-9", by=CONSOLE)),
    "restricts": lambda scene: scene.world.restrict(A),
    "rejects": lambda scene: scene.world.reject(BRAND),
    "runs into debt": _owes,
    "an hour on": lambda scene: scene.advance("1h"),
    "a month on": lambda scene: scene.advance("31d"),
    "past the deadline": lambda scene: scene.advance("16d"),
    "an hour back": _back("1h"),
    "a month back": _back("31d"),
}


@dataclass(frozen=True)
class Case:
    """One hand at one step of one story."""

    scenario: str
    hand: str
    step: int


def cases(names: Iterable[str] = tuple(SCENARIOS)) -> Iterator[Case]:
    """Every hand at every step."""
    for name in names:
        with SCENARIOS[name].scene() as scene:
            steps = len(scene.run().steps)
        for hand in HANDS:
            for step in range(1, steps + 1):
                yield Case(name, hand, step)


def interfere(case: Case) -> bool:
    """Plays the story; whether the hand could do anything. Raises AssertionError for a broken promise."""
    did = [False]
    with SCENARIOS[case.scenario].scene() as scene:

        def hand() -> None:
            try:
                HANDS[case.hand](scene)
                did[0] = True
            except Refused:
                pass

        steps = Steps({case.step: hand})
        scene.run(steps=steps)
        if did[0]:
            _was_not_foreseeable(scene, steps, case)
        scene.finish()
    return did[0]


def _was_not_foreseeable(scene: Scene, steps: Steps, case: Case) -> None:
    """The provider refuses only what changed after the last look before the call."""
    calls = [at for at, name in enumerate(steps.names, 1) if name.startswith("provider: before ")]
    for at, seen in zip(calls, scene.watch.journal(), strict=True):
        looked = max(i for i, name in enumerate(steps.names[:at], 1) if name == "provider: read")
        late = looked < case.step <= at
        assert late or "refused" not in seen.outcome, (
            f"{seen.request.verb}: {seen.outcome} was to be foreseen"
        )

"""Hypothesis invents stories; after each run the account is what a small independent model says it must be."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

from documents import CAMPAIGN, OUTBOUND, Git, Tombstone, hotline, live_regular, regular, world_file
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from model_account import CANCELLATIONS, OWN, PURCHASES, Model
from scene import Scene
from steps import die

from reconciler.errors import Refused
from reconciler.providers.simulator.world.faults import AFTER, BEFORE, BUSINESS_ERROR
from reconciler.providers.simulator.world.journal import CONSOLE

LIMITS = {"purchases": PURCHASES, "cancellations": CANCELLATIONS}
CODES = {"outbound": OUTBOUND, "campaign": CAMPAIGN, None: None}
WORLD = world_file(*map(live_regular, OWN.values()), account={"balance": "100000.00"})
INSTANCES = st.sampled_from(["outbound", "campaign", None])


class Account(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene(Git(limits=LIMITS), WORLD)
        self.model = Model(self.scene.world.now())

    def teardown(self) -> None:
        self.scene.finish()
        self.scene.__exit__()

    def declare(self, kind: str, key: str, entry: dict[str, object]) -> None:
        entries = getattr(self.scene.git, kind) | {key: entry}
        self.scene.git = replace(self.scene.git, **{kind: entries})

    # --- commits ----------------------------------------------------------------------------------------

    @rule(key=st.sampled_from(["x", "y", "z"]))
    def a_hotline_is_declared(self, key: str) -> None:
        self.declare("hotlines", key, hotline(documents={"reference": "DOC-1"}))
        self.model.declared[key] = None

    @rule(key=st.sampled_from(["a", "b", "new"]), instance=INSTANCES)
    def a_number_is_declared(self, key: str, instance: str | None) -> None:
        if key not in self.model.buried:
            entry = regular(OWN.get(key)) | ({"instance": instance} if instance else {})
            self.declare("numbers", key, entry)
            self.model.declared[key] = CODES[instance]

    @rule()
    def public_mode_is_declared(self) -> None:
        self.scene.git = replace(self.scene.git, public_mode=True)
        self.model.public_mode = True

    @rule(key=st.sampled_from(sorted(OWN)))
    def a_tombstone_is_committed(self, key: str) -> None:
        git = self.scene.git
        stones = git.tombstones | {f"no-{key}": Tombstone(f"care/{key}", OWN[key])}
        numbers = {other: entry for other, entry in git.numbers.items() if other != key}
        self.scene.git = replace(git, numbers=numbers, tombstones=stones)
        self.model.declared.pop(key, None)
        self.model.buried.add(key)

    # --- runs -------------------------------------------------------------------------------------------

    @rule()
    def a_run(self) -> None:
        assert self.scene.run().error is None
        self.model.run()

    @rule(step=st.integers(1, 60))
    def a_run_that_is_killed_and_one_after_it(self, step: int) -> None:
        self.scene.run({step: die})
        self.then_a_run()

    @rule(kind=st.sampled_from([*BEFORE, *AFTER, BUSINESS_ERROR]), after=st.integers(0, 3))
    def a_run_in_which_a_call_goes_wrong_and_one_after_it(self, kind: str, after: int) -> None:
        self.scene.fault(kind, after=after)
        self.scene.run()
        self.scene.world.clear_faults()
        self.then_a_run()

    def then_a_run(self) -> None:
        self.scene.resolve_what_nobody_can_see()
        assert self.scene.run().error is None
        self.model.run()

    # --- the world --------------------------------------------------------------------------------------

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.scene.advance(f"{days}d")
        self.model.now += timedelta(days=days)

    @rule(key=st.sampled_from(sorted(OWN)), code=st.sampled_from([OUTBOUND, CAMPAIGN]))
    def somebody_binds_in_the_console(self, key: str, code: str) -> None:
        try:
            self.scene.world.bind([OWN[key]], code, by=CONSOLE)
        except Refused:
            return
        self.model.bound[key] = code

    @precondition(lambda self: self.model.bound["b"] is None and "b" not in self.model.gone)
    @rule()
    def somebody_cancels_in_the_console(self) -> None:
        self.scene.world.cancel(OWN["b"], by=CONSOLE)
        self.model.gone.add("b")

    # --- what must hold ---------------------------------------------------------------------------------

    @invariant()
    def no_promise_is_broken(self) -> None:
        self.scene.check()

    @invariant()
    def the_account_is_what_the_model_says(self) -> None:
        seen = self.scene.session().provider.observe()
        numbers = {"new": "", **OWN} | {
            address.removeprefix("care/"): owned.number or owned.application or ""
            for address, owned in self.scene.memory().owned.items()
        }
        bought = {s.address.removeprefix("care/") for s in self.scene.watch.journal() if _bought(s)}
        assert bought == set(self.model.bought)
        assert {key for key in OWN if seen.numbers[OWN[key]].status.startswith("cancel")} == self.model.gone
        for key, instance in self.model.bound.items():
            live = seen.numbers.get(numbers[key])
            assert (live and live.instance) == instance, key
        assert seen.public_mode is self.model.activated


def _bought(seen: object) -> bool:
    return bool(seen.effect and seen.request.verb == "apply")  # type: ignore[attr-defined]


TestAccount = Account.TestCase
TestAccount.settings = settings(
    max_examples=int(os.environ.get("STATE_EXAMPLES", "40")),
    stateful_step_count=25,
    deadline=None,
    derandomize="STATE_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)

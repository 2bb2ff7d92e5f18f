"""Random lives: what the planner says things cost is what the account is charged, whichever API shows it.

The world keeps its own books and borrows nothing from the planner. Each step compares what a drafted order or
cancellation costs now with what the balance loses, and every month's end with what ending each number would still owe.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from planned import inputs, owning, remembered
from simulated import (
    COMPANY,
    HANGZHOU,
    UNICOM,
    hotline_form,
    regular_form,
    world,
)

from reconciler.contracts.bill import bill, cancellation, number_fee
from reconciler.contracts.facts import Facts, Slot
from reconciler.errors import Refused
from reconciler.memory.memory import Memory
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import add_months, midnight
from reconciler.model.observation import ObservedNumber
from reconciler.model.origin import Origin
from reconciler.model.resource import DesiredNumber, Source
from reconciler.model.state import Tombstone
from reconciler.model.tariff import SEED_TARIFF
from reconciler.planning.build import view
from reconciler.planning.origins import with_origins
from reconciler.providers.simulator.provider import SimulatorProvider
from reconciler.providers.simulator.world import World

LIVES, STEPS = 60, 25
PACKAGES = (120, 300, 500, 1000)
POOL = [f"40081{index:05d}" for index in range(40)]
LINES = [f"05718888{index:04d}" for index in range(40)]
COMPARED: Counter[str] = Counter()
"""How often each comparison was made."""


class Life:
    """One account, what Git asks for, and what the ledger remembers of it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.world: World = world(
            account={"balance": "90000.00"},
            numbers=[],
            pool=[{"number": number, "carrier": UNICOM} for number in POOL],
            stock=[{"line": "landline", "region": HANGZHOU, "number": number} for number in LINES],
            review={"documents": "4d", "regular": "6d"},
        )
        self.hotlines: dict[str, int] = {}
        """Number to its package in CNY."""

    def facts(self, api: str = "full", *entries: DesiredNumber | Tombstone) -> Facts:
        provider = SimulatorProvider("prod", self.world, api)
        seen = with_origins(provider.observe(), provider.capabilities, "simulator")
        return view(replace(inputs(*entries, memory=self.memory()), observed=seen, now=seen.now))

    def memory(self) -> Memory:
        owned = (
            owning(f"care/n{number}", number, applied={"type": "400", "package": str(package)})
            for number, package in self.hotlines.items()
        )
        return remembered(*owned)

    def paid(self) -> Decimal:
        """What the account has been charged so far: neither on it nor set aside. In CNY."""
        account = self.world.look(tuple).account
        return Decimal(9_000_000 - account["balance"] + account["arrears"]).scaleb(-2) - self.aside()

    def aside(self) -> Decimal:
        """What is set aside for numbers that may still become active."""
        fen = self.world._db.execute("SELECT coalesce(sum(set_aside), 0) FROM numbers").fetchone()[0]
        return Decimal(fen).scaleb(-2)

    def fee(self, number: ObservedNumber) -> Decimal:
        """What the planner says a number costs a month."""
        return number_fee(number, SEED_TARIFF, self.world.now()).amount

    def left(self) -> Decimal:
        """What can still be spent."""
        return Decimal(self.world.look(tuple).account["balance"]).scaleb(-2)

    def numbers(self, *statuses: str) -> list[ObservedNumber]:
        return [n for n in self.facts().observed.numbers.values() if n.status in statuses]

    def advance(self, until: datetime) -> None:
        self.world.advance((until - self.world.now()) // timedelta(microseconds=1))

    # --- what happens ------------------------------------------------------------------------------------

    def order_hotline(self) -> None:
        number = POOL[len(self.hotlines)]
        package = self.random.choice(PACKAGES)
        entry = hotline(number, package)
        [order] = [a for a in self.facts("full", entry).actions if a.verb is Verb.ORDER]
        self._order(
            order, lambda: self.world.apply_hotline(hotline_form(number=number, package=package * 100))
        )
        assert order.cost.committed == order.cost.monthly == package
        self.hotlines[number] = package

    def order_regular(self) -> None:
        entry = regular(None)
        [order] = [a for a in self.facts("full", entry).actions if a.verb is Verb.ORDER]
        self._order(order, lambda: self.world.apply_regular(regular_form()))

    def _order(self, order: Action, ask) -> None:
        before = self.left()
        ask()
        assert before - self.left() == order.cost.now
        COMPARED["order"] += 1

    def submit(self) -> None:
        for number in self.numbers("documents_due", "rejected"):
            if number.type == "400":
                self.world.submit_documents(number.identity, f"DOC-{self.random.random()}")

    def review(self) -> None:
        for number in self.numbers("reviewing"):
            if self.random.random() < 0.3:
                self.world.reject(number.identity)
            else:
                self.world.approve(number.identity)

    def restrict(self) -> None:
        for number in self.numbers("active")[:1]:
            self.world.restrict(number.identity)

    def cancel(self) -> None:
        choice = [
            n
            for n in self.numbers("active", "restricted", "documents_due", "reviewing", "rejected")
            if n.number
        ]
        if not choice:
            return
        number = self.random.choice(choice)
        grave = tombstone(number.identity)
        drafts = [a for a in self.facts("full", grave).actions if a.verb is Verb.CANCEL]
        before = self.paid()
        try:
            self.world.cancel(number.identity)
        except Refused:
            return
        assert self.paid() - before == drafts[0].cost.now, number
        assert drafts[0].cost.monthly == -self.fee(number)
        COMPARED[f"cancel {number.type} {number.status}"] += 1

    def month_ends(self) -> None:
        """Up to the last second every review ends; then the first of the month is charged."""
        first = midnight(add_months(self.world.now().date().replace(day=1), 1))
        self.advance(first - timedelta(seconds=1))
        facts = self.facts()
        billed = [n for n in facts.observed.numbers.values() if n.status in {"active", "restricted"}]
        owed = sum((owes(n, facts) for n in billed), Decimal(0))
        due = {n.identity for n in facts.observed.numbers.values() if n.status == "reviewing"}
        before = self.paid()
        self.advance(first)
        late = [n for n in self.numbers("active") if n.activated_on == first.date() or n.identity in due]
        assert self.paid() - before == owed + sum(map(self.fee, late), Decimal(0))
        COMPARED["month"] += 1

    def compare(self) -> None:
        """The public API, with what a person attests, knows the same fees as the full one."""
        full = self.facts()
        numbers = full.observed.numbers.values()
        assert bill(full).whole.amount == sum(map(self.fee, numbers), Decimal(0))
        pending = [n for n in numbers if n.pending(full.now)]
        assert self.aside() == sum(map(self.fee, pending), Decimal(0))
        for number, package in self.hotlines.items():
            true = full.observed.numbers[number]
            shown = replace(
                true,
                package=None,
                monthly=None,
                unknown=frozenset({"package", "monthly"}),
                attested=frozenset({"status"}),
            )
            owned = self.memory().owned[f"care/n{number}"]
            recalled = number_fee(shown, SEED_TARIFF, full.now, owned)
            declared = number_fee(shown, SEED_TARIFF, full.now, None, hotline(number, package))
            assert recalled.amount == declared.amount == self.fee(true)
            if recalled.amount:
                assert (recalled.origin, declared.origin) == (Origin.REMEMBERED, Origin.DECLARED)
            COMPARED["public"] += 1


def owes(number: ObservedNumber, facts: Facts) -> Decimal:
    """What ending a number now would still charge: its month's fee, unless it was charged already."""
    return cancellation(Slot("-/x", live=number), facts, facts.now).now


HERE = Source("teams/care/team.yaml", 1)


def hotline(number: str, package: int) -> DesiredNumber:
    return DesiredNumber(
        address=f"care/n{number}",
        team="care",
        account="prod",
        type="400",
        source=HERE,
        number=number,
        carrier=UNICOM,
        package=Decimal(package),
        enterprise=COMPANY,
        script="SCRIPT-3321",
    )


def regular(number: str | None) -> DesiredNumber:
    return DesiredNumber(
        address="care/new",
        team="care",
        account="prod",
        type="regular",
        source=HERE,
        number=number,
        line="landline",
        call_type="both",
        region=HANGZHOU,
        enterprise=COMPANY,
        script="SCRIPT-3321",
    )


def tombstone(number: str) -> Tombstone:
    day = datetime(2026, 1, 1).date()
    return Tombstone(
        f"end-{number}",
        "care",
        f"-/{number}",
        number,
        "closed",
        day,
        day.replace(year=2029),
        "lead",
        HERE,
        "prod",
    )


def play(seed: int) -> None:
    """One life, each step compared."""
    life = Life(seed)
    deeds = [
        *[life.order_hotline, life.order_regular, life.submit, life.review] * 2,
        life.cancel,
        life.cancel,
        life.restrict,
        life.month_ends,
        life.month_ends,
    ]
    for _ in range(STEPS):
        life.random.choice(deeds)()
        life.compare()


def test_what_is_planned_is_what_is_charged() -> None:
    """In every life; and together they leave out no state that the world lets a number go from."""
    for seed in range(LIVES):
        play(seed)
    states = {"documents_due", "reviewing", "active", "restricted", "rejected"}
    assert {f"cancel 400 {state}" for state in states} <= COMPARED.keys()
    assert {"order", "month", "public", "cancel regular active"} <= COMPARED.keys()

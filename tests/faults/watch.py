"""The counter-party's eyes: at each request that would change something it reads the ledger's file, past all of our
code, and asks whether a matching intent is already durable there. At the end what it saw is held against the journal.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from documents import Git

from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.journal import API, JournalEntry, Request

Body = dict[str, Any]


Bodies = Callable[[str, int], list[str]]
"""The records of an account after the first so many, read past all of our code."""


def in_file(ledger: Path) -> Bodies:
    """Those of a SQLite file."""

    def read(account: str, after: int) -> list[str]:
        if not ledger.exists():
            return []
        connection = sqlite3.connect(ledger)
        try:
            return [body for (body,) in connection.execute(_QUERY.format("?"), (account, after))]
        finally:
            connection.close()

    return read


def on_server(url: str) -> Bodies:
    """Those of a PostgreSQL database."""
    import psycopg

    def read(account: str, after: int) -> list[str]:
        with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
            return [body for (body,) in connection.execute(_QUERY.format("%s"), (account, after))]

    return read


_QUERY = "SELECT body FROM records WHERE account = {0} AND seq > {0} ORDER BY seq"


@dataclass
class Seen:
    """One request of ours, about one number, with the intent that was durable when it came."""

    intent: Body | None
    request: Request
    at: datetime
    effect: bool = False
    outcome: str = ""
    application: str | None = None

    @property
    def address(self) -> str:
        return "" if self.intent is None else str(self.intent["address"])


def _fits(intent: Body, request: Request) -> bool:
    """Whether a request is what an intent announced; the counter calls an order by the page's word, apply."""
    named = intent["number"] or intent["application"]
    verb = "apply" if intent["action"] == "order" else intent["action"]
    return bool(verb == request.verb and named == request.number)


def _numbers(request: Request | JournalEntry) -> list[str | None]:
    """A binding may be of several numbers."""
    if request.verb == "bind" and request.number is not None:
        return [*request.number.split(",")]
    return [request.number]


def _refused(end: Body | None) -> bool:
    return end is not None and end["result"] == "not-done" and end["evidence"] != "observed"


class Watch:
    """Watches one account's counter and one ledger."""

    def __init__(self, world: World, bodies: Bodies, git: Callable[[], Git], account: str = "prod") -> None:
        self.world = world
        self.bodies = bodies
        self.git = git
        self.account = account
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self.chain: list[Body] = []
        self.was: datetime | None = None
        """What the clock said before somebody put it back: whoever read it then could not know better."""
        self.robbed = False
        """Somebody took the lock from a run that was alive: its last call may come after others have gone on."""
        self.tell: Path | None = None
        """A file to tell violations to, where nobody may live to ask for them."""
        world.on_request = self._on_request

    # --- at the moment of a request -------------------------------------------------------------------------

    def _on_request(self, request: Request) -> None:
        if request.by != API:
            return
        self.read()
        parts = [replace(request, number=number) for number in _numbers(request)]
        for place, part in enumerate(parts):
            self._on_part(part, len(parts) - place)

    def _on_part(self, request: Request, from_end: int) -> None:
        """A request for several numbers stands on the last records of the chain, an intent a number, in their order."""
        intents = [body for body in self.chain if body["kind"] == "intent"]
        closed = {body["intent"] for body in self.chain if body["kind"] == "outcome"}
        still_open = [body for body in intents if body["id"] not in closed]
        last = self.chain[-from_end] if len(self.chain) >= from_end else None
        intent = last if last is not None and last in still_open else None
        if self.robbed and (intent is None or not _fits(intent, request)):
            intent = self._latecomer(intents, request)
        self.seen.append(Seen(intent, request, self.world.now()))
        if intent is None or not _fits(intent, request):
            self._blame("P7", f"{request.verb} {request.number}: no intent is durable")
            return
        if request.verb == "cancel":
            self._consented(intent, request, self.world.now())
        if self.robbed:
            return
        if sum(body["address"] == intent["address"] for body in still_open) > 1:
            self._blame("P9", f"{intent['address']}: asked for while an earlier intent is open")
        if request.verb == "apply":
            self._bought_before(intent, intents)

    def _latecomer(self, intents: list[Body], request: Request) -> Body | None:
        """The intent of a run that was robbed between writing it and calling, or between looking that it is still its
        own and calling once more, after it was throttled."""
        outcomes = [
            entry.outcome for entry in self.world.requests() if entry.by == API for _ in _numbers(entry)
        ]
        asked = {
            seen.intent["id"]
            for seen, outcome in zip(self.seen, outcomes, strict=False)
            if seen.intent is not None and not outcome.startswith("throttle-before")
        }
        waiting = (body for body in reversed(intents) if body["id"] not in asked)
        return next((body for body in waiting if _fits(body, request)), None)

    def read(self) -> list[Body]:
        """Every record that is durable now, in order."""
        self.chain.extend(json.loads(body) for body in self.bodies(self.account, len(self.chain)))
        return self.chain

    def _bought_before(self, intent: Body, intents: list[Body]) -> None:
        """No second purchase for a slot, and no number that is or may be another slot's."""
        ends = {b["intent"]: b for b in self.chain if b["kind"] == "outcome"}
        for other in intents:
            if other is intent or other["action"] != "order":
                continue
            end = ends.get(other["id"])
            if other["address"] == intent["address"]:
                if end is not None and end["result"] == "done":
                    self._blame("P6", f"{intent['address']}: applied for again")
            elif other["number"] == intent["number"] is not None and not _refused(end):
                self._blame("P9", f"{intent['number']}: {other['address']} may have bought it")

    def _consented(self, intent: Body, request: Request, now: datetime) -> None:
        stone = self.git().tombstones.get(intent["consent"] or "")
        days = {moment.date() for moment in (now, self.was) if moment is not None}
        if stone is None or stone.number != request.number or stone.target != intent["address"]:
            self._blame("P10", f"cancel {request.number}: no consent")
        elif not any(stone.not_before <= day.isoformat() <= stone.expires for day in days):
            self._blame("P10", f"cancel {request.number}: the consent is not in its window")

    def _blame(self, promise: str, what: str) -> None:
        self.violations.append(f"{promise}: {what}")
        if self.tell is not None:
            with self.tell.open("a", encoding="utf-8") as file:
                file.write(f"{promise}: {what}\n")

    # --- at the end -----------------------------------------------------------------------------------------

    def journal(self) -> list[Seen]:
        """Every request of ours with what became of it."""
        requests = [entry for entry in self.world.requests() if entry.by == API]
        entries = [replace(entry, number=number) for entry in requests for number in _numbers(entry)]
        if len(entries) != len(self.seen):
            self._blame("P7", f"{len(entries)} requests in the journal, {len(self.seen)} seen")
        for seen, entry in zip(self.seen, entries, strict=False):
            seen.effect, seen.outcome, seen.application = entry.effect, entry.outcome, entry.application
        return self.seen

    def judge(self) -> None:
        """At most one purchase a slot, one cancellation a number, and no month over its limits."""
        effects = [seen for seen in self.journal() if seen.effect]
        for verb, promise in (("apply", "P6"), ("cancel", "P10")):
            for address, times in Counter(s.address for s in effects if s.request.verb == verb).items():
                if times > 1:
                    self._blame(promise, f"{address}: {verb} took effect {times} times")
        self._limits(effects)

    def _limits(self, effects: list[Seen]) -> None:
        limits = self.git().limits
        for verb, name in (("apply", "purchases"), ("cancel", "cancellations")):
            months = Counter(f"{s.at:%Y-%m}" for s in effects if s.request.verb == verb)
            for month, times in months.items():
                if limits.get(name) is not None and times > limits[name]:
                    self._blame("P12", f"{times} {name} in {month}, the limit is {limits[name]}")
        if "addedMonthly" in limits:
            self._added(effects, Decimal(limits["addedMonthly"]))

    def _added(self, effects: list[Seen], limit: Decimal) -> None:
        months: Counter[str] = Counter()
        for seen in effects:
            if seen.request.verb == "apply" and seen.intent is not None:
                months[f"{seen.at:%Y-%m}"] += int(Decimal(seen.intent["monthly"]) * 100)
        for month, fen in months.items():
            if fen > limit * 100:
                self._blame("P12", f"{fen / 100} CNY a month added in {month}, the limit is {limit}")

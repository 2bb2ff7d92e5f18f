"""A story of people who act, report, forget and err in any order, and an oracle that knows nothing of the planner.

The oracle has its own eyes: the files in Git, the calendar, the simulated world, and its own list of who said what.
"""

from __future__ import annotations

import os
import random
import re
import signal
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from staged import GRAVE, TEAM, Workspace, stage
from streams import Streams

from reconciler.ledger.store import Ledger

NUMBER, INSTANCE, HOTLINE = "057188880007", "057100001234", "4008100001"
FRESH, OTHER = "4009100007", "4009100002"
BEGIN = date(2026, 12, 1)
COMPANY = "杭州示例科技有限公司"
ME = ("--by", "ops-lead", "--evidence", "OPS-7")
SPARE = ("care/spare", "care/reserve")
"""One entry under its first name and its second."""
CANCEL, UNBIND = "care/hz-007:cancel", "care/hz-007:unbind"
GONE = "care/hz-007"
_GUARDS = ("status", "activatedOn", "instance")

STEPS = (
    "apply", "apply", "apply", "resume", "write-back", "wait 1", "wait 5", "wait 10", "wait 45", "wait 100",
    "unbind", "bind", "cancel", "point", "clear", "buy", "buy-other", "submit", "approve", "reject",
    "say status=active", "say activatedOn=2026-10-02", "say activatedOn=2026-11-20", "say activatedOn=2027-12-01",
    "say instance=", f"say instance={INSTANCE}", "say status=active activatedOn=2026-10-02", "say status=cancelled",
    "say status=restricted", "again activatedOn=2026-10-02", "again instance=", "retract 1", "retract 2", "retract 3",
    "confirm 1", "confirm 2", "confirm 3", "two-people", "revert", "restore 2027-03-31", "restore 2026-12-20",
    "bought appliedOn=TODAY status=documents_due", "bought status=reviewing", "bought", "bought-other", "bought-wrong",
    "rename", "rename-moved", "leave", "return", "done order", "not-done order", "done cancel", "not-done cancel",
    "done unbind", "done submit-documents", "found appliedOn=2026-11-12 status=documents_due", "found status=reviewing",
    *(f"die {at}" for at in (1, 1, 2, 2, 3, 4, 5, 6)),
)  # fmt: skip
ORDERLY = ("say status=active activatedOn=2026-10-02", "wait 45", "apply", "unbind", "say instance=", "apply")
"""As it should be done: the cancellation is asked for in the end."""
DOCUMENTS = date(2026, 11, 27)
"""When the documents of the hotline that was there before us are due."""


class Line(NamedTuple):
    """One line of `deadlines`."""

    address: str
    kind: str
    day: str


@dataclass
class Word:
    """What somebody said of the number, and whether a second person did."""

    facts: dict[str, str]
    expires: date
    confirmed: bool = False


@dataclass
class Story:
    """One workspace, what its people have done, and what was promised in time."""

    shop: Workspace
    words: dict[int, Word] = field(default_factory=dict)
    """Standing attestations about the number to cancel, by their number."""
    bought: dict[str, date] = field(default_factory=dict)
    honest: bool = True
    """Whether nobody has said of a purchase what is not so: then its deadline must be known."""
    found: bool = False
    """Whether somebody has said truly how the hotline stands that was there before us."""
    shown: Any = None
    over: bool = False
    """Whether somebody has said that the number to cancel is gone: nobody needs to know of it any more."""

    def __post_init__(self) -> None:
        self.stone = (self.shop.root / GRAVE).read_text("utf-8")
        self.team = (self.shop.root / TEAM).read_text("utf-8")
        for subject, *facts in (
            (f"enterprise:{COMPANY}", "approved=true", "hotline=true"),
            ("script:SCRIPT-3321", "approved=true"),
            ("listing", "complete=true"),
        ):
            self.shop.ok("attest", subject, *facts, "--expires", "2027-11-01", *ME)

    # --- what people do -------------------------------------------------------------------------------------

    def act(self, step: str) -> None:
        """What one person does, well or badly; what the world or the product refuses changes nothing."""
        shop = self.shop
        match step.split():
            case ["apply"]:
                shop("apply", "--yes")
            case ["resume"]:
                shop("apply", "--resume")
            case ["write-back"]:
                shop("apply", "--yes", "--write-back")
            case ["die", nth]:
                self.die(int(nth))
            case ["wait", days]:
                shop.ok("simulator", "advance", f"{days}d")
            case ["unbind" | "cancel" as verb]:
                shop("simulator", "console", verb, NUMBER)
            case ["bind"]:
                shop("simulator", "console", "bind", NUMBER, INSTANCE)
            case ["point"]:
                to = ("--to", NUMBER, "--qualification", "10000008748")
                shop("simulator", "console", "register", HOTLINE, *to)
                shop("simulator", "console", "set-transfer", HOTLINE, *to, "--routing", "round-robin")
            case ["clear"]:
                shop("simulator", "console", "clear-transfer", HOTLINE)
            case ["submit"]:
                for number in (HOTLINE, *self.bought):
                    shop("simulator", "console", "submit-documents", number, "--reference", "DOC-1")
            case ["approve" | "reject" as verdict]:
                for number in (HOTLINE, *self.bought):
                    shop("simulator", verdict, number)
            case ["buy"]:
                self.buy(FRESH)
            case ["buy-other"]:
                self.buy(OTHER)
            case [("say" | "again") as how, *facts]:
                self.say(how, facts)
            case ["retract" | "confirm" as how, back]:
                self.look_back(how, int(back))
            case ["two-people"]:
                file = shop.root / "reconciler.yaml"
                text = file.read_text("utf-8")
                if "two-people" not in text:
                    file.write_text(text.replace("spec:\n", "spec:\n  attestations: two-people\n"), "utf-8")
            case ["revert"]:
                (shop.root / GRAVE).unlink(missing_ok=True)
            case ["restore", last]:
                shop.put(GRAVE, self.stone.replace("2027-03-31", last))
            case ["bought" | "bought-other" | "bought-wrong" as what, *facts]:
                self.report(what, facts)
            case ["rename" | "rename-moved" | "leave" | "return" as what]:
                self.edit(what)
            case ["done" | "not-done" as result, verb]:
                self.answer(result, verb)
            case ["found", *facts]:
                told = shop("attest", HOTLINE, *facts, *ME)
                status = self.world()[HOTLINE]["status"]
                self.found = told.code == 0 and f"status={status}" in facts and "reviewing" not in facts[-1]
            case _:
                raise ValueError(step)

    def die(self, nth: int) -> None:
        """An apply is killed before it appends to the ledger for the nth time. What it has written stands."""
        child = os.fork()
        if child == 0:
            left, append = [nth], Ledger.append

            def deadly(ledger: Ledger, *words: Any, **named: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return append(ledger, *words, **named)

            Ledger.append = deadly  # type: ignore[method-assign]
            try:
                self.shop("apply", "--yes")
            finally:
                os._exit(0)
        os.waitpid(child, 0)

    def buy(self, number: str) -> None:
        """In the console, by whoever has the card; a second person may do the same at once."""
        if not self.in_hand():
            return
        words = (
            "--enterprise",
            COMPANY,
            "--carrier",
            "中国电信",
            "--package",
            "120",
            "--script",
            "SCRIPT-3321",
        )
        if self.shop("simulator", "console", "apply", number, *words).code == 0:
            self.bought[number] = self.today()

    def say(self, how: str, facts: list[str]) -> None:
        """An attestation about the number to cancel, or a correction of the last one."""
        last = max(self.words, default=0)
        more = ("--corrects", str(last)) if how == "again" and last else ()
        told = self.shop("attest", NUMBER, *facts, *more, *ME)
        if told.code == 0:
            number = int(re.findall(r"attestation (\d+);", told.err)[0])
            kept = self.words.pop(last).facts if more else {}
            said = dict(fact.split("=", 1) for fact in facts)
            self.over |= said.get("status") == "cancelled"
            later = {path for n, word in self.words.items() if n > last for path in word.facts}
            kept = {path: fact for path, fact in kept.items() if path not in later}
            self.words[number] = Word(kept | said, self.today() + timedelta(days=89))

    def look_back(self, how: str, back: int) -> None:
        """One of the last attestations is taken back, or confirmed by a second person."""
        known = sorted(self.words)[-back:]
        if not known:
            return
        nth = known[0]
        ran = self.shop("attest", f"--{how}", str(nth), "--by", "second", "--evidence", "OPS-8")
        if ran.code == 0 and how == "retract":
            del self.words[nth]
        elif ran.code == 0:
            self.words[nth].confirmed = True

    def report(self, what: str, facts: list[str]) -> None:
        """Which number was bought, truly or not."""
        number = {"bought": FRESH, "bought-other": OTHER, "bought-wrong": HOTLINE}[what]
        said = [fact.replace("TODAY", self.today().isoformat()) for fact in facts] or [
            "enterprise=" + COMPANY
        ]
        address = next(iter(self.in_hand()), SPARE[0])
        told = self.shop("attest", number, *said, "--for-address", address, *ME)
        bought = self.bought.get(number)
        true = bought is not None and not any(
            fact.startswith("appliedOn=") and fact != f"appliedOn={bought}" for fact in said
        )
        live = self.world().get(number, {}).get("status")
        true &= not any(fact.startswith("status=") and fact != f"status={live}" for fact in said)
        if told.code == 0 and not true:
            self.honest = False

    def answer(self, result: str, verb: str) -> None:
        """A word about a task, true or not."""
        addresses = SPARE if verb in {"order", "submit-documents"} else ("care/hz-007",)
        for address in addresses:
            more = ("--number", FRESH) if (result, verb) == ("done", "order") else ()
            told = self.shop("resolve", f"{address}:{verb}", f"--{result}", *more, "--reason", "OPS-9")
            if told.code == 0 and verb == "order":
                self.honest &= (result == "done" and self.bought.keys() == {FRESH}) or not (
                    result == "done" or self.bought
                )
            if told.code == 0 and verb == "submit-documents":
                self.honest = False
            self.over |= told.code == 0 and (result, verb) == ("done", "cancel")

    def edit(self, what: str) -> None:
        """The entry of the hotline that is bought by hand: renamed, with or without `moved`, gone, or back."""
        line = next(x for x in self.team.splitlines(True) if x.strip().startswith("spare:"))
        moved = "  moved: [{from: care/spare, to: care/reserve}]\n" if what == "rename-moved" else ""
        text = self.team.replace("spec:\n", f"spec:\n{moved}")
        if what.startswith("rename"):
            text = text.replace("    spare:", "    reserve:")
        elif what == "leave":
            text = text.replace(line, "")
        self.shop.put(TEAM, text)

    # --- what the oracle sees -------------------------------------------------------------------------------

    def account(self) -> Any:
        """What the provider has, read once between two steps."""
        if self.shown is None:
            self.shown = self.shop.read("simulator", "show")
        return self.shown

    def world(self) -> dict[str, Any]:
        """Number to what the provider has of it."""
        return {n["number"]: n for n in self.account()["numbers"]}

    def today(self) -> date:
        """By the provider's clock."""
        return datetime.fromisoformat(self.account()["now"]).date()

    def in_hand(self) -> list[str]:
        """The orders of the hotline that somebody has a card for."""
        listed = self.shop.read("tasks")["tasks"]
        return [
            t["address"] for t in listed if t["id"] in {f"{a}:order" for a in SPARE} and t["state"] != "ready"
        ]

    def told(self) -> dict[str, tuple[str, Word]]:
        """The last standing word on each guard of the cancellation."""
        last: dict[str, tuple[str, Word]] = {}
        today = self.today()
        for _, word in sorted(self.words.items()):
            if word.expires >= today:
                last |= {path: (word.facts[path], word) for path in _GUARDS if path in word.facts}
        return last

    # --- what must hold -------------------------------------------------------------------------------------

    def check(self) -> None:
        """The two promises, and that nobody is asked to buy twice."""
        self.shown = None
        listed = self.shop.read("tasks")["tasks"]
        cards = {t["id"]: t for t in listed if t["state"] in {"issued", "overdue"} and not t["stop"]}
        if CANCEL in cards:
            self.check_cancel(cards)
        orders = [t for t in listed if t["id"] in {f"{a}:order" for a in SPARE}]
        assert len(orders) <= 1, "asked twice to buy one number"
        if self.bought and self.honest:
            assert all(t["state"] != "ready" for t in orders), "asked to buy what was bought"
        self.check_deadlines()

    def check_cancel(self, cards: dict[str, Any]) -> None:
        """Every guard of "cancel for ever", by the world and the files."""
        today, live, told = self.today(), self.world()[NUMBER], self.told()
        assert (self.shop.root / GRAVE).exists(), "without a tombstone"
        last = date.fromisoformat((self.shop.root / GRAVE).read_text("utf-8").split('expires: "')[1][:10])
        assert BEGIN <= today <= last, "outside the tombstone's window"
        assert live.get("instance") is None, "while the provider shows it bound"
        assert told.get("instance", ("?",))[0] == "", "while nobody says that it is unbound"
        assert told.get("status", ("?",))[0] in {"active", "restricted"}, "while its status is unknown"
        active = date.fromisoformat(told["activatedOn"][0]) if "activatedOn" in told else None
        assert active is not None, "while nobody knows since when it is active"
        assert today > months_later(active, 3), "within the holding period"
        assert UNBIND not in cards, "before what comes first"
        for other in self.world().values():
            transfer = (other.get("ivr") or {}).get("transfer") or {}
            assert NUMBER not in transfer.get("to", ()), "while a hotline transfers to it"
        if "two-people" in (self.shop.root / "reconciler.yaml").read_text("utf-8"):
            alone = [path for path, (_, word) in told.items() if not word.confirmed]
            assert not alone, f"on one person's word: {alone}"

    def check_deadlines(self) -> None:
        """Every day of the world, of Git and of somebody's word has its line before it comes."""
        lines = [
            Line(e["address"], e["kind"], e["instant"][:10]) for e in self.shop.read("deadlines")["entries"]
        ]
        self.check_documents([line for line in lines if line.kind == "documents"])
        self.check_window(lines)
        self.check_words(lines)

    def check_documents(self, lines: list[Line]) -> None:
        """No number that was honestly reported, or not at all, is released without a line before."""
        world = self.world()
        places = {*SPARE, *(f"-/{number}" for number in self.bought)}
        mine = [line.day for line in lines if line.address in places]
        for number, day in self.bought.items() if self.honest else ():
            if world[number]["status"] == "documents_due":
                due = (day + timedelta(days=15)).isoformat()
                assert any(line <= due for line in mine), (
                    f"{number} is due on {due}, and no line says so: {mine}"
                )
        if self.found and world[HOTLINE]["status"] == "documents_due":
            assert ("care/brand", "documents", f"{DOCUMENTS}") in lines, f"{HOTLINE} is due: {lines}"

    def check_window(self, lines: list[Line]) -> None:
        """The last day of a tombstone is said while it stands; no first day is said that is too early."""
        grave, today = self.shop.root / GRAVE, self.today()
        opens = [line.day for line in lines if (line.address, line.kind) == (GONE, "cancellation")]
        if not grave.exists():
            assert not opens, "a day to cancel without a tombstone"
            return
        last = date.fromisoformat(grave.read_text("utf-8").split('expires: "')[1][:10])
        if today <= last and not self.over:
            ends = (last + timedelta(days=1)).isoformat()
            assert (GONE, "tombstone-expiry", ends) in lines, f"the tombstone ends on {ends}: {lines}"
        if opens:
            live = self.world()[NUMBER]
            active = live["activatedOn"] if live.get("instance") else self.told()["activatedOn"][0]
            first = max(BEGIN, months_later(date.fromisoformat(active), 3) + timedelta(days=1))
            assert opens == [first.isoformat()], f"{opens}, though it is active since {active}"

    def check_words(self, lines: list[Line]) -> None:
        """What somebody vouched for of the number ages, and that is said, whatever else was said of it later."""
        ends = [word.expires for word in self.words.values()]
        if ends and not self.over:
            places = {GONE, f"-/{NUMBER}"}
            aging = [e.day for e in lines if e.kind == "attestation-expiry" and e.address in places]
            assert aging, f"{self.words} ages, and no line says so: {lines}"
            assert aging[0] <= (max(ends) + timedelta(days=1)).isoformat(), f"{aging} is too late"


def story(seed: int) -> tuple[str, ...]:
    """What happens in the story of that number: at any time anything, or after an orderly beginning."""
    dice = random.Random(seed)
    steps = tuple(dice.choice(STEPS) for _ in range(dice.randint(4, 14)))
    beginning = (("apply", "buy"), ORDERLY, ORDERLY[: dice.randint(1, len(ORDERLY))], ())[seed % 4]
    return beginning + steps


def play(root: Path, steps: tuple[str, ...]) -> None:
    """Lives one story and looks after each step. Raises AssertionError, which tells the steps so far."""
    with Streams.kept() as streams:
        told = Story(Workspace(stage(root / "shop", api="public"), streams))
        for nth, step in enumerate(steps, 1):
            try:
                told.act(step)
                told.check()
            except AssertionError as error:
                raise AssertionError(f"{error}\n  after {list(steps[:nth])}") from error


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), after - timedelta(days=1))

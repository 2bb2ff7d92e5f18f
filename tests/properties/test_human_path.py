"""Whatever order people act and report in: no irreversible task without its guards, no deadline without a line before.

The oracle knows nothing of the planner: it looks at the files in Git, at the calendar and into the simulated world.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from staged import GRAVE, Workspace, stage

NUMBER, INSTANCE, FRESH = "057188880007", "057100001234", "4009100007"
HELD_UNTIL = date(2027, 1, 3)
"""057188880007 is active since 2026-10-02: three calendar months, and the day after."""
COMPANY = "杭州示例科技有限公司"
ME = ("--by", "ops-lead", "--evidence", "OPS-7")


@dataclass
class Story:
    """One workspace, what its people have done, and what was promised in time."""

    shop: Workspace
    stone: str
    unbound: bool = False
    """Whether somebody says, or the provider shows, that the number is bound to nothing."""
    promised: dict[str, set[str]] = field(default_factory=dict)
    """Address to the document deadlines that were listed before they came."""
    bought: bool = False

    def world(self) -> dict[str, Any]:
        return {n["number"]: n for n in self.shop.read("simulator", "show")["numbers"]}

    def today(self) -> date:
        return datetime.fromisoformat(self.shop.read("tasks")["as_of"]).date()

    def act(self, step: str) -> None:
        """What one person does, well or badly; what the world refuses changes nothing."""
        shop = self.shop
        match step.split():
            case ["apply"]:
                shop("apply", "--yes")
            case ["wait", days]:
                shop.ok("simulator", "advance", f"{days}d")
            case ["unbind"]:
                shop("simulator", "console", "unbind", NUMBER)
            case ["bind"]:
                shop("simulator", "console", "bind", NUMBER, INSTANCE)
            case ["say", *facts]:
                told = shop("attest", NUMBER, *facts, *ME)
                if told.code == 0 and any(fact.startswith("instance=") for fact in facts):
                    self.unbound = facts[-1] == "instance="
            case ["take-back"]:
                shop("attest", "--retract", str(self.words()), *ME)
                self.unbound = False
            case ["revert"]:
                (shop.root / GRAVE).unlink(missing_ok=True)
            case ["restore", last]:
                shop.put(GRAVE, self.stone.replace("2027-03-31", last))
            case ["buy"] if not self.bought and self.asked("care/spare:order"):
                words = ("--enterprise", COMPANY, "--carrier", "中国电信", "--package", "120")
                self.bought = shop("simulator", "console", "apply", FRESH, *words).code == 0
            case _:
                pass
        self.note()

    def words(self) -> int:
        return sum(1 for record in self.shop.records() if record["kind"] == "attest")

    def asked(self, task: str) -> bool:
        return task in {t["id"] for t in self.shop.read("tasks")["tasks"] if t["state"] != "ready"}

    def note(self) -> None:
        """Keeps what the list of deadlines says by now."""
        for entry in self.shop.read("deadlines")["entries"]:
            if entry["kind"] == "documents":
                self.promised.setdefault(entry["address"], set()).add(entry["instant"][:10])

    def check(self, applied: bool) -> None:
        """The two promises. A guard is looked at when an apply has had the chance to."""
        tasks = {t["id"]: t for t in self.shop.read("tasks")["tasks"] if t["state"] != "ready"}
        if applied and "care/hz-007:cancel" in tasks:
            text = (self.shop.root / GRAVE).read_text("utf-8")
            last = date.fromisoformat(text.split('expires: "')[1][:10])
            assert date(2026, 12, 1) <= self.today() <= last, "outside the tombstone's window"
            assert self.today() >= HELD_UNTIL, "within the holding period"
            live = self.world()[NUMBER]
            assert self.unbound or live["instance"] is None, "while it is bound"
            assert "care/hz-007:unbind" not in tasks, "before what comes first"
        bought = self.world().get(FRESH)
        if bought is not None and bought["status"] == "released":
            due = (date.fromisoformat(bought["appliedOn"]) + timedelta(days=15)).isoformat()
            assert any(day <= due for day in self.promised.get("care/spare", ())), (
                "released without a line before"
            )


STEPS = st.sampled_from(
    [
        "apply", "apply", "wait 1", "wait 10", "wait 45", "unbind", "bind", "buy", "take-back", "revert",
        "say status=active", "say activatedOn=2026-10-02", "say instance=", f"say instance={INSTANCE}",
        "say status=cancelled", "restore 2027-03-31", "restore 2026-12-20",
    ]
)  # fmt: skip
ORDERLY = ["say status=active activatedOn=2026-10-02", "wait 45", "apply", "unbind", "say instance=", "apply"]


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(steps=[*ORDERLY, "bind", "apply", "revert", "apply"])
@example(steps=[*ORDERLY, "restore 2026-12-20", "apply", "restore 2027-03-31", "apply", "take-back", "apply"])
@example(steps=["apply", "buy", "wait 10", "wait 10"])
@given(steps=st.lists(STEPS, min_size=4, max_size=10))
def test_no_task_without_its_guards_and_no_deadline_without_a_line(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], steps: list[str]
) -> None:
    shop = Workspace(stage(tmp_path_factory.mktemp("human") / "shop", api="public"), capsys)
    for subject, *facts in (
        (f"enterprise:{COMPANY}", "approved=true", "hotline=true"),
        ("script:SCRIPT-3321", "approved=true"),
        ("listing", "complete=true"),
    ):
        shop.ok("attest", subject, *facts, *ME)
    story = Story(shop, (shop.root / GRAVE).read_text("utf-8"))
    for step in steps:
        story.act(step)
        story.check(applied=step == "apply")

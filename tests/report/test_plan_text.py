"""What a reviewer reads of a plan on a terminal."""

from __future__ import annotations

from decimal import Decimal

from report_world import (
    action,
    at,
    busy_plan,
    cancel,
    finding,
    golden,
    plan,
    purchase,
    rebind,
    upload,
)

from reconciler.model.action import Mode, Status, Verb
from reconciler.model.finding import Verdict
from reconciler.model.money import Cost
from reconciler.model.plan import Scope
from reconciler.model.resource import Source
from reconciler.report.plan.as_text import text
from reconciler.report.sink.table import width


def test_a_plan_with_one_of_everything_reads_from_what_destroys_to_what_waits() -> None:
    assert text(busy_plan()) == golden("plan.txt")


def test_a_plan_without_actions_says_so_in_one_line() -> None:
    assert text(plan()) == (
        "Plan for prod as of 2026-11-23 10:00 (Asia/Shanghai)\n"
        "No changes: Git, the ledger and the account agree.\n"
        "\n"
        "Monthly bill: 350.00 CNY\n"
        "Digest: sha256:0123abcd\n"
    )


def test_an_incident_without_an_action_is_never_no_changes() -> None:
    gone = finding("VN405", Verdict.BLOCK, "care/hz-009", "057188880009 is gone")
    assert text(plan(findings=(gone,))).splitlines()[1] == "1 incident"


def test_a_hypothetical_plan_says_that_apply_refuses_it() -> None:
    said = text(plan(hypothetical=True)).splitlines()
    assert said[1] == "HYPOTHETICAL: judged as of another instant; apply refuses this plan."


def test_a_team_scope_stands_in_the_first_line() -> None:
    said = text(plan(scope=Scope("prod", "care")))
    assert said.startswith("Plan for prod (only team care) as of 2026-11-23 10:00")


def test_usage_is_shown_for_a_400_and_not_for_a_regular_number() -> None:
    regular = purchase("hz-1", None, changes=())
    assert "plus 0.11 CNY/min of use (not summed)" in text(plan(purchase()))
    assert "CNY/min" not in text(plan(regular))


def test_a_number_that_the_provider_allots_says_so() -> None:
    assert "to be allotted" in text(plan(purchase("hz-1", None, changes=())))


def test_a_rebind_shows_both_instances() -> None:
    assert "instance: 057100001234 → 057100005678" in text(plan(*rebind()))


def test_a_manual_cancellation_stays_among_what_is_destroyed() -> None:
    said = text(plan(cancel(mode=Mode.MANUAL)))
    assert "Cancelled for ever: cannot be undone (1)" in said
    assert "cancel by hand" in said
    assert said.splitlines()[1] == "Cancels 1 for ever · 1 human task · 35.00 CNY now · -35.00 CNY/month"


def test_an_issued_task_stays_with_the_people() -> None:
    issued = upload(status=Status.WAITING, reason="a task was issued on 2026-11-20")
    said = text(plan(issued))
    assert said.splitlines()[1] == "No changes · 1 human task"
    assert "For people (1)" in said
    assert "Waiting" not in said


def test_a_manual_step_that_waits_for_another_is_no_task_yet() -> None:
    first = purchase(status=Status.WAITING, awaits="the review")
    second = upload("brand", status=Status.WAITING, needs=(first.id,))
    assert text(plan(first, second)).splitlines()[1] == "No changes · 2 waiting"


def test_money_is_right_aligned() -> None:
    dear = Cost(Decimal("5000.00"), Decimal("5000.00"), Decimal("120.00"))
    lines = text(plan(purchase("a"), purchase("b", "4008100002", cost=dear))).splitlines()
    cheap, costly = (next(line for line in lines if f"care/{key} " in line) for key in "ab")
    assert cheap.index("120.00") + len("120.00") == costly.index("5,000.00") + len("5,000.00")


def test_chinese_counts_two_columns() -> None:
    lines = text(
        plan(action("护理/杭州", Verb.BIND, number="1"), action("care/x", Verb.BIND, number="2"))
    ).splitlines()
    ends = {width(line) for line in lines if line.startswith("  ~  bind")}
    assert len(ends) == 1


def test_findings_carry_rule_hint_instant_and_place() -> None:
    held = finding(
        "VN407",
        Verdict.HOLD,
        "care/a",
        "a freeze",
        hint="wait",
        until=at(2026, 12, 1),
        source=Source("teams/care/team.yaml", 7),
    )
    assert "\n".join(text(plan(findings=(held,))).splitlines()[3:7]) == (
        "Findings (1)\n"
        "  hold  VN407  care/a  a freeze\n"
        "       hint: wait\n"
        "       until: 2026-12-01 00:00, in 7 days"
    )


def test_colour_comes_only_when_asked_for() -> None:
    assert "\x1b" not in text(busy_plan())
    assert "\x1b[31m" in text(busy_plan(), colour=True)


def test_numbers_can_be_masked() -> None:
    said = text(busy_plan(), show_numbers=False)
    assert "0571****0007" in said
    assert "-/0571****9999" in said
    assert "057188880" not in said
    assert "4008100001" in said


def test_hostile_text_reaches_the_terminal_spelled_out() -> None:
    evil = action(
        "care/\x1b]0;pwn\x07", Verb.BIND, number="\u202e123", status=Status.BLOCKED, reason="a\r\n::error::b"
    )
    said = text(plan(evil))
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "care/\\x1b]0;pwn\\x07" in said
    assert "reason: a\\x0d\\x0a::error::b" in said


def test_no_line_starts_with_what_a_runner_obeys() -> None:
    evil = finding("VN001", Verdict.BLOCK, "::add-mask::a", "::stop-commands::x", hint="##[command]rm")
    for line in text(plan(findings=(evil,))).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line

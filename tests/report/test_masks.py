"""A masked report gives no number away, and never makes two values look like one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from report_world import NOW, action, at, finding, plan, upload

from reconciler.memory.records import Adopted
from reconciler.model.action import Status, Verb
from reconciler.model.change import Change
from reconciler.model.drift import Category, DriftEntry, DriftField, DriftReport, Mover
from reconciler.model.finding import Verdict
from reconciler.model.listing import Deadline, DeadlineKind, StatusRow, Step, Task
from reconciler.model.money import Fee
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.report import calendar_feed, deadlines, status, tasks
from reconciler.report.apply import as_text as apply_text
from reconciler.report.drift import as_text as drift_text
from reconciler.report.ledger import records
from reconciler.report.plan import as_annotations, as_html, as_junit, as_markdown, as_sarif, as_text
from reconciler.report.sink.mask import masked, masking


def alone(text: str) -> str:
    """The text masked as a report of its own."""
    return masked([text])(text)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("057188880001", "0571****0001"),
        ("call 0571-88880001 now", "call 0571****0001 now"),
        ("010-12345678", "0101****5678"),
        ("13800138000", "1380****8000"),
        ("138 0013 8000", "1380****8000"),
        ("+8613800138000", "8613****8000"),
        ("+86 571 8888 0001", "8657****0001"),
        ("008657188880001", "0086****0001"),
        ("-/057188880001", "-/0571****0001"),
        ("057188880001,4008100001", "0571****0001,4008100001"),
    ],
)
def test_a_number_in_any_spelling_is_masked(raw: str, expected: str) -> None:
    assert alone(raw) == expected
    assert alone(expected) == expected


@pytest.mark.parametrize(
    "plain",
    [
        "4008100001",
        "400-810-0001",
        "400-8100-001",
        "+86 400 810 0001",
        "2026-12-01 00:00",
        "2026-11-23T10:00:00+08:00",
        "OPS-1423",
        "35.00 CNY",
        "DOC-88",
        "10000008748000",
        "care/hz-001",
        "110",
        "9551234",
    ],
)
def test_what_is_public_or_no_phone_number_stays(plain: str) -> None:
    assert alone(plain) == plain


@pytest.mark.parametrize("mobile", ["14008100001", "+8614008100001"])
def test_a_mobile_that_ends_like_a_400_is_no_400(mobile: str) -> None:
    assert "****" in alone(mobile)


def test_the_code_of_an_instance_stands_as_it_is_everywhere() -> None:
    mask = masking(
        str, {"changes": [{"path": "instance", "before": "057100001234", "after": None}]}, ["057100009999"]
    )
    assert mask("instance 057100001234 or 057100009999, not 057100008888") == (
        "instance 057100001234 or 057100009999, not 0571****8888"
    )


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["057188880009", "057199990009"], ["0571****80009", "0571****90009"]),
        (["057188810009", "057188820009"], ["0571****10009", "0571****20009"]),
        (["057108880009", "057118880009"], ["057108880009", "057118880009"]),
        (["057188880009", "05718880009"], ["0571****8880009", "05718880009"]),
        (["0571-88880009", "057188880009"], ["0571-****0009", "0571****0009"]),
        (["+8657188880009", "86 571 8888 0009"], ["+8657*****0009", "86 57* **** 0009"]),
    ],
)
def test_as_many_more_digits_are_shown_as_tell_numbers_apart(numbers: list[str], expected: list[str]) -> None:
    mask = masked(numbers)
    assert [mask(number) for number in numbers] == expected


Render = Callable[[str, str], str]


def _plan_with(one: str, other: str):  # type: ignore[no-untyped-def]
    return plan(
        action("care/a", Verb.SET_TRANSFER, number=one, changes=(Change("ivr.transfer.to", one, other),)),
        action("care/b", Verb.CANCEL, number=other, status=Status.BLOCKED, reason=f"{other} is in use"),
        findings=(finding("VN403", Verdict.BLOCK, f"-/{one}", f"{one} or {other}", hint=other),),
    )


def _task(one: str, other: str) -> Task:
    job = upload(number=one, changes=(Change("documents", one, other),))
    return Task("care/spare:x", job, f"Submit {other}", (Step(other, one),), "console", "seen")


def _entry(one: str, other: str) -> DriftEntry:
    field = DriftField("ivr.transfer.to", one, other, one)
    return DriftEntry(f"-/{one}", Category.CHANGED, Mover.LIVE, f"{other} now", "care", (field,))


def _record(one: str) -> records.RecordEntry:
    said = Adopted(run="run-1", at="2026-11-23T10:00:00+08:00", address="care/a", number=one)
    return records.RecordEntry(1, "0" * 64, "1" * 64, said, None)


REPORTS: dict[str, Render] = {
    "plan markdown": lambda a, b: as_markdown.text(_plan_with(a, b)),
    "plan text": lambda a, b: as_text.text(_plan_with(a, b), show_numbers=False),
    "plan html": lambda a, b: as_html.text(_plan_with(a, b)),
    "plan sarif": lambda a, b: as_sarif.text(_plan_with(a, b), tool="1"),
    "plan junit": lambda a, b: as_junit.text(_plan_with(a, b)),
    "plan annotations": lambda a, b: as_annotations.text(_plan_with(a, b)),
    "apply text": lambda a, b: apply_text.text(
        _plan_with(a, b),
        ApplyResult("d", (Result(_plan_with(a, b).actions[0], Fate.DONE, b, a),), settled=(f"{b} was seen",)),
        show_numbers=False,
    ),
    "drift text": lambda a, b: drift_text.text(
        DriftReport(NOW, "prod", (_entry(a, b),), 1, 0, 0, Fee(Decimal(0))), show_numbers=False
    ),
    "tasks markdown": lambda a, b: tasks.markdown((_task(a, b),), as_of=NOW, account="prod"),
    "tasks text": lambda a, b: tasks.text((_task(a, b),), as_of=NOW, account="prod", show_numbers=False),
    "deadlines text": lambda a, b: deadlines.text(
        (Deadline(f"-/{a}:documents", f"-/{a}", DeadlineKind.DOCUMENTS, at(2026, 12, 1), "-", b),),
        as_of=NOW,
        account="prod",
        show_numbers=False,
    ),
    "calendar": lambda a, b: calendar_feed.ics(
        (Deadline(f"-/{a}:documents", f"-/{a}", DeadlineKind.DOCUMENTS, at(2026, 12, 1), "-", b),),
        as_of=NOW,
        account="prod",
    ),
    "status text": lambda a, b: status.text(
        (StatusRow(f"-/{a}", a, "regular", "active", b),), as_of=NOW, account="prod", show_numbers=False
    ),
    "ledger text": lambda a, b: records.text([_record(a), _record(b)], "Ledger", show_numbers=False),
}

numbers = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["0571", "1380", "021"]),
    st.text("12", min_size=3, max_size=4),
    st.sampled_from(["", "-"]),
    st.just("0001"),
)


@pytest.mark.parametrize("name", REPORTS)
@given(one=numbers, other=numbers)
def test_different_values_of_one_report_look_different(name: str, one: str, other: str) -> None:
    assume(one != other)
    report = REPORTS[name]
    assert report(one, other) not in {report(one, one), report(other, other), report(other, one)}


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_masks(name: str) -> None:
    said = REPORTS[name]("057188880001", "13800138000")
    assert "057188880001" not in said
    assert "13800138000" not in said


@pytest.mark.parametrize("length", [20, 60, 150])
def test_of_two_long_values_the_comment_shows_where_they_differ(length: int) -> None:
    for before, after in (
        ("x" * length, "x" * length + "y"),
        ("x" * length + "a" * 99, "x" * length + "b" * 99),
    ):
        changed = action(
            "care/a", Verb.CONFIGURE_IVR, changes=(Change("ivr.playback.description", before, after),)
        )
        shown = as_markdown.text(plan(changed)).split("description: ")[1].split("`")[0]
        first, arrow, second = shown.partition(" → ")
        assert arrow
        assert first != second

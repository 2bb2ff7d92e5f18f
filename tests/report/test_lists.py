"""The lists of every day: numbers, deadlines, human tasks."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from report_world import NOW, at, golden, purchase, upload

from reconciler.model.listing import Deadline, DeadlineKind, StatusRow, Step, Task
from reconciler.model.money import Fee
from reconciler.model.origin import Origin
from reconciler.report import calendar_feed, deadlines, status, tasks
from reconciler.wire.documents import DeadlinesDocument, StatusDocument

ROWS = (
    StatusRow(
        "care/spare",
        "4009100002",
        "400",
        "documents_due",
        "待提交资料",
        None,
        "呼入",
        deadline=at(2026, 11, 26),
        monthly=Fee(Decimal("120.00")),
        facts={"status": Origin.OBSERVED, "instance": Origin.UNKNOWN},
    ),
    StatusRow(
        "care/hz-001",
        "057188880001",
        "regular",
        "restricted",
        "受限",
        "未配置放音",
        "呼入呼出",
        "057100001234",
        monthly=Fee(Decimal("35.00")),
        facts={"status": Origin.ATTESTED, "instance": Origin.OBSERVED, "monthly": Origin.OBSERVED},
    ),
    StatusRow(
        "-/057188889999",
        "057188889999",
        "regular",
        "active",
        monthly=Fee(Decimal(120), Origin.UNKNOWN),
        facts={"call_type_text": Origin.UNKNOWN, "monthly": Origin.UNKNOWN},
    ),
)
DUE = (
    Deadline(
        "care/spare:documents",
        "care/spare",
        DeadlineKind.DOCUMENTS,
        at(2026, 11, 20),
        "care",
        "submit the documents of 4009100002; else, it is released",
    ),
    Deadline(
        "prod:freeze-start:2027-02-05",
        "prod",
        DeadlineKind.FREEZE_START,
        at(2027, 2, 5),
        "-",
        "a freeze begins: 春节",
    ),
)
CARD = Task(
    id="care/brand:order",
    action=purchase(),
    title="Buy a 400 number for care/brand",
    steps=(Step("Open the console", "打开控制台"), Step("Click Purchase Number", "点击购买号码")),
    link="https://dyvms.console.aliyun.com/",
    verification="the number is listed or attested",
    contacts=("care@example.com",),
    due=at(2026, 11, 30),
)


def test_numbers_are_listed_by_type_with_the_providers_own_words() -> None:
    assert status.text(ROWS, as_of=NOW, account="prod") == golden("status.txt")


def test_an_empty_account_says_so() -> None:
    assert status.text((), as_of=NOW, account="prod").splitlines()[-1] == "No numbers."


def test_an_incomplete_list_says_so() -> None:
    assert "INCOMPLETE" in status.text(ROWS, as_of=NOW, account="prod", complete=False)
    assert "INCOMPLETE" in deadlines.text(DUE, as_of=NOW, account="prod", complete=False)


def test_masked_numbers_stay_aligned() -> None:
    said = status.text(ROWS, as_of=NOW, account="prod", show_numbers=False)
    assert "05718888" not in said
    assert "0571****9999  -/0571****9999" in said


def test_colour_marks_what_needs_a_look() -> None:
    said = status.text(ROWS, as_of=NOW, account="prod", colour=True)
    assert said.count("\x1b[31m") == 1
    assert said.count("\x1b[33m") == 1


def test_the_status_document_has_the_published_shape() -> None:
    written = status.json(ROWS, as_of=NOW, account="prod")
    StatusDocument.model_validate_json(written)
    assert json.loads(written)["numbers"][0] == {
        "address": "care/spare",
        "number": "4009100002",
        "type": "400",
        "status": "documents_due",
        "running_status": "待提交资料",
        "reason": None,
        "call_type": "呼入",
        "instance": None,
        "deadline": "2026-11-26T00:00:00+08:00",
        "monthly": "120.00",
        "monthly_origin": "observed",
        "facts": {"status": "observed", "instance": "unknown"},
    }


def test_deadlines_say_what_is_overdue() -> None:
    assert deadlines.text(DUE, as_of=NOW, account="prod") == (
        "Deadlines of prod as of 2026-11-23 10:00 (Asia/Shanghai)\n"
        "  2026-11-20 00:00  OVERDUE, 3 days ago  documents     care/spare  "
        "submit the documents of 4009100002; else, it is released\n"
        "  2027-02-05 00:00  in 73 days           freeze-start  prod        a freeze begins: 春节\n"
    )
    assert deadlines.text((), as_of=NOW, account="prod").splitlines()[-1] == "No deadlines."


def test_the_deadlines_document_has_the_published_shape() -> None:
    written = deadlines.json(DUE, as_of=NOW, account="prod")
    DeadlinesDocument.model_validate_json(written)
    assert json.loads(written)["entries"][0] == {
        "id": "care/spare:documents",
        "address": "care/spare",
        "kind": "documents",
        "instant": "2026-11-20T00:00:00+08:00",
        "team": "care",
        "message": "submit the documents of 4009100002; else, it is released",
    }


# --- the calendar ---------------------------------------------------------------------------------------


def unfolded(feed: str) -> list[str]:
    """The feed's content lines."""
    return feed.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_a_deadline_is_an_event_with_alarms_seven_three_and_one_days_before() -> None:
    lines = unfolded(calendar_feed.ics(DUE[:1], as_of=NOW, account="prod"))
    summary = "care/spare: submit the documents of 4009100002\\; else\\, it is released"
    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//reconciler//deadlines//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Voice numbers prod",
    ]
    assert lines[5:12] == [
        "BEGIN:VEVENT",
        "UID:care/spare:documents@prod",
        "DTSTAMP:20261123T020000Z",
        "DTSTART:20261119T160000Z",
        f"SUMMARY:{summary}",
        "CATEGORIES:documents",
        "TRANSP:TRANSPARENT",
    ]
    assert [line for line in lines if line.startswith("TRIGGER")] == [
        "TRIGGER:-P7D",
        "TRIGGER:-P3D",
        "TRIGGER:-P1D",
    ]
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]


def test_every_line_is_folded_at_75_bytes_and_none_is_cut_within_a_character() -> None:
    wordy = Deadline(
        "care/a:documents",
        "care/a",
        DeadlineKind.DOCUMENTS,
        at(2026, 12, 1),
        "care",
        "杭州示例科技有限公司" * 20,
    )
    feed = calendar_feed.ics((wordy,), as_of=NOW, account="prod")
    assert all(len(line.encode()) <= 75 for line in feed.split("\r\n"))
    assert f"SUMMARY:care/a: {'杭州示例科技有限公司' * 20}" in unfolded(feed)


def test_a_message_cannot_add_a_line_or_a_property() -> None:
    evil = Deadline(
        "care/a:x", "care/a", DeadlineKind.TASK, at(2026, 12, 1), "care", "a\r\nBEGIN:VALARM\r\nb\\n;c,d"
    )
    lines = unfolded(calendar_feed.ics((evil,), as_of=NOW, account="prod"))
    assert "SUMMARY:care/a: a\\\\x0d\\\\x0aBEGIN:VALARM\\\\x0d\\\\x0ab\\\\n\\;c\\,d" in lines
    assert lines.count("BEGIN:VALARM") == 3


def test_numbers_that_look_alike_once_masked_keep_events_of_their_own() -> None:
    alike = [
        Deadline(
            f"-/{number}:documents",
            f"-/{number}",
            DeadlineKind.DOCUMENTS,
            at(2026, 12, 1),
            "-",
            f"submit {number}",
        )
        for number in ("057188110009", "057188220009")
    ]
    masked = unfolded(calendar_feed.ics(alike, as_of=NOW, account="prod"))
    assert [line for line in masked if line.startswith("UID")] == [
        "UID:-/0571****10009:documents@prod",
        "UID:-/0571****20009:documents@prod",
    ]
    shown = unfolded(calendar_feed.ics(alike, as_of=NOW, account="prod", show_numbers=True))
    assert "UID:-/057188110009:documents@prod" in shown


# --- human tasks ----------------------------------------------------------------------------------------


def test_a_task_card_says_what_who_when_how_and_what_it_costs() -> None:
    assert tasks.text((CARD,), as_of=NOW, account="prod") == golden("tasks.txt")


def test_a_task_in_markdown_has_a_box_for_each_step_and_masks_numbers() -> None:
    said = tasks.markdown((CARD,), as_of=NOW, account="prod")
    assert "- number: `4008100001`" in said
    assert "- [ ] `Click Purchase Number`<br>`点击购买号码`" in said
    regular = replace(CARD, action=replace(CARD.action, number="057188880001"))
    assert "- number: `0571****0001`" in tasks.markdown((regular,), as_of=NOW, account="prod")


def test_no_tasks_say_so() -> None:
    assert tasks.text((), as_of=NOW, account="prod").endswith("No human tasks.\n")
    assert tasks.markdown((), as_of=NOW, account="prod").endswith("No human tasks.\n")


def test_tasks_as_data_carry_both_languages() -> None:
    document = json.loads(tasks.json((CARD,), as_of=NOW, account="prod"))
    assert document["tasks"][0]["steps"][1] == {"en": "Click Purchase Number", "zh": "点击购买号码"}
    assert document["tasks"][0]["due"] == "2026-11-30T00:00:00+08:00"
    assert document["tasks"][0]["cost"]["now"] == "120.00"


def test_a_task_without_money_number_or_date_leaves_them_out() -> None:
    bare = Task("care/a:x", upload(number=None, deadline=None), "Upload", (), "console", "observed")
    said = tasks.text((bare,), as_of=NOW, account="prod")
    assert "cost" not in said
    assert "number:" not in said
    assert "due" not in said

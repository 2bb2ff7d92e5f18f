"""VN506: ten numbers for a region and qualification, five inquiries a day."""

from dataclasses import replace

import pytest
from rule_world import OTHER_ENTERPRISE, action, declared, entry, facts, found, number

from reconciler.memory.memory import Memory
from reconciler.memory.records import TaskIssued
from reconciler.model.action import Verb
from reconciler.model.capability import Capabilities
from reconciler.model.finding import Verdict


def applying(count, *, live=(), memory=None, inquiries=None, **changes):
    entries = [entry(f"care/n-{n:02}", number=None, **changes) for n in range(count)]
    given = facts(
        *map(declared, entries),
        actions=[action(Verb.ORDER, one.address) for one in entries],
        unmanaged=tuple(live),
        memory=memory,
    )
    return found("VN506", replace(given, capabilities=Capabilities(inquiries=inquiries)))


@pytest.mark.parametrize(
    ("there", "count", "told"), [(0, 10, False), (0, 11, True), (10, 1, True), (9, 1, False), (30, 0, False)]
)
def test_more_than_ten_for_a_region_and_qualification_are_said(there, count, told):
    live = [number(number=f"0571888800{n:02}", region="浙江省杭州市") for n in range(there)]
    findings = applying(count, live=live)
    assert [finding.verdict for finding in findings] == [Verdict.WARN] * told
    if told:
        assert f"{count} numbers are to be applied for in 浙江/杭州" in findings[0].message
        assert f"{there} are there" in findings[0].message


def test_numbers_of_another_company_or_region_and_numbers_that_are_gone_take_no_room():
    live = [number(number=f"0571888800{n:02}", enterprise=OTHER_ENTERPRISE) for n in range(9)]
    live += [number(number=f"0574888800{n:02}", region="浙江/宁波") for n in range(9)]
    live += [number(number=f"0571888900{n:02}", status="cancelled") for n in range(9)]
    assert applying(10, live=live) == []


def days(findings):
    return {stop: finding.until.isoformat()[:10] for finding in findings for stop in finding.stops}


def test_what_is_over_a_day_s_inquiries_is_spread_over_the_days_after():
    assert days(applying(12, inquiries=5)) == {
        f"care/n-{n:02}:order": "2026-11-24" if n < 10 else "2026-11-25" for n in range(5, 12)
    }


@pytest.mark.parametrize("inquiries", [None, 12])
def test_where_an_application_needs_none_or_they_suffice_nothing_is_deferred(inquiries):
    assert days(applying(12, inquiries=inquiries)) == {}


@pytest.mark.parametrize(
    ("at", "deferred"), [("2026-11-23T09:00:00+08:00", 3), ("2026-11-22T09:00:00+08:00", 0)]
)
def test_what_was_asked_for_today_counts(at, deferred):
    tasks = {
        f"care/old-{n}:order": TaskIssued(at=at, address=f"care/old-{n}", action="order", resource="number")
        for n in range(3)
    }
    assert len(days(applying(5, inquiries=5, memory=Memory(tasks=tasks)))) == deferred

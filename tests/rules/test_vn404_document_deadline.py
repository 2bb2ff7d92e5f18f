"""VN404: fifteen days, counted with the first, to midnight in Shanghai."""

from dataclasses import replace
from datetime import date

import pytest
from rule_world import NOW, action, declared, facts, found, hotline, hotline_entry, moment

from reconciler.contracts.facts import Slot
from reconciler.memory.memory import Memory, Owned
from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict

SUBMIT = action(Verb.SUBMIT_DOCUMENTS, "care/brand")


def waiting(**changes):
    """A 400 applied for on 2026-11-10: its documents are due on 2026-11-25 at 00:00."""
    fields = {"status": "documents_due", "applied_on": date(2026, 11, 10), "activated_on": None}
    return declared(hotline_entry(), hotline(**fields | changes))


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-10T09:00:00", None),
        ("2026-11-17T23:59:59", None),
        ("2026-11-18T00:00:00", "7 days"),
        ("2026-11-17T16:00:00Z", "7 days"),
        ("2026-11-21T23:59:59", "3 days"),
        ("2026-11-22T00:00:00", "3 days"),
        ("2026-11-23T10:00:00", "1 day"),
        ("2026-11-24T00:00:00", "1 day"),
        ("2026-11-24T00:00:01", "23 hours"),
        ("2026-11-24T15:59:59Z", "less than an hour"),
    ],
)
def test_a_warning_counts_down_from_seven_days(now, left):
    given = facts(waiting(), actions=[SUBMIT], now=moment(now))
    findings = found("VN404", given)
    if left is None:
        assert findings == []
    else:
        [finding] = findings
        assert (finding.verdict, finding.until, finding.stops) == (Verdict.WARN, moment("2026-11-25"), ())
        assert finding.message == f"the documents of 4008100001 are due before 2026-11-25 00:00: {left} left"


@pytest.mark.parametrize(
    ("now", "seen_at", "stops"),
    [
        ("2026-11-25T00:00:00", NOW, ("care/brand:submit-documents",)),
        ("2026-11-24T16:00:00Z", NOW, ("care/brand:submit-documents",)),
        ("2026-11-25T00:00:00", moment("2026-11-25"), ()),
        ("2026-12-24T00:00:00", moment("2026-12-24"), ()),
    ],
    ids=["foreseen", "foreseen in UTC", "seen and still listed", "seen a month later and still listed"],
)
def test_overdue_is_released_unless_the_provider_still_lists_it(now, seen_at, stops):
    given = facts(waiting(), actions=[SUBMIT], now=moment(now), observed={"now": seen_at})
    [finding] = found("VN404", given)
    assert (finding.verdict, finding.stops) == (Verdict.BLOCK, stops)
    assert "overdue numbers are released" in finding.message


@pytest.mark.parametrize(
    ("live", "words"),
    [
        ({"reason": "逾期未提交资料", "running_status": "已释放"}, "逾期未提交资料"),
        ({"running_status": "已释放"}, "已释放"),
        ({}, "its documents were not submitted within 15 days"),
    ],
)
def test_a_released_number_is_reported_with_the_providers_reason(live, words):
    [finding] = found("VN404", facts(waiting(status="released", **live)))
    assert finding.verdict is Verdict.BLOCK
    assert finding.message == f"4008100001 was released: {words}"


@pytest.mark.parametrize(
    "slot",
    [
        waiting(status="reviewing"),
        waiting(status="active"),
        waiting(status="released", documents="DOC-88"),
        waiting(type="regular"),
        Slot("care/brand", None, waiting().live),
        declared(hotline_entry()),
    ],
)
def test_nothing_else_has_a_document_deadline(slot):
    assert found("VN404", facts(slot, now=moment("2026-11-24"))) == []


def test_an_unknown_application_day_is_a_warning():
    [finding] = found("VN404", facts(waiting(applied_on=None)))
    assert (finding.verdict, finding.until) == (Verdict.WARN, None)


@pytest.mark.parametrize(
    ("documents", "actions", "words"),
    [
        ("DOC-88", [SUBMIT], "apply submits DOC-88"),
        ("DOC-88", [], "submit them in the console"),
        (None, [replace(SUBMIT, mode=Mode.MANUAL)], "submit them in the console"),
    ],
)
def test_the_hint_says_who_submits(documents, actions, words):
    slot = declared(hotline_entry(documents=documents), waiting().live)
    [finding] = found("VN404", facts(slot, actions=actions))
    assert finding.hint.startswith(words)


def test_a_foreseen_release_is_told_even_if_nothing_is_planned_against_it():
    [finding] = found("VN404", facts(waiting(), now=moment("2026-11-25")))
    assert (finding.verdict, finding.stops, finding.hint) == (Verdict.BLOCK, (), "submit them before that")


@pytest.mark.parametrize(("now", "left"), [("2026-11-12", "13 days"), ("2026-11-24T20:00:00", "4 hours")])
def test_refused_documents_may_be_corrected_until_they_are_due(now, left):
    refused = replace(waiting().live, status="rejected", reason="证件过期", documents="DOC-88")
    [finding] = found("VN404", facts(declared(hotline_entry(documents="DOC-88"), refused), now=moment(now)))
    assert finding.verdict is Verdict.WARN
    assert finding.message == (
        "the documents of 4008100001 were refused (证件过期); corrected ones are due before "
        f"2026-11-25 00:00: {left} left"
    )


def test_once_they_were_due_a_refusal_is_final():
    refused = replace(waiting().live, status="rejected")
    assert found("VN404", facts(declared(hotline_entry(), refused), now=moment("2026-11-25"))) == []


@pytest.mark.parametrize(
    ("applied", "verdicts"), [({}, [Verdict.BLOCK]), ({"ivr.transfer.to": ("13800001111",)}, [])]
)
def test_a_hotline_that_once_answered_its_callers_is_past_its_documents(applied, verdicts):
    """It is not listed: only what was never seen beyond its documents may be waiting for them."""
    owned = Owned("care/brand", "4008100001", applied=applied)
    memory = Memory(owned={"care/brand": owned}, order_requests={"care/brand": "2026-10-01T10:00:00+08:00"})
    slot = declared(hotline_entry(), None, owned=owned)
    assert [f.verdict for f in found("VN404", facts(slot, memory=memory))] == verdicts

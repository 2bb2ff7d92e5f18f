"""The ledger's records as a table."""

from __future__ import annotations

from reconciler.ledger.chain import StoredLink
from reconciler.memory.records import (
    Adopted,
    Attested,
    Forgotten,
    Intent,
    Outcome,
    Rebuilt,
    Record,
    RunEnded,
    RunStarted,
    TaskIssued,
)
from reconciler.report.ledger import records as ledger

AT = "2026-11-23T10:00:00+08:00"
RECORDS: list[Record] = [
    RunStarted(at=AT, run="r1", digest="d", actions=("care/a:order", "care/b:cancel"), approved_by="lead"),
    Intent(
        at=AT,
        run="r1",
        id="r1-1",
        address="care/a",
        action="bind",
        resource="binding",
        number="057188880001",
        fields={"instance": "057100001234", "routing": None},
    ),
    Outcome(
        at=AT,
        run="r1",
        intent="r1-1",
        result="not-done",
        evidence="answer",
        message="no\x1b[31m such instance",
    ),
    TaskIssued(
        at=AT,
        run="r1",
        address="care/b",
        action="cancel",
        resource="number",
        number="057188880002",
        consent="tomb",
        acknowledgement="v1",
    ),
    Outcome(at=AT, intent="care/b:cancel", result="done", evidence="operator", by="ops", reason="console"),
    Outcome(at=AT, intent="r9-9", result="done", evidence="observed", application="APP-000001"),
    Adopted(at=AT, address="care/c", number="4008100001"),
    Forgotten(at=AT, address="-/4008100002"),
    Attested(
        at=AT,
        subject="script:甲",
        fields={},
        by="ops",
        evidence="",
        expires="2027-02-21T00:00:00+08:00",
    ),
    Rebuilt(at=AT),
    Rebuilt(at=AT, acknowledged_by="ops", reason="compared"),
    RunEnded(at=AT, run="r1", ended="r1"),
]
ENTRIES = ledger.entries((StoredLink(seq, "p", "h", ""), record) for seq, record in enumerate(RECORDS, 1))

TABLE = """\
title
   #  AT                   RUN  WHAT                ADDRESS       DETAILS
   1  2026-11-23 10:00:00  r1   run started                       2 actions, approved by lead, plan d
   2  2026-11-23 10:00:00  r1   bind intended       care/a        0571****0001, instance=057100001234 routing=none
   3  2026-11-23 10:00:00  r1   bind not-done       care/a        by answer, no\\x1b[31m such instance
   4  2026-11-23 10:00:00  r1   cancel task issued  care/b        0571****0002, consent tomb, acknowledged v1
   5  2026-11-23 10:00:00       cancel done         care/b        on the word of ops, console
   6  2026-11-23 10:00:00       done                              APP-000001, by observed
   7  2026-11-23 10:00:00       adopt done          care/c        4008100001
   8  2026-11-23 10:00:00       forget done         -/4008100002
   9  2026-11-23 10:00:00       attested                          attestation 1, script:甲, on the word of ops until 2027-02-21
  10  2026-11-23 10:00:00       ledger rebuilt                    nothing is bought until that is acknowledged
  11  2026-11-23 10:00:00       ledger rebuilt                    acknowledged by ops, compared
  12  2026-11-23 10:00:00  r1   run ended                         r1
"""  # noqa: E501  # a table as it is printed


def test_every_kind_of_record_has_a_line() -> None:
    assert ledger.text(ENTRIES, "title", show_numbers=False) == TABLE


def test_numbers_are_shown_when_asked_for() -> None:
    shown = ledger.text(ENTRIES, "title", show_numbers=True)

    assert "057188880001, instance=057100001234" in shown
    assert "-/4008100002" in shown


def test_an_outcome_is_named_after_a_call_that_is_not_shown() -> None:
    [line] = ledger.text(ENTRIES[2:3], "title", show_numbers=False).splitlines()[2:]

    assert line.split()[4:7] == ["bind", "not-done", "care/a"]


def test_the_history_of_a_number_that_was_allotted_begins_with_the_application() -> None:
    asked = Intent(at=AT, id="r1-1", address="care/new", action="order", resource="number")
    allotted = Outcome(at=AT, intent="r1-1", result="done", evidence="answer", number="057188880221")
    chain = ledger.entries([(StoredLink(1, "p", "h", ""), asked), (StoredLink(2, "h", "i", ""), allotted)])

    assert ledger.concerning(chain, "057188880221") == chain


def test_no_records_are_said_to_be_none() -> None:
    assert ledger.text([], "title", show_numbers=False) == "title\n  No records.\n"


def test_the_history_of_an_address_has_its_outcomes_too() -> None:
    def told(subject: str) -> list[int]:
        return [entry.seq for entry in ledger.concerning(ENTRIES, subject)]

    assert told("care/a") == [2, 3]
    assert told("057188880001") == [2, 3]
    assert told("care/b") == [4, 5]
    assert told("057188880002") == [4, 5]
    assert told("4008100001") == [7]
    assert told("APP-000001") == []
    assert told("script:甲") == [9]
    assert told("care") == []

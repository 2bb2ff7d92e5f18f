"""What the ledger's records are remembered as."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reconciler.ledger.chain import canonical
from reconciler.memory.fold import fold
from reconciler.memory.memory import EMPTY_MEMORY, Head, Memory, Owned, Spent
from reconciler.memory.records import (
    RECORD,
    Adopted,
    Attested,
    EvidenceSource,
    Forgotten,
    Intent,
    Outcome,
    OutcomeResult,
    Rebuilt,
    Record,
    RunEnded,
    RunStarted,
    TaskIssued,
)

AT = "2026-11-23T10:00:00+08:00"
END = Head(9, "f" * 64)


def intent(verb: str = "order", **said: Any) -> Intent:
    base = {"at": AT, "run": "r1", "id": "i1", "address": "care/a", "action": verb, "resource": "number"}
    return Intent.model_validate(base | said)


def outcome(result: str = "done", evidence: str = "answer", **said: Any) -> Outcome:
    base = {"at": AT, "run": "r1", "intent": "i1", "result": result, "evidence": evidence}
    return Outcome.model_validate(base | said)


def task(verb: str, **said: Any) -> TaskIssued:
    usual = {"at": AT, "run": "r1", "address": "care/a", "action": verb, "resource": "number"}
    return TaskIssued.model_validate(usual | said)


def adopted(**said: Any) -> Adopted:
    return Adopted.model_validate({"at": AT, "run": "r1", "address": "care/a", "number": "4008100001"} | said)


def remember(*records: Record) -> Memory:
    return fold(END, records)


OWNED = adopted(fields={"instance": "057100001234", "line": "landline"})


def test_nothing_is_remembered_of_nothing() -> None:
    assert fold(Head(), []) == EMPTY_MEMORY
    assert fold(END, []).head == END


# --- intents and outcomes -----------------------------------------------------------------------------------


def test_an_intent_without_an_outcome_holds_its_slot() -> None:
    memory = remember(intent(number="4008100001"))

    assert memory.open == {"i1": intent(number="4008100001")}
    assert memory.held == {"care/a": intent(number="4008100001")}
    assert memory.named == {"4008100001"}
    assert memory.owned == {}
    assert memory.owner == {}


@pytest.mark.parametrize("result", ["done", "not-done"])
@pytest.mark.parametrize("evidence", ["answer", "observed", "operator"])
def test_any_outcome_lets_the_slot_go(result: str, evidence: str) -> None:
    memory = remember(intent(number="4008100001"), outcome(result, evidence))

    assert memory.open == memory.held == {}
    assert memory.named == {"4008100001"}


def test_an_outcome_of_what_is_not_open_says_nothing() -> None:
    memory = remember(intent(), outcome(intent="i2"))

    assert memory == remember(intent())
    assert remember(outcome("not-done")) == fold(END, [])


def test_a_second_outcome_does_not_undo_the_first() -> None:
    first = (intent(number="4008100001"), outcome("done"))

    assert remember(*first, outcome("not-done", "operator")) == remember(*first)


def test_a_slot_stays_held_while_any_of_its_intents_is_open() -> None:
    other = intent(id="i2", verb="bind")

    assert remember(intent(), other, outcome()).held == {"care/a": other}
    assert remember(intent(), other, outcome(intent="i2")).held == {"care/a": intent()}


# --- what we own --------------------------------------------------------------------------------------------


def test_a_purchase_that_is_done_is_owned_with_what_was_asked_for() -> None:
    fields = {
        "number": "4008100001",
        "carrier": "中国联通",
        "ivr.transfer.to": ["057188880009"],
        "package": None,
    }

    memory = remember(intent(number="4008100001", fields=fields), outcome())

    applied = {"carrier": "中国联通", "ivr.transfer.to": ("057188880009",)}
    assert memory.owned == {"care/a": Owned("care/a", "4008100001", None, applied)}
    assert memory.owner == {"4008100001": "care/a"}


def test_the_answer_names_the_number_and_the_application_that_were_allotted() -> None:
    memory = remember(intent(), outcome(number="057188880001", application="APP-000001"))

    assert memory.owned["care/a"] == Owned("care/a", "057188880001", "APP-000001")
    assert memory.owner == {"057188880001": "care/a", "APP-000001": "care/a"}


def test_an_application_without_a_number_is_ours_by_its_reference() -> None:
    memory = remember(intent(application="APP-000001"), outcome())

    assert memory.owned["care/a"] == Owned("care/a", None, "APP-000001")
    assert memory.owner == {"APP-000001": "care/a"}


@pytest.mark.parametrize(
    ("verb", "fields", "applied"),
    [
        ("bind", {"instance": "057100005678"}, {"instance": "057100005678", "line": "landline"}),
        ("unbind", {"instance": None}, {"line": "landline"}),
        ("unbind", {"instance": None, "routing": None}, {"line": "landline"}),
        (
            "configure-ivr",
            {"ivr.playback.audio": "a.wav"},
            {"instance": "057100001234", "line": "landline", "ivr.playback.audio": "a.wav"},
        ),
        ("set-transfer", {"line": "mobile"}, {"instance": "057100001234", "line": "mobile"}),
        ("clear-transfer", {"line": None}, {"instance": "057100001234"}),
        ("submit-documents", {}, {"instance": "057100001234", "line": "landline"}),
    ],
)
def test_a_change_that_is_done_is_last_applied(
    verb: str, fields: dict[str, Any], applied: dict[str, Any]
) -> None:
    memory = remember(OWNED, intent(verb, fields=fields), outcome())

    assert memory.owned["care/a"] == Owned("care/a", "4008100001", None, applied)
    assert remember(OWNED, intent(verb, fields=fields), outcome("not-done")).owned == remember(OWNED).owned
    assert remember(OWNED, intent(verb, fields=fields)).owned == remember(OWNED).owned


@pytest.mark.parametrize("verb", ["bind", "unbind", "activate-public-mode"])
def test_a_change_of_what_is_not_ours_owns_nothing(verb: str) -> None:
    assert remember(intent(verb, number="4008100001"), outcome()).owned == {}


def test_a_cancellation_that_is_done_closes_the_slot_by_our_hand() -> None:
    memory = remember(OWNED, intent("cancel", number="4008100001"), outcome())

    assert memory.owned["care/a"] == Owned("care/a", "4008100001", None, OWNED.fields, cancelled=True)
    assert not remember(OWNED, intent("cancel"), outcome("not-done")).owned["care/a"].cancelled


def test_cancelling_what_nobody_managed_is_remembered_too() -> None:
    memory = remember(intent("cancel", number="4008100001"), outcome())

    assert memory.owned == {"care/a": Owned("care/a", "4008100001", cancelled=True)}
    assert memory.owner == {"4008100001": "care/a"}


def test_an_adopted_number_is_owned() -> None:
    memory = remember(OWNED)

    applied = {"instance": "057100001234", "line": "landline"}
    assert memory.owned == {"care/a": Owned("care/a", "4008100001", None, applied)}
    assert memory.owner == {"4008100001": "care/a"}
    assert memory.named == frozenset()


def test_a_forgotten_number_is_not_owned_but_was() -> None:
    memory = remember(OWNED, Forgotten(at=AT, address="care/a", number="4008100001"))

    assert memory.owned == {}
    assert memory.owner == {"4008100001": "care/a"}
    assert memory.forgotten == {"care/a"}


@pytest.mark.parametrize("back", [[OWNED], [intent(number="4008100002"), outcome()]])
def test_what_comes_back_is_not_forgotten_any_more(back: list[Record]) -> None:
    memory = remember(OWNED, Forgotten(at=AT, address="care/a"), *back)

    assert memory.forgotten == frozenset()
    assert memory.owned["care/a"].number is not None


# --- the number of a purchase that ended unknown ------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "pinned"),
    [
        ([("not-done", "observed")], {"care/a": "4008100001"}),
        ([("not-done", "answer")], {}),
        ([("not-done", "operator")], {}),
        ([("done", "observed")], {}),
        ([("not-done", "observed"), ("not-done", "answer")], {"care/a": "4008100001"}),
        ([("not-done", "observed"), ("not-done", "observed")], {"care/a": "4008100001"}),
        ([("not-done", "observed"), ("not-done", "operator")], {}),
        ([("not-done", "observed"), ("done", "answer")], {}),
        ([("not-done", "observed"), ("not-done", "answer"), ("not-done", "operator")], {}),
    ],
)
def test_a_slot_keeps_the_number_of_a_purchase_that_ended_unknown(
    outcomes: list[tuple[str, str]], pinned: dict[str, str]
) -> None:
    records: list[Record] = []
    for at, (result, evidence) in enumerate(outcomes):
        records += [intent(id=f"i{at}", number="4008100001"), outcome(result, evidence, intent=f"i{at}")]

    assert remember(*records).pinned == pinned


def test_only_purchases_of_a_named_number_pin_one() -> None:
    assert remember(intent(), outcome("not-done", "observed")).pinned == {}
    assert remember(intent("bind", number="4008100001"), outcome("not-done", "observed")).pinned == {}


def test_an_adopted_slot_is_not_pinned_any_more() -> None:
    memory = remember(intent(number="4008100002"), outcome("not-done", "observed"), OWNED)

    assert memory.pinned == {}


# --- consents -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "consents"),
    [
        ([], {"tomb"}),
        ([outcome("done")], {"tomb"}),
        ([outcome("not-done", "answer")], set()),
        ([outcome("not-done", "observed")], set()),
        ([outcome("not-done", "operator")], set()),
    ],
)
def test_a_consent_is_burnt_by_the_intent_and_released_by_a_positive_no(
    records: list[Record], consents: set[str]
) -> None:
    assert remember(intent("cancel", consent="tomb"), *records).consents == consents


def test_a_task_to_cancel_burns_its_consent_too() -> None:
    issued = task("cancel", consent="tomb", number="4008100001")

    assert remember(issued).consents == {"tomb"}
    assert remember(issued).named == {"4008100001"}
    assert remember(issued, outcome("done", "operator", intent="care/a:cancel")).consents == {"tomb"}
    assert remember(issued, outcome("not-done", "operator", intent="care/a:cancel")).consents == frozenset()


# --- what was spent -----------------------------------------------------------------------------------------


def test_purchases_count_while_open_and_when_done_but_not_when_not_done() -> None:
    bought = intent(monthly="120.00")
    counted = {"2026-11": Spent(frozenset({"care/a"}), frozenset(), Decimal("120.00"))}

    assert remember(bought).spent == counted
    assert remember(bought, outcome()).spent == counted
    assert remember(bought, outcome("not-done")).spent == {"2026-11": Spent()}


def test_cancellations_count_and_take_nothing_off_what_was_added() -> None:
    ended = intent("cancel", monthly="-35.00")
    counted = {"2026-11": Spent(frozenset(), frozenset({"care/a"}), Decimal(0))}

    assert remember(ended).spent == counted
    assert remember(ended, outcome()).spent == counted
    assert remember(ended, outcome("not-done")).spent == {"2026-11": Spent()}


DENIED = outcome("not-done", "observed")
AGAIN = "i2"


@pytest.mark.parametrize("verb", ["order", "cancel"])
@pytest.mark.parametrize(
    ("later", "doubted", "counts"),
    [
        ([], True, True),
        ([outcome("not-done", "answer", intent=AGAIN)], True, True),
        ([outcome("not-done", "observed", intent=AGAIN)], True, True),
        ([outcome("not-done", "operator", intent=AGAIN)], False, False),
        ([outcome("done", "answer", intent=AGAIN)], False, True),
    ],
    ids=["nothing since", "refused", "denied again", "a person decided", "done"],
)
def test_what_only_a_read_denies_counts_until_it_is_done_or_a_person_decides(
    verb: str, later: list[Record], doubted: bool, counts: bool
) -> None:
    memory = remember(OWNED, intent(verb), DENIED, intent(verb, id=AGAIN), *later)

    month = memory.spent["2026-11"]
    assert memory.doubted == (frozenset({"care/a"}) if doubted else frozenset())
    assert (month.purchases | month.cancellations) == (frozenset({"care/a"}) if counts else frozenset())


def test_a_read_that_denies_anything_else_leaves_no_doubt() -> None:
    assert remember(OWNED, intent("bind"), DENIED).doubted == frozenset()


@pytest.mark.parametrize("verb", ["bind", "configure-ivr", "activate-public-mode"])
def test_other_actions_are_not_counted(verb: str) -> None:
    assert remember(intent(verb), outcome("not-done")).spent == {}


@pytest.mark.parametrize(
    ("at", "month"),
    [
        ("2026-11-30T23:59:59+08:00", "2026-11"),
        ("2026-12-01T00:00:00+08:00", "2026-12"),
        ("2026-11-30T15:59:59+00:00", "2026-11"),
        ("2026-11-30T16:00:00Z", "2026-12"),
        ("2026-11-30T08:00:00-08:00", "2026-12"),
    ],
)
def test_an_intent_counts_in_its_own_shanghai_month_whenever_it_ended(at: str, month: str) -> None:
    late = outcome("done", at="2027-02-01T00:00:00+08:00")

    assert list(remember(intent(at=at), late).spent) == [month]


def test_each_slot_counts_once_and_months_are_apart() -> None:
    memory = remember(
        intent(id="i1", address="care/a", monthly="35.00"),
        intent(id="i2", address="care/b", monthly="120.00"),
        outcome("not-done", intent="i1"),
        intent(id="i3", address="care/a", monthly="35.00"),
        intent(id="i4", address="care/c", monthly="35.00", at="2026-12-01T00:00:00+08:00"),
    )

    assert memory.spent == {
        "2026-11": Spent(frozenset({"care/a", "care/b"}), frozenset(), Decimal("155.00")),
        "2026-12": Spent(frozenset({"care/c"}), frozenset(), Decimal("35.00")),
    }


def test_a_slot_asked_for_twice_is_neither_added_nor_given_back_twice() -> None:
    twice = (intent(id="i1", monthly="35.00"), intent(id="i2", monthly="35.00"))
    back = (outcome("not-done", intent="i1"), outcome("not-done", intent="i2"))

    assert remember(*twice).spent["2026-11"].added_monthly == Decimal("35.00")
    assert remember(*twice, *back).spent == {"2026-11": Spent()}


# --- human tasks --------------------------------------------------------------------------------------------


def test_a_task_is_known_by_its_action_until_something_says_it_happened() -> None:
    issued = task("bind", fields={"instance": "057100005678"})

    assert remember(OWNED, issued).tasks == {"care/a:bind": issued}
    assert remember(OWNED, issued, outcome("done", "observed", intent="care/a:bind")).tasks == {}
    assert remember(OWNED, issued, outcome("not-done", "operator", intent="care/a:bind")).tasks == {}
    assert remember(OWNED, issued, intent("bind")).tasks == {}
    assert remember(OWNED, issued, intent("unbind")).tasks == {"care/a:bind": issued}
    assert remember(OWNED, issued, Forgotten(at=AT, address="care/a")).tasks == {}
    assert remember(OWNED, issued, OWNED).tasks == {"care/a:bind": issued}
    assert remember(task("order"), OWNED).tasks == {}


def test_a_task_that_was_done_changes_what_was_last_applied() -> None:
    issued = task("bind", fields={"instance": "057100005678"})

    memory = remember(OWNED, issued, outcome("done", "observed", intent="care/a:bind"))

    assert memory.owned["care/a"].applied == {"instance": "057100005678", "line": "landline"}


def test_a_task_to_cancel_that_was_done_closes_the_slot_and_counts() -> None:
    done = outcome("done", "observed", intent="care/a:cancel", at="2026-12-02T09:00:00+08:00")

    memory = remember(OWNED, task("cancel", number="4008100001", consent="tomb"), done)

    assert memory.owned["care/a"].cancelled
    assert memory.spent == {"2026-12": Spent(cancellations=frozenset({"care/a"}))}


def test_a_task_to_apply_counts_when_the_number_is_there() -> None:
    issued = task("order", monthly="120.00", number="4008100001")

    assert remember(issued).spent == {}
    bought = {"2026-11": Spent(frozenset({"care/a"}), frozenset(), Decimal("120.00"))}
    assert remember(issued, OWNED).spent == bought
    assert remember(issued, OWNED).tasks == {}
    assert remember(issued, outcome("done", "observed", intent="care/a:order")).spent == bought
    assert (
        remember(issued, outcome("done", "observed", intent="care/a:order")).owned["care/a"].number
        == "4008100001"
    )


def test_a_cancellation_in_a_persons_hands_outlives_adopting_and_forgetting() -> None:
    issued = task("cancel", consent="tomb")

    assert remember(issued, OWNED).tasks == {"care/a:cancel": issued}
    assert remember(issued, Forgotten(at=AT, address="care/a")).tasks == {"care/a:cancel": issued}


# --- attestations, runs, rebuilding -------------------------------------------------------------------------


def test_the_latest_attestation_of_a_subject_counts() -> None:
    def said(subject: str, state: str) -> Attested:
        return Attested(
            at=AT, subject=subject, fields={"status": state}, by="ops", evidence="seen", expires=AT
        )

    memory = remember(said("a", "active"), said("b", "active"), said("a", "restricted"))

    assert memory.attestations == {"a": said("a", "restricted"), "b": said("b", "active")}


def test_every_action_of_the_last_run_has_a_fate_once_it_was_started() -> None:
    run = RunStarted(
        at=AT, run="r2", digest="d", actions=("care/a:order", "care/b:order", "care/c:cancel", "care/d:bind")
    )
    memory = remember(
        intent(run="r1", id="i0", address="care/z"),
        run,
        intent(run="r2", id="i1", address="care/a"),
        outcome(run="r2", intent="i1"),
        intent(run="r2", id="i2", address="care/b"),
        outcome("not-done", run="r2", intent="i2"),
        intent("cancel", run="r2", id="i3", address="care/c"),
        task("bind", run="r2", address="care/e"),
        adopted(run="r2", address="care/f"),
        Forgotten(at=AT, run="r2", address="care/g"),
        outcome(run="r2", intent="i0"),
    )

    assert memory.run == run
    assert memory.fates == {
        "care/a:order": "done",
        "care/b:order": "not-done",
        "care/c:cancel": "unknown",
        "care/e:bind": "issued",
        "care/f:adopt": "done",
        "care/g:forget": "done",
    }


def test_a_run_that_did_not_say_its_end_was_killed() -> None:
    run = RunStarted(at=AT, run="r1", digest="d", actions=())

    assert remember().ended
    assert not remember(run).ended
    assert remember(run, RunEnded(at=AT, run="r1", ended="r1")).ended
    assert remember(run, RunEnded(at=AT, run="r2", ended="r1")).ended
    assert not remember(run, RunEnded(at=AT, run="r1", ended="r0")).ended
    assert not remember(run, RunEnded(at=AT, run="r1", ended="r1"), run).ended
    assert remember(RunEnded(at=AT, run="r1", ended="r1")).ended


def test_a_later_run_learns_the_fate_and_then_has_its_own() -> None:
    first = RunStarted(at=AT, run="r1", digest="d", actions=("care/a:order",))
    second = RunStarted(at=AT, run="r2", digest="d", actions=())
    settled = outcome("done", "observed", run="r2")

    assert remember(first, intent(), settled).fates == {"care/a:order": "done"}
    assert remember(first, intent(), settled, second).fates == {}
    assert remember(first, intent(), second, settled).fates == {}


def test_a_task_that_is_seen_done_before_its_run_was_accounted_for_is_told_as_done() -> None:
    first = RunStarted(at=AT, run="r1", digest="d", actions=("care/a:bind",))
    seen = outcome("done", "observed", run="r2", intent="care/a:bind")

    assert remember(first, task("bind")).fates == {"care/a:bind": "issued"}
    assert remember(first, task("bind"), seen).fates == {"care/a:bind": "done"}


@pytest.mark.parametrize("result", ["done", "not-done"])
@pytest.mark.parametrize(
    "asked", [intent("activate-public-mode"), task("activate-public-mode", address="i1")]
)
def test_an_activation_that_was_done_is_remembered_for_ever(asked: Intent | TaskIssued, result: str) -> None:
    closed = outcome(result, intent="i1" if isinstance(asked, Intent) else asked.action_id)

    assert not remember(asked).activated
    assert remember(asked, closed).activated is (result == "done")


def test_what_names_no_number_and_no_consent_leaves_none_behind() -> None:
    memory = remember(task("bind"), intent(consent=None, number=None))

    assert (memory.named, memory.consents) == (frozenset(), frozenset())


def test_a_rebuilt_ledger_is_not_trusted_until_a_person_says_so() -> None:
    assert remember(Rebuilt(at=AT)).rebuilding
    assert not remember(Rebuilt(at=AT), Rebuilt(at=AT, acknowledged_by="ops", reason="compared")).rebuilding
    assert remember(Rebuilt(at=AT, acknowledged_by="ops"), Rebuilt(at=AT)).rebuilding


def test_what_a_rebuilt_ledger_may_lack_reaches_to_its_acknowledgement() -> None:
    later = "2026-12-01T00:00:00+08:00"
    assert remember(Rebuilt(at=AT), Rebuilt(at=later, acknowledged_by="ops")).rebuilt == later


# --- folding in pieces --------------------------------------------------------------------------------------

ADDRESSES = st.sampled_from(["care/a", "care/b"])
NUMBERS = st.sampled_from([None, "4008100001", "057188880001"])
VERBS = st.sampled_from(["order", "cancel", "bind", "unbind", "activate-public-mode"])
IDS = st.sampled_from(["i1", "i2", "i3", "care/a:order", "care/a:cancel", "care/b:bind"])
RUNS = st.sampled_from(["r1", "r2"])
CONSENTS = st.sampled_from([None, "t1", "t2"])
MONTHS = st.sampled_from([AT, "2026-12-01T00:00:00+08:00", "2026-11-30T16:00:00Z"])
FIELDS = st.dictionaries(
    st.sampled_from(["line", "instance"]), st.sampled_from([None, "x", ["y"]]), max_size=2
)
MONEY = st.sampled_from(["0.00", "35.00", "120.00"])
COMMON = {"at": MONTHS, "run": RUNS}
EACH = st.one_of(
    st.builds(RunStarted, **COMMON, digest=st.just("d"), actions=st.just(())),
    st.builds(
        Intent,
        **COMMON,
        id=IDS,
        address=ADDRESSES,
        action=VERBS,
        resource=st.just("number"),
        number=NUMBERS,
        fields=FIELDS,
        monthly=MONEY,
        consent=CONSENTS,
    ),
    st.builds(
        Outcome,
        **COMMON,
        intent=IDS,
        result=st.sampled_from(["done", "not-done"]),
        evidence=st.sampled_from(["answer", "observed", "operator"]),
        number=NUMBERS,
    ),
    st.builds(Adopted, **COMMON, address=ADDRESSES, number=NUMBERS, fields=FIELDS),
    st.builds(Forgotten, **COMMON, address=ADDRESSES, number=NUMBERS),
    st.builds(
        TaskIssued,
        **COMMON,
        address=ADDRESSES,
        action=VERBS,
        resource=st.just("number"),
        number=NUMBERS,
        consent=CONSENTS,
        monthly=MONEY,
    ),
    st.builds(Rebuilt, **COMMON, acknowledged_by=st.sampled_from([None, "ops"])),
)
RECORDS = st.lists(EACH, max_size=40)


@given(records=RECORDS, cuts=st.lists(st.integers(0, 40), max_size=4))
def test_folding_in_pieces_is_folding_whole(records: list[Record], cuts: list[int]) -> None:
    memory, start = EMPTY_MEMORY, 0
    for end in [*sorted(cut for cut in cuts if cut <= len(records)), len(records)]:
        memory = fold(END, records[start:end], memory)
        start = end

    assert memory == fold(END, records)


@given(records=RECORDS)
def test_folding_leaves_what_it_was_given_alone(records: list[Record]) -> None:
    before = fold(END, records)
    again = fold(END, records)

    fold(
        Head(),
        [OWNED, *records, intent(id="new", number="4008100001", consent="t9"), outcome(intent="new")],
        before,
    )

    assert before == again


@given(records=RECORDS)
def test_whatever_was_recorded_the_memory_fits_together(records: list[Record]) -> None:
    memory = fold(END, records)

    assert {held.address for held in memory.open.values()} == set(memory.held)
    assert all(memory.open[held.id] is held for held in memory.held.values())
    assert all(slot.number in memory.owner for slot in memory.owned.values() if slot.number)
    assert {i.number for i in memory.open.values() if i.number} <= memory.named
    assert all(spent.added_monthly >= 0 for spent in memory.spent.values())
    assert None not in [value for slot in memory.owned.values() for value in slot.applied.values()]


@pytest.mark.parametrize("result", OutcomeResult)
@pytest.mark.parametrize("evidence", EvidenceSource)
def test_the_ledger_has_a_closed_sets_words_as_text(result: OutcomeResult, evidence: EvidenceSource) -> None:
    body = canonical(Outcome(at=AT, intent="i1", result=result, evidence=evidence))
    assert f'"evidence":"{evidence.value}"' in body
    assert f'"result":"{result.value}"' in body
    again = RECORD.validate_json(body)
    assert isinstance(again, Outcome)
    assert (again.result, again.evidence) == (result, evidence)
    assert canonical(again) == body


@pytest.mark.parametrize("word", ['"Done"', '"unsure"', "1", "true", "null"])
def test_a_word_of_no_closed_set_is_no_record(word: str) -> None:
    with pytest.raises(ValidationError, match="Input should be 'done' or 'not-done'"):
        RECORD.validate_json(
            f'{{"kind":"outcome","at":"x","intent":"a","result":{word},"evidence":"answer"}}'
        )

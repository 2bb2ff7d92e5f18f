"""What a fresh observation proves of a call whose outcome is unknown: done, not done, or nothing at all."""

from __future__ import annotations

from datetime import date

import pytest
from planned import (
    COMPANY,
    HOTLINE,
    INSTANCE,
    OTHER_INSTANCE,
    REGULAR,
    SECOND,
    SPARE,
    TRANSFER,
    UNICOM,
    WELCOME,
    intent,
    live,
    live_hotline,
    on,
    owning,
    remembered,
    seen,
    task,
)

from reconciler.memory.records import OutcomeResult
from reconciler.model.action import Verb
from reconciler.model.observation import Offer
from reconciler.model.resource import Ivr, Playback
from reconciler.planning.settle import Evidence, reflects, settle

DONE, NOT_DONE, NOTHING = OutcomeResult.DONE, OutcomeResult.NOT_DONE, None


def opened(*intents, owned=()):
    return remembered(*owned, open={i.id: i for i in intents}, held={i.address: i for i in intents})


def proven(asked, *has, owned=(), **observed):
    """The result a read proves, or None."""
    found = settle(opened(asked, owned=owned), seen(*has, **observed))
    return found[0].result if found else None


# --- verbs whose number is there to be looked at ---------------------------------------------------------


def call(verb, fields, number=REGULAR):
    return intent(verb=verb, number=number, fields=fields)


UNSEEN = frozenset({"instance", "ivr.playback", "ivr.transfer", "status"})
BIND = call(Verb.BIND, {"instance": INSTANCE, "routing": "region-first"})
UNBIND = call(Verb.UNBIND, {"instance": None, "routing": None})
CONFIGURE = call(
    Verb.CONFIGURE_IVR, {"ivr.playback.audio": "welcome.wav", "ivr.playback.description": "Welcome"}
)
CLEAR = call(Verb.CLEAR_IVR, {"ivr.playback.audio": None, "ivr.playback.description": None})
SET = call(
    Verb.SET_TRANSFER,
    {
        "ivr.transfer.routing": "round-robin",
        "ivr.transfer.to": ["057188880009"],
        "ivr.transfer.qualification": "10000008748",
    },
    HOTLINE,
)
UNSET = call(Verb.CLEAR_TRANSFER, {"ivr.transfer.routing": None, "ivr.transfer.to": None}, HOTLINE)
SUBMIT = call(Verb.SUBMIT_DOCUMENTS, {"documents.reference": "DOC-1"}, HOTLINE)
CANCEL = call(Verb.CANCEL, {})
READ_BACK = Ivr(WELCOME, type(TRANSFER)(TRANSFER.routing, TRANSFER.to, None))


@pytest.mark.parametrize(
    ("asked", "number", "expected"),
    [
        pytest.param(BIND, live(), DONE, id="bound"),
        pytest.param(BIND, live(routing=None), DONE, id="bound, the routing is not told"),
        pytest.param(BIND, live(routing="random"), NOT_DONE, id="bound, dispatching otherwise"),
        pytest.param(BIND, live(instance=None, routing=None), NOT_DONE, id="not bound"),
        pytest.param(BIND, live(instance=OTHER_INSTANCE), NOT_DONE, id="bound elsewhere"),
        pytest.param(BIND, live(unknown=UNSEEN), NOTHING, id="binding unreadable"),
        pytest.param(UNBIND, live(instance=None, routing=None), DONE, id="unbound"),
        pytest.param(UNBIND, live(), NOT_DONE, id="still bound"),
        pytest.param(UNBIND, live(instance=None, unknown=UNSEEN), NOTHING, id="unbinding unreadable"),
        pytest.param(CONFIGURE, live(), DONE, id="configured"),
        pytest.param(CONFIGURE, live(ivr=None), NOT_DONE, id="not configured"),
        pytest.param(CONFIGURE, live(ivr=Ivr(Playback("x.wav", "Welcome"))), NOT_DONE, id="another file"),
        pytest.param(CONFIGURE, live(ivr=Ivr(Playback("welcome.wav", "x"))), NOT_DONE, id="another text"),
        pytest.param(CONFIGURE, live(ivr=None, unknown=UNSEEN), NOTHING, id="playback unreadable"),
        pytest.param(CLEAR, live(ivr=None), DONE, id="cleared"),
        pytest.param(CLEAR, live(), NOT_DONE, id="still playing"),
        pytest.param(CLEAR, live(ivr=None, unknown=UNSEEN), NOTHING, id="clearing unreadable"),
        pytest.param(SET, live_hotline(ivr=Ivr(None, TRANSFER)), DONE, id="transferring"),
        pytest.param(SET, live_hotline(ivr=READ_BACK), DONE, id="as the provider shows it"),
        pytest.param(SET, live_hotline(), NOT_DONE, id="not transferring"),
        pytest.param(SET, live_hotline(ivr=None, unknown=UNSEEN), NOTHING, id="transfer unreadable"),
        pytest.param(UNSET, live_hotline(), DONE, id="transfers no more"),
        pytest.param(UNSET, live_hotline(ivr=READ_BACK), NOT_DONE, id="still transferring"),
        pytest.param(SUBMIT, live_hotline(documents="DOC-1"), DONE, id="documents shown"),
        pytest.param(SUBMIT, live_hotline(documents="DOC-2"), NOT_DONE, id="others shown"),
        pytest.param(SUBMIT, live_hotline(status="reviewing"), DONE, id="under review"),
        pytest.param(SUBMIT, live_hotline(status="active"), DONE, id="approved since"),
        pytest.param(SUBMIT, live_hotline(status="restricted"), DONE, id="restricted since"),
        pytest.param(SUBMIT, live_hotline(status="rejected"), DONE, id="rejected since"),
        pytest.param(SUBMIT, live_hotline(status="documents_due"), NOT_DONE, id="still due"),
        pytest.param(SUBMIT, live_hotline(status="released"), NOT_DONE, id="released"),
        pytest.param(SUBMIT, live_hotline(status="unknown"), NOTHING, id="documents: unknown"),
        pytest.param(SUBMIT, live_hotline(status="cancelled"), NOTHING, id="documents: cancelled meanwhile"),
        pytest.param(CANCEL, live(status="cancelling"), DONE, id="cancelling"),
        pytest.param(CANCEL, live(status="cancelled"), DONE, id="cancelled"),
        pytest.param(CANCEL, live(), NOT_DONE, id="active"),
        pytest.param(CANCEL, live(status="restricted"), NOT_DONE, id="restricted"),
        pytest.param(CANCEL, live(status="reviewing"), NOT_DONE, id="reviewing"),
        pytest.param(CANCEL, live(status="documents_due"), NOT_DONE, id="documents due"),
        pytest.param(CANCEL, live(status="released"), NOT_DONE, id="cancel: released"),
        pytest.param(CANCEL, live(status="rejected"), NOT_DONE, id="cancel: rejected"),
        pytest.param(CANCEL, live(status="unknown"), NOTHING, id="cancel: unknown"),
    ],
)
def test_a_read_proves_what_became_of_a_call(asked, number, expected):
    changed = live_hotline if asked.number == HOTLINE else live
    assert number.number == changed().number
    assert proven(asked, number) == expected


@pytest.mark.parametrize(
    ("number", "said"),
    [(live(), "the provider shows it done"), (live(instance=None), "the provider shows it not done")],
)
def test_evidence_says_what_was_seen(number, said):
    [proof] = settle(opened(BIND), seen(number))
    assert proof.message == said


@pytest.mark.parametrize("asked", [BIND, UNBIND, CONFIGURE, CLEAR, SET, UNSET, SUBMIT, CANCEL])
def test_absence_proves_nothing_even_in_a_complete_list(asked):
    assert proven(asked, live(SECOND)) is NOTHING


def test_a_call_that_set_nothing_readable_proves_nothing():
    assert proven(call(Verb.BIND, {}), live()) is NOTHING


def test_an_application_is_found_by_its_reference():
    asked = intent(verb=Verb.CANCEL, application="APP-000001")
    assert proven(asked, live(None, application="APP-000001", status="cancelled")) == DONE
    assert proven(asked, live(application="APP-000002", status="cancelled")) is NOTHING
    assert proven(intent(verb=Verb.CANCEL), live(status="cancelled")) is NOTHING


@pytest.mark.parametrize(("active", "expected"), [(True, DONE), (False, NOT_DONE), (None, NOTHING)])
def test_public_mode_is_proven_by_the_account(active, expected):
    asked = intent("care/otp", Verb.ACTIVATE_PUBLIC_MODE)
    assert proven(asked, public_mode=active) == expected


# --- purchases ------------------------------------------------------------------------------------------

BUY = intent("care/brand", Verb.ORDER, number=HOTLINE)


@pytest.mark.parametrize(
    ("has", "observed", "expected"),
    [
        ([live_hotline()], {}, DONE),
        ([live_hotline(status="documents_due")], {}, DONE),
        ([live_hotline(status="released")], {}, DONE),
        ([live_hotline()], {"offers": (Offer(HOTLINE, UNICOM),)}, DONE),
        ([], {"offers": (Offer(HOTLINE, UNICOM),)}, NOT_DONE),
        ([], {"offers": (Offer(SPARE, UNICOM),)}, NOTHING),
        ([], {"offers": ()}, NOTHING),
        ([], {"offers": None}, NOTHING),
        ([live_hotline(SPARE)], {"offers": None}, NOTHING),
    ],
    ids=["ours", "pending", "ours and lost", "ours, and a stale offer", "on offer again", "neither", "no offers",
         "offers unreadable", "another is ours"],
)  # fmt: skip
def test_a_purchase_is_proven_by_its_number(has, observed, expected):
    assert proven(BUY, *has, **observed) == expected


def test_the_evidence_of_a_purchase_names_the_number_and_its_application():
    (proof,) = settle(opened(BUY), seen(live_hotline(application="APP-000001")))
    assert proof == Evidence(BUY, DONE, "the number is listed as ours", HOTLINE, "APP-000001")
    (refuted,) = settle(opened(BUY), seen(offers=(Offer(HOTLINE, UNICOM),)))
    assert (refuted.number, refuted.application) == (HOTLINE, None)


# --- applications without a number ----------------------------------------------------------------------

ASKED = {"line": "landline", "region": "浙江/杭州", "callType": "both", "enterprise": COMPANY}


def asking(address="care/hz-003", **said):
    return intent(address, Verb.ORDER, fields=said.pop("fields", ASKED), **said)


def listed(application="APP-000001", number=None, **said):
    usual = {"status": "reviewing", "applied_on": date(2026, 11, 23), "activated_on": None}
    return live(number, application=application, **usual | said)


@pytest.mark.parametrize(
    ("has", "owned", "expected"),
    [
        pytest.param([listed()], [], DONE, id="its application"),
        pytest.param([listed(number=REGULAR, status="active")], [], DONE, id="allotted since"),
        pytest.param([listed(status="rejected")], [], DONE, id="rejected since"),
        pytest.param([], [], NOTHING, id="nothing listed"),
        pytest.param([listed(applied_on=date(2026, 11, 24))], [], DONE, id="the day after"),
        pytest.param([listed(applied_on=date(2026, 11, 22))], [], NOTHING, id="older than the call"),
        pytest.param([listed(applied_on=None)], [], NOTHING, id="of an unknown day"),
        pytest.param([listed(application=None, number=REGULAR)], [], NOTHING, id="a number without reference"),
        pytest.param([listed(line="mobile")], [], NOTHING, id="another line"),
        pytest.param([listed(region="上海")], [], NOTHING, id="another region"),
        pytest.param([listed(call_type="inbound")], [], NOTHING, id="another call type"),
        pytest.param([listed(enterprise="x")], [], NOTHING, id="another enterprise"),
        pytest.param([listed(), listed("APP-000002")], [], NOTHING, id="two that fit"),
        pytest.param(
            [listed(), listed("APP-000002")], [owning("care/a", None, application="APP-000002")], DONE,
            id="the other is claimed",
        ),
        pytest.param([listed()], [owning("care/a", None, application="APP-000001")], NOTHING, id="claimed"),
        pytest.param([listed(number=REGULAR)], [owning("care/a", REGULAR)], NOTHING, id="claimed by its number"),
        pytest.param([listed()], [owning("care/a", SECOND)], DONE, id="not a number without an application's"),
    ],
)  # fmt: skip
def test_an_application_is_proven_by_the_only_unclaimed_one_that_fits(has, owned, expected):
    assert proven(asking(), *has, owned=owned) == expected


def test_what_was_ours_before_is_claimed_too():
    memory = opened(asking())
    forgotten = remembered(open=memory.open, held=memory.held, owner={"APP-000001": "care/left"})
    assert settle(forgotten, seen(listed())) == ()


def test_intents_that_ask_alike_are_settled_in_pairs_or_not_at_all():
    rivals = opened(asking(), asking("care/hz-004"))
    pairs = settle(rivals, seen(listed("APP-000002"), listed()))
    assert [(e.intent.address, e.application) for e in pairs] == [
        ("care/hz-003", "APP-000001"),
        ("care/hz-004", "APP-000002"),
    ]
    assert settle(rivals, seen(listed())) == ()
    assert settle(rivals, seen(listed(), listed("APP-000002"), listed("APP-000003"))) == ()


def test_an_intent_that_asks_otherwise_is_no_rival():
    other = asking("care/hz-004", fields={**ASKED, "line": "mobile"})
    found = settle(opened(asking(), other), seen(listed(), listed("APP-000002", line="mobile")))
    assert [(e.intent.address, e.application) for e in found] == [
        ("care/hz-003", "APP-000001"),
        ("care/hz-004", "APP-000002"),
    ]


def test_the_evidence_of_an_application_names_what_was_allotted():
    (proof,) = settle(opened(asking()), seen(listed(number=REGULAR)))
    assert (proof.number, proof.application) == (REGULAR, "APP-000001")


# --- several, and stale reads ---------------------------------------------------------------------------


def test_evidence_comes_in_the_order_of_the_intents():
    late = intent("care/a", Verb.CANCEL, number=REGULAR, at="2026-11-24T00:00:00+08:00")
    early = intent("care/b", Verb.CANCEL, number=SECOND)
    found = settle(opened(late, early), seen(live(), live(SECOND)))
    assert [e.intent.address for e in found] == ["care/b", "care/a"]


def test_nothing_open_nothing_proven():
    assert settle(remembered(owning()), seen(live())) == ()


@pytest.mark.parametrize(
    ("asked", "has", "reflected"),
    [
        (BIND, [live()], True),
        (BIND, [live(instance=None, routing=None)], False),
        (BIND, [live(unknown=UNSEEN)], True),
        (BIND, [], True),
        (CANCEL, [live(status="cancelling")], True),
        (CANCEL, [live()], False),
    ],
    ids=["shown", "older", "unreadable", "absent", "cancelling", "still active"],
)
def test_a_read_older_than_an_acknowledged_call_is_recognised(asked, has, reflected):
    assert reflects(asked, seen(*has), asked.number, None) is reflected


@pytest.mark.parametrize(
    ("number", "application", "reflected"),
    [
        (REGULAR, None, True),
        (SECOND, None, False),
        (None, "APP-000001", True),
        (None, "APP-000002", False),
        (SECOND, "APP-000001", True),
        (None, None, False),
    ],
)
def test_a_purchase_shows_once_what_was_answered_is_listed(number, application, reflected):
    without = live("057188880009", application=None)
    observed = seen(live(application="APP-000001"), without, listed("APP-000009"))
    assert reflects(asking(), observed, number, application) is reflected


def test_the_day_of_a_call_is_the_shanghai_day():
    assert asking().at[:10] == on("2026-11-23").date().isoformat()


# --- what a person was asked for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "number", "expected"),
    [
        (BIND, live(), DONE),
        (BIND, live(instance=None, routing=None), NOTHING),
        (UNBIND, live(instance=None, routing=None), DONE),
        (CONFIGURE, live(), DONE),
        (CONFIGURE, live(ivr=None, unknown=UNSEEN), NOTHING),
        (CLEAR, live(ivr=None), DONE),
        (SET, live_hotline(ivr=READ_BACK), DONE),
        (UNSET, live_hotline(), DONE),
        (SUBMIT, live_hotline(status="reviewing"), DONE),
        (SUBMIT, live_hotline(status="documents_due"), NOTHING),
        (CANCEL, live(status="cancelling"), DONE),
        (CANCEL, live(), NOTHING),
    ],
)
def test_a_task_is_closed_by_what_is_seen_and_by_nothing_else(asked, number, expected):
    issued = task("care/hz-001", Verb(asked.action), number=asked.number, fields=asked.fields)
    name = f"care/hz-001:{asked.action}"
    found = settle(remembered(tasks={name: issued}), seen(number))
    assert [(e.intent.id, e.result) for e in found] == ([(name, DONE)] if expected else [])


def test_tasks_come_after_calls():
    issued = {f"care/a:{Verb.CANCEL}": task("care/a", Verb.CANCEL, number=REGULAR)}
    late = intent("care/b", Verb.CANCEL, number=SECOND, at="2026-11-24T00:00:00+08:00")
    memory = remembered(tasks=issued, open={late.id: late})
    both = seen(live(status="cancelled"), live(SECOND, status="cancelled"))
    assert [e.intent.address for e in settle(memory, both)] == ["care/b", "care/a"]

"""The gate: the first status that fits, its reason, and what waits or falls with what."""

from __future__ import annotations

import pytest
from planned import on, task

from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.planning.gate import judge
from reconciler.planning.order import linked

AT = "care/x"
EARLY, LATE = on("2026-12-01"), on("2027-01-03")


def step(verb=Verb.CONFIGURE_IVR, address=AT, **said):
    return Action(address, "number", verb, "care", **said)


def stop(verb, verdict=Verdict.BLOCK, message="no", **said):
    """A finding that stops one action."""
    address = said.pop("address", AT)
    return Finding("VN000", verdict, address, message, stops=(f"{address}:{verb}",), **said)


def hold(verb, until, message="later", **said):
    return stop(verb, Verdict.HOLD, message, until=until, **said)


def wait(verb, message="unknown", **said):
    return stop(verb, Verdict.HOLD, message, waits=True, **said)


def judged(*actions, findings=(), tasks=()):
    """Verb to the judged action."""
    issued = {
        t.action_id: f"a task was issued on {t.at[:10]}; waiting for it to be done and seen or attested"
        for t in tasks
    }
    return {a.verb: a for a in judge(linked(actions), findings, issued)}


def statuses(*actions, **said):
    return {verb.value: action.status.value for verb, action in judged(*actions, **said).items()}


# --- the first that fits --------------------------------------------------------------------------------

HELD = {"status": Status.HELD, "reason": "the outcome is unknown"}
AWAITING = {"awaits": "the number to become active"}
BLOCKED, DEFERRED, UNKNOWN = stop(Verb.BIND), hold(Verb.BIND, LATE), wait(Verb.BIND)


@pytest.mark.parametrize(
    ("said", "findings", "status", "reason"),
    [
        ({}, [], "ready", ""),
        (AWAITING, [], "waiting", "waits for the number to become active"),
        ({}, [UNKNOWN], "waiting", "unknown"),
        ({}, [DEFERRED], "deferred", "later"),
        (AWAITING, [DEFERRED], "waiting", "waits for the number to become active"),
        ({}, [DEFERRED, UNKNOWN], "waiting", "unknown"),
        (AWAITING, [UNKNOWN], "waiting", "unknown"),
        (AWAITING, [DEFERRED, UNKNOWN, BLOCKED], "blocked", "no"),
        (HELD | AWAITING, [DEFERRED, UNKNOWN, BLOCKED], "held", "the outcome is unknown"),
    ],
    ids=["nothing", "awaits", "unknown", "hold", "hold and awaits", "hold and unknown", "unknown first", "block",
         "held"],
)  # fmt: skip
def test_the_first_status_that_fits(said, findings, status, reason):
    action = judged(step(Verb.BIND, **said), findings=findings)[Verb.BIND]
    assert (action.status.value, action.reason) == (status, reason)


@pytest.mark.parametrize("verdict", [Verdict.INFO, Verdict.WARN, Verdict.VIOLATION])
def test_what_neither_holds_nor_blocks_stops_nothing(verdict):
    assert statuses(step(Verb.BIND), findings=[stop(Verb.BIND, verdict)]) == {"bind": "ready"}


def test_a_finding_stops_only_what_it_names():
    others = [stop(Verb.BIND, address="care/y"), stop(Verb.UNBIND)]
    assert statuses(step(Verb.BIND), findings=others) == {"bind": "ready"}


def test_a_block_that_only_waits_for_a_fact_does_not_block():
    finding = stop(Verb.BIND, waits=True, message="not attested")
    action = judged(step(Verb.BIND), findings=[finding])[Verb.BIND]
    assert (action.status, action.reason) == (Status.WAITING, "not attested")


def test_the_first_block_gives_the_reason():
    findings = [stop(Verb.BIND, message="one"), stop(Verb.BIND, message="two")]
    assert judged(step(Verb.BIND), findings=findings)[Verb.BIND].reason == "one"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"verb": Verb.ADOPT}, "only recorded in the ledger"),
        ({"verb": Verb.FORGET}, "only recorded in the ledger"),
        ({"mode": Mode.MANUAL}, "no API does this: apply issues a task"),
        ({}, ""),
    ],
)
def test_what_is_ready_says_how_it_is_done(said, reason):
    action = judged(step(**said))[said.get("verb", Verb.CONFIGURE_IVR)]
    assert (action.status, action.reason) == (Status.READY, reason)


# --- instants -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("holds", [(EARLY, LATE), (LATE, EARLY)])
def test_a_deferred_action_runs_at_the_latest_of_its_instants_and_says_which(holds):
    findings = [hold(Verb.BIND, until, f"from {until:%Y}") for until in holds]
    action = judged(step(Verb.BIND), findings=findings)[Verb.BIND]
    assert (action.status, action.earliest, action.reason) == (Status.DEFERRED, LATE, "from 2027")


@pytest.mark.parametrize(
    ("own", "needs", "earliest"), [(EARLY, LATE, LATE), (LATE, EARLY, LATE), (None, EARLY, EARLY)]
)
def test_its_needs_instants_count_too(own, needs, earliest):
    findings = [hold(Verb.UNBIND, needs), *([hold(Verb.BIND, own)] if own else [])]
    action = judged(step(Verb.UNBIND), step(Verb.BIND), findings=findings)[Verb.BIND]
    assert (action.status, action.earliest) == (Status.DEFERRED, earliest)


def test_an_instant_that_only_a_need_has_is_told_as_an_instant():
    action = judged(step(Verb.UNBIND), step(Verb.CANCEL), findings=[hold(Verb.UNBIND, LATE)])[Verb.CANCEL]
    assert action.reason == "not before 2027-01-03T00:00:00+08:00"


def test_an_instant_of_what_holds_nothing_defers_nothing():
    assert statuses(step(Verb.BIND), findings=[stop(Verb.BIND, Verdict.WARN, until=LATE)]) == {
        "bind": "ready"
    }


def test_of_several_needs_those_without_an_instant_have_no_say():
    needs = step(Verb.ORDER), step(Verb.UNBIND)
    action = judged(*needs, step(Verb.BIND), findings=[hold(Verb.UNBIND, LATE)])[Verb.BIND]
    assert (action.needs, action.earliest) == (("care/x:unbind", "care/x:order"), LATE)


def test_a_machine_that_follows_a_person_who_must_not_begin_yet_is_deferred_too():
    unbind = step(Verb.UNBIND, mode=Mode.MANUAL)
    assert statuses(unbind, step(Verb.BIND), findings=[hold(Verb.UNBIND, LATE)]) == {
        "unbind": "deferred",
        "bind": "deferred",
    }


def test_what_also_waits_keeps_its_instant():
    action = judged(step(Verb.BIND, **AWAITING), findings=[hold(Verb.BIND, LATE)])[Verb.BIND]
    assert (action.status, action.earliest) == (Status.WAITING, LATE)


# --- needs ----------------------------------------------------------------------------------------------


def test_a_ready_need_makes_nothing_wait():
    assert statuses(step(Verb.ORDER), step(Verb.SUBMIT_DOCUMENTS)) == {
        "order": "ready",
        "submit-documents": "ready",
    }


@pytest.mark.parametrize(
    ("finding", "status", "reason"),
    [
        (stop(Verb.ORDER), "blocked", "needs care/x:order, which is blocked"),
        (wait(Verb.ORDER), "waiting", "waits for care/x:order"),
        (hold(Verb.ORDER, LATE), "deferred", "not before 2027-01-03T00:00:00+08:00"),
    ],
    ids=["blocked", "waiting", "deferred"],
)
def test_what_stops_a_need_stops_its_dependant_in_kind(finding, status, reason):
    action = judged(step(Verb.ORDER), step(Verb.SUBMIT_DOCUMENTS), findings=[finding])[Verb.SUBMIT_DOCUMENTS]
    assert (action.status.value, action.reason) == (status, reason)


def test_what_needs_a_held_call_is_blocked():
    actions = judged(step(Verb.UNBIND, **HELD), step(Verb.CANCEL))
    assert actions[Verb.CANCEL].status is Status.BLOCKED
    assert actions[Verb.CANCEL].reason == "needs care/x:unbind, which is held"


def test_its_own_block_is_told_before_a_needs():
    findings = [stop(Verb.ORDER, message="theirs"), stop(Verb.BIND, message="its own")]
    assert judged(step(Verb.ORDER), step(Verb.BIND), findings=findings)[Verb.BIND].reason == "its own"


def test_what_a_dependant_suffers_does_not_reach_back_to_its_need():
    assert statuses(step(Verb.ORDER), step(Verb.BIND), findings=[BLOCKED]) == {
        "order": "ready",
        "bind": "blocked",
    }


@pytest.mark.parametrize(
    ("need", "dependant", "status"),
    [
        (Mode.MANUAL, Mode.AUTOMATIC, "waiting"),
        (Mode.MANUAL, Mode.MANUAL, "ready"),
        (Mode.AUTOMATIC, Mode.MANUAL, "ready"),
        (Mode.AUTOMATIC, Mode.AUTOMATIC, "ready"),
    ],
)
def test_a_machine_waits_for_a_person(need, dependant, status):
    actions = step(Verb.UNBIND, mode=need), step(Verb.BIND, mode=dependant)
    assert statuses(*actions) == {"unbind": "ready", "bind": status}


@pytest.mark.parametrize(("need", "status"), [(Mode.MANUAL, "waiting"), (Mode.AUTOMATIC, "ready")])
@pytest.mark.parametrize("dependant", Mode)
def test_what_cannot_be_undone_waits_for_a_person_too(need, dependant, status):
    actions = step(Verb.UNBIND, mode=need), step(Verb.CANCEL, mode=dependant)
    assert statuses(*actions) == {"unbind": "ready", "cancel": status}


def test_nobody_orders_what_a_person_may_be_ordering():
    assert statuses(step(Verb.ORDER), tasks=[task(AT, Verb.ORDER)]) == {"order": "waiting"}


def test_an_issued_task_waits_to_be_seen_and_its_dependant_with_it():
    unbind, cancel = step(Verb.UNBIND, mode=Mode.MANUAL), step(Verb.CANCEL, mode=Mode.MANUAL)
    actions = judged(unbind, cancel, tasks=[task(AT, Verb.UNBIND)])
    assert {a.verb: a.status for a in actions.values()} == {
        Verb.UNBIND: Status.WAITING,
        Verb.CANCEL: Status.WAITING,
    }
    assert actions[Verb.UNBIND].reason == (
        "a task was issued on 2026-11-23; waiting for it to be done and seen or attested"
    )
    assert actions[Verb.CANCEL].reason == "waits for care/x:unbind"


def test_a_task_issued_before_an_api_was_there_holds_nothing_up():
    assert statuses(step(Verb.UNBIND), tasks=[task(AT, Verb.UNBIND)]) == {"unbind": "ready"}


def test_another_addresss_task_is_not_this_ones():
    assert statuses(step(Verb.UNBIND, mode=Mode.MANUAL), tasks=[task("care/y", Verb.UNBIND)]) == {
        "unbind": "ready"
    }


# --- preparations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("finding", "status"),
    [(stop(Verb.CANCEL), "blocked"), (hold(Verb.CANCEL, LATE), "deferred"), (wait(Verb.CANCEL), "waiting")],
)
@pytest.mark.parametrize("preparation", [Verb.UNBIND, Verb.CLEAR_TRANSFER])
def test_preparations_share_the_cancellations_fate(finding, status, preparation):
    assert statuses(step(preparation), step(Verb.CANCEL), findings=[finding]) == {
        preparation.value: status,
        "cancel": status,
    }


def test_preparations_have_the_cancellations_instant_and_reason():
    actions = judged(step(Verb.UNBIND), step(Verb.CANCEL), findings=[hold(Verb.CANCEL, LATE, "in January")])
    assert {(a.earliest, a.reason) for a in actions.values()} == {(LATE, "in January")}


def test_what_is_no_preparation_goes_on():
    assert statuses(step(Verb.ADOPT), step(Verb.CANCEL), findings=[stop(Verb.CANCEL)]) == {
        "adopt": "ready",
        "cancel": "blocked",
    }


def test_actions_come_out_as_they_went_in():
    groups = linked([step(Verb.CANCEL), step(Verb.UNBIND), step(Verb.ADOPT, "care/a")])
    assert [a.id for a in judge(groups, [], {})] == ["care/a:adopt", "care/x:unbind", "care/x:cancel"]

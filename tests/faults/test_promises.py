"""What was once wrong, or nearly: one short story for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import hands
import pytest
from documents import (
    CAMPAIGN,
    COMPANY,
    OUTBOUND,
    TELECOM,
    Git,
    Tombstone,
    hotline,
    live_hotline,
    live_regular,
    regular,
    world_file,
)
from scenarios import OLD, SCENARIOS, A, B, D
from scene import Scene
from steps import Steps, die

from reconciler import pipeline
from reconciler.apply.ledger_records import recollection
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.provider import Receipt
from reconciler.errors import InvariantError, StalePlan, UsageError
from reconciler.memory.records import Attested
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import SHANGHAI
from reconciler.model.observation import ObservedState
from reconciler.planning import drift
from reconciler.planning.approval import Approval
from reconciler.planning.build import view
from reconciler.providers.simulator.provider import SimulatorProvider
from reconciler.providers.simulator.world import faults

NOW = datetime(2026, 11, 3, 10, tzinfo=SHANGHAI)
ONE_A_MONTH = {"purchases": 1, "cancellations": 1}
LONGER_THAN_PATIENCE = 8
FIRST, SECOND = "4009100001", "4009100002"


def lost_and_denied(scene: Scene, verb: str, address: str) -> None:
    """The call takes effect, its answer is lost, and the lists of the next run are from before it."""
    scene.fault("stale", after=99)
    (old,) = scene.world.faults()
    scene.fault("reset-after", verb)
    scene.run()
    assert set(scene.memory().held) == {address}
    scene.world.clear_faults()
    faults.script(scene.world._db, replace(old, after=0, times=LONGER_THAN_PATIENCE))
    assert scene.run().settled[0].startswith(f"{address}:{verb} is settled as not-done")
    scene.world.clear_faults()


def two_hotlines(**limits: object) -> Git:
    return Git(hotlines={"x": hotline(), "y": hotline()}, **({"limits": limits} if limits else {}))  # type: ignore[arg-type]


# --- old lists ------------------------------------------------------------------------------------------


def test_a_slot_whose_purchase_an_old_list_denied_never_gets_another_number() -> None:
    git = Git(hotlines={"x": hotline()})
    with Scene(git, world_file(live_regular(D))) as scene:
        lost_and_denied(scene, "order", "care/x")
        scene.finish()

        asked = [seen.request.number for seen in scene.watch.seen if seen.request.verb == "apply"]
        assert set(asked) == {FIRST}
        assert scene.memory().owned["care/x"].number == FIRST


def test_a_pinned_number_is_not_given_to_another_slot() -> None:
    git = Git(hotlines={"x": hotline()})
    with Scene(git, world_file(live_regular(D))) as scene:
        lost_and_denied(scene, "order", "care/x")
        scene.git = Git(hotlines={"a": hotline(), "x": hotline()})
        scene.finish()

        owned = {address: owned.number for address, owned in scene.memory().owned.items()}
        assert owned == {"care/a": SECOND, "care/x": FIRST}


def test_a_purchase_that_an_old_list_denied_still_counts_towards_the_month() -> None:
    git = Git(hotlines={"x": hotline()}, limits=ONE_A_MONTH)
    with Scene(git, world_file(live_regular(D))) as scene:
        lost_and_denied(scene, "order", "care/x")
        scene.git = Git(hotlines={"x": hotline(), "y": hotline()}, limits=ONE_A_MONTH)

        scene.finish()

        assert set(scene.memory().owned) == {"care/x"}


def test_a_cancellation_that_an_old_list_denied_still_counts_towards_the_month() -> None:
    both = {"a": Tombstone("care/a", A), "b": Tombstone("care/b", B)}
    git = Git(tombstones={"a": both["a"]}, limits=ONE_A_MONTH)
    with Scene(git, world_file(live_regular(A), live_regular(B))) as scene:
        lost_and_denied(scene, "cancel", "care/a")
        scene.git = replace(git, tombstones=both)

        scene.finish()

        ended = [seen.address for seen in scene.watch.journal() if seen.effect]
        assert ended == ["care/a"]


def test_on_a_list_older_than_our_own_purchase_nothing_else_is_bought() -> None:
    with Scene(two_hotlines(), world_file(live_regular(D))) as scene:
        scene.fault("lag", times=LONGER_THAN_PATIENCE)
        ended = scene.run()

        assert (ended.fate("care/x:order"), ended.fate("care/y:order")) == ("done", "skipped")
        assert scene.requests == 1
        scene.finish()
        assert set(scene.memory().owned) == {"care/x", "care/y"}


@pytest.mark.parametrize("kind", ["short-list", "duplicate-entry", "total-changes"])
def test_on_a_list_that_is_not_whole_nothing_is_bought_or_cancelled(kind: str) -> None:
    git = replace(two_hotlines(), tombstones={"gone": Tombstone("care/old", OLD)})
    with Scene(git, world_file(live_hotline(OLD), live_regular(D))) as scene:
        scene.fault(kind, times=99)
        plan = scene.plan()

        assert {a.id: a.status.value for a in plan.actions if a.verb in {"order", "cancel"}} == {
            "care/old:cancel": "waiting",
            "care/x:order": "waiting",
            "care/y:order": "waiting",
        }
        scene.run()
        assert scene.requests == 0
        scene.finish()


# --- open calls -----------------------------------------------------------------------------------------


def test_nothing_else_happens_at_an_address_with_an_open_call() -> None:
    git = Git(numbers={"it": regular(A, instance="outbound", ivr="welcome")})
    with Scene(git, world_file(live_regular(A))) as scene:
        scene.fault("timeout-before", "bind")
        ended = scene.run()

        assert ended.fate("care/it:bind") == "unknown"
        assert ended.fate("care/it:configure-ivr") == "skipped"
        assert scene.requests == 1
        assert [a.status.value for a in scene.plan().actions] == ["held"]
        scene.finish()


def test_a_number_whose_purchase_is_open_is_not_chosen_for_another_slot() -> None:
    with Scene(two_hotlines(), world_file(live_regular(D))) as scene:
        scene.fault("timeout-before", "order")
        ended = scene.run()

        assert (ended.fate("care/x:order"), ended.fate("care/y:order")) == ("unknown", "done")
        assert [seen.request.number for seen in scene.watch.seen] == [FIRST, SECOND]
        scene.finish()


def test_the_only_number_on_offer_is_not_chosen_while_another_slot_may_have_it() -> None:
    pool = [{"number": FIRST, "carrier": "中国电信"}]
    with Scene(Git(hotlines={"x": hotline()}), world_file(live_regular(D), pool=pool)) as scene:
        scene.fault("timeout-before", "order")
        scene.run()
        scene.git = Git(hotlines={"a": hotline()})  # comes first, and the entry that is held has left Git

        (buy,) = (action for action in scene.plan().actions if action.id == "care/a:order")

        assert (buy.number, buy.status.value) == (None, "blocked")
        scene.finish()


def test_a_number_that_is_neither_listed_nor_on_offer_keeps_its_slot_held() -> None:
    git = Git(hotlines={"x": hotline()})
    with Scene(git, world_file(live_regular(D))) as scene:
        scene.fault("timeout-before", "order")
        scene.run()
        scene.world._db.execute("UPDATE pool SET sold = 1 WHERE number = ?", (FIRST,))
        for _ in range(3):
            scene.advance("15d")
            assert scene.run().settled == ()
            assert set(scene.memory().held) == {"care/x"}

        scene.finish()

        assert scene.memory().owned["care/x"].number == SECOND


def test_a_number_that_was_refused_is_asked_for_again_only_when_nothing_else_is_left() -> None:
    pool = [{"number": number, "carrier": "中国电信"} for number in (FIRST, SECOND)]
    with Scene(Git(hotlines={"x": hotline()}), world_file(live_regular(D), pool=pool)) as scene:
        scene.fault("business-error", "order", times=3)
        for _ in range(4):
            scene.run()

        assert [s.request.number for s in scene.watch.seen] == [FIRST, SECOND, FIRST, FIRST]
        scene.finish()


def test_two_alike_applications_without_an_answer_are_settled_in_pairs() -> None:
    git = Git(numbers={"one": regular(), "two": regular()})
    with Scene(git, world_file(live_regular(D))) as scene:
        scene.fault("timeout-after", "order", times=2)
        scene.run()
        assert set(scene.memory().held) == {"care/one", "care/two"}
        before = scene.requests
        assert scene.run().settled == (
            "care/one:order is settled as done: its application is listed",
            "care/two:order is settled as done: its application is listed",
        )

        scene.finish()

        assert scene.requests == before
        owned = {address: owned.number for address, owned in scene.memory().owned.items()}
        assert owned == {"care/one": "057188880221", "care/two": "057188880222"}


def test_an_application_said_to_be_done_must_be_named() -> None:
    with Scene(Git(numbers={"one": regular()}), world_file(live_regular(D))) as scene:
        scene.fault("timeout-before", "order")
        scene.run()
        said = pipeline.Resolution(done=True, reason="looked")

        with pytest.raises(UsageError, match="say what was applied for: the account lists nothing that fits"):
            pipeline.resolve(scene.session(), "me", "care/one", said)

        assert set(scene.memory().held) == {"care/one"}
        pipeline.resolve(scene.session(), "me", "care/one", replace(said, application="APP-000009"))
        assert scene.run().fate("care/one:order") == ""
        assert scene.requests == 1


@pytest.mark.parametrize("took_effect", [False, True])
def test_what_somebody_vouched_for_before_a_call_is_no_evidence_about_it(took_effect: bool) -> None:
    git = Git(hotlines={"it": hotline(OLD, ivr="forward")}, api="public")
    with Scene(git, world_file(live_hotline(OLD))) as scene:
        vouched_for(scene, OLD, {"status": "active", "ivr.transfer.to": None})
        scene.fault("timeout-after" if took_effect else "timeout-before", "set-transfer")
        assert scene.run().fate("care/it:set-transfer") == "unknown"

        settled = [line for line in scene.run().settled if "is settled" in line]

        if took_effect:  # only a number that transfers is seen at all
            assert settled == ["care/it:set-transfer is settled as done: the provider shows it done"]
        else:
            assert settled == []
            assert set(scene.memory().held) == {"care/it"}
        assert scene.requests == 1
        scene.converge()
        scene.check()


def vouched_for(scene: Scene, subject: str, fields: dict[str, str | None]) -> None:
    """What `reconciler attest` records."""
    session = scene.session()
    until = "2027-01-01T00:00:00+08:00"
    said = Attested(at="", subject=subject, fields=fields, by="me", evidence="seen", expires=until)
    with session.store.lock("prod", "me", session.clock.now()) as lease:
        memory = pipeline.remember(session)
        session.store.append("prod", [said], after=memory.head, fence=lease.fence)


# --- a run and its report -------------------------------------------------------------------------------


def test_a_change_of_a_description_alone_is_seen_to_have_happened() -> None:
    git = replace(SCENARIOS["reconfigure-ivr"].git, hotlines={"x": hotline()})
    with Scene(git, SCENARIOS["reconfigure-ivr"].world) as scene:
        ended = scene.run()

        fates = {result.fate.value for result in ended.result.results} if ended.result else set()
        assert fates <= {"done", "issued"}
        scene.finish()


@pytest.mark.parametrize("step", range(12, 19))
def test_what_another_hand_undid_is_not_built_upon(step: int) -> None:
    hands.interfere(hands.Case("rebind", "binds", step))


def recorded(scene: Scene, kind: str, *names: str) -> list[tuple[object, ...]]:
    return [tuple(body[name] for name in names) for body in scene.watch.read() if body["kind"] == kind]


def test_an_outcome_says_what_was_answered() -> None:
    git = Git(hotlines={"x": hotline()}, numbers={"y": regular()})
    with Scene(git, world_file(live_regular(D))) as scene:
        scene.run()

        assert recorded(scene, "outcome", "result", "evidence", "number") == [
            ("done", "answer", FIRST),
            ("done", "answer", None),
        ]
        [(_,), (application,)] = recorded(scene, "outcome", "application")
        assert application == scene.memory().owned["care/y"].application
        assert application is not None
        scene.finish()


@pytest.mark.parametrize(
    ("name", "api", "due"),
    [("task", "full", "2026-11-16T00:00:00+08:00"), ("configure-ivr", "public", None)],
)
def test_a_task_is_recorded_with_its_deadline(name: str, api: str, due: str | None) -> None:
    scenario = replace(SCENARIOS[name], git=replace(SCENARIOS[name].git, api=api))
    with scenario.scene() as scene:
        if api == "public":
            vouched_for(scene, A, {"status": "active", "ivr.playback.audio": None})
        scene.run()

        assert recorded(scene, "task", "due") == [(due,)]


def test_a_provider_need_not_say_again_what_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    execute = SimulatorProvider.execute
    monkeypatch.setattr(SimulatorProvider, "execute", lambda *asked: (execute(*asked), Receipt())[1])
    with Scene(two_hotlines(), world_file(live_regular(D))) as scene:
        ended = scene.run()

        assert (ended.fate("care/x:order"), ended.fate("care/y:order")) == ("done", "done")
        assert {o.number for o in scene.memory().owned.values()} == {FIRST, SECOND}
        scene.finish()


def test_every_fate_is_told_as_soon_as_it_is_known() -> None:
    told: list[str] = []
    with SCENARIOS["rebind"].scene() as scene:
        scene.fault("timeout-after", "unbind")
        ended = scene.run(wishes=pipeline.ApplyOptions(say=lambda result: told.append(result.fate.value)))

        assert ended.result is not None
        assert (
            told == [result.fate.value for result in ended.result.results] == ["done", "unknown", "skipped"]
        )
        scene.finish()


def test_an_intent_says_exactly_what_is_asked_for_and_in_which_plan() -> None:
    with Scene(two_hotlines(), world_file(live_regular(D))) as scene:
        ended = scene.run()

        assert ended.plan is not None
        intents = [body for body in scene.watch.read() if body["kind"] == "intent"]
        assert [intent["digest"] for intent in intents] == [ended.plan.digest] * 2
        assert [intent["number"] for intent in intents] == [FIRST, SECOND]
        assert intents[0]["fields"] == {
            "callType": "inbound",
            "carrier": TELECOM,
            "enterprise": COMPANY,
            "number": FIRST,
            "package": "120",
            "script": "SCRIPT-3321",
            "type": "400",
        }
        scene.finish()


def test_the_fields_of_an_intent_are_none_but_the_numbers() -> None:
    with SCENARIOS["cancel"].scene() as scene:
        scene.run()

        [intent] = [body for body in scene.watch.read() if body["kind"] == "intent"]
        assert (intent["consent"], intent["fields"]) == ("gone", {})


def test_a_run_stopped_before_it_began_leaves_nothing_behind() -> None:
    with SCENARIOS["bind"].scene() as scene:
        ended = scene.run(wishes=pipeline.ApplyOptions(stopping=lambda: True))

        assert ended.result is not None and ended.result.interrupted
        assert {result.fate.value for result in ended.result.results} == {"not started"}
        assert scene.watch.read() == []
        scene.finish()


def test_a_run_with_nothing_to_do_writes_nothing() -> None:
    with SCENARIOS["bind"].scene() as scene:
        scene.run()
        before = len(scene.watch.read())

        assert scene.run().error is None
        assert len(scene.watch.read()) == before


def test_a_read_that_fails_before_a_call_costs_that_call_alone() -> None:
    with Scene(two_hotlines(), world_file(live_regular(D))) as scene:
        scene.fault("undecodable-before", "read", after=1)
        ended = scene.run()

        assert (ended.fate("care/x:order"), ended.fate("care/y:order")) == ("skipped", "done")
        assert [seen.address for seen in scene.watch.journal()] == ["care/y"]
        scene.finish()


def test_a_read_that_fails_while_tasks_are_handed_out_does_not_cost_the_report() -> None:
    scenario = SCENARIOS["task"]
    git = replace(scenario.git, public_mode=True)
    with Scene(git, scenario.world) as scene:
        scene.fault("undecodable-before", "read", after=2)
        ended = scene.run()

        assert ended.error is None
        assert ended.fate("care/otp:activate-public-mode") == "done"
        assert ended.fate("care/it:submit-documents") == "skipped"
        scene.finish()


def test_only_what_is_asked_for_runs_and_nothing_that_would_need_more() -> None:
    git = Git(hotlines={"x": hotline(documents={"reference": "DOC-1"})})
    with Scene(git, world_file(live_regular(D))) as scene:
        ended = scene.run(wishes=pipeline.ApplyOptions(only=lambda action: action.verb == "submit-documents"))

        assert ended.result is not None and ended.result.results == ()
        assert scene.requests == 0


def test_a_number_bound_meanwhile_is_not_cancelled() -> None:
    with SCENARIOS["cancel"].scene() as scene:
        bound = []

        def bind() -> None:
            scene.world.bind([A], OUTBOUND, by="console")
            bound.append(True)

        ended = scene.run({7: bind})

        assert bound and ended.fate("care/it:cancel") == "skipped"
        assert [entry.by for entry in scene.world.requests()] == ["console"]
        scene.finish()


def test_what_another_hand_changed_since_the_plan_is_not_overwritten() -> None:
    reads = []

    def each(name: str) -> None:
        reads.extend([name] if name == "provider: read" else [])
        if len(reads) == 2 and name == "provider: read":
            scene.world.configure_playback(A, "welcome-2026.wav", "By hand", by="console")

    with SCENARIOS["configure-ivr"].scene() as scene:
        ended = scene.run(steps=Steps(each=each))

        assert ended.result is not None
        [result] = [r for r in ended.result.results if r.action.verb is Verb.CONFIGURE_IVR]
        assert (result.fate.value, result.message) == ("skipped", "its changes changed since the plan")
        assert [entry.by for entry in scene.world.requests()] == ["console"]
        scene.finish()


@pytest.mark.parametrize("step", ["ledger: after append intent", "provider: after order"])
def test_a_killed_job_may_be_started_again_with_the_same_approval(step: str) -> None:
    with Scene(two_hotlines(), world_file(live_regular(D))) as scene:
        approved = pipeline.ApplyOptions(approval=Approval(scene.plan().digest))
        steps = Steps(each=lambda name: die() if name == step else None)
        assert scene.run(wishes=approved, steps=steps).crashed

        again = scene.run(wishes=approved)

        if step.startswith("ledger"):  # nothing was bought, so the plan is what was approved
            assert again.error is None
            assert again.fate("care/x:order") == again.fate("care/y:order") == "done"
        else:
            assert isinstance(again.error, StalePlan)
            assert "care/y:order" in {action.address for action in again.error.difference.actions}
        scene.finish()


def test_evidence_that_frees_a_slot_waits_for_a_plan_that_shows_it() -> None:
    with Scene(two_hotlines(), world_file(live_regular(D))) as scene:
        scene.fault("timeout-before", "order", times=2)
        scene.run()
        scene.git = replace(scene.git, public_mode=True)
        seen = scene.plan()
        assert {a.id for a in seen.ready} == {"care/otp:activate-public-mode"}

        ended = scene.run(wishes=pipeline.ApplyOptions(approval=Approval(seen.digest)))

        assert ended.result is not None
        assert [result.action.id for result in ended.result.results] == ["care/otp:activate-public-mode"]
        assert len([line for line in ended.settled if " is settled as not-done" in line]) == 2
        scene.finish()


def test_a_number_that_is_not_there_cannot_be_adopted() -> None:
    slot = Slot("care/it")
    facts = Facts(NOW, None, None, None, {"care/it": slot})  # type: ignore[arg-type]

    with pytest.raises(InvariantError, match="care/it: nothing to adopt"):
        recollection({"at": "", "run": "r1"}, Action("care/it", "number", Verb.ADOPT, "care"), facts)


CAMPAIGN_WANTED = Git(numbers={"it": regular(A, instance="campaign")})
OUTBOUND_WANTED = Git(numbers={"it": regular(A, instance="outbound")})


def test_a_request_that_is_still_under_way_is_not_denied_whatever_git_wants_meanwhile() -> None:
    """A proxy held the call; Git changed its mind; the old state is no proof that the call will not come."""
    with Scene(OUTBOUND_WANTED, world_file(live_regular(A))) as scene:
        scene.fault("late", "bind", wait=90)
        assert scene.run().fate("care/it:bind") == "unknown"
        scene.git = CAMPAIGN_WANTED
        assert scene.run().settled == ()
        [finding] = [f for f in scene.plan().findings if f.rule == "VN605"]
        assert "it may still land" in finding.message
        assert finding.until is not None
        scene.advance("2m")
        [finding] = [f for f in scene.plan().findings if f.rule == "VN605"]
        assert finding.message.endswith("the next apply settles it as done: the provider shows it done")
        scene.finish()
        assert scene.memory().owned["care/it"].applied["instance"] == CAMPAIGN


def test_a_request_that_outlived_its_time_and_landed_on_top_is_an_incident() -> None:
    with Scene(OUTBOUND_WANTED, world_file(live_regular(A))) as scene:
        scene.fault("late", "bind", wait=40 * 60)
        scene.run()
        scene.advance("20m")
        scene.git = Git(numbers={"it": regular(A)})
        assert scene.run().settled == ("care/it:bind is settled as not-done: the provider shows it not done",)
        scene.advance("20m")
        plan = scene.plan()
        assert [(f.rule, f.verdict.name) for f in plan.findings if f.rule == "VN607"] == [
            ("VN607", "VIOLATION")
        ]
        assert plan.stuck
        entries = drift.report(view(pipeline.inputs(scene.session()))).entries
        assert [e.grave for e in entries if "settled as not done" in e.message] == [True]
        scene.finish()
        assert [f for f in scene.plan().findings if f.rule == "VN607"] == []


def test_a_throttled_call_is_sent_again_and_an_approved_plan_survives_it() -> None:
    with Scene(OUTBOUND_WANTED, world_file(live_regular(A))) as scene:
        scene.fault("throttle", "bind", times=2, wait=3)
        approval = Approval(digest=scene.plan().digest)
        ended = scene.run(wishes=pipeline.ApplyOptions(approval=approval))
        assert ended.fate("care/it:bind") == "done"
        assert [seen.outcome for seen in scene.watch.journal()] == ["throttle-before"] * 2 + ["accepted"]
        assert len({seen.intent["id"] for seen in scene.watch.journal() if seen.intent}) == 1
        scene.finish()


def test_a_throttle_that_lasts_longer_than_our_patience_is_a_refusal() -> None:
    with Scene(OUTBOUND_WANTED, world_file(live_regular(A))) as scene:
        scene.fault("throttle", "bind", wait=60)
        assert scene.run().fate("care/it:bind") == "refused"
        assert scene.memory().held == {}
        scene.finish()


def test_a_refusal_after_a_throttle_proves_nothing() -> None:
    """The first try may have been carried out all the same, and the refusal be its echo."""
    with Scene(OUTBOUND_WANTED, world_file(live_regular(A))) as scene:
        scene.fault("throttle", "bind")
        scene.fault("business-error", "bind")
        ended = scene.run()
        assert ended.fate("care/it:bind") == "unknown"
        assert set(scene.memory().held) == {"care/it"}
        scene.finish()


# --- what a run must notice -----------------------------------------------------------------------------


def test_a_purchase_that_commits_to_more_than_the_plan_showed_is_not_made() -> None:
    """Three months from the 28th of November end in March: a fifth month's rent."""
    reads = []

    def midnight_passes(name: str) -> None:
        reads.extend([name] if name == "provider: read" else [])
        if len(reads) == 2 and name == "provider: read":
            scene.advance("2m")

    with Scene(Git(numbers={"y": regular()}), world_file(live_regular(D))) as scene:
        for time in ("24d", "13h", "59m"):
            scene.advance(time)
        ended = scene.run(steps=Steps(each=midnight_passes))

        assert ended.plan is not None and ended.result is not None
        [result] = ended.result.results
        assert (result.fate.value, result.message) == ("skipped", "its cost changed since the plan")
        assert scene.requests == 0
        scene.finish()


def test_a_list_must_show_every_purchase_of_the_run_not_the_last_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A list put together from copies of different age: the newest purchase is in it, the one before is not."""
    whole = SimulatorProvider.observe

    def patched(provider: SimulatorProvider) -> ObservedState:
        seen = whole(provider)
        older = {FIRST} if SECOND in seen.numbers else set()
        return replace(seen, numbers={n: seen.numbers[n] for n in seen.numbers if n not in older})

    git = Git(hotlines={key: hotline() for key in ("x", "y", "z")})
    with Scene(git, world_file(live_regular(D))) as scene:
        with monkeypatch.context() as during:
            during.setattr(SimulatorProvider, "observe", patched)
            ended = scene.run()

        fates = [ended.fate(f"care/{key}:order") for key in ("x", "y", "z")]
        assert (fates, scene.requests) == (["done", "done", "skipped"], 2)
        scene.finish()


def test_a_defect_of_ours_ends_the_run_and_nothing_else_is_bought() -> None:
    """Whoever is wrong about one action may be wrong about the next: no fate is made up for it."""

    def defect(name: str) -> None:
        if name == "ledger: after append intent":
            raise ZeroDivisionError

    with Scene(two_hotlines(), world_file(live_regular(D))) as scene:
        with pytest.raises(ZeroDivisionError):
            scene.run(steps=Steps(each=defect))

        assert (scene.requests, set(scene.memory().held)) == (0, {"care/x"})
        scene.end_of_process()
        scene.finish()

"""The stages composed: opening an account, seeing it, carrying out what was approved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from planned import intent, on, recall
from staged import ACKNOWLEDGEMENT, TEAM, stage

from reconciler import pipeline
from reconciler.errors import InvalidManifests, StalePlan, Unreadable, UsageError
from reconciler.memory.records import OutcomeResult
from reconciler.model.action import Verb
from reconciler.model.capability import CANNOT
from reconciler.model.observation import ObservedState
from reconciler.model.outcome import Fate
from reconciler.pipeline.execution import foresee
from reconciler.planning.approval import Approval
from reconciler.planning.build import build
from reconciler.planning.settle import Evidence
from reconciler.providers.simulator.world.faults import Fault
from reconciler.wire import write as wire


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A fresh quickstart."""
    return stage(tmp_path / "shop")


def edit(root, file, old, new):
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def applied(session, **wishes):
    """The plan and the result of one apply."""
    return pipeline.apply(session, "tester@localhost:1", pipeline.ApplyOptions(**wishes))


def done(result):
    """What was done, in order."""
    return [entry.action.id for entry in result.results if entry.fate is Fate.DONE]


# --- opening --------------------------------------------------------------------------------------------


def test_checking_touches_neither_account_nor_ledger(root):
    validation = pipeline.check(root)
    assert validation.valid
    assert not (root / ".reconciler").exists()


def test_an_error_anywhere_closes_the_door_of_who_wants_to_change_something(root):
    edit(root, ACKNOWLEDGEMENT, "account: prod", "acount: prod")
    with pytest.raises(InvalidManifests, match="2 errors in the manifests") as refused:
        pipeline.open_session(root)
    assert ACKNOWLEDGEMENT in {d.file for d in refused.value.diagnostics if d.severity == "error"}
    session = pipeline.open_session(root, strict=False)
    assert not session.complete
    assert "care/hz-001" in session.desired.numbers


@pytest.mark.parametrize("name", [None, "prod"])
def test_an_account_is_found_though_teams_are_broken(root, name):
    edit(root, TEAM, "spec:", "spek:")
    assert pipeline.find_account(root, name).provider == "simulator"
    assert pipeline.find_ledger(root).entries("prod") == []


def test_an_account_nobody_described_is_a_usage_error(root):
    with pytest.raises(UsageError, match="no account 'test' in the workspace"):
        pipeline.find_account(root, "test")
    edit(root, "reconciler.yaml", "spec:", "spek:")
    with pytest.raises(InvalidManifests, match=r"reconciler.yaml is not valid"):
        pipeline.find_account(root)


# --- seeing ---------------------------------------------------------------------------------------------


def test_now_is_the_providers_clock_unless_another_instant_is_asked_for(root):
    session = pipeline.open_session(root)
    today = pipeline.inputs(session)
    then = pipeline.inputs(session, as_of=on("2027-01-03"))
    assert (today.now, today.hypothetical) == (on("2026-11-23T10:00"), False)
    assert (then.now, then.hypothetical) == (on("2027-01-03"), True)
    assert then.observed == today.observed


def test_an_unknown_team_is_a_usage_error(root):
    with pytest.raises(UsageError, match="no team 'nobody' in the workspace"):
        pipeline.inputs(pipeline.open_session(root), "nobody")


def test_what_is_attested_is_part_of_what_is_seen(root):
    edit(root, "reconciler.yaml", "api: full", "api: public")
    session = pipeline.open_session(root)
    word = pipeline.AttestationRequest("057188880001", {"status": "active"}, "ops", "OPS-1")
    assert pipeline.attest(session, "me@here:1", word) == (1, on("2027-02-21T10:00"))
    seen = pipeline.inputs(session).observed.numbers["057188880001"]
    assert (seen.status, seen.attested) == ("active", {"status"})


class Asked:
    """A provider without a listing; keeps what it was told to ask for."""

    capabilities = CANNOT

    def __init__(self):
        self.numbers, self.files = [], []

    def now(self):
        return None

    def observe(self):
        return ObservedState("prod", on("2026-11-23"), {})

    def set_lookup_targets(self, numbers, files):
        self.numbers, self.files = list(numbers), list(files)


def test_a_provider_without_a_listing_is_told_what_git_and_the_ledger_name(root):
    session = replace(pipeline.open_session(root), provider=Asked())
    pipeline.attest(
        session,
        "me@here:1",
        pipeline.AttestationRequest("057188880050", {"status": "active"}, "ops", "OPS-1"),
    )
    pipeline.facts(session)
    assert session.provider.numbers == [
        "057188880001", "057188880002", "057188880007", "057188880050", "4008100001"
    ]  # fmt: skip
    assert session.provider.files == ["hotline-2026.wav", "welcome-2026.wav"]


# --- applying -------------------------------------------------------------------------------------------


def test_only_what_is_wanted_runs_and_nothing_that_needs_what_is_not(root):
    session = pipeline.open_session(root)
    _, result = applied(session, only=lambda action: action.verb is not Verb.ORDER)
    assert "care/spare:submit-documents" not in [entry.action.id for entry in result.results]
    assert "care/hz-002:bind" in done(result)
    _, result = applied(session, only=lambda action: action.verb is not Verb.UNBIND)
    assert done(result) == ["care/spare:order", "care/spare:submit-documents"]


def test_whoever_says_stop_starts_nothing_new(root):
    session = pipeline.open_session(root)
    _, result = applied(session, stopping=lambda: True)
    assert result.interrupted
    assert {entry.fate for entry in result.results} == {Fate.NOT_STARTED}
    assert session.store.read("prod")[1] == []


def test_each_result_is_told_as_it_comes(root):
    told = []
    _, result = applied(pipeline.open_session(root), say=told.append)
    assert {entry.action.id for entry in told} == {entry.action.id for entry in result.results}


def approved_then_lost(root):
    """A session whose purchase was approved, then made, its answer lost; and the plan file that was approved."""
    session = pipeline.open_session(root)
    session.provider.world.script(Fault("timeout-after", verb="order"))
    applied(session)
    return session


def test_an_approved_plan_may_be_the_one_before_or_after_evidence_is_recorded(root):
    session = approved_then_lost(root)
    before = build(pipeline.inputs(session))
    assert [a.id for a in before.actions if a.status == "held"] == ["care/spare:order"]
    _, result = applied(session, approval=Approval(before.digest, wire.plan_document(before)))
    assert result.settled == ("care/spare:order is settled as done: the number is listed as ours",)
    assert done(result) == []
    after = build(pipeline.inputs(session))
    _, result = applied(session, approval=Approval(after.digest))
    assert done(result) == ["care/spare:submit-documents"]


def test_a_digest_of_the_settled_plan_is_good_too(root):
    session = approved_then_lost(root)
    memory = pipeline.remember(session)
    held = memory.held["care/spare"]
    proof = Evidence(held, OutcomeResult.DONE, "seen", held.number)
    given = pipeline.inputs(session)
    settled = build(replace(given, memory=foresee(memory, (proof,))))
    _, result = applied(session, approval=Approval(settled.digest))
    assert done(result) == ["care/spare:submit-documents"]


def test_neither_of_them_is_refused_and_nothing_is_written(root):
    session = approved_then_lost(root)
    before = session.store.read("prod")
    with pytest.raises(StalePlan, match="this is not the approved plan"):
        applied(session, approval=Approval("sha256:0"))
    assert session.store.read("prod") == before


@pytest.mark.parametrize(
    ("result", "open_intents"), [(OutcomeResult.DONE, 0), (OutcomeResult.NOT_DONE, 0), (None, 1)]
)
def test_foreseeing_changes_a_memory_and_nothing_else(result, open_intents):
    asked = intent("care/spare", Verb.ORDER, number="4009100002")
    memory = recall(asked)
    proofs = () if result is None else (Evidence(asked, result, "seen", "4009100002"),)
    ahead = foresee(memory, proofs)
    assert len(ahead.open) == open_intents
    assert ("care/spare" in ahead.owned) is (result is OutcomeResult.DONE)
    assert ahead.head == memory.head
    assert len(memory.open) == 1


@pytest.mark.parametrize(("approval", "refused"), [("  approval: plan\n", True), ("", False)])
def test_a_workspace_may_insist_on_approved_plans(root, approval, refused):
    edit(root, "reconciler.yaml", "  limits:", f"{approval}  limits:")
    session = pipeline.open_session(root)
    if not refused:
        pipeline.refuse_unapproved(session)
        return
    with pytest.raises(StalePlan, match="applies approved plans only"):
        pipeline.refuse_unapproved(session)


def test_what_a_run_mended_is_not_stuck_and_what_it_did_not_is(root):
    session = pipeline.open_session(root)
    applied(session)
    session.provider.world.advance(2 * 86_400 * 1_000_000)
    plan, result = applied(session)
    assert (plan.stuck, result.stuck) == (False, False)
    session.provider.world.restrict("057188880001")
    plan, result = applied(session)
    assert (plan.stuck, result.stuck, done(result)) == (True, True, [])


def test_an_account_that_cannot_be_read_afterwards_is_judged_by_the_plan(root, monkeypatch):
    session = pipeline.open_session(root)
    applied(session)
    session.provider.world.advance(2 * 86_400 * 1_000_000)
    session.provider.world.restrict("057188880001")
    look = pipeline.execution.look

    def until_it_is_mended(given, *shows):
        if any(request.verb == "configure-ivr" for request in given.provider.world.requests()):
            raise Unreadable("no more")
        return look(given, *shows)

    monkeypatch.setattr("reconciler.pipeline.execution.look", until_it_is_mended)
    plan, result = applied(session)
    assert done(result) == ["care/spare:configure-ivr"]
    assert (plan.stuck, result.stuck) == (True, True)

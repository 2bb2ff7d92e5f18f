"""Whether a plan made now is the approved one: by file with its basis, or by digest alone."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from planned import (
    HOTLINE,
    NOW,
    OTHER_INSTANCE,
    SPARE,
    TELECOM,
    hotline,
    inputs,
    live,
    live_hotline,
    on,
    owning,
    public_mode,
    regular,
    remembered,
    selected,
    tombstone,
)

from reconciler.errors import ReconcilerError, StalePlan
from reconciler.memory.memory import Head
from reconciler.model.observation import NumberStatus, Offer
from reconciler.model.plan import Scope
from reconciler.model.resource import Ivr, Playback, Transfer
from reconciler.model.state import Account
from reconciler.model.tariff import SEED_TARIFF
from reconciler.planning.approval import Approval
from reconciler.planning.build import build
from reconciler.planning.compare import difference
from reconciler.report.plan import as_markdown
from reconciler.report.stale_plan import lines as written_out
from reconciler.wire import write as wire
from reconciler.wire.comment import parse_reviewed

START = inputs(regular(), public_mode(), has=[live(instance=OTHER_INSTANCE)], memory=remembered(owning()))
PLAN = build(START)
FILE = wire.plan_document(PLAN)


def approval(document=FILE):
    return Approval(document["digest"], document)


def altered(change):
    document = copy.deepcopy(FILE)
    change(document)
    return approval(document)


# --- the file by itself ---------------------------------------------------------------------------------


def test_a_whole_file_hangs_together_and_is_the_plan_it_was_made_from():
    approval().check_file()
    approval().check(PLAN)


def test_a_digest_alone_needs_no_file():
    Approval(PLAN.digest).check_file()
    Approval(PLAN.digest).check(PLAN)


def set_in(*path, to):
    def change(document):
        for name in path[:-1]:
            document = document[name]
        document[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        set_in("digest", to="sha256:" + "0" * 64),
        set_in("actions", 0, "address", to="care/else"),
        set_in("actions", 0, "cost", "now", to="1.00"),
        set_in("actions", 0, "changes", to=[]),
        set_in("actions", 0, "needs", to=["care/x:cancel"]),
        set_in("actions", 0, "status", to="waiting"),
        set_in("actions", to=[]),
        set_in("scope", "account", to="test"),
        set_in("scope", "team", to="care"),
    ],
)
def test_an_altered_file_is_refused(change):
    with pytest.raises(StalePlan, match="the plan file was altered") as refused:
        altered(change).check_file()
    assert refused.value.exit_code == 5


def test_a_hypothetical_plan_is_never_applied():
    with pytest.raises(StalePlan, match="hypothetical: it was made with --as-of"):
        altered(set_in("hypothetical", to=True)).check_file()


def test_words_that_are_not_covered_may_differ():
    altered(set_in("actions", 0, "reason", to="reworded")).check_file()


# --- the basis ------------------------------------------------------------------------------------------


def made_again(**said):
    return build(replace(START, **said))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            {"desired": replace(START.desired, manifests_digest="sha256:other")},
            "the manifests changed",
        ),
        ({"desired": replace(START.desired, policies_digest="sha256:other")}, "the policies changed"),
        ({"tool": "0.2.0"}, "another version of this tool made it"),
        (
            {"memory": replace(START.memory, head=Head(8, "0" * 64))},
            "something was applied since",
        ),
        ({"scope": Scope("prod", "care")}, "it was made for another account or team"),
    ],
    ids=["manifests", "policies", "tool", "ledger", "scope"],
)
def test_a_plan_file_is_bound_to_what_it_was_made_from(said, reason):
    with pytest.raises(StalePlan) as refused:
        approval().check(made_again(**said))
    assert refused.value.message == f"the plan is stale: {reason}"
    same = said.get("scope") is None
    still = (
        f"; what is ready is still what was approved: reconciler apply --digest {PLAN.digest}" if same else ""
    )
    assert (refused.value.exit_code, refused.value.hint) == (5, f"plan again{still}")


def test_a_digest_outlives_what_a_file_is_bound_to():
    said = {"tool": "0.2.0", "desired": replace(START.desired, manifests_digest="sha256:other")}
    Approval(PLAN.digest).check(made_again(**said))


def test_every_reason_is_told_at_once():
    said = {"tool": "0.2.0", "now": on("2026-12-09")}
    with pytest.raises(StalePlan) as refused:
        approval().check(made_again(**said))
    assert refused.value.message == (
        "the plan is stale: another version of this tool made it; "
        "it was made at 2026-11-23T10:00:00+08:00 and is valid for 24 hours"
    )


@pytest.mark.parametrize(
    ("made", "now", "reason"),
    [
        (NOW, NOW, None),
        (NOW, on("2026-11-24T10:00:00"), None),
        (NOW, on("2026-11-24T10:00:01"), "valid for 24 hours"),
        (NOW, on("2026-11-23T09:59:59"), "valid for 24 hours"),
        (on("2026-11-30T23:59:59"), on("2026-12-01T00:00:00"), "a billing month ended since it was made"),
        (on("2026-11-30T00:00:00"), on("2026-11-30T23:59:59"), None),
        (on("2026-12-31T12:00:00"), on("2027-01-01T06:00:00"), "a billing month ended since it was made"),
    ],
    ids=["at once", "24 hours", "a second more", "before it was made", "month's end", "its last second", "new year"],
)  # fmt: skip
def test_a_plan_file_is_valid_for_a_day_within_one_billing_month(made, now, reason):
    document = wire.plan_document(made_again(now=made))
    plan = replace(made_again(now=made), as_of=now)
    if reason is None:
        approval(document).check(plan)
        return
    with pytest.raises(StalePlan, match=reason):
        approval(document).check(plan)


# --- the difference -------------------------------------------------------------------------------------


def test_another_plan_is_told_in_the_lines_in_which_it_differs():
    other = build(
        inputs(regular(routing="random", ivr=None), has=[live(instance=OTHER_INSTANCE)], memory=START.memory)
    )
    with pytest.raises(StalePlan, match="this is not the approved plan") as refused:
        approval().check(other)
    assert tuple(written_out(refused.value.difference)) == (
        "~ care/hz-001:bind: changes",
        "    routing: region-first → random",
        "+ care/hz-001:clear-ivr",
        "    ivr.playback.audio: welcome.wav → (none)",
        "    ivr.playback.description: Welcome → (none)",
        "- care/otp:activate-public-mode",
        "    publicMode: false → true",
    )


def test_given_only_a_digest_the_current_plan_is_told():
    with pytest.raises(StalePlan) as refused:
        Approval("sha256:other").check(PLAN)
    assert [line for line in written_out(refused.value.difference) if not line.startswith(" ")] == [
        f"+ {a.id}" for a in sorted(PLAN.ready, key=lambda action: action.id)
    ]


def test_what_was_reviewed_explains_a_digest_and_approves_nothing():
    other = build(inputs(regular(routing="random"), has=[live(instance=OTHER_INSTANCE)], memory=START.memory))
    with pytest.raises(StalePlan) as refused:
        Approval(PLAN.digest, reviewed=FILE).check(other)
    assert "    routing: region-first → random" in written_out(refused.value.difference)
    with pytest.raises(StalePlan):
        Approval("sha256:other", reviewed=FILE).check(PLAN)


def test_a_plan_of_nothing_says_so():
    with pytest.raises(StalePlan) as refused:
        Approval("sha256:other").check(build(inputs()))
    assert tuple(written_out(refused.value.difference)) == ("  nothing is ready now",)


def test_a_digest_for_a_team_is_no_digest_for_the_account():
    narrow = build(replace(START, scope=Scope("prod", "care")))
    with pytest.raises(StalePlan) as refused:
        Approval(narrow.digest, reviewed=wire.plan_document(narrow)).check(PLAN)
    assert tuple(written_out(refused.value.difference)) == ("  made for team care of prod, applied for prod",)


def test_other_rules_are_named_where_nothing_else_differs(monkeypatch):
    monkeypatch.setattr("reconciler.planning.digest.RULE_SET", "another")
    other = build(START)
    monkeypatch.undo()
    with pytest.raises(StalePlan) as refused:
        Approval(other.digest, reviewed=wire.plan_document(other)).check(PLAN)
    assert tuple(written_out(refused.value.difference)) == (
        "  the same is ready; the rules of this version are not those it was approved under",
    )


def test_a_reviewed_plan_of_another_digest_explains_nothing():
    with pytest.raises(StalePlan) as refused:
        Approval("sha256:other", reviewed=FILE).check(PLAN)
    assert next(written_out(refused.value.difference)) == (
        f"  the reviewed plan has the digest {PLAN.digest}: it explains nothing"
    )
    assert [line for line in written_out(refused.value.difference) if line.startswith("+ ")] == [
        f"+ {a.id}" for a in sorted(PLAN.ready, key=lambda action: action.id)
    ]


def shop(offers=(SPARE, "4009100007"), bound=OTHER_INSTANCE, tariff=SEED_TARIFF):
    """A 400 that is chosen, a number that is allotted, and one that is bound anew."""
    return build(
        inputs(
            selected(),
            regular("care/new", number=None),
            regular(),
            has=[live(instance=bound)],
            memory=remembered(owning()),
            desired={"accounts": {"prod": Account("prod", "simulator", tariff=tariff)}},
            observed={"offers": tuple(Offer(number, TELECOM) for number in offers)},
        )
    )


def as_comment(plan, **look):
    """What a comment keeps of a plan, as its host gives it back."""
    return parse_reviewed(as_markdown.text(plan, **look).replace("\n", "\r\n"))


KEPT = {
    "a plan file": lambda plan: {"document": wire.plan_document(plan)},
    "a plan file beside a digest": lambda plan: {"reviewed": wire.plan_document(plan)},
    "a masked comment": lambda plan: {"reviewed": as_comment(plan)},
    "what is kept beside a comment of any length": lambda plan: {
        "reviewed": parse_reviewed(as_markdown.reviewed(plan))
    },
    "a comment with numbers": lambda plan: {"reviewed": as_comment(plan, show_numbers=True)},
}


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
@pytest.mark.parametrize(
    ("now", "lines"),
    [
        (
            shop(tariff=replace(SEED_TARIFF, regular_monthly=Decimal(40))),
            ["~ care/new:order: cost", "    35.00 → 40.00 CNY now", "    140.00 → 160.00 CNY committed"],
        ),
        (shop(offers=["4009100007"]), ["~ care/spare:order: changes", "    number: 4009100002 → 4009100007"]),
        (
            shop(bound="057100009999"),
            ["~ care/hz-001:unbind: changes", f"    instance: [{OTHER_INSTANCE} to (none)] → [057100009999 to (none)]"],
        ),
    ],
    ids=["a price", "the chosen number", "the live value"],
)  # fmt: skip
def test_what_moved_is_told_old_to_new_with_a_file_and_with_a_digest(kept, now, lines):
    approved = shop()
    with pytest.raises(StalePlan) as refused:
        Approval(approved.digest, **kept(approved)).check(now)
    difference = list(written_out(refused.value.difference))
    assert [line for line in difference if line in lines] == lines
    assert [line for line in difference if line.startswith("~ ")] == lines[:1]


def answering(audio="welcome-2026.wav", to="057188880009"):
    """A hotline that is to play a text and to hand its callers on."""
    return build(
        inputs(
            hotline(ivr=Ivr(Playback(audio, "Welcome"), Transfer("round-robin", (to,), None))),
            has=[live_hotline()],
            memory=remembered(owning("care/brand", HOTLINE)),
        )
    )


def ours(*entries, **has):
    """A plan of one number that is ours."""
    return build(inputs(*entries, has=[live(instance=None, **has)], memory=remembered(owning())))


def documented(reference):
    number = live_hotline(status=NumberStatus.DOCUMENTS_DUE, applied_on=date(2026, 11, 20))
    memory = remembered(owning("care/brand", HOTLINE))
    return build(inputs(hotline(documents=reference), has=[number], memory=memory))


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
@pytest.mark.parametrize(
    ("approved", "now", "lines"),
    [
        (
            ours(tombstone()),
            ours(tombstone(name="another")),
            ["~ care/hz-001:cancel: changes", "    consent: old-branch → another"],
        ),
        (
            ours(tombstone()),
            ours(tombstone(expires=date(2026, 11, 2))),
            [
                "  money, approved → now: 35.00 → 0.00 CNY now; -35.00 → 0.00 CNY/month",
                "- care/hz-001:cancel",
                "    35.00 CNY now; -35.00 CNY/month",
                "    consent: old-branch",
                "    status: active → cancelled",
                "    blocked now: the tombstone old-branch expired on 2026-11-02",
            ],
        ),
        (
            documented("DOC-88"),
            documented("DOC-99"),
            ["~ care/brand:submit-documents: changes", "    documents.reference: DOC-88 → DOC-99"],
        ),
        (
            build(inputs(public_mode())),
            build(inputs(public_mode("care/notify"))),
            [
                "+ care/notify:activate-public-mode",
                "    publicMode: false → true",
                "- care/otp:activate-public-mode",
                "    publicMode: false → true",
            ],
        ),
        (
            build(inputs(regular("care/new"), has=[live()], memory=remembered(owning()))),
            build(inputs(regular("care/new"), has=[live()], memory=remembered(owning("care/x")))),
            ["~ care/new:move: changes", "    address: [care/hz-001 to care/new] → [care/x to care/new]"],
        ),
        (
            build(inputs(regular(), has=[live()])),
            build(inputs(hotline(), has=[live_hotline()])),
            ["+ care/brand:adopt", "    number: 4008100001", "- care/hz-001:adopt", "    number: 057188880001"],
        ),
    ],
    ids=["another consent", "no consent any more", "documents", "public mode", "move", "adopt"],
)  # fmt: skip
def test_every_verb_is_told_old_to_new(kept, approved, now, lines):
    with pytest.raises(StalePlan) as refused:
        Approval(approved.digest, **kept(approved)).check(now)
    values = [line.replace("0571****", "05718888") for line in written_out(refused.value.difference)]
    assert [line for line in values if line in lines] == lines


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_what_a_caller_hears_and_reaches_is_told_old_to_new(kept):
    approved = answering()
    with pytest.raises(StalePlan) as refused:
        Approval(approved.digest, **kept(approved)).check(answering("autumn.wav", "057188880010"))
    values = "\n".join(written_out(refused.value.difference)).replace("0571****", "05718888")
    assert "[welcome.wav to welcome-2026.wav] → [welcome.wav to autumn.wav]" in values
    assert "    ivr.transfer.to: 057188880009 → 057188880010" in values


def test_digits_that_the_comment_masks_are_said_to_be_what_differs():
    approved = answering()
    assert "057188880009" not in str(as_comment(approved))
    with pytest.raises(StalePlan) as refused:
        Approval(approved.digest, reviewed=as_comment(approved)).check(answering(to="057177770009"))
    assert tuple(written_out(refused.value.difference)) == (
        "  what differs is a digit that is masked, or the rules of this version",
    )


def test_a_comment_without_room_for_what_was_ready_explains_nothing_and_a_torn_one_is_refused():
    approved = answering()
    assert parse_reviewed(as_markdown.text(approved, limit=1_000)) is None
    whole = as_markdown.text(approved)
    with pytest.raises(ReconcilerError, match="not a plan") as refused:
        parse_reviewed(whole.replace('"needs":[]', '"needs":0'))
    assert refused.value.code == "VN806"


def field(path, after, before=None):
    return {"path": path, "before": before, "after": after}


def entry(name, status="ready", **said):
    return {"id": name, "status": status, "changes": [], "cost": {}, "needs": [], **said}


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ([], [], ()),
        ([entry("a")], [entry("a")], ()),
        ([entry("a")], [], ("- a",)),
        ([], [entry("a")], ("+ a",)),
        ([entry("a")], [entry("a", "blocked")], ("- a",)),
        ([entry("a")], [entry("a", "blocked", reason="frozen")], ("- a", "    blocked now: frozen")),
        (
            [entry("a"), entry("b"), entry("c"), entry("d")],
            [entry("a"), entry("c"), entry("b"), entry("d")],
            ("~ the order: b, c → c, b",),
        ),
        ([entry("a", "waiting")], [entry("a")], ("+ a",)),
        ([entry("a", "waiting")], [entry("a", "blocked")], ()),
        (
            [entry("a")],
            [entry("a", cost={"now": "1.00"}, needs=["b"])],
            (
                "  money, approved → now: 0.00 → 1.00 CNY now",
                "~ a: cost, needs",
                "    0.00 → 1.00 CNY now",
                "    needs: (none) → b",
            ),
        ),
        ([entry("a", reason="x")], [entry("a", reason="y")], ()),
        (
            [entry("c"), entry("b")],
            [entry("a"), entry("b", changes=[field("x", 1)])],
            ("+ a", "~ b: changes", "    x: (none) → 1", "- c"),
        ),
        (
            [entry("a"), entry("z", cost={"monthly": "35.00"})],
            [
                entry("a", changes=[field("x", 1)]),
                entry("y", cost={"monthly": "120.00"}, changes=[field("x", "b", "a")]),
            ],
            (
                "  money, approved → now: 35.00 → 120.00 CNY/month",
                "+ y",
                "    120.00 CNY/month",
                "    x: a → b",
                "- z",
                "    35.00 CNY/month",
                "~ a: changes",
                "    x: (none) → 1",
            ),
        ),
    ],
)
def test_only_what_is_ready_is_compared(before, after, lines):
    assert tuple(written_out(difference(before, after))) == lines

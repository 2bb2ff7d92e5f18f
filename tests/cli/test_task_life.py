"""A task lives in the ledger: issued, overdue, withdrawn, done by observation, or done by attestation n."""

from __future__ import annotations

import pytest
from staged import GRAVE, TEAM, Workspace

ME = ("--by", "ops-lead", "--evidence", "OPS-7")
UNBIND, CANCEL = "care/hz-007:unbind", "care/hz-007:cancel"
NUMBER = "057188880007"


def attest(shop, subject, *facts):
    return shop.ok("attest", subject, *facts, *ME)


def tasks(shop, *words):
    return {task["id"]: task for task in shop.read("tasks", *words)["tasks"]}


def withdrawn(shop, *words):
    return {task["id"]: task for task in shop.read("tasks", *words)["withdrawn"]}


def history(shop, subject="care/hz-007"):
    return shop.ok("history", subject).out


@pytest.fixture
def closing(public: Workspace) -> Workspace:
    """The tombstone's day has come on an account where people do the rest."""
    public.ok("simulator", "advance", "45d")
    attest(public, NUMBER, "status=active", "activatedOn=2026-10-02", "enterprise=杭州示例科技有限公司")
    return public


@pytest.fixture
def unbound(closing: Workspace) -> Workspace:
    """The same, unbound by hand and said so."""
    closing("apply", "--yes")
    closing.ok("simulator", "console", "unbind", NUMBER)
    attest(closing, NUMBER, "instance=")
    return closing


@pytest.fixture
def cancelling(unbound: Workspace) -> Workspace:
    """The same, with the task to cancel handed out."""
    unbound("apply", "--yes")
    assert CANCEL in tasks(unbound)
    return unbound


def test_cancel_is_not_handed_out_before_the_unbinding_is_attested(closing):
    closing("apply", "--yes")
    assert [t for t in tasks(closing) if t.startswith("care/hz-007")] == [UNBIND]
    closing("apply", "--yes")
    assert [t for t in tasks(closing) if t.startswith("care/hz-007")] == [UNBIND]
    closing.ok("simulator", "console", "unbind", NUMBER)
    attest(closing, NUMBER, "instance=")
    assert [t for t in tasks(closing) if t.startswith("care/hz-007")] == [CANCEL]
    assert tasks(closing)[CANCEL]["state"] == "ready"


def test_a_card_to_cancel_says_what_must_be_true_and_until_when(cancelling):
    card = tasks(cancelling)[CANCEL]
    assert card["due"] == "2027-04-01T00:00:00+08:00"
    assert card["conditions"] == [
        "2026-12-old-branch permits it from 2026-12-01 until 2027-03-31, both included",
        "not before 2027-01-03 00:00 (Asia/Shanghai)",
        "it is bound to no instance and transfers to nobody: look once more",
    ]


def test_a_reverted_tombstone_withdraws_its_task_and_says_so(cancelling):
    grave = (cancelling.root / GRAVE).read_text(encoding="utf-8")
    (cancelling.root / GRAVE).unlink()
    assert CANCEL not in tasks(cancelling)
    told = withdrawn(cancelling)[CANCEL]
    assert (told["reason"], told["withdrawn"]) == ("its Cancellation 2026-12-old-branch left Git", None)
    ran = cancelling("apply", "--yes")
    assert (
        f"{CANCEL} is withdrawn, do not do it by hand: its Cancellation 2026-12-old-branch left Git"
        in ran.out
    )
    assert withdrawn(cancelling)[CANCEL]["withdrawn"] == "2027-01-07T10:00:00+08:00"
    assert "WITHDRAWN: do not do it any more" in cancelling("tasks").out
    assert "cancel task withdrawn" in history(cancelling)
    cancelling("apply", "--yes")
    assert history(cancelling).count("task withdrawn") == 1
    cancelling.put(GRAVE, grave)
    cancelling("apply", "--yes")
    assert tasks(cancelling)[CANCEL]["state"] == "issued", "its consent was given back"
    assert CANCEL not in withdrawn(cancelling)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            'expires: "2027-03-31"',
            'expires: "2027-01-05"',
            "the tombstone 2026-12-old-branch expired on 2027-01-05",
        ),
        ('notBefore: "2026-12-01"', 'notBefore: "2027-03-01"', "permits it from 2027-03-01 on"),
    ],
)
def test_a_cancellation_whose_consent_no_longer_holds_is_withdrawn(cancelling, old, new, reason):
    cancelling.edit(GRAVE, old, new)
    cancelling("apply", "--yes")
    assert CANCEL not in tasks(cancelling)
    assert reason in withdrawn(cancelling)[CANCEL]["reason"]


def test_a_cancellation_of_what_is_in_use_again_is_withdrawn(cancelling):
    cancelling.ok("simulator", "console", "bind", NUMBER, "057100001234")
    cancelling("apply", "--yes")
    assert CANCEL not in tasks(cancelling)
    assert withdrawn(cancelling)[CANCEL]["reason"] == f"the number is in use again: first {UNBIND}"


def test_an_unrelated_limit_hides_no_task(cancelling):
    cancelling.edit("reconciler.yaml", "limits: {cancellations: 1", "limits: {cancellations: 0")
    card = tasks(cancelling)[CANCEL]
    assert card["state"] == "issued"
    assert "cancellations" in card["stop"]
    assert "NOT NOW" in cancelling("tasks").out
    cancelling("apply", "--yes")
    assert tasks(cancelling)[CANCEL]["state"] == "issued"


def test_an_invalid_file_hides_and_withdraws_no_task(cancelling):
    cancelling.put("teams/care/broken.yaml", "kind: Taem\n")
    ran = cancelling("tasks", "-o", "json")
    assert ran.code == 1
    assert CANCEL in [task["id"] for task in ran.json["tasks"]]
    assert ran.json["withdrawn"] == []


def test_what_was_attested_is_never_called_seen(cancelling):
    attest(cancelling, NUMBER, "status=cancelled")
    assert CANCEL not in tasks(cancelling)
    cancelling("apply", "--yes")
    text = history(cancelling)
    line = next(line for line in text.splitlines() if "cancel done" in line)
    assert "by attestation 3, ops-lead vouched for it: OPS-7" in line
    assert "shows it done" not in line


def test_what_was_observed_is_called_observed(shop):
    shop.ok("apply", "--yes")
    shop.ok("simulator", "console", "submit-documents", "4008100001", "--reference", "DOC-1")
    shop.ok("apply", "--yes")
    line = next(x for x in history(shop, "care/brand").splitlines() if "submit-documents done" in x)
    assert "by observed, the provider shows it done" in line


def test_an_attestation_that_is_taken_back_opens_its_task_again(cancelling):
    attest(cancelling, NUMBER, "status=cancelled")
    cancelling("apply", "--yes")
    assert CANCEL not in tasks(cancelling)
    cancelling.ok("attest", "--retract", "3", *ME)
    assert tasks(cancelling)[CANCEL]["state"] == "issued"
    assert "attestation retracted" in history(cancelling, NUMBER)
    ran = cancelling("attest", "--retract", "3", *ME)
    assert (ran.code, "there is no attestation 3" in ran.err) == (64, True)


def test_a_task_that_git_no_longer_asks_for_is_withdrawn(public):
    public.ok("simulator", "advance", "1d")
    attest(
        public, "057188880001", "status=active", "ivr.playback.audio=old.wav", "ivr.playback.description=Old"
    )
    public("apply", "--yes")
    assert tasks(public)["care/hz-001:configure-ivr"]["state"] == "issued"
    public.edit(
        TEAM, "audio: welcome-2026.wav, description: Welcome to Example", "audio: old.wav, description: Old"
    )
    public("apply", "--yes")
    assert withdrawn(public)["care/hz-001:configure-ivr"]["reason"] == "Git no longer asks for it"


def test_a_task_whose_content_changed_is_withdrawn_and_handed_out_anew(public):
    attest(
        public, "057188880001", "status=active", "ivr.playback.audio=old.wav", "ivr.playback.description=Old"
    )
    public("apply", "--yes")
    public.edit(
        TEAM, "audio: welcome-2026.wav, description: Welcome to Example", "audio: new.wav, description: New"
    )
    ran = public("apply", "--yes")
    assert "something else is to be filled in now: ivr.playback.audio, ivr.playback.description" in ran.out
    card = tasks(public)["care/hz-001:configure-ivr"]
    assert (card["state"], [c["after"] for c in card["changes"]]) == ("issued", ["new.wav", "New"])
    assert withdrawn(public) == {}


def test_a_person_says_what_nothing_reads_and_nobody_vouches_for(cancelling):
    ran = cancelling.ok("resolve", CANCEL, "--not-done", "--reason", "the branch stays", "--by", "ops")
    assert ran.out == f"{CANCEL} is not-done, on the word of ops\n"
    assert tasks(cancelling)[CANCEL]["state"] == "ready"
    ran = cancelling("resolve", "care/x:cancel", "--done", "--reason", "r")
    assert (ran.code, "no task care/x:cancel was issued" in ran.err) == (64, True)


def test_public_mode_that_left_git_is_said_while_it_is_active(public):
    public("apply", "--yes")
    public.ok("attest", "public-mode", "active=true", *ME)
    public("apply", "--yes")
    text = (public.root / TEAM).read_text("utf-8")
    public.put(TEAM, text[: text.index("  publicMode:")])
    found = [f["message"] for f in public.read("plan")["findings"] if f["message"].startswith("public mode")]
    assert found == [
        "public mode is active and no entry uses it: it cannot be closed again, and calls in it are still billed"
    ]
    entries = [e["message"] for e in public.read("drift")["entries"] if e["address"] == "prod"]
    assert entries == ["public mode is active and declared by nobody: it cannot be closed again"]


def test_a_public_mode_task_is_withdrawn_when_its_entry_leaves_git(public):
    public("apply", "--yes")
    text = (public.root / TEAM).read_text("utf-8")
    public.put(TEAM, text[: text.index("  publicMode:")])
    public("apply", "--yes")
    assert withdrawn(public)["care/otp:activate-public-mode"]["reason"] == "its entry left Git"


def test_a_word_against_what_the_account_shows_is_refused(closing):
    """The list of bound numbers can be read: who says it is unbound is shown it, and may overrule it by name."""
    closing("apply", "--yes")
    ran = closing("resolve", UNBIND, "--done", "--reason", "r")
    assert (ran.code, "but the provider shows it not done" in ran.err) == (1, True)
    assert UNBIND in tasks(closing)
    closing.ok("resolve", UNBIND, "--done", "--reason", "the list lags", "--although", NUMBER)
    assert closing.records()[-1]["reason"] == f"the list lags (although the account shows {NUMBER})"


def test_a_second_person_who_is_missed_again_withdraws_the_card(cancelling):
    cancelling.edit("reconciler.yaml", "spec:\n", "spec:\n  attestations: two-people\n")
    assert CANCEL in withdrawn(cancelling)
    for number, word in enumerate((r for r in cancelling.records() if r["kind"] == "attest"), start=1):
        if word["subject"] == NUMBER:
            cancelling.ok("attest", "--confirm", str(number), "--by", "second", "--evidence", "OPS-8")
    assert CANCEL in tasks(cancelling)
    attest(cancelling, NUMBER, "instance=")
    assert "which nobody else confirmed" in withdrawn(cancelling)[CANCEL]["reason"]


def test_a_card_to_cancel_stops_while_what_must_be_true_is_out_of_date(cancelling):
    cancelling.ok("attest", NUMBER, "status=active", "--expires", "2027-02-01", *ME)
    assert tasks(cancelling, "--as-of", "2027-01-31")[CANCEL]["stop"] == ""
    assert "attest it again first" in tasks(cancelling, "--as-of", "2027-02-02")[CANCEL]["stop"]


def test_a_card_to_cancel_does_not_outlive_its_window(cancelling):
    assert CANCEL in tasks(cancelling, "--as-of", "2027-03-31")
    cancelling.ok("attest", NUMBER, "status=active", "--expires", "2027-02-01", *ME)
    for day in ("2027-04-01", "2027-06-01"):
        reason = withdrawn(cancelling, "--as-of", day)[CANCEL]["reason"]
        assert reason == "the tombstone 2026-12-old-branch expired on 2027-03-31"


def test_what_sets_up_a_number_is_withdrawn_once_it_is_to_be_cancelled(public):
    """Who has both cards would set up for use what is to end for ever."""
    attest(public, NUMBER, "status=active", "activatedOn=2026-10-02")
    grave = (public.root / GRAVE).read_text("utf-8")
    (public.root / GRAVE).unlink()
    entry = '    hz-007: {number: "057188880007", region: 浙江/杭州, instance: outbound, ivr: welcome}\n'
    public.edit(TEAM, "  numbers:\n", f"  numbers:\n{entry}")
    public("apply", "--yes")
    assert "care/hz-007:configure-ivr" in tasks(public)
    public.edit(TEAM, entry, "")
    public.put(GRAVE, grave)
    assert "care/hz-007:configure-ivr" not in tasks(public)
    assert withdrawn(public)["care/hz-007:configure-ivr"]["reason"] == "its entry left Git"

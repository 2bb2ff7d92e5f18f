"""What moved since the last apply, who moved it, and how grave that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from planned import (
    HOTLINE,
    INSTANCE,
    NOW,
    OTHER_INSTANCE,
    REGULAR,
    SECOND,
    TRANSFER,
    WELCOME,
    facts,
    hotline,
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

from reconciler.contracts.facts import UNLISTED
from reconciler.memory.memory import Memory
from reconciler.model.drift import DriftField
from reconciler.model.resource import Ivr, Playback
from reconciler.model.state import Account
from reconciler.planning.drift import report

APPLIED = {
    "instance": INSTANCE,
    "routing": "region-first",
    "ivr.playback.audio": "welcome.wav",
    "ivr.playback.description": "Welcome",
}
MINE = remembered(owning(applied=APPLIED))
BOTH_MINE = remembered(owning(applied=APPLIED), owning("care/brand", HOTLINE))


def drift(*entries, team=None, seen=None, baseline=frozenset(), **said):
    return report(facts(*entries, **said), team, seen, baseline)


def only(found):
    """The one entry: address, category, who moved, and whether it is grave (!), quiet (.) or neither (~)."""
    (entry,) = found.entries
    return entry.address, entry.category, entry.moved, "!" if entry.grave else "." if entry.quiet else "~"


def test_what_is_as_git_and_the_ledger_say_is_no_drift():
    found = drift(regular(), has=[live()], memory=MINE)
    assert found.entries == ()
    assert (found.managed, found.unmanaged, found.unknown) == (1, 0, 0)
    assert (found.as_of, found.account, found.complete) == (NOW, "prod", True)


# --- changed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "has", "applied", "moved", "mark"),
    [
        pytest.param(INSTANCE, OTHER_INSTANCE, INSTANCE, "live", "~", id="by another hand"),
        pytest.param(OTHER_INSTANCE, INSTANCE, INSTANCE, "git", ".", id="Git is ahead"),
        pytest.param("0571", OTHER_INSTANCE, INSTANCE, "both", "~", id="both moved"),
        pytest.param(None, INSTANCE, INSTANCE, "git", ".", id="Git wants none"),
        pytest.param(INSTANCE, None, INSTANCE, "live", "~", id="unbound by hand"),
        pytest.param(None, INSTANCE, None, "live", "~", id="bound by hand"),
    ],
)
def test_who_moved_a_field_is_told_by_the_last_apply(wanted, has, applied, moved, mark):
    entry = regular(instance=wanted, routing=None)
    number = live(instance=has, routing=None)
    memory = remembered(owning(applied={} if applied is None else {"instance": applied}))
    found = drift(entry, has=[number], memory=memory)
    assert only(found) == ("care/hz-001", "changed", moved, mark)
    assert found.entries[0].fields == (DriftField("instance", wanted, has, applied),)
    assert found.entries[0].team == "care"


def test_where_nothing_was_applied_nobody_knows_who_moved():
    found = drift(regular(), has=[live(instance=OTHER_INSTANCE)])
    assert only(found) == ("care/hz-001", "changed", "unknown", ".")
    assert found.entries[0].message == "differs, and nothing was applied here yet: instance"


def test_several_fields_are_one_entry_and_each_who_counts():
    number = live(instance=OTHER_INSTANCE)
    entry = regular(ivr=Ivr(Playback("new.wav", "Welcome")))
    found = drift(entry, has=[number], memory=MINE)
    assert only(found) == ("care/hz-001", "changed", "both", "~")
    assert found.entries[0].message == "changed in Git and outside it: instance, ivr.playback.audio"
    assert [f.path for f in found.entries[0].fields] == ["instance", "ivr.playback.audio"]


@pytest.mark.parametrize(
    ("status", "told"),
    [("active", True), ("restricted", True), ("unknown", True), ("reviewing", False), ("documents_due", False)],
)  # fmt: skip
def test_pending_is_never_drift_and_an_unknown_status_hides_nothing(status, told):
    found = drift(regular(), has=[live(instance=OTHER_INSTANCE, status=status)], memory=MINE)
    changed = [entry.moved for entry in found.entries if entry.category == "changed"]
    assert changed == (["live"] if told else [])


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        (regular(), live(region=None, script=None, line=None, routing=None)),
        (regular(script=None, region=None), live()),
    ],
    ids=["what the provider does not show", "what Git does not say"],
)
def test_what_cannot_be_compared_is_no_drift(entry, number):
    assert drift(entry, has=[number], memory=MINE).entries == ()


@pytest.mark.parametrize(("path", "said"), [("region", "上海"), ("enterprise", "x"), ("callType", "inbound")])
def test_what_is_fixed_at_the_application_drifts_too(path, said):
    field = {"callType": "call_type"}.get(path, path)
    applied = {**APPLIED, path: getattr(regular(), field)}
    found = drift(regular(), has=[live(**{field: said})], memory=remembered(owning(applied=applied)))
    assert [(f.path, f.live) for f in found.entries[0].fields] == [(path, said)]
    assert only(found)[2] == "live"


def test_a_qualification_the_provider_never_returns_is_no_drift():
    entry = hotline(ivr=Ivr(WELCOME, TRANSFER))
    shown = Ivr(WELCOME, replace(TRANSFER, qualification=None))
    memory = remembered(owning("care/brand", HOTLINE))
    assert drift(entry, has=[live_hotline(ivr=shown)], memory=memory).entries == ()


def test_a_transfer_nobody_declared_is_drift():
    memory = remembered(owning("care/brand", HOTLINE, applied={}))
    found = drift(hotline(), has=[live_hotline(ivr=Ivr(WELCOME, TRANSFER))], memory=memory)
    assert only(found) == ("care/brand", "changed", "live", "~")


# --- missing, unknown, to come --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "memory", "complete", "expected"),
    [
        pytest.param(regular(), MINE, True, ("missing", "live", "!"), id="ours and not listed at all"),
        pytest.param(regular(), Memory(), True, ("missing", "live", "!"), id="said to exist"),
        pytest.param(regular(), MINE, False, ("unknown", "unknown", "."), id="a short list proves nothing"),
        pytest.param(regular(), Memory(), False, ("unknown", "unknown", "."), id="nor of what should exist"),
        pytest.param(regular(number=None), Memory(), True, ("changed", "git", "."), id="to be requested"),
        pytest.param(hotline(number=HOTLINE), Memory(), True, ("changed", "git", "."), id="to be bought"),
        pytest.param(selected(), Memory(), False, ("changed", "git", "."), id="to be chosen"),
        pytest.param(
            hotline(), Memory(owner={HOTLINE: "care/old"}), True, ("missing", "live", "!"), id="ours before"
        ),
        pytest.param(
            regular(number=None), remembered(owning(number=None, application="APP-1")), True,
            ("missing", "live", "!"), id="an application that vanished",
        ),
    ],
)  # fmt: skip
def test_a_declared_number_that_is_not_there(entry, memory, complete, expected):
    found = drift(entry, memory=memory, observed={"complete": complete})
    assert only(found) == (entry.address, *expected)
    assert found.complete is complete
    assert found.managed == 0


def test_what_vanished_is_named():
    assert (
        drift(regular(), memory=MINE).entries[0].message == f"{REGULAR} is not listed by the provider at all"
    )
    pending = remembered(owning(number=None, application="APP-1"))
    assert drift(regular(number=None), memory=pending).entries[0].message.startswith("its application is")


@pytest.mark.parametrize(("active", "told"), [(False, True), (True, False), (None, False)])
def test_public_mode_that_is_declared_and_not_active_is_git_ahead(active, told):
    found = drift(public_mode(), observed={"public_mode": active})
    assert [only(found)] == [("care/otp", "changed", "git", ".")] if told else found.entries == ()


def test_another_accounts_public_mode_is_not_reported_here():
    accounts = {name: Account(name, "simulator") for name in ("prod", "test")}
    assert drift(public_mode(account="test"), desired={"accounts": accounts}).entries == ()


@pytest.mark.parametrize(
    ("unknown", "paths"),
    [
        ({"instance"}, ["instance"]),
        ({"ivr.playback"}, ["ivr.playback.audio", "ivr.playback.description"]),
        ({"call_type"}, ["callType"]),
        ({"documents"}, []),
        ({"monthly", "reason"}, []),
    ],
)
def test_what_cannot_be_read_is_told_and_counted_and_sets_no_code(unknown, paths):
    gone = {"instance": None, "routing": None} if "instance" in unknown else {}
    gone |= {"ivr": None} if "ivr.playback" in unknown else {}
    gone |= {"call_type": None} if "call_type" in unknown else {}
    found = drift(regular(), has=[live(**gone, unknown=frozenset(unknown))], memory=MINE)
    if not paths:
        assert found.entries == ()
        return
    assert only(found) == ("care/hz-001", "unknown", "unknown", ".")
    assert [f.path for f in found.entries[0].fields] == paths
    assert found.unknown == 1


# --- lifecycle, deadlines, violations -------------------------------------------------------------------


@pytest.mark.parametrize("status", ["cancelling", "cancelled", "released", "rejected", "restricted"])
def test_what_the_provider_did_to_a_number_is_grave(status):
    number = live_hotline(status=status, running_status="已释放", reason="15天内未提交资料")
    found = drift(hotline(), has=[number], memory=remembered(owning("care/brand", HOTLINE)))
    assert only(found) == ("care/brand", "lifecycle", "provider", "!")
    assert found.entries[0].message == f"{HOTLINE} is {status} (已释放, 15天内未提交资料)"
    assert found.managed == (1 if status == "restricted" else 0)


def test_without_words_of_the_provider_the_status_stands_alone():
    number = live_hotline(status="released", running_status=None)
    assert drift(hotline(), has=[number]).entries[0].message == f"{HOTLINE} is released"


@pytest.mark.parametrize("tombstoned", [tombstone(), None])
@pytest.mark.parametrize("status", ["cancelling", "cancelled", "released"])
def test_what_git_does_not_declare_any_more_may_end(tombstoned, status):
    entries = [tombstoned] if tombstoned else []
    assert drift(*entries, has=[live(status=status)], memory=MINE).entries == ()


DUE = {"status": "documents_due", "applied_on": date(2026, 11, 12), "activated_on": None}


@pytest.mark.parametrize(
    ("now", "message", "mark"),
    [
        (NOW, "its documents are due before 2026-11-27 00:00: 3 days left", "."),
        (on("2026-11-25T00:00:01"), "its documents are due before 2026-11-27 00:00: 1 day left", "."),
        (
            on("2026-11-26T23:59:59"),
            "its documents are due before 2026-11-27 00:00: less than an hour left",
            ".",
        ),
        (on("2026-11-27T00:00:00"), "its documents are due before 2026-11-27 00:00: overdue", "!"),
        (on("2026-12-24T00:00:00"), "its documents are due before 2026-11-27 00:00: overdue", "!"),
    ],
)
def test_due_documents_are_told_and_overdue_ones_are_grave(now, message, mark):
    memory = remembered(owning("care/brand", HOTLINE))
    found = drift(hotline(), has=[live_hotline(**DUE)], memory=memory, now=now)
    assert only(found) == ("care/brand", "deadline", "provider", mark)
    assert found.entries[0].message == message


def test_a_missing_playback_is_a_violation_beside_what_changed():
    memory = remembered(owning(applied=APPLIED))
    found = drift(regular(), has=[live(ivr=None)], memory=memory)
    assert [(e.category, e.moved, e.grave) for e in found.entries] == [
        ("violation", "provider", True),
        ("changed", "live", False),
    ]
    assert "no inbound playback" in found.entries[0].message
    assert {e.team for e in found.entries} == {"care"}


def test_what_the_next_apply_configures_for_the_first_time_is_no_violation():
    found = drift(regular(), has=[live(ivr=None)], memory=remembered(owning()))
    assert "violation" not in {e.category for e in found.entries}


def test_what_a_merge_would_break_is_not_broken_yet():
    found = drift(regular(ivr=None), has=[live()], memory=remembered(owning(applied=APPLIED)))
    assert "violation" not in {e.category for e in found.entries}


def test_a_restriction_is_told_once():
    found = drift(regular(ivr=None), has=[live(ivr=None, status="restricted")], memory=MINE)
    assert [e.category for e in found.entries] == ["lifecycle"]


# --- unmanaged ------------------------------------------------------------------------------------------


def test_a_number_nobody_declares_is_told_with_what_it_costs():
    found = drift(has=[live(monthly=Decimal("35.00"))])
    assert only(found) == (f"-/{REGULAR}", "unmanaged", "live", "~")
    assert found.entries[0].message == "regular number, active, 35.00 CNY a month, declared by nobody"
    assert found.entries[0].team == "-"
    assert (found.managed, found.unmanaged, found.unmanaged_monthly.amount) == (0, 1, Decimal("35.00"))


def test_a_price_the_provider_does_not_tell_is_the_price_lists():
    found = drift(has=[live(monthly=None), live_hotline(monthly=None, package=Decimal(240))])
    assert [e.message.split(", ")[2] for e in found.entries] == ["35.00 CNY a month", "240.00 CNY a month"]
    assert found.unmanaged_monthly.amount == Decimal(275)


@pytest.mark.parametrize(
    ("memory", "baseline", "moved", "mark"),
    [
        (Memory(), frozenset(), "live", "~"),
        (Memory(), frozenset({REGULAR}), "live", "."),
        (Memory(), frozenset({SECOND}), "live", "~"),
        (remembered(owning()), frozenset(), "git", "."),
        (Memory(owner={REGULAR: "care/hz-001"}, forgotten=frozenset({"care/hz-001"})), frozenset(), "git", "~"),
    ],
    ids=["never ours", "in the baseline", "another in the baseline", "its entry just left", "forgotten"],
)  # fmt: skip
def test_who_left_a_number_unmanaged(memory, baseline, moved, mark):
    found = drift(has=[live()], memory=memory, baseline=baseline)
    assert only(found) == (f"-/{REGULAR}", "unmanaged", moved, mark)
    assert ("; was care/hz-001" in found.entries[0].message) is (REGULAR in memory.owner)
    assert (found.managed, found.unmanaged) == (0, 1)


def test_a_tombstoned_number_is_managed_until_it_goes():
    found = drift(tombstone(), has=[live()], memory=MINE)
    assert (found.entries, found.managed, found.unmanaged) == ((), 1, 0)


# --- the report as a whole ------------------------------------------------------------------------------

MANY = {
    "has": [live(instance=OTHER_INSTANCE), live_hotline(status="released"), live(SECOND)],
    "memory": BOTH_MINE,
}


def test_the_gravest_come_first_and_the_quiet_last():
    found = drift(regular(), hotline(), selected(), public_mode("sales/otp"), **MANY)
    assert [(e.address, e.category) for e in found.entries] == [
        ("care/brand", "lifecycle"),
        (f"-/{SECOND}", "unmanaged"),
        ("care/hz-001", "changed"),
        ("care/spare", "changed"),
        ("sales/otp", "changed"),
    ]


def test_a_team_sees_its_own_and_what_is_nobodys():
    found = drift(regular(), hotline("sales/x"), public_mode("sales/otp"), team="sales", **MANY)
    assert [e.address for e in found.entries] == ["sales/x", f"-/{SECOND}", "sales/otp", "sales/x"]
    assert found.entries[-1].message == "moved in Git from care/brand; the next apply records it"
    assert (found.managed, found.unmanaged) == (0, 1)
    assert drift(regular(), hotline("sales/x"), team="care", **MANY).managed == 1


def test_since_when_is_told_per_address_and_category():
    since = on("2026-11-01")
    seen = {("care/brand", "lifecycle"): since, ("care/hz-001", "lifecycle"): since}
    found = drift(regular(), hotline(), seen=seen, **MANY)
    assert {(e.address, e.first_seen) for e in found.entries} == {
        ("care/brand", since),
        ("care/hz-001", None),
        (f"-/{SECOND}", None),
    }


@pytest.mark.parametrize(
    ("manifests", "listing"), [(True, True), (True, False), (False, True), (False, False)]
)
def test_the_report_is_complete_when_everything_was_read(manifests, listing):
    unread = () if manifests else ("teams/care.yaml is not valid",)
    found = drift(desired={"gaps": unread}, observed={"complete": listing})
    assert found.complete is (manifests and listing)
    assert found.gaps == (*unread, *(() if listing else (UNLISTED,)))


@pytest.mark.parametrize("status", ["active", "released"])
def test_what_was_ours_is_unknown_while_a_file_of_git_cannot_be_read(status):
    found = drift(memory=MINE, has=[live(status=status)], desired={"gaps": ("teams/care.yaml is not valid",)})
    said = {entry.category: entry.address for entry in found.entries}
    assert said == {"unknown": "care/hz-001"} | ({"lifecycle": "care/hz-001"} if status == "released" else {})
    assert (found.unmanaged, found.unknown, found.complete) == (0, 1, False)


def test_what_was_never_ours_is_unknown_too_for_the_file_may_declare_it():
    found = drift(has=[live()], desired={"gaps": ("teams/care.yaml is not valid",)})
    assert only(found) == (f"-/{REGULAR}", "unknown", "unknown", ".")
    assert (found.unmanaged, found.unmanaged_monthly.amount) == (0, 0)


def test_what_we_cancelled_ourselves_needs_no_file():
    gone = remembered(owning(cancelled=True))
    assert drift(memory=gone, desired={"gaps": ("teams/care.yaml is not valid",)}).entries == ()

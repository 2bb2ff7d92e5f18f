"""Human tasks: who does what by when, in the console's words, and the proof that ends each."""

from __future__ import annotations

import shlex
from datetime import date

import pytest
from planned import (
    HOTLINE,
    INSTANCE,
    NOW,
    OTHER_INSTANCE,
    REGULAR,
    TRANSFER,
    WELCOME,
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
    task,
    tombstone,
)

from reconciler.kinds import VERBS
from reconciler.model.action import Mode, Status, Verb
from reconciler.model.capability import CANNOT, Capabilities
from reconciler.model.resource import Ivr, Playback
from reconciler.model.state import Team
from reconciler.planning.attesting import check
from reconciler.planning.build import plan_of, view
from reconciler.planning.tasks import tasks
from reconciler.providers.simulator.capabilities import FULL, PUBLIC_API

DUE = {"status": "documents_due", "applied_on": date(2026, 11, 12), "activated_on": None}


def ours(*has, **said):
    """A memory in which what is there is ours, at the address it is declared at."""
    places = {HOTLINE: "care/brand", REGULAR: "care/hz-001"}
    return remembered(*(owning(places[number.number], number.number) for number in has), **said)


def cards(*entries, has=(), **said):
    """The task cards by id."""
    given = inputs(*entries, has=has, **{"capabilities": CANNOT, "memory": ours(*has)} | said)
    facts = view(given)
    return {card.id: card for card in tasks(plan_of(facts, given), facts)}


# --- which ----------------------------------------------------------------------------------------------


def test_what_a_machine_can_do_is_no_task():
    assert cards(regular(), has=[live(ivr=None)], capabilities=FULL) == {}
    assert list(cards(regular(), has=[live(ivr=None)])) == ["care/hz-001:configure-ivr"]


@pytest.mark.parametrize("status", [Status.BLOCKED, Status.DEFERRED, Status.HELD])
def test_what_nobody_can_do_now_is_no_task(status):
    entries = {
        Status.BLOCKED: tombstone(number="057188880009"),
        Status.DEFERRED: tombstone(not_before=date(2026, 12, 1)),
    }
    assert cards(*[entries[status]] if status in entries else [], has=[live(instance=None)]) == {}


def test_what_waits_for_something_else_is_no_task_until_it_is_issued():
    number = live_hotline(**DUE, ivr=None)
    assert list(cards(hotline(), has=[number])) == ["care/brand:submit-documents"]
    issued = {"care/brand:configure-ivr": task("care/brand", Verb.CONFIGURE_IVR)}
    assert list(cards(hotline(), has=[number], memory=ours(number, tasks=issued))) == [
        "care/brand:submit-documents",
        "care/brand:configure-ivr",
    ]


def test_an_issued_task_stays_listed_with_the_instant_it_was_handed_out():
    number = live(ivr=None)
    memory = ours(number, tasks={"care/hz-001:configure-ivr": task("care/hz-001", Verb.CONFIGURE_IVR)})
    (card,) = cards(regular(), has=[number], memory=memory).values()
    assert (card.action.status, card.issued, card.due) == (Status.WAITING, NOW, None)


def test_the_most_urgent_comes_first_and_what_has_no_date_last():
    issued = {
        "care/hz-001:configure-ivr": task("care/hz-001", Verb.CONFIGURE_IVR, due="2026-11-25T00:00:00+08:00")
    }
    has = live(ivr=None), live_hotline(**DUE)
    memory = ours(*has, tasks=issued)
    found = cards(regular(), hotline(), public_mode("care/a"), has=has, memory=memory)
    assert [(card.id, card.due) for card in found.values()] == [
        ("care/hz-001:configure-ivr", on("2026-11-25")),
        ("care/brand:submit-documents", on("2026-11-27")),
        ("care/a:activate-public-mode", None),
    ]


def test_the_deadline_it_was_issued_with_never_moves_later():
    issued = {
        "care/brand:submit-documents": task(
            "care/brand", Verb.SUBMIT_DOCUMENTS, due="2026-11-25T00:00:00+08:00"
        )
    }
    number = live_hotline(**DUE)
    (card,) = cards(hotline(), has=[number], memory=ours(number, tasks=issued)).values()
    assert card.due == on("2026-11-25")


def test_a_team_gets_its_own_tasks():
    entries = regular(), public_mode("sales/otp")
    assert list(cards(*entries, has=[live(ivr=None)], team="care")) == ["care/hz-001:configure-ivr"]


# --- what a card says -----------------------------------------------------------------------------------


def test_a_card_says_who_what_and_where():
    teams = {"teams": {"care": Team("care", contacts=("care@example.com",))}}
    (card,) = cards(hotline(), has=[live_hotline(**DUE)], desired=teams).values()
    assert card.title == "Submit documents: care/brand"
    assert card.contacts == ("care@example.com",)
    assert card.link == "https://dyvms.console.aliyun.com/"
    assert card.action.mode is Mode.MANUAL


def test_a_team_nobody_described_has_no_contacts():
    (card,) = cards(public_mode(), desired={"teams": {}}).values()
    assert card.contacts == ()


@pytest.mark.parametrize(("verb", "kind"), [(v.verb, kind) for v in VERBS.values() for kind in v.types])
def test_every_verb_has_a_title_and_begins_at_the_list_of_its_numbers(verb, kind):
    spec = VERBS[verb]
    steps = spec.by_hand(kind).steps
    assert spec.title
    assert len(steps) > (0 if kind == "public" else 1)
    if kind != "public":
        assert ("400 numbers." in steps[0].en) is (kind == "400")


# --- the proof ------------------------------------------------------------------------------------------

NOT_SEEN = "nothing can read it: reconciler attest "
SEEN = "the next run sees it at the provider"


@pytest.mark.parametrize(
    ("entry", "has", "verb", "command"),
    [
        (hotline(), [], "order", f"{HOTLINE} status=documents_due appliedOn=YYYY-MM-DD"),
        (
            selected(), [], "order",
            "NUMBER --for-address care/spare status=documents_due appliedOn=YYYY-MM-DD",
        ),
        (
            regular("care/new", number=None), [], "order",
            "NUMBER --for-address care/new status=active activatedOn=YYYY-MM-DD",
        ),
        (hotline(), [live_hotline(**DUE)], "submit-documents", f"{HOTLINE} status=reviewing"),
        (tombstone(), [live(instance=None)], "cancel", f"{REGULAR} status=cancelled"),
        (regular(), [live(instance=None)], "bind", f"{REGULAR} instance={INSTANCE}"),
        (regular(), [live(instance=OTHER_INSTANCE)], "unbind", f"{REGULAR} instance="),
        (regular(ivr=None), [live()], "clear-ivr", f"{REGULAR} ivr.playback.audio="),
        (
            regular(), [live(ivr=None)], "configure-ivr",
            f"{REGULAR} ivr.playback.audio=welcome.wav ivr.playback.description=Welcome",
        ),
        (public_mode(), [], "activate-public-mode", "public-mode active=true"),
    ],
)  # fmt: skip
def test_what_nothing_reads_is_proven_by_a_command_that_is_understood(entry, has, verb, command):
    address = getattr(entry, "address", None) or entry.target
    observed = {"offers": None} if verb == "order" else {}
    card = cards(entry, has=has, observed=observed)[f"{address}:{verb}"]
    assert card.verification == f"{NOT_SEEN}{command} --by YOU --evidence TICKET"
    words = [w for w in command.split() if "=" in w]
    said = dict(w.replace("YYYY-MM-DD", "2026-11-23").split("=", 1) for w in words)
    check(
        card.action.number or ("public-mode" if "public" in verb else REGULAR),
        {k: v or None for k, v in said.items()},
    )


def test_free_text_in_a_command_is_safe_to_paste():
    text = "it's `reboot` & $HOME"
    entry = regular(ivr=Ivr(Playback("a b.wav", text)))
    card = cards(entry, has=[live(ivr=None)])["care/hz-001:configure-ivr"]
    words = shlex.split(card.verification.removeprefix("nothing can read it: "))
    assert words[3:5] == ["ivr.playback.audio=a b.wav", f"ivr.playback.description={text}"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (TRANSFER, f"ivr.transfer.routing=round-robin ivr.transfer.to={TRANSFER.to[0]}"),
        (None, "ivr.transfer.to="),
    ],
)
def test_a_transfer_that_nothing_reads_is_vouched_for(wanted, words):
    shown = Ivr(WELCOME, None if wanted else TRANSFER)
    entry = hotline(ivr=Ivr(WELCOME, wanted))
    (card,) = cards(entry, has=[live_hotline(ivr=shown)]).values()
    assert card.verification == f"{NOT_SEEN}{HOTLINE} {words} --by YOU --evidence TICKET"


@pytest.mark.parametrize(
    ("entry", "has", "verb", "reads"),
    [
        (hotline(), [live_hotline(**DUE)], "submit-documents", {"400": {"status"}}),
        (regular(), [live(instance=None)], "bind", {"regular": {"instance"}}),
        (tombstone(), [live(instance=None)], "cancel", {"regular": {"status"}}),
        (hotline(ivr=Ivr(WELCOME, TRANSFER)), [live_hotline()], "set-transfer", {"400": {"ivr"}}),
        (public_mode(), [], "activate-public-mode", {"public": {"status"}}),
    ],
)
def test_what_can_be_read_needs_nobodys_word(entry, has, verb, reads):
    given = Capabilities(reads={kind: frozenset(fields) for kind, fields in reads.items()})
    address = getattr(entry, "address", None) or entry.target
    assert cards(entry, has=has, capabilities=given)[f"{address}:{verb}"].verification == SEEN


@pytest.mark.parametrize(("fact", "seen"), [("ivr", True), ("ivr.playback", True), ("ivr.transfer", False)])
def test_a_playback_is_seen_where_it_or_all_of_how_a_number_answers_is_read(fact, seen):
    given = Capabilities(reads={"regular": frozenset({fact})})
    card = cards(regular(), has=[live(ivr=None)], capabilities=given)["care/hz-001:configure-ivr"]
    assert (card.verification == SEEN) is seen


def test_the_public_api_needs_a_persons_word_for_most_of_it():
    found = cards(
        regular(), public_mode(), has=[live(instance=OTHER_INSTANCE, ivr=None)], capabilities=PUBLIC_API
    )
    assert {i: c.verification == SEEN for i, c in found.items()} == {
        "care/hz-001:unbind": False,
        "care/hz-001:configure-ivr": False,
        "care/otp:activate-public-mode": False,
    }


def test_what_ends_is_not_shown_where_only_what_is_in_use_is_listed():
    found = cards(regular(), has=[live(instance=OTHER_INSTANCE)], capabilities=PUBLIC_API)
    assert found["care/hz-001:unbind"].verification == (
        f"the provider lists only what is in use: reconciler attest {REGULAR} instance= --by YOU --evidence TICKET"
    )

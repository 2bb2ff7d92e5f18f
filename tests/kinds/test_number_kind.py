"""The number itself: what is applied for, kept, adopted, forgotten and cancelled, and what never is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from planned import (
    COMPANY,
    GRAVE,
    HOTLINE,
    NOTICE,
    REGULAR,
    SECOND,
    SOURCE,
    SPARE,
    TELECOM,
    UNICOM,
    acknowledged,
    drafted,
    hotline,
    intent,
    live,
    live_hotline,
    on,
    owning,
    regular,
    remembered,
    selected,
    task,
    tombstone,
)

from reconciler.catalogue.notice import ACCOUNT_WIDE_PLAYBACK
from reconciler.kinds.number import NUMBER_KIND
from reconciler.memory.memory import Memory
from reconciler.model.action import Mode, Verb
from reconciler.model.change import Change
from reconciler.model.money import FREE, Cost
from reconciler.model.observation import Offer
from reconciler.model.resource import Ivr, Select
from reconciler.model.state import Account
from reconciler.model.tariff import Tariff

PENDING = {"number": None, "application": "APP-000001", "status": "reviewing", "activated_on": None}
GONE = ("cancelling", "cancelled", "released", "rejected")
PRESENT = ("documents_due", "reviewing", "active", "restricted", "unknown")


def of_number(*entries, **said):
    """Verbs of the number itself, by address."""
    actions = drafted(*entries, **said).values()
    return [f"{a.address}:{a.verb}" for a in actions if a.kind == "number"]


# --- apply ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "memory", "expected"),
    [
        pytest.param(regular(number=None), Memory(), ["order"], id="a regular number to be allotted"),
        pytest.param(regular(), Memory(), [], id="a regular number that must exist"),
        pytest.param(hotline(), Memory(), ["order", "submit-documents"], id="a 400 that is named"),
        pytest.param(selected(), Memory(), ["order", "submit-documents"], id="a 400 to be chosen"),
        pytest.param(
            hotline(documents="DOC-1"), Memory(), ["order", "submit-documents"], id="documents go with it"
        ),
        pytest.param(hotline(), remembered(owning("care/brand", HOTLINE)), [], id="a 400 of ours vanished"),
        pytest.param(
            hotline(), Memory(owner={HOTLINE: "care/old"}), [], id="a 400 that was ours at another key"
        ),
        pytest.param(
            regular(number=None), remembered(owning(number=None, application="APP-9")), [],
            id="its application vanished",
        ),
        pytest.param(
            regular(number=None), remembered(owning(cancelled=True)), [], id="its number was cancelled"
        ),
        pytest.param(
            selected(), Memory(owner={SPARE: "care/old"}), ["order", "submit-documents"],
            id="another 400 was ours before",
        ),
    ],
)  # fmt: skip
def test_only_what_was_never_ours_and_need_not_exist_is_applied_for(entry, memory, expected):
    assert of_number(entry, memory=memory) == [f"{entry.address}:{verb}" for verb in expected]


def test_an_application_for_a_400_says_all_that_is_asked_for_and_agreed_to():
    action = drafted(hotline(), observed={"offers": ()})["care/brand:order"]
    assert (action.number, action.acknowledgement, action.source) == (HOTLINE, NOTICE, SOURCE)
    assert (action.mode, action.reversible, action.needs, action.awaits) == (Mode.AUTOMATIC, False, (), "")
    assert action.cost == Cost(Decimal(120), Decimal(120), Decimal("120.00"))
    assert action.changes == (
        Change("acknowledgement", None, NOTICE),
        Change("callType", None, "inbound"),
        Change("carrier", None, UNICOM),
        Change("enterprise", None, COMPANY),
        Change("number", None, HOTLINE),
        Change("package", None, "120"),
        Change("script", None, "SCRIPT-3321"),
        Change("type", None, "400"),
    )


def test_a_regular_number_is_asked_for_without_naming_one():
    action = drafted(regular(number=None), now=on("2026-11-30T23:59"))["care/hz-001:order"]
    assert action.number is None
    assert {c.path: c.after for c in action.changes} == {
        "acknowledgement": NOTICE,
        "callType": "both",
        "enterprise": COMPANY,
        "line": "landline",
        "region": "浙江/杭州",
        "script": "SCRIPT-3321",
        "type": "regular",
    }
    assert action.cost == Cost(Decimal(35), Decimal(35), Decimal(175)), "30 November to 1 March: five months"


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ((), None),
        ((acknowledged("2025-01-01"), acknowledged(), acknowledged("2024-07-01")), NOTICE),
        ((acknowledged(account="test"),), None),
        ((acknowledged(notice=ACCOUNT_WIDE_PLAYBACK),), None),
    ],
    ids=["none", "the newest", "another account's", "another notice"],
)
def test_an_application_relies_on_the_newest_acknowledgement_of_its_account(said, version):
    action = drafted(hotline(), desired={"acknowledgements": said})["care/brand:order"]
    assert action.acknowledgement == version
    assert ("acknowledgement" in [c.path for c in action.changes]) is (version is not None)


def test_prices_are_the_accounts_own():
    tariff = Tariff(regular_monthly=Decimal(40), hotline_minimum=Decimal(100))
    accounts = {"accounts": {"prod": Account("prod", "simulator", tariff=tariff)}}
    actions = drafted(regular(number=None), hotline(package=None), desired=accounts)
    assert actions["care/hz-001:order"].cost.monthly == Decimal(40)
    assert actions["care/brand:order"].cost == Cost(Decimal(100), Decimal(100), Decimal(100))


# --- which 400 is chosen --------------------------------------------------------------------------------

OFFERS = (Offer("4009100007", TELECOM), Offer(HOTLINE, UNICOM), Offer(SPARE, TELECOM), Offer("4008", TELECOM))


def chosen(*entries, **said):
    """Address to the number that an application would name now."""
    said.setdefault("observed", {"offers": OFFERS})
    actions = drafted(*entries, **said).values()
    return {a.address: a.number for a in actions if a.verb is Verb.ORDER}


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        (selected(), SPARE),
        (selected(prefix="40091000"), SPARE),
        (selected(prefix="400910000"), SPARE),
        (selected(prefix="4009100007"), "4009100007"),
        (selected(prefix="4001"), None),
        (selected(carrier=UNICOM, prefix=""), HOTLINE),
        (selected(carrier="中国移动"), None),
        (selected(select=Select()), "4008"),
        (hotline(number="4001234567"), "4001234567"),
    ],
)
def test_the_lowest_number_on_offer_that_suits_is_chosen_and_a_named_one_stands(entry, number):
    assert chosen(entry) == {entry.address: number}


def test_nothing_is_chosen_where_offers_cannot_be_read():
    assert chosen(selected(), observed={"offers": None}) == {"care/spare": None}


def test_an_offer_is_given_to_one_address_only():
    assert chosen(selected("care/b"), selected("care/a"), selected("care/c")) == {
        "care/a": SPARE,
        "care/b": "4009100007",
        "care/c": None,
    }


@pytest.mark.parametrize(
    "memory",
    [Memory(named=frozenset({SPARE})), Memory(owner={SPARE: "care/old"})],
    ids=["an intent named it once", "it was ours"],
)
def test_what_was_ever_asked_for_or_ours_is_not_chosen(memory):
    assert chosen(selected(), memory=memory) == {"care/spare": "4009100007"}


def test_what_an_open_call_or_a_person_may_be_buying_is_not_chosen():
    asked = intent("care/a", Verb.ORDER, number=SPARE)
    handed_out = task("care/a", Verb.ORDER, number=SPARE)
    for memory in (Memory(open={asked.id: asked}), Memory(tasks={"care/a:order": handed_out})):
        assert chosen(selected("care/b"), memory=memory) == {"care/b": "4009100007"}


def test_what_another_entry_declares_is_not_chosen_in_whatever_account():
    elsewhere = hotline("sales/named", number=SPARE, account="test")
    accounts = {name: Account(name, "simulator") for name in ("prod", "test")}
    assert chosen(selected(), elsewhere, desired={"accounts": accounts}) == {"care/spare": "4009100007"}


def test_an_address_keeps_the_number_it_was_pinned_to():
    memory = Memory(pinned={"care/spare": "4009100007"}, named=frozenset({"4009100007"}))
    assert chosen(selected(), selected("care/x"), memory=memory) == {
        "care/spare": "4009100007",
        "care/x": SPARE,
    }


def test_a_held_address_keeps_no_offer_from_another():
    memory = Memory(
        held={"care/a": intent("care/a", Verb.ORDER, number="4009100001")}, named=frozenset({"4009100001"})
    )
    assert chosen(selected("care/a"), selected("care/b"), memory=memory) == {
        "care/a": "4009100001",
        "care/b": SPARE,
    }


# --- keep: adopt and documents --------------------------------------------------------------------------


@pytest.mark.parametrize("status", PRESENT)
def test_what_is_there_and_not_ours_yet_is_adopted(status):
    actions = drafted(regular(), has=[live(status=status, application="APP-000001")])
    action = actions["care/hz-001:adopt"]
    assert (action.number, action.application, action.cost) == (REGULAR, "APP-000001", FREE)
    assert action.changes == (Change("number", None, REGULAR),)


@pytest.mark.parametrize("status", GONE)
def test_what_is_gone_is_neither_adopted_nor_bought_again(status):
    assert of_number(regular(), has=[live(status=status)]) == []
    assert of_number(hotline(documents="DOC-1"), has=[live_hotline(status=status)]) == []


@pytest.mark.parametrize(
    ("owned", "number", "adopts"),
    [
        (owning(), live(), False),
        (owning(number=None, application="APP-000001"), live(**PENDING), False),
        (owning(number=None, application="APP-000001"), live(application="APP-000001"), True),
    ],
    ids=["ours", "ours, under review", "allotted since"],
)
def test_an_application_is_adopted_again_once_its_number_is_known(owned, number, adopts):
    said = of_number(regular(number=None), has=[number], memory=remembered(owned))
    assert said == (["care/hz-001:adopt"] if adopts else [])


def test_an_adopted_application_is_named_by_its_reference():
    memory = Memory(forgotten=frozenset({"care/hz-001"}), owner={"APP-000001": "care/hz-001"})
    action = drafted(regular(number=None), has=[live(**PENDING)], memory=memory)["care/hz-001:adopt"]
    assert (action.number, action.changes) == (None, (Change("number", None, "APP-000001"),))


DUE = {"status": "documents_due", "applied_on": date(2026, 11, 12), "activated_on": None}


@pytest.mark.parametrize(("documents", "mode"), [("DOC-1", Mode.AUTOMATIC), (None, Mode.MANUAL)])
def test_due_documents_are_submitted_or_a_person_is_asked_to(documents, mode):
    memory = remembered(owning("care/brand", HOTLINE))
    entry = hotline(documents=documents)
    action = drafted(entry, has=[live_hotline(**DUE)], memory=memory)["care/brand:submit-documents"]
    assert (action.mode, action.number, action.deadline) == (mode, HOTLINE, on("2026-11-27"))
    assert action.changes == (() if documents is None else (Change("documents.reference", None, "DOC-1"),))
    assert not action.reversible


@pytest.mark.parametrize("status", ["reviewing", "active", "restricted", "unknown", "released"])
def test_documents_are_submitted_only_while_they_are_due(status):
    memory = remembered(owning("care/brand", HOTLINE))
    assert of_number(hotline(documents="DOC-1"), has=[live_hotline(status=status)], memory=memory) == []


def test_documents_are_a_400_matter():
    memory = remembered(owning())
    assert of_number(regular(), has=[live(status="documents_due")], memory=memory) == []


def test_documents_of_a_number_still_to_be_applied_for_have_no_deadline_yet():
    action = drafted(selected(documents="DOC-1"))["care/spare:submit-documents"]
    assert (action.deadline, action.number, action.needs) == (None, None, ("care/spare:order",))


# --- forget ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owned", "has", "forgets"),
    [
        pytest.param(owning(), [live()], True, id="it lives on"),
        pytest.param(owning(), [], True, id="it vanished"),
        pytest.param(owning(number=None, application="APP-000001"), [live(**PENDING)], True, id="pending"),
        pytest.param(owning(cancelled=True), [], False, id="we cancelled it"),
        pytest.param(owning(), [live(status="released")], False, id="released"),
        pytest.param(owning(), [live(status="cancelled")], False, id="cancelled in the console"),
    ],
)
def test_what_left_git_is_forgotten_unless_its_slot_is_closed(owned, has, forgets):
    actions = drafted(has=has, memory=remembered(owned))
    assert list(actions) == (["care/hz-001:forget"] if forgets else [])


def test_forgetting_names_what_is_let_go_and_whose_it_was():
    action = drafted(has=[live()], memory=remembered(owning("sales/x")))["sales/x:forget"]
    assert (action.team, action.number, action.source, action.cost) == ("sales", REGULAR, None, FREE)
    assert action.changes == (Change("number", REGULAR, None),)
    pending = drafted(memory=remembered(owning(number=None, application="APP-1")))["care/hz-001:forget"]
    assert pending.changes == (Change("number", "APP-1", None),)


# --- cancel ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", PRESENT)
def test_a_tombstone_cancels_what_is_there_whatever_its_status(status):
    actions = drafted(tombstone(), has=[live(status=status, instance=None, application="APP-000001")])
    action = actions["care/hz-001:cancel"]
    assert list(actions) == ["care/hz-001:cancel"]
    assert (action.number, action.application, action.consent) == (REGULAR, "APP-000001", "old-branch")
    assert (action.source, action.reversible) == (GRAVE, False)
    assert action.changes == (Change("consent", None, "old-branch"), Change("status", status, "cancelled"))


REFUSED = {
    "status": "rejected",
    "applied_on": date(2026, 11, 20),
    "activated_on": None,
    "ivr": None,
    "documents": "DOC-88",
}


@pytest.mark.parametrize(
    ("reference", "mode", "fields"),
    [
        ("DOC-88", "manual", {}),
        (None, "manual", {}),
        ("DOC-89", "automatic", {"documents.reference": "DOC-89"}),
    ],
    ids=["the refused ones", "none named", "corrected ones"],
)
def test_refused_documents_are_corrected_by_a_person_or_by_a_new_reference(reference, mode, fields):
    entry = hotline(documents=reference)
    action = drafted(entry, has=[live_hotline(**REFUSED)], memory=remembered(owning("care/brand", HOTLINE)))[
        "care/brand:submit-documents"
    ]
    assert (action.mode, action.deadline) == (mode, on("2026-12-05"))
    assert {c.path: c.after for c in action.changes} == fields


def test_once_they_were_due_nothing_more_is_submitted():
    late = live_hotline(**REFUSED | {"applied_on": date(2026, 11, 8)})
    mine = remembered(owning("care/brand", HOTLINE))
    assert drafted(hotline(documents="DOC-89"), has=[late], memory=mine) == {}


@pytest.mark.parametrize("has", [[], *([live(status=status)] for status in GONE)])
def test_a_tombstone_over_nothing_does_nothing(has):
    assert of_number(tombstone(), has=has, memory=remembered(owning())) == []


@pytest.mark.parametrize(
    ("number", "fee"),
    [
        (live(), 35),
        (live(monthly=None), 35),
        (live(monthly=Decimal("38.50")), Decimal("38.50")),
        (live_hotline(REGULAR, monthly=None, package=Decimal(5000)), 5000),
    ],
)
def test_a_cancellation_costs_this_month_and_saves_the_later_ones(number, fee):
    action = drafted(tombstone(), has=[number])["care/hz-001:cancel"]
    assert action.cost == Cost(now=Decimal(fee), monthly=-Decimal(fee))


@pytest.mark.parametrize("status", ["documents_due", "reviewing"])
def test_giving_back_a_pending_400_costs_nothing(status):
    pending = live_hotline(status=status, package=Decimal(500), monthly=Decimal(500), activated_on=None)
    action = drafted(tombstone(number=HOTLINE), has=[pending])["care/hz-001:cancel"]
    assert action.cost == Cost(now=Decimal(0), monthly=Decimal(-500))


def test_the_month_of_activation_is_charged_already():
    young = live_hotline(activated_on=date(2026, 11, 2), ivr=None)
    action = drafted(tombstone(number=HOTLINE), has=[young])["care/hz-001:cancel"]
    assert action.cost == Cost(now=Decimal(0), monthly=Decimal(-120))


def test_a_cancellation_deferred_beyond_that_month_costs_its_own():
    young = live_hotline(activated_on=date(2026, 11, 2), ivr=None)
    later = tombstone(number=HOTLINE, not_before=date(2026, 12, 1))
    assert drafted(later, has=[young])["care/hz-001:cancel"].cost.now == Decimal(120)


def test_a_tombstone_acts_for_the_team_in_whose_path_it_lies():
    action = drafted(tombstone(f"-/{REGULAR}", team="sales"), has=[live(instance=None)])
    assert [(a.id, a.team) for a in action.values()] == [(f"-/{REGULAR}:cancel", "sales")]


# --- as fields ------------------------------------------------------------------------------------------


def test_wanted_and_live_flatten_to_the_same_manifest_paths():
    entry, number = hotline(documents="DOC-1"), live_hotline(documents="DOC-1")
    assert NUMBER_KIND.wanted(entry) == NUMBER_KIND.live(number)
    assert NUMBER_KIND.wanted(entry) == {
        "number": HOTLINE,
        "type": "400",
        "callType": "inbound",
        "carrier": UNICOM,
        "enterprise": COMPANY,
        "script": "SCRIPT-3321",
        "package": "120",
        "documents.reference": "DOC-1",
    }


@pytest.mark.parametrize(
    ("package", "text"), [("120", "120"), ("120.00", "120"), ("5000", "5000"), ("99.50", "99.5"), ("1E+3", "1000")]
)  # fmt: skip
def test_a_package_has_one_spelling(package, text):
    assert NUMBER_KIND.live(live_hotline(package=Decimal(package)))["package"] == text


def test_what_the_provider_does_not_show_is_never_compared():
    assert NUMBER_KIND.blind(live()) == {"carrier", "package", "documents.reference"}
    assert NUMBER_KIND.blind(live_hotline(script=None)) == {"line", "region", "script", "documents.reference"}
    assert not NUMBER_KIND.whole


@pytest.mark.parametrize(
    "field", ["line", "region", "enterprise", "script", "call_type", "package", "carrier"]
)
def test_no_attribute_change_ever_becomes_an_action(field):
    memory = remembered(owning(), owning("care/brand", HOTLINE))
    other = {"package": Decimal(240)}.get(field, "else")
    entries = regular(**{field: other}), hotline(**{field: other})
    assert drafted(*entries, has=[live(), live_hotline()], memory=memory) == {}


def test_a_number_that_is_as_declared_needs_nothing():
    memory = remembered(owning(), owning("care/brand", HOTLINE))
    number = live(ivr=Ivr(regular().ivr.playback), instance=regular().instance)
    assert drafted(regular(), hotline(), has=[number, live_hotline()], memory=memory) == {}


def test_a_number_under_another_key_moved_and_is_neither_adopted_nor_forgotten():
    memory = remembered(owning("care/old"))
    [action] = drafted(regular("care/new"), has=[live(), live(SECOND)], memory=memory).values()
    assert (action.id, action.number, action.reversible) == ("care/new:move", REGULAR, True)
    assert [(c.path, c.before, c.after) for c in action.changes] == [("address", "care/old", "care/new")]

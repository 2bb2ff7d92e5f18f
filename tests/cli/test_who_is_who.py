"""Keys, teams and files are renamed, exchanged and split, and the ledger is lost: nobody buys or exchanges anything."""

from __future__ import annotations

import shutil
from itertools import permutations

import pytest
from estates import (
    ALLOTTED,
    MOBILE,
    NUMBERS,
    SELECTED,
    accept,
    bought,
    bury,
    declare,
    effects,
    findings,
    moves,
    named,
    new_shop,
    team,
)
from staged import Workspace


@pytest.fixture
def shop(tmp_path, capsys):
    """A workspace of two teams; three live numbers, each bound to an instance of its own."""
    return new_shop(tmp_path, capsys)


# --- numbers that Git names -----------------------------------------------------------------------------

KEYS = ("a", "b", "c")


@pytest.mark.parametrize("order", list(permutations(NUMBERS)), ids="-".join)
def test_any_permutation_of_keys_moves_numbers_and_touches_none(shop, order):
    declare(shop, ", ".join(named(key, which) for key, which in zip(KEYS, NUMBERS, strict=True)))
    shop.ok("apply", "--yes")
    before = dict(zip(NUMBERS, KEYS, strict=True))
    declare(shop, ", ".join(named(key, which) for key, which in zip(KEYS, order, strict=True)))
    expected = {
        f"care/{key}": f"care/{before[which]}"
        for key, which in zip(KEYS, order, strict=True)
        if before[which] != key
    }
    assert moves(shop) == expected
    shop.ok("apply", "--yes")
    assert effects(shop) == []
    assert shop.read("plan")["actions"] == []
    assert shop.ok("drift").out.startswith("Drift of prod")
    owned = {r["address"]: r["number"] for r in shop.records() if r["kind"] in {"adopt", "move"}}
    assert owned == {f"care/{key}": NUMBERS[which] for key, which in zip(KEYS, order, strict=True)}


def test_a_number_that_both_teams_move_is_a_move_and_history_tells_it(shop):
    declare(shop, f"{named('a', 'one')}, {named('b', 'two')}")
    shop.ok("apply", "--yes")
    declare(shop, named("a", "one"), named("desk", "two"))
    assert moves(shop) == {"sales/desk": "care/b"}
    assert "address: care/b → sales/desk" in shop("plan").out
    shop.ok("apply", "--yes")
    assert effects(shop) == []
    told = shop.ok("history", "sales/desk").out
    assert "care/b → sales/desk" in told


def test_a_file_that_is_split_changes_nothing(shop):
    declare(shop, f"{named('a', 'one')}, {named('b', 'two')}")
    shop.ok("apply", "--yes")
    declare(shop, named("a", "one"))
    shop.put("teams/care/more.yaml", team("care", named("b", "two")))
    assert shop.read("plan")["actions"] == []


def test_a_number_that_one_team_takes_while_the_other_keeps_it_stays_where_it_is(shop):
    accept(shop)
    declare(shop, f"a: {ALLOTTED}")
    shop.ok("apply", "--yes")
    shop.ok("simulator", "advance", "6d")
    shop.ok("apply", "--yes")
    declare(shop, f"a: {ALLOTTED}", 'mine: {number: "057188880201", instance: two, ivr: w}')
    before = effects(shop)
    plan = shop.read("plan")
    assert [a["status"] for a in plan["actions"] if a["address"] == "sales/mine"] == []
    assert findings(shop, "VN309")["sales/mine"]["verdict"] == "block"
    shop("apply", "--yes")
    assert effects(shop) == before


def test_a_number_exchanged_for_one_that_nobody_had_leaves_nothing_ready(shop):
    """The entry's own number is declared nowhere any more: a slip of the pen, until Git says where it went."""
    declare(shop, named("a", "one"))
    shop.ok("apply", "--yes")
    declare(shop, f'a: {{number: "{NUMBERS["two"]}", instance: three, ivr: w}}')
    assert [a for a in shop.read("plan")["actions"] if a["status"] == "ready"] == []
    assert findings(shop, "VN406")["care/a"]["verdict"] == "block"
    shop("apply", "--yes")
    assert effects(shop) == []


def test_keys_of_entries_that_differ_in_what_is_fixed_are_not_exchanged(shop):
    """Without numbers an exchange shows in the fixed fields alone: nothing at either address is done."""
    accept(shop)
    declare(shop, f"a: {ALLOTTED}, b: {{line: mobile, instance: two, ivr: w}}")
    for _ in range(2):
        shop.ok("apply", "--yes")
        shop.ok("simulator", "advance", "6d")
    shop.ok("apply", "--yes")
    before = effects(shop)
    declare(shop, f"b: {ALLOTTED}, a: {{line: mobile, instance: two, ivr: w}}")
    assert set(findings(shop, "VN406")) == {"care/a", "care/b"}
    assert [a for a in shop.read("plan")["actions"] if a["status"] == "ready"] == []
    shop("apply", "--yes")
    assert effects(shop) == before


# --- numbers that Git does not name ---------------------------------------------------------------------


@pytest.fixture(params=["landline", "mobile", "hotline", "pending"])
def allotted(shop, request):
    """An entry without a number that got one: the shop, what its entry says, and its section."""
    entry = {"landline": ALLOTTED, "mobile": MOBILE, "hotline": SELECTED, "pending": ALLOTTED}[request.param]
    section = "hotlines" if request.param == "hotline" else "care"
    accept(shop)
    declare(shop, **{section: f"desk: {entry}"})
    shop.ok("apply", "--yes")
    if request.param != "pending":
        shop.ok("simulator", "advance", "9d")
        shop.ok("apply", "--yes")
    assert len(bought(shop)) == 1
    return shop, entry, section


def test_a_renamed_key_buys_nothing_and_says_what_to_paste(allotted):
    shop, entry, section = allotted
    declare(shop, **{section: f"front-desk: {entry}"})
    for words in (["apply", "--yes"], ["apply", "--resume"], ["apply", "--yes"]):
        shop(*words)
    assert len(bought(shop)) == 1
    found = {**findings(shop, "VN405"), **findings(shop, "VN408")}
    if found:  # a `select` may take its own number back instead
        assert (
            "care/desk" in found["care/front-desk"]["message"] + found["care/front-desk"]["hint"]
            or section == "hotlines"
        )


def test_the_line_of_moved_that_the_finding_shows_carries_the_number(allotted):
    shop, entry, section = allotted
    declare(shop, **{section: f"front-desk: {entry}"}, moved="{from: care/desk, to: care/front-desk}")
    assert moves(shop) == {"care/front-desk": "care/desk"}
    before = effects(shop)
    shop.ok("apply", "--yes")
    assert effects(shop) == before
    assert shop.read("plan")["actions"] == [] or all(
        a["status"] == "waiting" for a in shop.read("plan")["actions"]
    )


def test_a_renamed_team_buys_nothing(allotted):
    shop, entry, section = allotted
    declare(shop)
    text = team("sales", **{"numbers" if section == "care" else section: f"desk: {entry}"})
    shop.put("teams/sales/team.yaml", text)
    shop("apply", "--yes")
    assert len(bought(shop)) == 1


@pytest.mark.parametrize("how", ["gone", "with its mark", "older"])
def test_a_ledger_that_is_lost_or_older_buys_nothing(allotted, how):
    shop, _, _ = allotted
    folder = shop.root / ".reconciler"
    if how == "older":
        kept = {f.name: f.read_bytes() for f in folder.glob("ledger.db*")}
        shop.ok("simulator", "advance", "1d")
        shop("apply", "--yes")
        for file in folder.glob("ledger.db*"):
            file.unlink()
        for name, content in kept.items():
            (folder / name).write_bytes(content)
    else:
        for file in folder.glob("ledger.db*" if how == "with its mark" else "ledger.db"):
            file.unlink()
    shop("plan")
    for words in (["apply", "--yes"], ["apply", "--resume"]):
        shop(*words)
    assert len(bought(shop)) == 1


def restored(shop, kept):
    """The ledger's files as they were, or none."""
    folder = shop.root / ".reconciler"
    for file in folder.glob("ledger.db*"):
        file.unlink()
    for name, content in kept.items():
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("how", ["gone", "older"])
def test_a_plan_without_its_ledger_is_applied_as_it_was_approved(shop, how):
    declare(shop, f"{named('a', 'one')}")
    shop.ok("apply", "--yes")
    kept = {f.name: f.read_bytes() for f in (shop.root / ".reconciler").glob("ledger.db*")}
    declare(shop, f"{named('a', 'one')}, {named('b', 'two')}")
    shop.ok("apply", "--yes")
    restored(shop, {} if how == "gone" else kept)
    declare(shop, f"{named('c', 'one')}, {named('b', 'two')}")
    assert shop("plan", "--out", "plan.json").code == 3
    expected = {"care/c:adopt" if how == "gone" else "care/c:move", "care/b:adopt"}
    assert {key for key, status in shop.statuses().items() if status == "ready"} == expected
    ran = shop("apply", "plan.json", "-o", "json")
    assert {r["id"]: r["fate"] for r in ran.json["results"]} == dict.fromkeys(expected, "done")
    assert shop.read("plan")["actions"] == []
    assert effects(shop) == []


def test_no_ledger_is_begun_for_a_plan_that_is_not_the_approved_one(shop):
    declare(shop, f"{named('a', 'one')}")
    shop.ok("apply", "--yes")
    restored(shop, {})
    assert shop("plan", "--out", "plan.json").code == 3
    declare(shop, f"{named('a', 'two')}")
    before = sorted(f.name for f in (shop.root / ".reconciler").iterdir())
    for words in (["plan.json"], ["--digest", "sha256:" + "0" * 64]):
        assert shop("apply", *words).code == 5
        assert sorted(f.name for f in (shop.root / ".reconciler").iterdir()) == before


def test_swapped_entries_without_numbers_follow_their_lines_once(shop):
    accept(shop)
    declare(shop, f"a: {ALLOTTED}, b: {ALLOTTED.replace('one', 'two')}")
    for _ in range(2):
        shop.ok("apply", "--yes")
        shop.ok("simulator", "advance", "6d")
    shop.ok("apply", "--yes")
    before = effects(shop)
    swapped = "{from: care/a, to: care/b}, {from: care/b, to: care/a}"
    declare(shop, f"b: {ALLOTTED}, a: {ALLOTTED.replace('one', 'two')}", moved=swapped)
    assert moves(shop) == {"care/a": "care/b", "care/b": "care/a"}
    for _ in range(2):
        shop.ok("apply", "--yes")
    assert effects(shop) == before
    assert shop.read("plan")["actions"] == []


@pytest.mark.parametrize(
    ("before", "after", "asking"),
    [
        ((f"a: {MOBILE}, b: {ALLOTTED}", ""), (f"c: {MOBILE}, a: {ALLOTTED}", ""), "care/c"),
        ((f"a: {ALLOTTED}", ""), (f"c: {ALLOTTED}", f"a: {SELECTED}"), "care/c"),
        (("", f"a: {SELECTED}"), (f"a: {ALLOTTED}", f"c: {SELECTED}"), "care/c"),
        (("", f"a: {SELECTED}"), ("", f"a: {SELECTED.replace('120', '300')}, c: {SELECTED}"), "care/c"),
    ],
    ids=["another line", "a hotline took the key", "a landline took the key", "another package"],
)
def test_a_key_that_another_kind_of_entry_took_leaves_its_number_to_whom_it_was_ordered_for(
    shop, before, after, asking
):
    accept(shop)
    declare(shop, before[0], hotlines=before[1])
    shop.ok("apply", "--yes")
    count = len(bought(shop))
    declare(shop, after[0], hotlines=after[1])
    found = {**findings(shop, "VN405"), **findings(shop, "VN408")}
    assert "care/a" in found[asking]["message"] + found[asking]["hint"]
    shop("apply", "--yes")
    assert len(bought(shop)) == count
    assert "give the entry at care/a, which cannot be it, another key" in found[asking]["hint"] or before[1]
    freed = [words.replace("a: {", "new: {") for words in after]
    declare(shop, freed[0], hotlines=freed[1], moved=f"{{from: care/a, to: {asking}}}")
    assert moves(shop)[asking] == "care/a"


def limit_purchases(shop, most):
    shop.edit("reconciler.yaml", "  manifests:", f"  limits: {{purchases: {most}}}\n  manifests:")


@pytest.mark.parametrize("how", ["lost", "renamed away", "moved away"])
def test_a_month_permits_no_more_whatever_became_of_what_was_bought(shop, how):
    accept(shop)
    limit_purchases(shop, 1)
    rest = "".join(f", {named(which, which)}" for which in NUMBERS)
    declare(shop, f"a: {ALLOTTED}{rest}")
    shop.ok("apply", "--yes")
    if how == "lost":
        restored(shop, {})
        shop("apply", "--yes")
        shop.ok("ledger", "rebuild", "--acknowledge", "--by", "ops", "--reason", "compared")
        declare(shop, f"a: {ALLOTTED}, b: {MOBILE}{rest}")
        assert {a for a, s in shop.statuses().items() if s == "ready"} <= {"care/a:adopt"}
    elif how == "renamed away":
        declare(shop, rest[2:])
        shop.ok("apply", "--yes")
        declare(shop, rest[2:], hotlines=f"a: {SELECTED}")
    else:
        declare(shop, f"b: {ALLOTTED}{rest}", moved="{from: care/a, to: care/b}")
        shop.ok("apply", "--yes")
        declare(shop, f"b: {ALLOTTED}, a: {MOBILE}{rest}")
    [over] = findings(shop, "VN503").values()
    assert "2 (1 done or open, 1 planned), over the limit of 1" in over["message"]
    shop("apply", "--yes")
    assert len(bought(shop)) == 1


# --- evidence before words ------------------------------------------------------------------------------


@pytest.fixture
def lost(shop):
    """An order that took effect and whose answer was lost."""
    accept(shop)
    declare(shop, f"a: {ALLOTTED}")
    shop.ok("simulator", "fault", "timeout-after", "--verb", "order")
    assert shop("apply", "--yes").code == 4
    return shop


def test_not_done_is_refused_while_the_account_lists_what_it_may_have_got(lost):
    ran = lost("resolve", "care/a", "--not-done", "--reason", "x")
    assert ran.code == 1
    assert ran.err.splitlines()[0] == (
        "error[VN818]: the account lists what order for care/a may have got: "
        "APP-000001 (reviewing, applied for on 2026-11-23)"
    )
    assert "--although APP-000001" in ran.err
    assert lost.statuses()["care/a:order"] == "held"


def test_what_is_overruled_by_name_is_recorded_and_still_nothing_is_bought_beside_it(lost):
    lost.ok(
        "resolve", "care/a", "--not-done", "--reason", "theirs", "--although", "APP-000001", "--by", "ops"
    )
    assert lost.records()[-1]["reason"] == "theirs (although the account shows APP-000001)"
    lost("apply", "--yes")
    assert len(bought(lost)) == 1
    assert "APP-000001" in findings(lost, "VN408")["care/a"]["message"]


def test_done_takes_the_only_candidate(lost):
    lost.ok("resolve", "care/a", "--done", "--reason", "seen")
    assert lost.records()[-1]["application"] == "APP-000001"
    assert lost.statuses() == {"care/a:bind": "waiting", "care/a:configure-ivr": "waiting"}


def test_what_may_be_a_held_slots_is_no_orphan(lost):
    """Two alike orders, one of which took effect: nobody can tell whose it is, and nobody is told to cancel it."""
    declare(lost, f"a: {ALLOTTED}, b: {ALLOTTED}")
    lost.ok("simulator", "fault", "timeout-before", "--verb", "order")
    lost("simulator", "fault", "lag", "--times", "3")
    lost("apply", "--yes")
    unmanaged = findings(lost, "VN601")
    assert unmanaged == {} or all(
        "Cancellation" not in f["hint"] for f in unmanaged.values() if "APP" in f["address"]
    )
    assert len(bought(lost)) == 1


def test_alike_orders_with_lost_answers_are_settled_in_pairs(shop):
    accept(shop)
    declare(shop, f"a: {ALLOTTED}, b: {ALLOTTED}, c: {ALLOTTED}")
    shop.ok("simulator", "fault", "timeout-after", "--verb", "order", "--times", "2")
    assert shop("apply", "--yes").code == 4  # two without an answer stop the third
    shop.ok("apply", "--yes")
    owned = {r["intent"]: r["application"] for r in shop.records() if r["kind"] == "outcome"}
    assert sorted(owned.values()) == ["APP-000001", "APP-000002", "APP-000003"]
    assert len(bought(shop)) == 3


def test_an_entry_whose_order_is_unknown_cannot_be_renamed_into_a_second_purchase(lost):
    declare(lost, f"b: {ALLOTTED}")
    for _ in range(2):
        lost("apply", "--yes")
    assert len(bought(lost)) == 1


@pytest.mark.parametrize(
    ("section", "entry"), [("care", ALLOTTED), ("hotlines", SELECTED)], ids=["landline", "hotline"]
)
def test_an_order_that_no_list_shows_yet_is_waited_for_by_plan_and_drift(shop, section, entry):
    accept(shop)
    declare(shop, **{section: f"a: {entry}"})
    shop.ok("simulator", "fault", "lag", "--times", "99")
    shop("apply", "--yes")
    [waiting] = findings(shop, "VN602").values()
    assert waiting["message"].endswith(
        "was ordered less than an hour ago and is not listed yet: it is waited for"
    )
    assert findings(shop, "VN405") == {}
    assert categories(shop) == ["unknown"]
    assert shop("drift").code == 0
    shop.ok("simulator", "fault", "clear")
    assert {"missing", "unknown"}.isdisjoint(categories(shop))
    assert len(bought(shop)) == 1


def categories(shop):
    return [e["category"] for e in shop("drift", "-o", "json").json["entries"] if e["address"] == "care/a"]


# --- tombstones -----------------------------------------------------------------------------------------


def test_a_tombstone_for_another_address_ends_nothing_and_names_the_right_one(shop):
    declare(shop, f"{named('a', 'one')}, {named('b', 'two')}, {named('c', 'three')}")
    shop.ok("apply", "--yes")
    declare(shop, f"{named('a', 'one')}, {named('b', 'two')}")
    file = bury(shop, NUMBERS["three"], ("care", "cc"))
    found = findings(shop, "VN402")["care/cc"]
    assert (found["verdict"], found["hint"]) == ("block", f"write `target: care/c` in {file}")
    assert [a for a in shop.read("plan")["actions"] if a["status"] == "ready"] == []
    shop("apply", "--yes")
    assert effects(shop) == []
    shop.edit(file, "care/cc", "care/c")
    assert shop.statuses()["care/c:cancel"] == "ready"


def test_a_tombstone_at_the_key_of_another_number_says_where_its_own_is(shop):
    declare(shop, f"{named('a', 'one')}, {named('b', 'two')}, {named('c', 'three')}")
    shop.ok("apply", "--yes")
    declare(shop, named("c", "three"))
    file = bury(shop, NUMBERS["two"], ("care", "a"))
    assert findings(shop, "VN402")["care/a"]["hint"] == f"write `target: care/b` in {file}"
    assert shop.read("plan")["actions"] == []


@pytest.mark.parametrize("which", ["one", "three"], ids=["another's", "nobody's"])
def test_a_tombstone_that_names_another_number_leaves_what_stands_there_at_hand(shop, which):
    """The key of an allotted number is given to a named one, which is then ended: nothing is bought in its place."""
    accept(shop)
    declare(shop, f"a: {ALLOTTED}, {named('b', 'one')}")
    shop.ok("apply", "--yes")
    declare(shop, f"c: {ALLOTTED}")
    bury(shop, NUMBERS[which], ("care", "a"))
    assert "APP-000001 (was care/a)" in findings(shop, "VN408")["care/c"]["message"]
    shop("apply", "--yes")
    assert len(bought(shop)) == 1


def test_a_workspace_copied_without_its_ledger_adopts_and_buys_nothing(allotted, tmp_path_factory, capsys):
    """A fresh checkout, or a cache that CI missed."""
    shop, _, _ = allotted
    copy = tmp_path_factory.mktemp("copy") / "w"
    shutil.copytree(shop.root, copy, ignore=shutil.ignore_patterns("ledger.db*"))
    fresh = Workspace(copy, capsys)
    fresh("apply", "--yes")
    assert len(bought(fresh)) == 1

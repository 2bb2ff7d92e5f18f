"""Reading and appending, the same on both databases."""

from __future__ import annotations

import pytest
from ledger_places import NOW, Place, intent, outcome, story, write

from reconciler.errors import LedgerLost, LedgerMoved
from reconciler.memory.fold import fold
from reconciler.memory.memory import GENESIS, Head
from reconciler.memory.records import Attested, RunStarted


def test_a_ledger_that_is_not_there_reads_as_empty_and_is_not_created(place: Place) -> None:
    ledger = place.open()

    assert ledger.read("prod") == (Head(0, GENESIS), [])
    assert ledger.recall("prod") == fold(Head(), [])
    assert ledger.accounts() == ()
    assert ledger.identity() is None
    assert ledger.holder("prod") is None
    assert ledger.unlock("prod") is None
    assert list(place.root.iterdir()) == []


def test_what_was_appended_is_read_back_in_order(place: Place) -> None:
    records = [
        RunStarted(at="2026-11-23T10:00:00+08:00", run="r1", digest="d", actions=("a", "b")),
        *story(5),
    ]

    head = write(place.open(), *records)

    found = place.open().read("prod")
    assert found == (head, records)
    assert head.seq == 6
    assert place.open().recall("prod") == fold(*found)


def test_the_chain_goes_on_where_it_ended(place: Place) -> None:
    ledger = place.open()
    with ledger.lock("prod", "tester", NOW) as lease:
        first = ledger.append("prod", [intent(1)], after=Head(), fence=lease.fence)
        second = ledger.append("prod", [outcome(1), intent(2)], after=first, fence=lease.fence)

    assert (first.seq, second.seq) == (1, 3)
    assert ledger.read("prod") == (second, [intent(1), outcome(1), intent(2)])


def test_equal_stories_have_equal_hashes_and_accounts_have_different_ones(place: Place) -> None:
    ledger = place.open()

    one = write(ledger, *story(4), account="one")
    two = write(ledger, *story(4), account="two")

    assert one.seq == two.seq
    assert one.hash != two.hash
    assert ledger.accounts() == ("one", "two")
    assert ledger.read("one")[1] == ledger.read("two")[1]


def test_an_append_after_another_head_is_refused_whole(place: Place) -> None:
    ledger, other = place.open(), place.open()
    write(ledger, intent(1))
    head, _ = other.read("prod")
    moved = write(ledger, outcome(1))

    with other.lock("prod", "late", NOW) as lease, pytest.raises(LedgerMoved) as caught:
        other.append("prod", [intent(2), intent(3)], after=head, fence=lease.fence)

    assert caught.value.exit_code == 6
    assert ledger.read("prod") == (moved, [intent(1), outcome(1)])


def test_an_append_with_an_outdated_fence_is_refused(place: Place) -> None:
    ledger = place.open()
    with ledger.lock("prod", "old", NOW) as old:
        ledger.unlock("prod")
        with ledger.lock("prod", "new", NOW), pytest.raises(LedgerMoved):
            ledger.append("prod", [intent(1)], after=Head(), fence=old.fence)

    assert ledger.read("prod")[1] == []


def test_an_append_without_a_lock_is_refused(place: Place) -> None:
    ledger = place.open()
    with ledger.lock("prod", "tester", NOW) as lease:
        pass

    with pytest.raises(LedgerMoved):
        ledger.append("prod", [intent(1)], after=Head(), fence=lease.fence)


def test_an_append_of_nothing_checks_that_head_and_lock_are_still_ours(place: Place) -> None:
    ledger = place.open()
    head = write(ledger, intent(1))
    with ledger.lock("prod", "tester", NOW) as lease:
        assert ledger.append("prod", [], after=head, fence=lease.fence) == head
        ledger.unlock("prod")
        with pytest.raises(LedgerMoved):
            ledger.append("prod", [], after=head, fence=lease.fence)
    assert ledger.read("prod") == (head, [intent(1)])


def test_a_ledger_keeps_the_id_it_was_born_with(place: Place) -> None:
    write(place.open(), intent(1))
    name = place.open().identity()
    write(place.open(), outcome(1))

    assert name is not None
    assert place.open().identity() == name
    assert len(place.open(name).read("prod")[1]) == 2


def test_a_ledger_that_the_workspace_names_but_is_not_there_is_lost(place: Place) -> None:
    ledger = place.open("0123456789abcdef")

    with pytest.raises(LedgerLost, match="is gone; 0123456789abcdef was expected") as caught:
        ledger.read("prod")
    assert "ledger rebuild" in caught.value.hint
    with pytest.raises(LedgerLost), ledger.lock("prod", "tester", NOW):
        pass
    assert list(place.root.iterdir()) == []


def test_another_ledger_than_the_one_the_workspace_names_is_lost(place: Place) -> None:
    write(place.open(), intent(1))
    ledger = place.open("0123456789abcdef")

    with pytest.raises(LedgerLost, match="is another one"):
        ledger.read("prod")
    with pytest.raises(LedgerLost), ledger.lock("prod", "tester", NOW):
        pass


def test_any_json_survives_in_a_record(place: Place) -> None:
    fields = {
        "text": "line\u2028 \x00 \U0001f4de \"'\\",
        "none": None,
        "list": ["a", 1, True],
        "nested": {"é": 0},
    }
    record = Attested(at="x", subject="s", fields=fields, by="me", evidence="seen", expires="y")

    write(place.open(), record)

    assert place.open().read("prod")[1] == [record]

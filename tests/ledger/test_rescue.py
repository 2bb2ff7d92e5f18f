"""Outcomes the ledger could not take: kept elsewhere, read back in once, never believed from a stranger."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from ledger_places import NOW, Place, intent, outcome, story, write

from reconciler.ledger.store import Ledger
from reconciler.memory.records import Outcome


def _broken_after_an_intent(place: Place, *records: Outcome) -> list[str]:
    """A run whose ledger fails after the call; what it tells the user."""
    ledger = place.open()
    with ledger.lock("prod", "me", NOW) as lease:
        head, _ = ledger.read("prod")
        ledger.append("prod", [intent(1), intent(2)], after=head, fence=lease.fence)
        return [ledger.rescue("prod", record) for record in records or (outcome(1),)]


def _recover(place: Place, account: str = "prod") -> tuple[str, ...]:
    ledger = place.open()
    with ledger.lock(account, "me", NOW) as lease:
        return ledger.recover(account, lease)


def _files(place: Place) -> list[Path]:
    return sorted(place.root.rglob("emergency-*"))


def test_a_kept_outcome_closes_its_intent_in_the_next_run(place: Place) -> None:
    said = _broken_after_an_intent(place)
    (file,) = _files(place)

    assert said == [
        f"the ledger could not be written; the outcome is kept in {file.name}, which the next run reads"
    ]
    assert file.parent == place.root / ".reconciler"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(place.open().recall("prod").open) == ["r1-1", "r1-2"]
    assert _recover(place) == (f"care/hz-001:order is done, as {file.name} says",)
    assert list(place.open().recall("prod").open) == ["r1-2"]
    assert _files(place) == []
    assert _recover(place) == ()


def test_several_are_read_back_in_one_run(place: Place) -> None:
    _broken_after_an_intent(place, outcome(1), outcome(2, result="not-done"))

    assert len(_files(place)) == 2
    assert len(_recover(place)) == 2
    assert place.open().recall("prod").open == {}


@pytest.mark.parametrize("evidence", ["operator", "observed"])
def test_an_answer_counts_more_than_what_was_settled_without_it(place: Place, evidence: str) -> None:
    _broken_after_an_intent(place, outcome(1, application="APP-1"))
    write(place.open(), outcome(1, result="not-done", evidence=evidence))
    assert "care/hz-001" not in place.open().recall("prod").owned

    assert len(_recover(place)) == 1
    memory = place.open().recall("prod")
    assert (memory.owned["care/hz-001"].application, memory.denied) == ("APP-1", {})


def test_an_intent_whose_end_is_known_already_stays_as_it_is(place: Place) -> None:
    _broken_after_an_intent(place, outcome(1, result="not-done"))
    settled = write(place.open(), outcome(1, evidence="observed"))

    assert _recover(place) == ()
    assert _files(place) == []
    assert place.open().read("prod")[0] == settled


def test_the_next_place_is_tried_where_the_first_cannot_be_written(file: Place) -> None:
    ledger = file.open()
    write(ledger, intent(1))
    moved = file.root / "elsewhere"
    file.file.parent.rename(moved)
    file.file.parent.write_text("in the way")

    ledger.rescue("prod", outcome(1))
    (kept,) = _files(file)
    file.file.parent.unlink()
    moved.rename(file.file.parent)

    assert kept.parent == file.root
    assert len(_recover(file)) == 1


def test_at_worst_it_is_on_stderr_with_its_numbers_masked(
    file: Place, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    ledger = file.open()
    write(ledger, intent(1))
    ledger.root = tmp_path_factory.mktemp("gone") / "deep" / "er"

    said = ledger.rescue("prod", outcome(1, number="057188880001"))

    printed = capsys.readouterr().err
    assert said == "the ledger could not be written, nor any file: tell it with `reconciler resolve`"
    assert '"intent":"r1-1"' in printed
    assert "0571****0001" in printed
    assert "057188880001" not in printed


def _planted(place: Place, ledger: Ledger, **changes: object) -> Path:
    head, _ = ledger.read("prod")
    said = {
        "account": "prod",
        "seq": head.seq,
        "hash": head.hash,
        "record": json.loads(outcome(1, result="not-done").model_dump_json()),
        **changes,
    }
    file = place.root / "emergency-planted.json"
    file.write_text(json.dumps(said))
    file.chmod(0o600)
    return file


def test_what_only_the_ledgers_reader_can_know_makes_a_file_believable(file: Place) -> None:
    write(file.open(), intent(1))

    _planted(file, file.open())

    assert _recover(file) == ("care/hz-001:order is not-done, as emergency-planted.json says",)


@pytest.mark.parametrize(
    "changes",
    [
        {"hash": "0" * 64},
        {"seq": 0},
        {"seq": 99},
        {"seq": -1},
        {"seq": "1"},
        {"extra": True},
        {"account": "another"},
        {"record": {"kind": "outcome"}},
        {"record": json.loads(intent(3).model_dump_json())},
        {"record": None},
    ],
)
def test_a_file_that_knows_too_little_or_says_something_else_is_not_believed(
    file: Place, changes: dict[str, object]
) -> None:
    head = write(file.open(), intent(1))

    planted = _planted(file, file.open(), **changes)

    assert _recover(file) == ()
    assert planted.exists()
    assert file.open().read("prod") == (head, [intent(1)])


@pytest.mark.parametrize("how", ["readable", "link", "folder", "pipe", "text", "bytes"])
def test_a_file_that_a_checkout_could_have_brought_is_not_believed(file: Place, how: str) -> None:
    head = write(file.open(), intent(1))
    planted = _planted(file, file.open())
    if how == "readable":
        planted.chmod(0o644)
    elif how == "link":
        planted.rename(file.root / "target")
        planted.symlink_to(file.root / "target")
    else:
        planted.unlink()
        if how == "folder":
            planted.mkdir(mode=0o700)
        elif how == "pipe":
            os.mkfifo(planted, 0o600)
        else:
            planted.write_bytes(b"{" if how == "text" else b"\xff\xfe")
            planted.chmod(0o600)

    assert _recover(file) == ()
    assert file.open().read("prod") == (head, [intent(1)])


def test_a_run_without_anything_kept_reads_nothing_twice(place: Place) -> None:
    write(place.open(), *story(4))

    assert _recover(place) == ()

"""A checkpoint spares work and changes nothing: not what is remembered, not what is found wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ledger_places import NOW, Place, intent, story
from sqlalchemy import update

from reconciler.errors import LedgerAltered, LedgerRolledBack
from reconciler.ledger import chain, checkpoint, links, open_ledger, store
from reconciler.ledger.rebuild import rebuild
from reconciler.ledger.store import Ledger
from reconciler.ledger.tables import CHAINS, RECORDS
from reconciler.memory import checkpoint as text_of
from reconciler.memory.memory import Head, Memory
from reconciler.memory.records import Record
from reconciler.noun import replace


@pytest.fixture(autouse=True)
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records of a chain were known already, each time that one was verified. Every record is worth it."""
    for module in (checkpoint, store):
        monkeypatch.setattr(module, "WORTH", 1)
    known: list[int] = []
    verify = chain.verify

    def counting(account: str, links: object, head: Head, skipped: int, *how: object) -> object:
        known.append(skipped)
        return verify(account, links, head, skipped, *how)  # type: ignore[type-var, arg-type]

    monkeypatch.setattr(chain, "verify", counting)
    return known


def opened(place: Place) -> Ledger:
    return open_ledger(place.url, place.root, cache=place.root / "cache")


def append(place: Place, records: list[Record], account: str = "prod") -> None:
    ledger = place.open()
    with ledger.lock(account, "ann", NOW) as lease:
        ledger.append(account, records, after=ledger.recall(account).head, fence=lease.fence)


def remembered(place: Place, account: str = "prod") -> Memory:
    """From a checkpoint if there is one, and the same as without it."""
    memory = opened(place).recall(account)
    assert memory == place.open().recall(account)
    return memory


def test_only_what_came_after_is_parsed(place: Place, parsed: list[int]) -> None:
    append(place, story(6))
    assert remembered(place).head.seq == 6
    append(place, story(9)[6:])
    parsed.clear()
    assert len(remembered(place).owned) == 4
    assert len(remembered(place).owned) == 4
    assert parsed == [6, 0, 9, 0]


def test_each_account_has_its_own(place: Place, parsed: list[int]) -> None:
    append(place, story(4))
    append(place, story(6), "test")
    assert [remembered(place, name).head.seq for name in ("prod", "test", "prod", "test")] == [4, 6, 4, 6]
    assert parsed[-4:] == [4, 0, 6, 0]


def test_it_is_for_nobody_else_to_read(file: Place) -> None:
    append(file, story(6))
    opened(file).recall("prod")
    (one,) = (file.root / "cache").iterdir()
    assert one.stat().st_mode & 0o077 == 0
    assert (file.root / "cache").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("consistently", [False, True])
def test_a_record_that_was_altered_below_it_is_found(place: Place, seq: int, consistently: bool) -> None:
    append(place, story(6))
    opened(place).recall("prod")
    body = chain.canonical(intent(7))
    row = place.open().rows("prod")[1][seq - 1]
    values = {"body": body, "hash": chain.digest("prod", seq, row.prev, body) if consistently else row.hash}
    with place.engine().begin() as connection:
        connection.execute(update(RECORDS).where(RECORDS.c.seq == seq).values(**values))

    with pytest.raises(LedgerAltered, match=f"record {seq + consistently} of the ledger was"):
        opened(place).recall("prod")


def test_an_older_copy_that_was_put_back_is_found(file: Place) -> None:
    append(file, story(4))
    shutil.copy(file.file, file.root / "copy")
    append(file, story(6)[4:])
    whole = opened(file).recall("prod")
    shutil.copy(file.root / "copy", file.file)

    with pytest.raises(LedgerRolledBack):
        opened(file).recall("prod")
    assert opened(file).recall("prod", older=True) == file.open().recall("prod", older=True) != whole


def test_a_chain_that_was_forged_anew_and_a_rebuilt_one_do_not_pass_through_it(place: Place) -> None:
    append(place, story(6))
    opened(place).recall("prod")
    for mark in opened(place).marks():
        mark.file.unlink(missing_ok=True)
    others = chain.link("prod", Head(), [intent(n) for n in range(8)])
    with place.engine().begin() as connection:
        links.restart(connection, "prod")
        connection.execute(RECORDS.insert(), [{"account": "prod", **row._asdict()} for row in others])
        connection.execute(update(CHAINS).values(seq=8, hash=others[-1].hash))
    assert len(remembered(place).open) == 8

    with place.engine().begin() as connection:
        connection.execute(update(RECORDS).where(RECORDS.c.seq == 2).values(body="{}"))
    rebuild(place.open(), "prod", owner="ann", now=NOW)
    assert remembered(place).rebuilding


def test_another_ledger_at_the_same_place_has_none(file: Place, parsed: list[int]) -> None:
    append(file, story(6))
    opened(file).recall("prod")
    shutil.rmtree(file.root / ".reconciler")
    append(file, story(6))
    parsed.clear()
    remembered(file)
    assert parsed == [0, 0]


SPOILED: dict[str, Callable[[Path], object]] = {
    "cut": lambda one: one.write_bytes(one.read_bytes()[:-1]),
    "altered": lambda one: one.write_bytes(one.read_bytes().replace(b"057188880000", b"057188880009")),
    "under another's name": lambda one: one.write_bytes(b"0" * 64 + one.read_bytes()[64:]),
    "readable by others": lambda one: one.chmod(0o644),
    "a link": lambda one: (one.rename(one.with_suffix(".away")), one.symlink_to(one.with_suffix(".away"))),
    "a folder": lambda one: (one.unlink(), one.mkdir()),
    "a FIFO": lambda one: (one.unlink(), os.mkfifo(one, 0o600)),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_one_is_none(how: str, file: Place, parsed: list[int]) -> None:
    append(file, story(6))
    opened(file).recall("prod")
    (one,) = (file.root / "cache").iterdir()
    SPOILED[how](one)
    parsed.clear()
    remembered(file)
    assert parsed == [0, 0]


@pytest.mark.parametrize("name", ["__version__", "FORM"])
def test_another_version_has_none(
    name: str, file: Place, parsed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    append(file, story(6))
    opened(file).recall("prod")
    monkeypatch.setattr(checkpoint, name, "0")
    parsed.clear()
    remembered(file)
    assert parsed == [0, 0]


def test_who_acts_believes_none(place: Place) -> None:
    append(place, story(6))
    ledger = opened(place)
    true = ledger.recall("prod")
    false = replace(true, owned={})
    name = str(ledger.identity())
    checkpoint.Checkpoints(place.root / "cache").put(name, "prod", false)

    assert ledger.recall("prod") == false, "it is a cache: whoever may write it may mislead a plan"
    with ledger.lock("prod", "ann", NOW):
        assert ledger.recall("prod") == true


def test_a_folder_that_cannot_be_made_holds_none(file: Place, parsed: list[int]) -> None:
    append(file, story(6))
    (file.root / "cache").write_text("")
    remembered(file)
    remembered(file)
    assert set(parsed) == {0}


def test_one_that_is_sound_but_says_something_else_is_none(file: Place) -> None:
    append(file, story(6))
    ledger = opened(file)
    text = text_of.dump(ledger.recall("prod")).replace('"seq":6', '"seq":"six"')
    entries = checkpoint.Checkpoints(file.root / "cache")._entries
    entries.put(checkpoint._name(str(ledger.identity()), "prod"), text)
    assert remembered(file).head.seq == 6


def test_an_unknown_place_in_the_chain_is_none(file: Place) -> None:
    append(file, story(6))
    ledger = opened(file)
    whole = ledger.recall("prod")
    for head in (Head(7, whole.head.hash), Head(0, Head().hash), Head(5, whole.head.hash), Head(-1, "")):
        checkpoint.Checkpoints(file.root / "cache").put(
            str(ledger.identity()), "prod", replace(whole, owned={}, head=head)
        )
        assert remembered(file) == whole


def test_without_a_folder_nothing_is_kept(file: Place, tmp_path: Path) -> None:
    append(file, story(6))
    ledger = open_ledger(file.url, file.root, cache=None)
    assert ledger.recall("prod") == ledger.recall("prod")
    assert not (tmp_path / "cache").exists()

"""Older formats are upgraded whole or not at all, newer ones refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ledger_places import NOW, Place, intent, story, write
from sqlalchemy import Connection, inspect, text, update

from reconciler.errors import LedgerError, LedgerTooNew
from reconciler.ledger import reading, tables
from reconciler.ledger.engine import Within
from reconciler.ledger.tables import META

Step = Callable[[Connection], None]


def _add_table(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE notes (said TEXT)"))
    connection.execute(text("INSERT INTO notes VALUES ('upgraded')"))


def _lengthen(patch: pytest.MonkeyPatch, *steps: Step) -> None:
    patch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, *steps))
    patch.setattr(reading, "FORMAT", len(tables.MIGRATIONS))


def _fail(connection: Connection) -> None:
    raise ZeroDivisionError


def test_a_new_ledger_has_the_newest_format(place: Place) -> None:
    write(place.open(), intent(1))

    with place.engine().connect() as connection:
        assert reading.format_of(Within(connection)) == reading.FORMAT == len(tables.MIGRATIONS) == 1


def test_a_newer_format_is_refused_and_left_alone(place: Place) -> None:
    write(place.open(), intent(1))
    with place.engine().begin() as connection:
        connection.execute(update(META).where(META.c.key == "format").values(value="2"))

    for refused in (
        lambda: place.open().read("prod"),
        lambda: write(place.open(), intent(2)),
        place.open().upgrade,
    ):
        with pytest.raises(LedgerTooNew, match="format 2; this version knows up to 1"):
            refused()
    with place.engine().begin() as connection:
        connection.execute(update(META).where(META.c.key == "format").values(value="1"))
    assert place.open().read("prod")[1] == [intent(1)]


def test_an_older_format_is_not_read_but_upgraded_by_whoever_locks_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = write(place.open(), *story(4))
    _lengthen(monkeypatch, _add_table)

    with pytest.raises(LedgerError, match="older format 1") as caught:
        place.open().read("prod")
    assert "ledger upgrade" in caught.value.hint
    with place.open().lock("prod", "me", NOW):
        pass

    assert place.open().read("prod") == (head, story(4))
    with place.engine().connect() as connection:
        assert reading.format_of(Within(connection)) == 2
        assert connection.scalar(text("SELECT said FROM notes")) == "upgraded"


def test_upgrading_twice_is_upgrading_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    write(place.open(), *story(4))
    _lengthen(monkeypatch, _add_table)

    assert [place.open().upgrade(), place.open().upgrade()] == [2, 2]
    assert place.open().recall("prod").head.seq == 4


def test_an_upgrade_that_fails_half_way_changes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = write(place.open(), *story(4))
    with monkeypatch.context() as patch:
        _lengthen(patch, _add_table, _fail)
        with pytest.raises(ZeroDivisionError):
            place.open().upgrade()

    assert place.open().read("prod") == (head, story(4))
    with place.engine().connect() as connection:
        assert not inspect(connection).has_table("notes")


def test_the_file_as_it_was_is_kept(file: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file.open(), *story(4))
    before = file.file.read_bytes()
    _lengthen(monkeypatch, _add_table)

    file.open().upgrade()

    kept = file.file.with_name("ledger.db.format-1")
    assert kept.read_bytes() == before
    assert kept.stat().st_mode & 0o777 == 0o600


def test_upgrading_what_is_not_there_creates_nothing(file: Place) -> None:
    assert file.open().upgrade() == 1
    assert list(file.root.iterdir()) == []
